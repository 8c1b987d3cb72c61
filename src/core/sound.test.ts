import { describe, expect, it } from 'vitest';
import { strength } from '../../test/support/tones.ts';
import { createLoudness, RATES, readWav, resample, type Sound, writeWav } from './sound.ts';

const tone = (rate: number, hz: number, seconds: number, loud = 16_000): Sound => ({ rate, samples: Int16Array.from({ length: rate * seconds }, (_, n) => Math.round(loud * Math.sin((2 * Math.PI * hz * n) / rate))) });
/** A WAV with any header over it. */
function wav({ channels = 1, rate = 8_000, bits = 16, codec = 1, frames = 800, claim = 0, ...more }: { channels?: number; rate?: number; bits?: number; codec?: number; frames?: number; claim?: number; block?: number } = {}): Uint8Array {
  const block = more.block ?? (channels * bits) / 8;
  const bytes = Buffer.alloc(44 + frames * block);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8 + claim, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  [codec, channels].forEach((v, n) => void bytes.writeUInt16LE(v, 20 + n * 2));
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * block, 28);
  [block, bits].forEach((v, n) => void bytes.writeUInt16LE(v, 32 + n * 2));
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * block + claim, 40);
  return bytes;
}

describe('WAV', () => {
  it.each(RATES)('of %i Hz becomes 8 kHz with its tone, and nothing that it had above 4 kHz', (rate) => {
    const read = readWav(writeWav(tone(rate, 440, 1)));
    if (typeof read === 'string') throw new Error(read);
    const at8 = resample(read, 8_000);
    expect(at8.samples.length).toBeGreaterThan(7_990);
    expect(strength(at8, 440)).toBeCloseTo(16_000 / 32_768, 1);
    if (rate > 16_000) expect(strength(resample(tone(rate, 7_000, 1), 8_000), 1_000)).toBeLessThan(0.005);
  });

  it('of two channels becomes one', () => {
    const stereo = wav({ channels: 2, rate: 48_000, frames: 480 });
    new DataView(stereo.buffer, stereo.byteOffset).setInt16(44, 1_000, true);
    new DataView(stereo.buffer, stereo.byteOffset).setInt16(46, 3_000, true);
    const read = readWav(stereo);
    expect(typeof read === 'string' ? read : [read.rate, read.samples.length, read.samples[0]]).toEqual([48_000, 480, 2_000]);
  });

  it.each([
    ['no WAV', Buffer.from('ID3 an mp3 that calls itself wav'), 'notWav'], ['nothing', Buffer.alloc(0), 'notWav'], ['cut off', wav().slice(0, 500), 'cutOff'], ['a header that lies', wav({ claim: 5_000 }), 'cutOff'],
    ['8-bit', wav({ bits: 8 }), 'notPcm'], ['A-law', wav({ codec: 6 }), 'notPcm'], ['floats', wav({ codec: 3, bits: 32 }), 'notPcm'], ['six channels', wav({ channels: 6 }), 'channels'], ['22 kHz', wav({ rate: 22_050 }), 'rate'],
    ['a contradiction', wav({ block: 3 }), 'contradicts'], ['empty', wav({ frames: 0 }), 'empty'], ['only a head', wav().slice(0, 36), 'cutOff'], ['no form', Buffer.concat([Buffer.from('RIFF\x04\0\0\0WAVE', 'latin1')]), 'header'],
  ] as const)('%s is refused', (_what, bytes, words) => {
    expect(readWav(bytes)).toBe(words);
  });
});

describe('how loud it is', () => {
  it('is measured the same however it is cut into pieces, silence is 0 and full scale 100', () => {
    const samples = new Int16Array(16_000);
    samples.fill(32_767, 0, 4_000);
    samples.fill(3_277, 8_000, 12_000);
    const bytes = new Uint8Array(samples.buffer);
    const [whole, pieces] = [createLoudness(8_000), createLoudness(8_000)];
    whole.add(bytes);
    for (let at = 0; at < bytes.length; at += 777) pieces.add(bytes.subarray(at, at + 777));
    expect(pieces.result(4)).toEqual(whole.result(4));
    expect(whole.result(4)).toEqual({ bars: [100, 0, 58, 0], durationMs: 2_000 });
    expect(whole.result(1_000).bars).toHaveLength(20);
    expect(createLoudness(8_000).result(10)).toEqual({ bars: [], durationMs: 0 });
  });
});
