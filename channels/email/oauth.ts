/** Access tokens of a mailbox by its refresh token (RFC 6749, 6), kept until shortly before they end. */
import type { Hub } from '../../src/core/channel.ts';
import { MINUTE, type Ms, SECOND } from '../../src/core/time.ts';
import type { Settings } from './settings.ts';

/** The provider refuses the refresh token: somebody has to consent again. */
export class ConsentGone extends Error {}

export interface Tokens {
  /** @throws ConsentGone, or an Error whose message is a sentence when the provider cannot be asked. */
  access(): Promise<string>;
  /** The token was refused: the next is a new one. */
  forget(): Promise<void>;
}

type Tools = Pick<Hub, 'fetch' | 'now'> & { readonly memory?: Hub['memory'] };

const KEY = 'oauth2';
const EARLY: Ms = MINUTE;

export function createTokens(hub: Tools, settings: NonNullable<Settings['oauth2']>): Tokens {
  let held: { readonly token: string; readonly until: Ms; readonly refresh: string | null } | null = null;
  let asking: Promise<string> | null = null;

  async function ask(): Promise<string> {
    const stored = held ?? (JSON.parse((await hub.memory?.get(KEY)) ?? 'null') as typeof held);
    if (stored && stored.until - EARLY > hub.now()) {
      held = stored;
      return stored.token;
    }
    // Microsoft gives a new refresh token with each answer; the last one is the longest valid.
    const refresh = [stored?.refresh, settings.refreshToken].filter((r, n, all): r is string => Boolean(r) && all.indexOf(r) === n);
    let refused = '';
    for (const token of refresh) {
      const answer = await hub.fetch(settings.tokenUrl, {
        to: 'configured', method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept': 'application/json' }, maxBytes: 65_536,
        body: new URLSearchParams({ grant_type: 'refresh_token', client_id: settings.clientId, refresh_token: token, ...(settings.clientSecret ? { client_secret: settings.clientSecret } : {}), ...(settings.scope ? { scope: settings.scope } : {}) }).toString(),
      });
      const said = (await answer.json().catch(() => ({}))) as { readonly access_token?: unknown; readonly expires_in?: unknown; readonly refresh_token?: unknown; readonly error?: unknown; readonly error_description?: unknown };
      if (answer.ok && typeof said.access_token === 'string') {
        const seconds = Number(said.expires_in);
        held = { token: said.access_token, until: hub.now() + (Number.isFinite(seconds) && seconds > 0 ? seconds : 600) * SECOND, refresh: typeof said.refresh_token === 'string' ? said.refresh_token : token };
        await hub.memory?.set(KEY, JSON.stringify(held));
        return held.token;
      }
      refused = `${String(said.error ?? answer.status)}${typeof said.error_description === 'string' ? `: ${said.error_description.slice(0, 200)}` : ''}`;
      // RFC 6749, 5.2: what is wrong with us stays wrong; a server in trouble is asked again.
      if (answer.status >= 500 || answer.status === 429) throw new Error(`The token address answered ${answer.status}; it is asked again.`);
    }
    throw new ConsentGone(`The provider refused the refresh token (${refused}). Consent again and enter the new one.`);
  }

  return {
    access: () => (asking ??= ask().finally(() => void (asking = null))),
    async forget() {
      held = held ? { ...held, until: 0 } : null;
      if (held) await hub.memory?.set(KEY, JSON.stringify(held));
    },
  };
}
