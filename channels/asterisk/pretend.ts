/**
 * Callers of the demo: real calls inside Asterisk. Each is a Local channel; one half comes in as a call from outside does, the other is the
 * caller, who listens while waiting, speaks when somebody has taken the call, and hangs up when all is said or the patience is over.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PretendCall {
  /** E.164. */
  readonly number: string;
  readonly name: string;
  readonly patienceMs: number;
  readonly talkMs: number;
}

export interface PretendCaller {
  /** Resolves when the call is over: `talked`, `gaveUp`, or `failed` where it never was one. */
  call(call: PretendCall): Promise<'talked' | 'gaveUp' | 'failed'>;
  /** Ends all calls. */
  stop(): Promise<void>;
}

const LOOK_MS = 1_000;

export interface AriUser {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Asks ARI; null = Asterisk was not there, or said no. */
export function askAri({ url, user, password }: AriUser): (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return async (method, path, body) => {
    try {
      const answer = await fetch(`${url}/ari/${path}`, { method, headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(5_000) });
      return answer.ok ? await answer.json().catch(() => ({})) : null;
    } catch {
      return null;
    }
  };
}

export function pretendCaller(asterisk: AriUser): PretendCaller {
  const ask = askAri(asterisk);
  const stopping = new AbortController();
  const calls = new Set<string>();

  /** Whether somebody is in one room with them. */
  async function isHeard(half: string): Promise<boolean> {
    const bridges = await ask('GET', 'bridges');
    return Array.isArray(bridges) && bridges.some((b: { bridge_type?: unknown; channels?: unknown }) => b.bridge_type === 'mixing' && Array.isArray(b.channels) && b.channels.length > 1 && b.channels.includes(half));
  }

  async function call({ number, name, patienceMs, talkMs }: PretendCall): Promise<'talked' | 'gaveUp' | 'failed'> {
    const id = `pretend-${randomUUID()}`;
    const half = `${id}-in`;
    const made = await ask('POST', 'channels', {
      endpoint: `Local/${number.replace(/\D/g, '')}@pretend-call/n`, channelId: id, otherChannelId: half, context: 'pretend-caller', extension: 's', priority: 1, timeout: 60,
      callerId: `"${name.replace(/["\\<>\x00-\x1f\x7f]/g, '')}" <${number}>`,
    });
    if (made === null) return 'failed';
    calls.add(id);
    let end = Date.now() + patienceMs;
    let talked = false;
    while (!stopping.signal.aborted && Date.now() < end) {
      await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if ((await ask('GET', `channels/${half}`)) === null) break;
      if (talked || !(await isHeard(half))) continue;
      talked = true;
      end = Date.now() + talkMs;
      await ask('POST', `channels/${id}/variable?variable=HEARD&value=yes`);
    }
    await ask('DELETE', `channels/${id}`);
    calls.delete(id);
    return talked ? 'talked' : 'gaveUp';
  }

  return {
    call,
    async stop() {
      stopping.abort();
      await Promise.all([...calls].map((id) => ask('DELETE', `channels/${id}`)));
    },
  };
}
