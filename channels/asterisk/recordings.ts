/**
 * Recordings at Asterisk, by names of ours alone: begun, paused, ended, found and fetched. A name that comes in an event is data: one that
 * is not ours is said to be so and never asked for.
 */
import { type CallOrder, readRecordingName, type Recordings, type RecordingThere } from '../../src/core/calls.ts';
import { type Ari, AriError } from './ari.ts';
import type { AriEvent } from './ari.ts';
import { nameAt } from './legs.ts';

export interface RecordingsOptions {
  readonly app: string;
  readonly url: string;
  readonly user: string;
  readonly password: string;
  fetchFile(url: string, init: RequestInit): Promise<Response>;
  /** One of ours has ended. */
  recorded(name: string): void;
  /** One that is not ours was told of. */
  strange(name: unknown): void;
}

export type RecordingOrder = Extract<CallOrder, { kind: 'record' | 'pauseRecording' | 'resumeRecording' | 'stopRecording' }>;

export function keepRecordings(ari: Pick<Ari, 'request'>, options: RecordingsOptions) {
  const { app } = options;
  const at = (name: string): string => encodeURIComponent(nameAt(app, name));
  const oursOf = (name: unknown): string | null => {
    const own = typeof name === 'string' && name.startsWith(`${app}!`) ? name.slice(app.length + 1) : null;
    return own !== null && readRecordingName(own) !== null ? own : null;
  };
  const unless = (status: number) => (error: unknown): undefined => {
    if (error instanceof AriError && error.status === status) return undefined;
    throw error;
  };
  async function stateOf(path: string): Promise<string | null> {
    const found = await ari.request('GET', path).catch(unless(404));
    return found === undefined ? null : String((found as { state?: unknown } | null)?.state ?? '');
  }

  async function there(name: string): Promise<RecordingThere> {
    const live = await stateOf(`recordings/live/${at(name)}`);
    if (live === 'paused') return 'paused';
    if (live === 'queued' || live === 'recording') return 'recording';
    return (await stateOf(`recordings/stored/${at(name)}`)) === null ? 'gone' : 'stored';
  }

  const recordings: Recordings = {
    there,
    async stored() {
      const list = await ari.request('GET', 'recordings/stored');
      return (Array.isArray(list) ? list : []).flatMap((one) => oursOf((one as { name?: unknown } | null)?.name) ?? []);
    },
    async fetch(name) {
      const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
      const response = await options.fetchFile(`${options.url.replace(/\/+$/, '')}/ari/recordings/stored/${at(name)}/file`, { headers: { authorization } });
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`Asterisk answered ${response.status} instead of giving the recording.`);
      // Cut off on the way, it has thrown: what is here is all of it.
      return new Uint8Array(await response.arrayBuffer());
    },
    remove: async (name) => void (await ari.request('DELETE', `recordings/stored/${at(name)}`).catch(unless(404))),
  };

  return {
    recordings,
    order(order: RecordingOrder): Promise<unknown> {
      const live = `recordings/live/${at(order.recording)}`;
      switch (order.kind) {
        case 'record':
          // That there is one of this name is what was asked for.
          return ari.request('POST', `bridges/${encodeURIComponent(nameAt(app, order.room))}/record`, { name: nameAt(app, order.recording), format: 'wav', ifExists: 'fail' }).catch(unless(409));
        case 'pauseRecording':
          return ari.request('POST', `${live}/pause`);
        case 'resumeRecording':
          return ari.request('DELETE', `${live}/pause`);
        case 'stopRecording':
          return ari.request('POST', `${live}/stop`).catch(unless(404));
      }
    },
    hear(event: AriEvent): void {
      if (event.type !== 'RecordingFinished' && event.type !== 'RecordingFailed') return;
      const { name } = (event.recording ?? {}) as { name?: unknown };
      const ours = oursOf(name);
      if (ours !== null) options.recorded(ours);
      // Messages left on the telephone are the flow's (channels/voice/prompts).
      else if (typeof name !== 'string' || !name.startsWith(`${app}!message~`)) options.strange(name);
    },
  };
}
