/**
 * Coming in and going out: passwords by argon2id, an access token of ten minutes, a refresh token that is used once and
 * replaced (a second use revokes the whole family: it was stolen), API tokens for programs and bots. Signing out,
 * revoking, and changing what an account may do end the sockets and streams that came by it.
 */
import { hash, verify } from '@node-rs/argon2';
import { uuidv7 } from 'uuidv7';
import { type Refusal, refuse } from '../core/refusal.ts';
import { DAY, MINUTE, type Ms } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { row } from '../db/queries/query.ts';
import { may, type Role, type Viewer } from './access.ts';
import { hashOf, newSecret, type Secrets } from './secrets.ts';

const ACCESS_TTL: Ms = 10 * MINUTE;
const REFRESH_TTL: Ms = 14 * DAY;
/** argon2id with OWASP's first choice for servers: 19 MiB, two passes. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export interface SignedIn {
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  readonly refreshToken: string;
  readonly viewer: Viewer;
}

interface PersonRow {
  id: string;
  tenant: string;
  domain: string;
  name: string;
  roles: Role[];
  locale: string | null;
  passwordHash: string | null;
}

const PERSON = 'id, tenant, domain, name, roles, locale, password_hash as "passwordHash"';

export interface Gatekeeper {
  signIn(email: string, password: string, from: string): Promise<SignedIn | Refusal>;
  refresh(token: string): Promise<SignedIn | Refusal>;
  signOut(viewer: Viewer): Promise<void>;
  /** The viewer behind a bearer token (access token, API token or bot token). */
  viewerOf(bearer: string): Promise<Viewer | null>;
  revoke(grant: string): Promise<void>;
  /** An access token for the API explorer: the holder of this refresh token, if they may explore. The token is not used up. */
  explorerToken(refreshToken: string | null): Promise<string | null>;
  /** What an agent or a bot may do is another now: what they have open is ended, so that they come again as what they are. */
  changed(account: string): void;
  /** Called when something ended, here or on another node, with whose sockets and streams end by it. */
  onEnded(take: (isOver: (viewer: Viewer) => boolean) => void): void;
  /** Another node has ended a grant, or changed an account. */
  ended(id: string): void;
}

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON);

export interface GatekeeperParts {
  readonly pool: Pool;
  readonly secrets: Secrets;
  /** True while the address or account has tries left. */
  allowTry(key: string): Promise<boolean>;
  /** Told of each grant that was ended, and each account that was changed here. */
  tellEnded(id: string): void;
}

