/**
 * Accounts for people who call from a page of ours, made at run time like those of agents' browsers (`browserPhones.ts`), but each for one call:
 * they reach what the guests' context of the dialplan lets them (docs/voice.md) and are not reached. One that is in no call is taken away again.
 */
import { randomBytes } from 'node:crypto';
import { type Ari, AriError } from './ari.ts';

export interface GuestPhones {
  /** Null = so many guests are here that no more are let in. @throws AriError when Asterisk cannot be asked. */
  make(): Promise<{ readonly user: string; readonly password: string } | null>;
  /** Whoever it was has gone. */
  leave(user: string): void;
  /** Takes away those that are in no call, also of a hub before us. Resolves when that is done or Asterisk is away. */
  tidy(): Promise<void>;
  close(): void;
}

const MOST_GUESTS = 50;
/** From the account to the call. */
const GRACE_MS = 60_000;
const TIDY_MS = 30_000;
/** Until the call of who has left is over too. */
const LEAVE_MS = 1_000;
const KINDS = ['endpoint', 'auth'] as const;

export function keepGuestPhones(ari: Ari, options: { readonly app: string; readonly context: string; now(): number }): GuestPhones {
  const prefix = `${options.app}-guest-`;
  /** Who is here, and until when they may be in no call. */
  const guests = new Map<string, number>();
  const path = (kind: (typeof KINDS)[number], user: string): string => `asterisk/config/dynamic/res_pjsip/${kind}/${encodeURIComponent(user)}`;
  const put = (kind: (typeof KINDS)[number], user: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
    ari.request('PUT', path(kind, user), {}, { fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })) });

  async function remove(user: string): Promise<void> {
    for (const kind of KINDS)
      await ari.request('DELETE', path(kind, user)).catch((error: unknown) => {
        if (!(error instanceof AriError && error.status === 404)) throw error;
      });
    guests.delete(user);
  }

  async function tidyAll(): Promise<void> {
    const there = await ari.request('GET', 'endpoints/PJSIP');
    for (const one of Array.isArray(there) ? there : []) {
      const { resource, channel_ids: channels } = one as { resource?: unknown; channel_ids?: unknown };
      if (typeof resource !== 'string' || !resource.startsWith(prefix) || (Array.isArray(channels) && channels.length > 0)) continue;
      if ((guests.get(resource) ?? 0) <= options.now()) await remove(resource);
    }
  }
  let tidying: Promise<void> | null = null;
  const tidy = (): Promise<void> => (tidying ??= tidyAll().catch(() => undefined).finally(() => (tidying = null)));
  const timer = setInterval(() => void (ari.isUp() && tidy()), TIDY_MS);

  return {
    async make() {
      if (guests.size >= MOST_GUESTS) await tidy();
      if (guests.size >= MOST_GUESTS) return null;
      const user = `${prefix}${randomBytes(9).toString('hex')}`;
      const password = randomBytes(24).toString('base64url');
      guests.set(user, options.now() + GRACE_MS);
      try {
        await put('auth', user, { auth_type: 'userpass', username: user, password });
        // Who goes without hanging up is known by the audio that stops coming.
        await put('endpoint', user, { transport: 'ws', webrtc: 'yes', context: options.context, disallow: 'all', allow: 'opus,ulaw', auth: user, direct_media: 'no', send_connected_line: 'no', dtmf_mode: 'rfc4733', rtp_timeout: '20', callerid: '"Web call" <anonymous>' });
      } catch (error) {
        // A half of one would stay for ever: only whole ones are listed.
        await remove(user).catch(() => guests.delete(user));
        throw error;
      }
      return { user, password };
    },
    leave(user) {
      if (!guests.has(user)) return;
      guests.set(user, 0);
      setTimeout(() => void (ari.isUp() && tidy()), LEAVE_MS).unref();
    },
    tidy,
    close: () => clearInterval(timer),
  };
}
