/**
 * What is said to a caller, and what they answer: texts are spoken one after the other, a key stops what is being said, keys become an
 * answer as the last prompt asked for one, a message is recorded after a tone. Nothing of it is decided here.
 */
import { randomUUID } from 'node:crypto';
import type { Hub } from '../../src/core/channel.ts';
import type { Ari, AriEvent } from '../asterisk/ari.ts';
import { AriError } from '../asterisk/ari.ts';
import { nameAt } from '../asterisk/legs.ts';
import type { Settings } from './settings.ts';
import { createSpeech } from './speech.ts';

/** What a prompt waits for, as the hub says it with its line (`data.ask`). */
export interface Ask {
  readonly for: 'choice' | 'digits' | 'number' | 'text' | 'message';
  readonly most: number;
}

export interface PromptsParts {
  readonly ari: Ari;
  readonly hub: Hub;
  readonly settings: Settings;
  /** The caller said this by keys; or left a message. Rejects = it could not be stored. */
  answered(leg: string, text: string): Promise<void>;
  recorded(leg: string, wav: Uint8Array): Promise<void>;
}

/** After the last key of an answer whose length nobody knows. */
const PAUSE_MS = 3_000;
const LONGEST_MESSAGE_S = 180;
const SILENCE_S = 5;
/** Shorter is a click. */
const SHORTEST_S = 1;
/** What was stored of an ended call is waited for so long. */
const KEEP_MS = 10_000;

interface Line {
  readonly playing: Set<string>;
  ask: Ask | null;
  keys: string;
  pause: NodeJS.Timeout | null;
  /** The name of the recording that runs. */
  recording: string | null;
  readonly idle: Set<() => void>;
}

/** Which prompt a text of the settings names, as `prompt:<name>`; null = the text stands for itself. */
export const promptNamed = (text: string): string | null => /^prompt:(.+)$/s.exec(text)?.[1]?.trim() || null;

