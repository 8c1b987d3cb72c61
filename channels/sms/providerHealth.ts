/** Whether the provider can be reached and knows our account: looked at as the entry point opens, now and then, and often while something is wrong. */
import type { Health, Hub } from '../../src/core/channel.ts';
import { MINUTE, type Ms, SECOND } from '../../src/core/time.ts';
import type { HttpSettings } from './settings.ts';

export const accountUrl = ({ apiBase, accountSid }: HttpSettings): string => `${apiBase}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
export const basicAuth = ({ accountSid, authToken }: HttpSettings): string => `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

const BROKEN_MS: Ms = 20 * SECOND;
const WELL_MS: Ms = 2 * MINUTE;
/** A provider that takes longer is not well. */
const PATIENCE_MS: Ms = 5 * SECOND;

/** By the status of an answer. One that has no page of the account (404) still answers. */
export const healthBy = (status: number): Health =>
  status === 401 || status === 403 ? { state: 'failed', code: 'BAD_TOKEN', explain: 'The provider refuses the account SID or the auth token. Copy both again from its console.' }
  : status >= 500 ? { state: 'failed', code: `HTTP_${status}`, explain: `The provider answers with HTTP ${status}; it is tried again soon.` }
  : { state: 'connected' };

export const notReached = ({ apiBase }: HttpSettings): Health => ({ state: 'failed', code: 'NOT_REACHED', explain: `The provider cannot be reached at ${apiBase}; it is tried again soon.` });

/** `isFine`: what was told last. Resolves after the first look. */
export async function watchProvider(hub: Pick<Hub, 'fetch' | 'signal'>, http: HttpSettings, isFine: () => boolean, tell: (health: Health) => void): Promise<{ stop(): void }> {
  const ended = new AbortController();
  async function look(): Promise<void> {
    const health = await hub.fetch(`${accountUrl(http)}.json`, { to: 'configured', headers: { authorization: basicAuth(http) }, timeoutMs: PATIENCE_MS, signal: ended.signal }).then(
      ({ status }) => healthBy(status),
      () => notReached(http),
    );
    if (!ended.signal.aborted) tell(health);
  }
  await look();
  let lookedAt = Date.now();
  const timer = setInterval(() => {
    if (isFine() && Date.now() - lookedAt < WELL_MS) return;
    lookedAt = Date.now();
    void look();
  }, BROKEN_MS);
  return {
    stop() {
      clearInterval(timer);
      ended.abort();
    },
  };
}
