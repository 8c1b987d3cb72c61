/**
 * Configuration: every change is checked, written with a `configChanged` event that names its author (the audit), and
 * applied live: the leader reads the configuration again, channels are reopened where theirs changed.
 */
import { uuidv7 } from 'uuidv7';
import { CHANNEL_RULES } from '../core/capacity.ts';
import { ConfigError, type Channel, HANDLE } from '../core/channel.ts';
import { faultOfHours } from '../core/hours.ts';
import { isUuid } from '../core/ids.ts';
import { CHANNELS, OUTCOMES } from '../core/interaction.ts';
import { isLocale } from '../core/locale.ts';
import { refuse } from '../core/refusal.ts';
import { said } from '../core/said.ts';
import { SECOND } from '../core/time.ts';
import { withTransaction } from '../db/client.ts';
import { row, rows } from '../db/queries/query.ts';
import * as save from '../db/queries/saveConfig.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { refuseUnless, ROLES, type Role, type Viewer } from './access.ts';
import type { Clock } from './clock.ts';
import { bad, type Fault, together } from './fault.ts';
import { faultOfNeeds } from './needs.ts';
import { type AgentRouting, faultOfAgentRouting, faultOfInterrupts, faultOfLevels, faultOfOverflow, faultOfQueueRouting, faultOfSites, type Neighbour, type QueueRouting, needsOfLevels } from './routingRules.ts';
import { hashOf, newSecret } from './secrets.ts';
import { hashPassword } from './signIn.ts';

export type { Fault } from './fault.ts';
type Answer = Promise<{ readonly id: string } | Fault>;
type Client = Parameters<typeof save.saveSkillRow>[0];

export interface AdminParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  channelOf(kind: string): Channel | null;
  /** Applies what was saved to the domain's leader and to the channels. */
  applied(viewer: Viewer): Promise<void>;
  revoke(grant: string): Promise<void>;
}

/** How long silence may last in a queue, in seconds; absent = as the channel says, 0 = for ever. */
interface SilenceTimes {
  readonly firstResponseSeconds?: number | null | undefined;
  readonly idleWarnSeconds?: number | null | undefined;
  readonly idleCloseSeconds?: number | null | undefined;
  readonly idleParkSeconds?: number | null | undefined;
}

/** How a field that holds a name is called in a sentence. */
const NAMES: Readonly<Record<string, string>> = { labelEn: 'label in English', labelZh: 'label in Chinese' };
/** Only what was said, and not to be emptied. */
const given = <T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
/** Nothing where nothing was said; an empty name is no site. */
const siteOf = ({ site }: AgentRouting): string | null | undefined => (site === null || site === undefined ? site : site.trim() || null);
const unknown = refuse('NOT_FOUND', 'There is nothing here with that id.');
const NO_LANGUAGE = 'A language is en or zh-CN.';

