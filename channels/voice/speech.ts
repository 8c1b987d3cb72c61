/**
 * Text becomes speech by espeak-ng, a program of the machine's own (Debian: espeak-ng), as a file that Asterisk fetches: 8 kHz 16-bit
 * mono WAV. English and Chinese. Nothing leaves the machine.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resample, writeWav } from '../../src/core/sound.ts';

export interface Speech {
  /** Synthesises the text; the id by which `audio` gives it. @throws when espeak-ng is missing or fails. */
  say(text: string, language: 'en' | 'zh-CN'): Promise<{ readonly id: string; readonly seconds: number }>;
  /** Sound that is there already; the id by which `audio` gives it. */
  keep(wav: Uint8Array): { readonly id: string };
  audio(id: string): Buffer | null;
}

const RATE = 8_000;
const MOST_KEPT = 500;
const PATIENCE_MS = 10_000;

export function createSpeech(program = 'espeak-ng'): Speech {
  const kept = new Map<string, Buffer>();
  const making = new Map<string, Promise<Buffer>>();
  return {
    async say(text, language) {
      const id = createHash('sha256').update(`${language} ${text}`).digest('hex').slice(0, 32);
      const audio = kept.get(id) ?? (await (making.get(id) ?? begin(id, text, language)));
      // The longest unused goes first.
      kept.delete(id);
      kept.set(id, audio);
      for (const old of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(old);
      }
      return { id, seconds: (audio.length - 44) / 2 / RATE };
    },
    keep(wav) {
      const audio = Buffer.from(wav);
      const id = createHash('sha256').update(audio).digest('hex').slice(0, 32);
      kept.delete(id);
      kept.set(id, audio);
      return { id };
    },
    audio: (id) => kept.get(id) ?? null,
  };

  function begin(id: string, text: string, language: string): Promise<Buffer> {
    const one = synthesise(text, language, program).finally(() => making.delete(id));
    making.set(id, one);
    return one;
  }
}

/** A WAV of 8 kHz. @throws with a sentence when espeak-ng is missing or fails. */
export function synthesise(text: string, language: string, program = 'espeak-ng'): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The text goes in by its standard input: nothing of it is ever an option.
    const child = spawn(program, ['-v', language === 'zh-CN' ? 'cmn' : 'en-gb', '-s', '150', '-g', '2', '--stdin', '--stdout'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: PATIENCE_MS });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => reject((error as { code?: string }).code === 'ENOENT' ? new Error('Words cannot be spoken: the program espeak-ng is missing; install it (apt-get install espeak-ng).', { cause: error }) : error));
    child.once('close', (code) => {
      const wav = Buffer.concat(parts);
      if (code === 0 && wav.length > 44) resolve(toTelephone(wav));
      else reject(new Error('espeak-ng made no speech of these words.'));
    });
    child.stdin.end(text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ' '));
  });
}

/** espeak-ng says no length in its header, for it writes as it speaks. */
function toTelephone(wav: Buffer): Buffer {
  const rate = wav.readUInt32LE(24);
  const data = wav.subarray(44, wav.length - ((wav.length - 44) % 2));
  return Buffer.from(writeWav(resample({ rate, samples: new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length)) }, RATE)));
}