export function createPrompts({ ari, hub, settings, answered, recorded }: PromptsParts) {
  const speech = createSpeech();
  const lines = new Map<string, Line>();
  const storing = new Map<string, Promise<void>>();
  const at = (leg: string): string => encodeURIComponent(leg);
  const urlOf = (id: string): string => `${settings.mediaUrl}/channels/${hub.entryPoint.key}/speech.wav?id=${id}`;
  hub.route('/speech.wav', async (request) => {
    const audio = speech.audio(new URL(request.url).searchParams.get('id') ?? '');
    return audio ? new Response(new Uint8Array(audio), { headers: { 'content-type': 'audio/wav', 'cache-control': 'max-age=31536000' } }) : new Response('There is no such prompt.', { status: 404 });
  });

  function lineOf(leg: string): Line {
    const line = lines.get(leg) ?? { playing: new Set<string>(), ask: null, keys: '', pause: null, recording: null, idle: new Set<() => void>() };
    lines.set(leg, line);
    return line;
  }
  const settled = (line: Line): void => {
    if (line.playing.size > 0 || line.recording !== null) return;
    for (const done of line.idle) done();
    line.idle.clear();
  };

  function flush(leg: string, line: Line): void {
    if (line.pause) clearTimeout(line.pause);
    line.pause = null;
    const text = line.keys;
    line.keys = '';
    if (text === '') return;
    line.ask = null;
    answered(leg, text).catch((error: unknown) => hub.log('warn', 'An answer by keys could not be stored.', { err: error, leg }));
  }

  async function record(leg: string, line: Line): Promise<void> {
    const name = nameAt(settings.app, `message~${leg}~${randomUUID()}`);
    line.recording = name;
    line.ask = null;
    await ari
      .request('POST', `channels/${at(leg)}/record`, { name, format: 'wav', maxDurationSeconds: LONGEST_MESSAGE_S, maxSilenceSeconds: SILENCE_S, beep: true, terminateOn: '#', ifExists: 'overwrite' })
      .catch((error: unknown) => {
        line.recording = null;
        settled(line);
        if (!(error instanceof AriError) || error.status !== 404) hub.log('warn', 'A message could not be recorded.', { err: error, leg });
      });
  }

  async function collect(leg: string, name: string, seconds: number): Promise<void> {
    const path = `recordings/stored/${encodeURIComponent(name)}`;
    if (seconds >= SHORTEST_S) {
      const authorization = `Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`;
      const response = await hub.fetch(`${settings.url}/ari/${path}/file`, { to: 'configured', headers: { authorization }, timeoutMs: 15_000 });
      if (!response.ok) throw new Error(`Asterisk answered ${response.status} instead of giving the message.`);
      await recorded(leg, new Uint8Array(await response.arrayBuffer()));
    }
    await ari.request('DELETE', path).catch(() => undefined);
  }

  return {
    /** Where Asterisk fetches this sound from now on. */
    kept: (wav: Uint8Array): string => urlOf(speech.keep(wav).id),
    /** Speaks after what is being said already: a recording of it where there is one (`file`, or a text `prompt:<name>`). @throws when it cannot. */
    async say(leg: string, text: string, language: 'en' | 'zh-CN', ask: Ask | null, file: string | null = null): Promise<string> {
      const named = file ?? promptNamed(text);
      const prompt = named === null ? null : await hub.prompt(named);
      const words = prompt === null ? (file === null && named !== null ? '' : text) : (language === 'zh-CN' ? prompt.zh || prompt.en : prompt.en || prompt.zh) || text;
      if (!prompt?.sound && words.trim() === '') throw new Error(`There is no prompt of the name ${named ?? ''}.`);
      const { id } = prompt?.sound ? speech.keep(prompt.sound) : await speech.say(file === null ? words : text || words, language);
      const playback = nameAt(settings.app, randomUUID());
      const line = lineOf(leg);
      line.playing.add(playback);
      line.ask = ask;
      try {
        await ari.request('POST', `channels/${at(leg)}/play`, { media: `sound:${urlOf(id)}`, playbackId: playback });
      } catch (error) {
        line.playing.delete(playback);
        settled(line);
        throw error;
      }
      return playback;
    },
    key(leg: string, digit: string): void {
      const line = lines.get(leg);
      if (!line || line.recording !== null) return;
      for (const playback of line.playing) void ari.request('DELETE', `playbacks/${encodeURIComponent(playback)}`).catch(() => undefined);
      const { ask } = line;
      if (!ask || ask.for === 'text' || ask.for === 'message') return;
      if (line.pause) clearTimeout(line.pause);
      if (digit === '#' && ask.for !== 'choice') return flush(leg, line);
      line.keys += digit;
      if (ask.for === 'choice' || line.keys.length >= ask.most) return flush(leg, line);
      line.pause = setTimeout(() => flush(leg, line), PAUSE_MS);
    },
    hear(event: AriEvent): void {
      if (event.type === 'PlaybackFinished') {
        const { id, target_uri: target } = (event.playback ?? {}) as { id?: string; target_uri?: string };
        const leg = String(target ?? '').replace(/^channel:/, '');
        const line = lines.get(leg);
        if (!line?.playing.delete(String(id))) return;
        if (line.playing.size === 0 && line.ask?.for === 'message') void record(leg, line);
        else settled(line);
      }
      if (event.type === 'RecordingFinished' || event.type === 'RecordingFailed') {
        const { name, duration } = (event.recording ?? {}) as { name?: string; duration?: number };
        const [leg, line] = [...lines].find(([, l]) => l.recording === name) ?? [];
        if (!leg || !line || !name) return;
        const done = (event.type === 'RecordingFinished' ? collect(leg, name, duration ?? 0) : Promise.resolve())
          .catch((error: unknown) => hub.log('error', 'A message left on the telephone could not be stored; Asterisk keeps it.', { err: error, leg, recording: name }))
          .finally(() => {
            storing.delete(leg);
            line.recording = null;
            settled(line);
          });
        storing.set(leg, done);
      }
    },
    /** What is being said or recorded is over. */
    async idle(leg: string): Promise<void> {
      const line = lines.get(leg);
      if (!line || (line.playing.size === 0 && line.recording === null)) return;
      await new Promise<void>((resolve) => line.idle.add(resolve));
    },
    /** Whether a message of this leg is being recorded or stored. */
    keeps: (leg: string): boolean => lines.get(leg)?.recording != null,
    /** The leg has ended; resolves when what it left is stored. */
    async over(leg: string): Promise<void> {
      const line = lines.get(leg);
      if (!line) return;
      line.playing.clear();
      if (line.recording !== null) await Promise.race([new Promise<void>((resolve) => line.idle.add(resolve)), new Promise<void>((resolve) => setTimeout(resolve, KEEP_MS).unref())]);
      await storing.get(leg);
      if (line.pause) clearTimeout(line.pause);
      for (const done of line.idle) done();
      lines.delete(leg);
    },
  };
}
export type Prompts = ReturnType<typeof createPrompts>;