export function createAdmin(parts: AdminParts) {
  const { tenants, clock } = parts;

  /** Runs a save with its audit event; a unique key that is taken is answered in words. */
  async function change(viewer: Viewer | null, what: string, id: string | null | undefined, table: string, check: (v: Viewer) => Promise<Fault | null>, write: (db: Client, id: string, v: Viewer) => Promise<void>, told: Record<string, unknown> = {}): Answer {
    const no = refuseUnless(viewer, 'configure');
    if (no || !viewer) return no ?? unknown;
    if (id && (!isUuid(id) || !(await row(tenants.of(viewer.tenant), `select id from ${table} where id = $1 and tenant = $2`, [id, viewer.tenant])))) return unknown;
    const fault = await check(viewer);
    if (fault) return fault;
    const key = id ?? uuidv7();
    try {
      await withTransaction(tenants.of(viewer.tenant), async (db) => {
        await write(db, key, viewer);
        await db.query('update domain set config_version = config_version + 1 where tenant = $1', [viewer.tenant]);
        await db.query(
          `insert into event (tenant, at, type, actor_kind, actor_id, cause, data) values ($1, $2, 'configChanged', 'agent', $3, $4, $5)`,
          [viewer.tenant, new Date(clock.now()), viewer.id, id ? `${what} saved` : `${what} added`, JSON.stringify({ what, id: key, ...told })],
        );
      });
    } catch (error) {
      // The query builder wraps what the database said.
      const { code, constraint } = ((error as Error).cause ?? error) as { code?: string; constraint?: string };
      if (code === '23505') return bad((constraint ?? '').split('_').at(-1) ?? 'name', 'That name, address or key is taken already; choose another.');
      if (code === '23503') return bad('id', 'Something named here does not exist any more; reload and try again.');
      throw error;
    }
    await parts.applied(viewer);
    return { id: key };
  }

  const all = async (table: string, tenant: string, ids: readonly string[]): Promise<boolean> => {
    const wanted = new Set(ids);
    if ([...wanted].some((i) => !isUuid(i))) return false;
    return wanted.size === 0 || (await rows(tenants.of(tenant), `select id from ${table} where tenant = $1 and id = any($2::uuid[])`, [tenant, [...wanted]])).length === wanted.size;
  };
  const named = (name: string, field = 'name'): Fault | null =>
    name.trim() === '' ? bad(field, `Give it a ${NAMES[field] ?? field}.`) : [...name].length > 100 ? bad(field, `A ${NAMES[field] ?? field} may have at most 100 characters.`) : null;
  const whole = (field: string, n: number | null | undefined, least: number, most: number, unit: string): Fault | null =>
    n === null || n === undefined || (Number.isInteger(n) && n >= least && n <= most) ? null : bad(field, `${field} must be a whole number from ${least} to ${most} ${unit}.`);

  const unless = (right: boolean, field: string, message: string): Fault | null => (right ? null : bad(field, message));

  /** What the channel says of its settings. */
  function faultOfSettings(channel: Channel, settings: unknown): Fault | null {
    try {
      channel.configure(settings);
      return null;
    } catch (error) {
      if (error instanceof ConfigError) return together(...[error, ...error.more].map((e) => bad(`settings.${e.field}`, e.message)));
      throw error;
    }
  }

  /** Shorter limits would only annoy; a warning that comes with the end is none. */
  function faultOfSilence(q: SilenceTimes): Fault | null {
    const orNever = (field: keyof SilenceTimes, least: number, most: number): Fault | null =>
      q[field] === 0 || !whole(field, q[field], least, most, 'seconds') ? null : bad(field, `${field} must be 0, for never, or a whole number from ${least} to ${most} seconds.`);
    const fault = orNever('firstResponseSeconds', 10, 86_400) ?? orNever('idleWarnSeconds', 30, 86_400) ?? orNever('idleCloseSeconds', 60, 172_800) ?? orNever('idleParkSeconds', 600, 2_592_000);
    if (fault) return fault;
    const close = q.idleCloseSeconds ?? CHANNEL_RULES.webchat.idleEndMs / SECOND;
    const warn = q.idleWarnSeconds ?? CHANNEL_RULES.webchat.idleWarnMs / SECOND;
    return close > 0 && warn >= close ? bad('idleWarnSeconds', `The warning must come before the chat ends: less than ${close} seconds, or 0 for none.`) : null;
  }

  return {
    faultOfSteps,

    skill: (v: Viewer | null, id: string | null, name: string) =>
      change(v, 'skill', id, 'skill', async () => named(name), (db, key, w) => save.saveSkillRow(db, { id: key, tenant: w.tenant, name: name.trim() }), { name }),

    team: (v: Viewer | null, id: string | null, name: string, agents: readonly string[] | null) =>
      change(v, 'team', id, 'team', async (w) => together(named(name), (await all('agent', w.tenant, agents ?? [])) ? null : bad('agents', 'One of the agents does not exist.')),
        (db, key, w) => save.saveTeamRow(db, { id: key, tenant: w.tenant, name: name.trim() }, agents), { name, agents }),

    plan: (v: Viewer | null, p: { id?: string | null | undefined; name: string; steps?: unknown }) =>
      change(v, 'plan', p.id, 'routing_plan', async (w) => together(named(p.name), await faultOfSteps(w.tenant, p.steps)),
        (db, key, w) => save.savePlanRow(db, { id: key, tenant: w.tenant, name: p.name.trim(), steps: p.steps }), { name: p.name, steps: p.steps }),

    disposition: (v: Viewer | null, d: { id?: string | null | undefined; code: string; labelEn: string; labelZh: string; outcome: string; enabled: boolean }) =>
      change(v, 'disposition', d.id, 'disposition', async () =>
        together(unless(/^[a-z0-9][a-z0-9_-]{0,49}$/i.test(d.code), 'code', 'A code has letters, digits, - and _, at most 50.'), named(d.labelEn, 'labelEn'), named(d.labelZh, 'labelZh'),
          unless((OUTCOMES as readonly string[]).includes(d.outcome), 'outcome', 'There is no such outcome.')),
        (db, key, w) => save.saveDispositionRow(db, { id: key, tenant: w.tenant, code: d.code, labelEn: d.labelEn.trim(), labelZh: d.labelZh.trim(), outcome: d.outcome, enabled: d.enabled }), { code: d.code }),

    cannedReply: (v: Viewer | null, c: { id?: string | null | undefined; shortcut: string; title: string; textEn: string; textZh: string }) =>
      change(v, 'cannedReply', c.id, 'canned_reply', async () =>
        together(unless(/^[\p{L}\p{N}_-]{1,30}$/u.test(c.shortcut), 'shortcut', 'A shortcut has letters, digits, - and _, at most 30.'), named(c.title, 'title'), unless(c.textEn.length + c.textZh.length <= 20_000, 'textEn', 'The texts are too long.')),
        (db, key, w) => save.saveCannedReplyRow(db, { id: key, tenant: w.tenant, shortcut: c.shortcut, title: c.title.trim(), textEn: c.textEn, textZh: c.textZh }), { shortcut: c.shortcut }),

    deleteCannedReply: (v: Viewer | null, id: string) =>
      change(v, 'cannedReply', id, 'canned_reply', async () => null, async (db, key, w) => void (await save.deleteCannedReplyRow(db, w.tenant, key)), { deleted: true }),

    agent: (v: Viewer | null, a: { id?: string | null | undefined; name: string; email: string; password?: string | null | undefined; roles: readonly string[]; capacity: number; teams: readonly string[]; skills: readonly { skill: string; level: number }[]; enabled: boolean; locale?: string | null | undefined; handle?: string | null | undefined } & AgentRouting) =>
      change(v, 'agent', a.id, 'agent', async (w) => {
        const fault = together(
          named(a.name), whole('capacity', a.capacity, 0, 1_000, 'units'), unless(/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(a.email.trim()), 'email', 'That is not an e-mail address.'),
          unless(a.password ? a.password.length >= 10 && a.password.length <= 1_024 : Boolean(a.id), 'password', 'A password has at least 10 characters.'),
          unless(!a.handle || HANDLE.test(a.handle), 'handle', 'A handle has small letters, digits and -, at most 40; it appears in addresses.'), unless(!a.locale || isLocale(a.locale), 'locale', NO_LANGUAGE),
          unless(a.roles.length > 0 && a.roles.every((r) => (ROLES as readonly string[]).includes(r)), 'roles', `Choose at least one role of ${ROLES.join(', ')}.`),
          unless(a.skills.every((s) => Number.isInteger(s.level) && s.level >= 1 && s.level <= 5), 'skills', 'A level is a whole number from 1 to 5.'),
          unless(await all('team', w.tenant, a.teams), 'teams', 'One of the teams does not exist.'), unless(await all('skill', w.tenant, a.skills.map((s) => s.skill)), 'skills', 'One of the skills does not exist.'),
        );
        if (fault) return fault;
        const queues = a.ranks ? await rows<{ id: string }>(tenants.of(w.tenant), 'select id from queue where tenant = $1 and enabled', [w.tenant]) : [];
        const misrouted = faultOfAgentRouting(a, new Set(queues.map((q) => q.id)));
        if (misrouted) return misrouted;
        if (a.id && (!a.enabled || !a.roles.includes('admin')) && (await save.otherAdmins(tenants.of(w.tenant), w.tenant, a.id)) === 0) return bad('roles', 'This is the last administrator; make another one first.');
        return null;
      }, async (db, key, w) => {
        const passwordHash = a.password ? await hashPassword(a.password) : null;
        await save.saveAgentRow(db, {
          row: { id: key, tenant: w.tenant, domain: w.domain, name: a.name.trim(), email: a.email.trim().toLowerCase(), roles: [...a.roles] as Role[], capacity: a.capacity, enabled: a.enabled, locale: a.locale ?? null, passwordHash, ...given({ share: a.share, ranks: a.ranks, caps: a.caps }), ...said({ site: siteOf(a), handle: a.handle === '' ? null : a.handle }) },
          teams: a.teams, skills: a.skills,
        });
        if (!a.enabled || a.password) {
          const ended = await rows<{ grant: string }>(db, `update token set revoked_at = now() where agent = $1 and revoked_at is null returning coalesce(family, id)::text as "grant"`, [key]);
          for (const e of new Set(ended.map((g) => g.grant))) await parts.revoke(e);
        }
      }, { name: a.name, roles: a.roles, capacity: a.capacity, teams: a.teams, skills: a.skills, enabled: a.enabled, ...given({ share: a.share, ranks: a.ranks, caps: a.caps }), ...said({ site: siteOf(a), handle: a.handle }) }),

    queue: (v: Viewer | null, q: { id?: string | null | undefined; name: string; priority: number; teams: readonly string[]; plan?: string | null | undefined; targetSeconds: number; hours?: unknown; enabled: boolean; wrapUpSeconds?: number | null | undefined; offerSeconds?: number | null | undefined } & SilenceTimes & QueueRouting) =>
      change(v, 'queue', q.id, 'queue', async (w) => {
        const hours = faultOfHours(q.hours);
        const fault = together(
          named(q.name), whole('priority', q.priority, -1_000, 1_000, 'points'), whole('targetSeconds', q.targetSeconds, 1, 604_800, 'seconds'), whole('wrapUpSeconds', q.wrapUpSeconds, 0, 3_600, 'seconds'),
          whole('offerSeconds', q.offerSeconds, 5, 3_600, 'seconds'), faultOfSilence(q), faultOfQueueRouting(q), hours ? bad('hours', hours) : null,
          unless(await all('team', w.tenant, q.teams), 'teams', 'One of the teams does not exist.'), unless(!q.plan || (await all('routing_plan', w.tenant, [q.plan])), 'plan', 'There is no such routing plan.'),
        );
        if (fault) return fault;
        if (q.overflow !== undefined || q.closing !== undefined || q.closingQueue !== undefined) {
          const others = await rows<Neighbour>(tenants.of(w.tenant), `select id, name, closing, closing_queue as "closingQueue", overflow from queue where tenant = $1 and domain = $2 and enabled`, [w.tenant, w.domain]);
          const bots = await rows<{ id: string }>(tenants.of(w.tenant), 'select id from bot where tenant = $1 and enabled', [w.tenant]);
          const misled = faultOfOverflow(q.id ?? '', q, others, new Set(bots.map((b) => b.id)));
          if (misled) return misled;
        }
        return null;
      }, (db, key, w) => save.saveQueueRow(db, {
        id: key, tenant: w.tenant, domain: w.domain, name: q.name.trim(), priority: q.priority, plan: q.plan ?? null, targetSeconds: q.targetSeconds, hours: q.hours ?? null,
        enabled: q.enabled, wrapUpSeconds: q.wrapUpSeconds ?? null, offerSeconds: q.offerSeconds ?? null, firstResponseSeconds: q.firstResponseSeconds ?? null,
        idleWarnSeconds: q.idleWarnSeconds ?? null, idleCloseSeconds: q.idleCloseSeconds ?? null, idleParkSeconds: q.idleParkSeconds ?? null,
        ...given({ order: q.order, choice: q.choice, offerMode: q.offerMode, offerModes: q.offerModes, broadcastTo: q.broadcastTo, reserve: q.reserve, targets: q.targets, closing: q.closing, overflow: q.overflow, targetClock: q.targetClock }), ...said({ responseTargetSeconds: q.responseTargetSeconds, resolutionTargetSeconds: q.resolutionTargetSeconds, lastAgentSeconds: q.lastAgentSeconds, owningAgentSeconds: q.owningAgentSeconds, closingQueue: q.closingQueue, callback: q.callback }),
      }, q.teams), { ...q }),

    /** What concerns all queues: which channels may interrupt which, and whether agents are kept free for heavy work. */
    routing: (v: Viewer | null, r: { interrupts: unknown; draining: boolean; levels?: unknown }) =>
      change(v, 'routing', v?.domain, 'domain', async (w) => faultOfInterrupts(r.interrupts) ?? (r.levels === undefined ? null : faultOfLevels(r.levels) ?? (await faultOfNeeds(tenants.of(w.tenant), w.tenant, needsOfLevels(r.levels)))),
        (db, key) => save.saveRoutingRow(db, key, { interrupts: r.interrupts, draining: r.draining, ...said({ levels: r.levels }) }), { ...r }),

    /** Those who wait, and work in agents' hands, go to `moveTo`; without it, to where its work would go if none is there. */
    async deleteQueue(v: Viewer | null, id: string, moveTo: string | null): Answer {
      const no = refuseUnless(v, 'configure');
      if (no || !v) return no ?? unknown;
      if (!isUuid(id)) return unknown;
      const db = tenants.of(v.tenant);
      const others = await rows<{ id: string }>(db, 'select o.id from queue o join queue q on q.domain = o.domain where q.id = $1 and q.tenant = $2 and q.heir is null and o.id <> q.id and o.enabled and o.heir is null order by o.created_at', [id, v.tenant]);
      const used = await row<{ open: number; gates: number }>(db, `select (select count(*)::int from interaction where queue = $1 and closed_at is null) as open, (select count(*)::int from entry_point where queue = $1 and enabled) as gates`, [id]);
      if (!moveTo && used && used.open > 0) return refuse('IN_USE', `${used.open} open interactions belong to this queue; say where they go (moveTo).`);
      if (!moveTo && used && used.gates > 0) return refuse('IN_USE', `${used.gates} entry points lead to this queue; say where they go (moveTo).`);
      const heir = moveTo ?? others[0]?.id;
      if (heir === undefined) return refuse('IN_USE', 'This is the only queue; make another one first.');
      if (!others.some((o) => o.id === heir)) return bad('moveTo', 'There is no such queue to move to.');
      return change(v, 'queue', id, 'queue', async () => null, (client, key, w) => save.deleteQueueRow(client, w.tenant, key, heir), { deleted: true, moveTo: heir });
    },

    entryPoint: (v: Viewer | null, e: { id?: string | null | undefined; channel: string; key: string; name: string; queue: string; bot?: string | null | undefined; priority: number; settings?: unknown; enabled: boolean }) =>
      change(v, 'entryPoint', e.id, 'entry_point', async (w) => {
        const known = (CHANNELS as readonly string[]).includes(e.channel);
        const channel = known ? parts.channelOf(e.channel) : null;
        const hours = faultOfHours((e.settings as { hours?: unknown } | null)?.hours);
        return together(
          named(e.name), whole('priority', e.priority, -1_000, 1_000, 'points'), unless(/^[a-z0-9][a-z0-9-]{0,62}$/.test(e.key), 'key', 'A key has small letters, digits and -, at most 63; it appears in addresses.'),
          unless(known, 'channel', 'There is no such channel.'), unless(!known || channel !== null, 'channel', `This hub has no adapter for ${e.channel}.`),
          unless(await all('queue', w.tenant, [e.queue]), 'queue', 'There is no such queue.'), unless(!e.bot || (await all('bot', w.tenant, [e.bot])), 'bot', 'There is no such bot.'),
          hours ? bad('settings.hours', hours) : null, channel === null ? null : faultOfSettings(channel, e.settings),
        );
      }, (db, key, w) => save.saveEntryPointRow(db, { id: key, tenant: w.tenant, key: e.key, channel: e.channel, name: e.name.trim(), queue: e.queue, bot: e.bot ?? null, priority: e.priority, settings: e.settings, enabled: e.enabled }), { key: e.key, name: e.name }),

    /** Their own, which is no configuration: nobody else is concerned and the audit is not. */
    async language(v: Viewer | null, locale: string | null): Answer {
      const no = refuseUnless(v, 'readConfig');
      if (no || !v) return no ?? unknown;
      if (locale !== null && !isLocale(locale)) return bad('locale', NO_LANGUAGE);
      return (await row<{ id: string }>(tenants.of(v.tenant), 'update agent set locale = $3 where id = $1 and tenant = $2 returning id', [v.id, v.tenant, locale])) ?? unknown;
    },

    /** A new bot gets its secret, shown once. */
    async bot(v: Viewer | null, id: string | null, name: string, enabled: boolean): Promise<{ id: string; secret: string | null } | Fault> {
      const secret = id ? null : newSecret('swb');
      const done = await change(v, 'bot', id, 'bot', async () => named(name), async (db, key, w) => {
        await save.saveBotRow(db, { id: key, tenant: w.tenant, name: name.trim(), enabled });
        if (secret) await db.query("insert into token (id, tenant, kind, bot, name, roles, hash) values ($1, $2, 'bot', $3, $4, '{bot}', $5)", [uuidv7(), w.tenant, key, name.trim(), hashOf(secret)]);
      }, { name, enabled });
      return 'refused' in done ? done : { id: done.id, secret };
    },

    async apiToken(v: Viewer | null, name: string, roles: readonly string[], days: number): Promise<{ id: string; name: string; secret: string } | Fault> {
      const no = refuseUnless(v, 'explore');
      if (no || !v) return no ?? unknown;
      const fault = named(name) ?? whole('expiresInDays', days, 1, 3_660, 'days');
      if (fault) return fault;
      if (roles.length === 0 || roles.some((r) => !(v.roles as readonly string[]).includes(r) && !v.roles.includes('admin'))) return bad('roles', 'A token may have only roles that you have.');
      if (roles.some((r) => !(ROLES as readonly string[]).includes(r))) return bad('roles', `Choose among ${ROLES.join(', ')}.`);
      const secret = newSecret('swt');
      const id = uuidv7();
      await tenants.of(v.tenant).query("insert into token (id, tenant, kind, agent, name, roles, hash, expires_at) values ($1, $2, 'api', $3, $4, $5, $6, now() + make_interval(days => $7))", [id, v.tenant, v.id, name.trim(), roles, hashOf(secret), days]);
      return { id, name: name.trim(), secret };
    },

    async revokeToken(v: Viewer | null, id: string): Answer {
      const no = refuseUnless(v, 'explore');
      if (no || !v) return no ?? unknown;
      const own = isUuid(id) ? await row(tenants.of(v.tenant), 'select id from token where id = $1 and tenant = $2 and (agent = $3 or $4)', [id, v.tenant, v.id, v.roles.includes('admin')]) : null;
      if (!own) return unknown;
      await parts.revoke(id);
      return { id };
    },
  };

  /** Of a plan, saved or not. */
  async function faultOfSteps(tenant: string, steps: unknown): Promise<Fault | null> {
    if (!Array.isArray(steps) || steps.length > 20) return bad('steps', 'Steps are a list of at most 20.');
    let last = -1;
    for (const [n, s] of steps.entries() as Iterable<[number, { afterMs?: unknown; mode?: unknown; needs?: unknown; teams?: unknown; sites?: unknown }]>) {
      const at = `steps.${n}`;
      if (typeof s !== 'object' || s === null) return bad(at, 'A step is an object with afterMs, mode, needs and teams, and sites where it is not for all.');
      if (typeof s.afterMs !== 'number' || !Number.isInteger(s.afterMs) || s.afterMs < 0 || s.afterMs > 86_400_000) return bad(`${at}.afterMs`, 'afterMs is a whole number of milliseconds, a day at most.');
      if (s.afterMs <= last) return bad(`${at}.afterMs`, 'Each step begins later than the one before; this one could never be reached.');
      last = s.afterMs;
      if (s.mode !== 'and' && s.mode !== 'only') return bad(`${at}.mode`, 'mode is "and" (adds needs) or "only" (replaces them).');
      const fault = await faultOfNeeds(tenants.of(tenant), tenant, s.needs);
      if (fault) return { ...fault, field: `${at}.needs` };
      if (!Array.isArray(s.teams) || !(await all('team', tenant, s.teams.map(String)))) return bad(`${at}.teams`, 'One of the teams does not exist.');
      const nowhere = faultOfSites(`${at}.sites`, s.sites);
      if (nowhere) return nowhere;
    }
    return null;
  }
}

export type Admin = ReturnType<typeof createAdmin>;
