/** Music for who waits, made here so that none need be fetched: slow broken chords, 16 s, 8 kHz 16-bit mono WAV. Royalty-free by being ours. */
const RATE = 8_000;
const NOTE_S = 0.5;
/** C, A minor, F, G: four broken chords of eight notes, as semitones from A4. */
const CHORDS = [[-9, -5, -2, 3], [-12, -9, -5, 0], [-16, -12, -9, -4], [-14, -10, -7, -2]] as const;
const PATTERN = [0, 1, 2, 3, 2, 3, 2, 1] as const;

export function music(): Buffer {
  const notes = CHORDS.flatMap((chord) => PATTERN.map((n) => chord[n] ?? 0));
  const samples = new Float64Array(notes.length * NOTE_S * RATE);
  notes.forEach((semitone, at) => {
    const hertz = 440 * 2 ** (semitone / 12);
    // Each rings on into the next; the last into the first, so that the loop has no seam.
    for (let n = 0; n < NOTE_S * RATE * 3; n += 1) {
      const t = n / RATE;
      const i = (at * NOTE_S * RATE + n) % samples.length;
      samples[i] = (samples[i] ?? 0) + 0.12 * Math.min(1, t * 60) * Math.exp(-t * 3.2) * (Math.sin(2 * Math.PI * hertz * t) + 0.35 * Math.sin(4 * Math.PI * hertz * t) + 0.12 * Math.sin(6 * Math.PI * hertz * t));
    }
  });
  return wav(samples);
}

/** `samples` from -1 to 1. */
export function wav(samples: Float64Array): Buffer {
  const data = Buffer.alloc(44 + samples.length * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + samples.length * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((s, i) => void data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, s)) * 32_767), 44 + i * 2));
  return data;
}
