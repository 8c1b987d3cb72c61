/** Voice as WeChat records it, made playable: SILK becomes WAV, which every browser plays. AMR is kept as it came. */
import { decode, getDuration } from 'silk-wasm';

/** A voice message has 60 s at most; SILK needs about 2.5 kB for one. */
const MOST_BYTES = 1_048_576;
const LONGEST_MS = 5 * 60_000;
const RATE_HZ = 24_000;

export type VoiceFormat = { readonly mediaType: string; readonly ending: string };

const MAGIC: readonly (readonly [start: string, format: VoiceFormat])[] = [
  ['#!AMR', { mediaType: 'audio/amr', ending: 'amr' }],
  // Tencent puts a byte 0x02 before SILK's own header.
  ['\u0002#!SILK', { mediaType: 'audio/silk', ending: 'silk' }],
  ['#!SILK', { mediaType: 'audio/silk', ending: 'silk' }],
  ['ID3', { mediaType: 'audio/mpeg', ending: 'mp3' }],
  ['RIFF', { mediaType: 'audio/wav', ending: 'wav' }],
];

/** What the bytes are, whatever was said of them; null = none of the known. */
export function voiceFormatOf(bytes: Uint8Array): VoiceFormat | null {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  return MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}

/** A WAV file of the same sound; null when the bytes are no SILK that can be played. */
export async function wavOfSilk(bytes: Uint8Array): Promise<Uint8Array | null> {
  if (bytes.byteLength > MOST_BYTES || voiceFormatOf(bytes)?.ending !== 'silk') return null;
  try {
    if (getDuration(bytes) > LONGEST_MS) return null;
    const { data } = await decode(bytes, RATE_HZ);
    return data.byteLength > 0 ? wavOf(data) : null;
  } catch {
    return null;
  }
}

/** RIFF header of one channel of 16-bit samples. */
function wavOf(samples: Uint8Array): Uint8Array {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE_HZ, 24);
  head.writeUInt32LE(RATE_HZ * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, samples]);
}
