/**
 * Calls to WeChat's API with its access token, which all nodes share by `hub.memory`. WeChat answers 200 for everything
 * and says in `errcode` how it went.
 */
import { EgressError, type Hub } from '../../src/core/channel.ts';
import { MINUTE, type Ms } from '../../src/core/time.ts';

/** How WeChat refused. `errcode` 0 is not here; `http` for an answer that was no JSON. */
export interface ApiFault {
  readonly errcode: number | 'http' | 'unreachable' | 'lost';
  readonly errmsg: string;
}

export type Json = Readonly<Record<string, unknown>>;
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: ApiFault };

/** invalid credential, expired, invalid token (全局返回码): a new token mends these. */
const TOKEN_FAULTS: ReadonlySet<unknown> = new Set([40001, 42001, 40014]);
/** A token is renewed so long before WeChat lets it die. */
const EARLY_MS: Ms = 5 * MINUTE;
const PATIENCE_MS: Ms = 8_000;

export type Api = ReturnType<typeof createApi>;

/** How a door gets its token: the request, and whether the one before it must go. */
export type AskToken = (renew: boolean) => { readonly path: string; readonly init: RequestInit };

export function createApi(hub: Pick<Hub, 'fetch' | 'now'> & Partial<Pick<Hub, 'memory'>>, base: string, account: string, askToken: AskToken) {
  const key = `token:${account}`;
  let known: { readonly token: string; readonly until: Ms } | null = null;
  let asking: Promise<Answer<string>> | null = null;

  const stored = async (): Promise<typeof known> => {
    try {
      const read = JSON.parse((await hub.memory?.get(key)) ?? 'null') as typeof known;
      return read && typeof read.token === 'string' && typeof read.until === 'number' ? read : null;
    } catch {
      // An outage of ours is no reason not to talk to WeChat.
      return null;
    }
  };

  async function ask(bad: string | null): Promise<Answer<string>> {
    const shared = await stored();
    // Another node was quicker.
    if (shared && shared.token !== bad && shared.until > hub.now()) {
      known = shared;
      return { ok: true, value: shared.token };
    }
    const { path, init } = askToken(bad !== null && shared?.token === bad);
    const answer = await request(path, init);
    if (!answer.ok) return answer;
    const { access_token: token, expires_in: seconds } = answer.value;
    if (typeof token !== 'string' || token === '') return { ok: false, fault: { errcode: 'http', errmsg: 'there was no token in the answer' } };
    known = { token, until: hub.now() + Math.max(Number(seconds) * 1_000 - EARLY_MS, MINUTE) };
    await hub.memory?.set(key, JSON.stringify(known)).catch(() => undefined);
    return { ok: true, value: token };
  }

  /** One question at a time: with each token asked for, WeChat may end the one before. */
  async function token(bad: string | null = null): Promise<Answer<string>> {
    if (known && known.token !== bad && known.until > hub.now()) return { ok: true, value: known.token };
    asking ??= ask(bad).finally(() => (asking = null));
    return asking;
  }

  async function fetched(path: string, init: RequestInit): Promise<Answer<Response>> {
    try {
      return { ok: true, value: await hub.fetch(`${base}${path}`, { ...init, to: 'configured', timeoutMs: PATIENCE_MS }) };
    } catch (error) {
      const unsent = error instanceof EgressError ? error.unsent : false;
      // Its text may hold the address, and with it the token.
      return { ok: false, fault: { errcode: unsent ? 'unreachable' : 'lost', errmsg: error instanceof EgressError ? error.code : 'no answer' } };
    }
  }

  async function request(path: string, init: RequestInit): Promise<Answer<Json>> {
    const answer = await fetched(path, init);
    return answer.ok ? jsonOf(answer.value) : answer;
  }

  /** Twice at most: the second time with a new token. */
  async function withToken<T>(run: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const first = await token();
    // Without a token nothing was sent, however asking for it went.
    if (!first.ok) return { ok: false, fault: typeof first.fault.errcode === 'string' ? { ...first.fault, errcode: 'unreachable' } : first.fault };
    const answer = await run(first.value);
    if (answer.ok || !TOKEN_FAULTS.has(answer.fault.errcode)) return answer;
    const second = await token(first.value);
    return second.ok ? run(second.value) : { ok: false, fault: second.fault };
  }

  const at = (path: string, access: string, query: Readonly<Record<string, string>>): string => `${path}?${new URLSearchParams({ access_token: access, ...query })}`;

  return {
    token,
    post: (path: string, body: Json): Promise<Answer<Json>> =>
      withToken((access) => request(at(path, access, {}), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })),
    /** A file by `multipart/form-data`, field `media`. */
    upload: (path: string, query: Readonly<Record<string, string>>, file: { readonly bytes: Uint8Array; readonly name: string; readonly mediaType: string }): Promise<Answer<Json>> =>
      withToken((access) => {
        const form = new FormData();
        form.set('media', new Blob([file.bytes as BlobPart], { type: file.mediaType }), file.name);
        return request(at(path, access, query), { method: 'POST', body: form });
      }),
    /** A file of theirs, or the JSON that came in its stead. */
    download: (path: string, query: Readonly<Record<string, string>>): Promise<Answer<Response | Json>> =>
      withToken<Response | Json>(async (access) => {
        const answer = await fetched(at(path, access, query), { method: 'GET' });
        if (!answer.ok) return answer;
        const isFile = answer.value.ok && !/^(application\/json|text\/plain)/i.test(answer.value.headers.get('content-type') ?? '');
        return isFile ? answer : jsonOf(answer.value);
      }),
  };
}

async function jsonOf(response: Response): Promise<Answer<Json>> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return { ok: false, fault: { errcode: 'http', errmsg: `HTTP ${response.status}` } };
  const { errcode, errmsg } = body as Json;
  if (typeof errcode === 'number' && errcode !== 0) return { ok: false, fault: { errcode, errmsg: String(errmsg ?? '').slice(0, 200) } };
  return response.ok ? { ok: true, value: body as Json } : { ok: false, fault: { errcode: 'http', errmsg: `HTTP ${response.status}` } };
}