export function createGatekeeper({ pool, secrets, allowTry, tellEnded }: GatekeeperParts): Gatekeeper {
  const listeners = new Set<(isOver: (viewer: Viewer) => boolean) => void>();
  const revoked = new Map<string, number>();
  const wrong = refuse('BAD_CREDENTIALS', 'The e-mail address or the password is wrong.');
  let decoy: string | null = null;

  const viewer = (p: PersonRow, grant: string): Viewer => ({ kind: 'agent', id: p.id, name: p.name, tenant: p.tenant, domain: p.domain, roles: p.roles, locale: p.locale, grant });

  async function grantTo(p: PersonRow, family: string): Promise<SignedIn> {
    const refreshToken = newSecret('swr');
    await pool.query("insert into token (id, tenant, kind, agent, family, hash, expires_at) values ($1, $2, 'refresh', $3, $4, $5, $6)", [
      uuidv7(), p.tenant, p.id, family, hashOf(refreshToken), new Date(Date.now() + REFRESH_TTL),
    ]);
    const who = viewer(p, family);
    return {
      accessToken: await secrets.sign('access', { sub: p.id, fam: family }, ACCESS_TTL),
      accessExpiresAt: new Date(Date.now() + ACCESS_TTL), refreshToken, viewer: who,
    };
  }

  /** Ids are unique among grants and accounts, so one tells which of the two it is of. */
  function close(id: string): void {
    for (const take of listeners) take((viewer) => viewer.grant === id || viewer.id === id);
  }

  function end(grant: string): void {
    revoked.set(grant, Date.now());
    for (const [g, at] of revoked) if (Date.now() - at > ACCESS_TTL) revoked.delete(g);
    close(grant);
  }

  async function revoke(grant: string): Promise<void> {
    await pool.query('update token set revoked_at = now() where (family::text = $1 or id::text = $1) and revoked_at is null', [grant]);
    end(grant);
    tellEnded(grant);
  }

  async function byAccess(token: string): Promise<Viewer | null> {
    const claims = await secrets.verify('access', token);
    const sub = claims?.sub;
    const family = claims?.fam;
    if (typeof sub !== 'string' || typeof family !== 'string' || revoked.has(family)) return null;
    const p = await row<PersonRow>(pool, `select ${PERSON} from agent where id = $1 and enabled and not exists (select 1 from token t where t.family = $2 and t.revoked_at is not null)`, [sub, family]);
    return p ? viewer(p, family) : null;
  }

  async function bySecret(token: string): Promise<Viewer | null> {
    const t = await row<{ id: string; tenant: string; kind: string; roles: Role[]; bot: string | null; botName: string | null; name: string; domain: string; agent: string | null; agentRoles: Role[] | null }>(
      pool,
      `select t.id, t.tenant, t.kind, t.roles, t.bot, b.name as "botName", t.name, a.id as agent, a.roles as "agentRoles",
         (select d.id from domain d where d.tenant = t.tenant order by d.lock_key limit 1) as domain
       from token t left join bot b on b.id = t.bot left join agent a on a.id = t.agent
       where t.hash = $1 and t.kind in ('api', 'bot') and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
         and (t.bot is null or b.enabled) and (t.agent is null or a.enabled)`,
      [hashOf(token)],
    );
    if (!t) return null;
    if (t.kind === 'bot' && t.bot) return { kind: 'bot', id: t.bot, name: t.botName ?? 'bot', tenant: t.tenant, domain: t.domain, roles: ['bot'], locale: null, grant: t.id };
    // A program's token never has more than the person who made it still has.
    const roles = t.roles.filter((r) => t.agentRoles === null || t.agentRoles.includes(r) || t.agentRoles.includes('admin'));
    return { kind: 'agent', id: t.agent ?? t.id, name: t.name, tenant: t.tenant, domain: t.domain, roles, locale: null, grant: t.id };
  }

  return {
    revoke,
    ended: end,
    changed(account) {
      close(account);
      tellEnded(account);
    },
    onEnded: (take) => void listeners.add(take),
    async signIn(email, password, from) {
      const account = email.trim().toLowerCase();
      if (account.length > 320 || password.length > 1_024) return wrong;
      if (!(await allowTry(`${from} ${account}`))) return refuse('TOO_MANY', 'Too many tries; wait a minute and try again.');
      const p = await row<PersonRow>(pool, `select ${PERSON} from agent where lower(email) = $1 and enabled limit 1`, [account]);
      // The same work is done for an account that does not exist, so that time tells nothing.
      decoy ??= await hashPassword(newSecret('x'));
      const right = await verify(p?.passwordHash ?? decoy, password).catch(() => false);
      return right && p?.passwordHash ? grantTo(p, uuidv7()) : wrong;
    },
    async refresh(token) {
      const ended = refuse('NOT_SIGNED_IN', 'The session has ended; sign in again.');
      const found = await row<{ id: string; agent: string; family: string; usedAt: Date | null; fresh: boolean }>(
        pool,
        `select id, agent, family, used_at as "usedAt", revoked_at is null and expires_at > now() as fresh from token where hash = $1 and kind = 'refresh'`,
        [hashOf(token)],
      );
      if (!found?.fresh) return ended;
      const used = await row<{ id: string }>(pool, 'update token set used_at = now() where id = $1 and used_at is null returning id', [found.id]);
      // Two tabs waking together use one token at once; only a late second use is a theft.
      const late = !used && (found.usedAt === null || Date.now() - found.usedAt.getTime() > 30_000);
      if (late && found.usedAt !== null) {
        await revoke(found.family);
        return ended;
      }
      const p = await row<PersonRow>(pool, `select ${PERSON} from agent where id = $1 and enabled`, [found.agent]);
      return p ? grantTo(p, found.family) : ended;
    },
    async signOut(who) {
      await revoke(who.grant);
    },
    async explorerToken(refreshToken) {
      if (!refreshToken || refreshToken.length > 200) return null;
      const p = await row<PersonRow & { family: string }>(
        pool,
        `select a.id, a.tenant, a.domain, a.name, a.roles, a.locale, a.password_hash as "passwordHash", t.family from token t join agent a on a.id = t.agent and a.enabled
         where t.hash = $1 and t.kind = 'refresh' and t.revoked_at is null and t.used_at is null and t.expires_at > now()`,
        [hashOf(refreshToken)],
      );
      return p && may(viewer(p, p.family), 'explore') ? secrets.sign('access', { sub: p.id, fam: p.family }, ACCESS_TTL) : null;
    },
    async viewerOf(bearer) {
      if (bearer.length > 4_096) return null;
      return bearer.startsWith('swb_') || bearer.startsWith('swt_') ? bySecret(bearer) : byAccess(bearer);
    },
  };
}
