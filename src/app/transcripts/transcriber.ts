/**
 * The port by which a recording becomes text. The hub brings no such program along: whoever runs it names one of their own
 * (`HUB_TRANSCRIBER`), which is asked by HTTP. Decision 22 says why, docs/recordings.md what is asked and answered.
 */
import { z } from 'zod';
import { EgressError } from '../../core/channel.ts';
import { MINUTE, type Ms } from '../../core/time.ts';
import { egress } from '../egress.ts';

/** A stretch of it, from the beginning of the recording. */
export interface Said {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly text: string;
}
export interface Transcript {
  readonly text: string;
  /** Empty = it is not known when what was said. */
  readonly segments: readonly Said[];
}
/** `again`: it may go better later. Else this recording is never asked for again. */
export type Transcribed = { readonly ok: true; readonly transcript: Transcript } | { readonly ok: false; readonly again: boolean; readonly why: string };

export interface Transcriber {
  /** `wav`: 8 kHz, 16-bit PCM, mono. `language`: of the entry point, `en` or `zh-CN`. */
  transcribe(wav: Uint8Array, language: string): Promise<Transcribed>;
}

const MOST_TEXT = 1_000_000;
const MOST_SEGMENTS = 20_000;
const MOST_ANSWER = 16 * 1_048_576;
const MOST_WHY = 300;

const seconds = z.number().finite().min(0).max(86_400);
const answer = z.object({ text: z.string().max(MOST_TEXT), segments: z.array(z.object({ start: seconds, end: seconds, text: z.string().max(MOST_TEXT) })).max(MOST_SEGMENTS).default([]) });

/** `address`: what the WAV is posted to. */
export function transcriberAt(address: string): Transcriber {
  const no = (again: boolean, why: string): Transcribed => ({ ok: false, again, why: why.slice(0, MOST_WHY) });
  return {
    async transcribe(wav, language) {
      const to = new URL(address);
      to.searchParams.set('language', language);
      try {
        const response = await egress(to.href, { to: 'configured', method: 'POST', headers: { 'content-type': 'audio/wav', accept: 'application/json' }, body: new Uint8Array(wav), timeoutMs: 5 * MINUTE, maxBytes: MOST_ANSWER });
        const body = await response.text();
        if (!response.ok) return no(response.status >= 500 || response.status === 408 || response.status === 429, `It answered ${response.status}: ${body.trim() || 'nothing'}`);
        const read = answer.safeParse(jsonOf(body));
        if (!read.success) return no(false, 'Its answer is not JSON with a text and, if any, segments of start, end and text.');
        return { ok: true, transcript: { text: read.data.text.trim(), segments: read.data.segments.map((s) => ({ fromMs: Math.round(s.start * 1_000), toMs: Math.round(s.end * 1_000), text: s.text.trim() })) } };
      } catch (error) {
        if (error instanceof EgressError) return no(error.code !== 'TOO_LARGE', error.message);
        throw error;
      }
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
