/**
 * Sound as telephones have it: WAV of 16-bit PCM, mono. Reads what people hand in and says what is wrong with it, brings it to another
 * rate, and measures how loud it is. Pure; the format: Microsoft "Multimedia Programming Interface and Data Specifications 1.0", RIFF.
 */

export interface Sound {
  readonly rate: number;
  readonly samples: Int16Array;
}

/** What may be handed in. */
export const RATES = [8_000, 16_000, 44_100, 48_000] as const;
const HEAD = 44;

const word = (view: DataView, at: number): string => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

/** Why a file cannot be taken. */
export type WavFault = 'notWav' | 'cutOff' | 'header' | 'notPcm' | 'channels' | 'rate' | 'contradicts' | 'empty';

/** Two channels become one. */
export function readWav(bytes: Uint8Array): Sound | WavFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || word(view, 0) !== 'RIFF' || word(view, 8) !== 'WAVE') return 'notWav';
  if (view.getUint32(4, true) > bytes.byteLength - 8 + 1) return 'cutOff';
  let form: { readonly channels: number; readonly rate: number } | null = null;
  for (let at = 12; at + 8 <= bytes.byteLength; ) {
    const [kind, size] = [word(view, at), view.getUint32(at + 4, true)];
    if (at + 8 + size > bytes.byteLength) return 'cutOff';
    if (kind === 'fmt ') {
      if (size < 16) return 'header';
      const [codec, channels, rate, perSecond, block, bits] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true), view.getUint16(at + 20, true), view.getUint16(at + 22, true)];
      // WAVE_FORMAT_EXTENSIBLE says it in its GUID.
      const isPcm = codec === 1 || (codec === 0xfffe && size >= 40 && view.getUint16(at + 32, true) === 1);
      if (!isPcm || bits !== 16) return 'notPcm';
      if (channels !== 1 && channels !== 2) return 'channels';
      if (!(RATES as readonly number[]).includes(rate)) return 'rate';
      if (block !== channels * 2 || perSecond !== rate * block) return 'contradicts';
      form = { channels, rate };
    }
    if (kind === 'data') {
      if (!form) return 'header';
      const frames = Math.floor(size / (form.channels * 2));
      if (frames === 0) return 'empty';
      const samples = new Int16Array(frames);
      for (let n = 0; n < frames; n += 1) {
        const first = view.getInt16(at + 8 + n * form.channels * 2, true);
        samples[n] = form.channels === 1 ? first : (first + view.getInt16(at + 10 + n * 4, true)) >> 1;
      }
      return { rate: form.rate, samples };
    }
    at += 8 + size + (size % 2);
  }
  return form ? 'empty' : 'header';
}

/** The first bytes of a WAV of so many bytes of 16-bit mono. */
export function wavHead(rate: number, dataBytes: number): Uint8Array {
  const head = new Uint8Array(HEAD);
  const view = new DataView(head.buffer);
  const put = (at: number, text: string): void => [...text].forEach((c, n) => void view.setUint8(at + n, c.charCodeAt(0)));
  put(0, 'RIFF');
  view.setUint32(4, 36 + dataBytes, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, dataBytes, true);
  return head;
}

export function writeWav({ rate, samples }: Sound): Uint8Array {
  const bytes = new Uint8Array(HEAD + samples.length * 2);
  bytes.set(wavHead(rate, samples.length * 2));
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, n) => void view.setInt16(HEAD + n * 2, sample, true));
  return bytes;
}

/**
 * To another rate, a little with each step: a windowed sinc keeps what the new rate cannot carry from folding back (Smith, "Digital Audio
 * Resampling"). The places between two samples come round again, so each one's weights are worked out once.
 */
export function* resampling({ rate, samples }: Sound, to: number): Generator<void, Sound> {
  if (rate === to) return { rate, samples };
  const ratio = rate / to;
  const cut = Math.min(1, 1 / ratio) * 0.94;
  const half = Math.ceil(16 * Math.max(1, ratio));
  const places = to / gcd(rate, to);
  const weights = new Map<number, Float64Array>();
  const weightsAt = (place: number): Float64Array => {
    const known = weights.get(place);
    if (known) return known;
    const off = (place * ratio) % 1;
    const made = Float64Array.from({ length: 2 * half + 1 }, (_, n) => {
      const x = n - half - off;
      return Math.abs(x) > half ? 0 : (x === 0 ? cut : Math.sin(Math.PI * cut * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / half));
    });
    weights.set(place, made);
    return made;
  };
  const out = new Int16Array(Math.floor(samples.length / ratio));
  for (let n = 0; n < out.length; n += 1) {
    const w = weightsAt(n % places);
    const first = Math.floor((n * rate) / to) - half;
    let sum = 0;
    for (let k = Math.max(0, -first); k < w.length && first + k < samples.length; k += 1) sum += (samples[first + k] ?? 0) * (w[k] ?? 0);
    out[n] = Math.round(Math.max(-32_768, Math.min(32_767, sum)));
    if (n % to === to - 1) yield;
  }
  return { rate: to, samples: out };
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** At once: for what is short. */
export function resample(sound: Sound, to: number): Sound {
  const work = resampling(sound, to);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const PER_SECOND = 10;
/** The quietest that is drawn, in decibels below full scale. */
const QUIET_DB = 48;

/** Measures 16-bit mono as it passes, however it is cut into pieces. */
export function createLoudness(rate: number) {
  const window = Math.max(1, Math.round(rate / PER_SECOND));
  const peaks: number[] = [];
  let [count, peak, odd] = [0, 0, -1];
  return {
    add(bytes: Uint8Array): void {
      for (const byte of bytes) {
        if (odd < 0) {
          odd = byte;
          continue;
        }
        const sample = ((byte << 8) | odd) << 16 >> 16;
        odd = -1;
        peak = Math.max(peak, Math.abs(sample));
        count += 1;
        if (count % window !== 0) continue;
        peaks.push(peak);
        peak = 0;
      }
    },
    /** So many bars at most, 0–100 by decibels, and how long it was. */
    result(bars: number): { readonly bars: readonly number[]; readonly durationMs: number } {
      const all = count % window === 0 ? peaks : [...peaks, peak];
      const n = Math.min(bars, all.length);
      return {
        bars: Array.from({ length: n }, (_, at) => barOf(all.slice(Math.floor((at * all.length) / n), Math.max(Math.floor((at * all.length) / n) + 1, Math.floor(((at + 1) * all.length) / n))))),
        durationMs: Math.round((count / rate) * 1_000),
      };
    },
  };
}
const barOf = (peaks: readonly number[]): number => {
  const most = Math.max(0, ...peaks) / 32_768;
  return most === 0 ? 0 : Math.max(0, Math.round(100 * (1 + (20 * Math.log10(most)) / QUIET_DB)));
};
