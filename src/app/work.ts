/**
 * What agents, bots and supervisors do to interactions. Each act checks the right, then asks the domain's leader, which
 * alone decides whether the state allows it; text and notes go into the same commit. The answer comes after the commit.
 */
import { uuidv7 } from 'uuidv7';
import type { Input } from '../core/acd/types.ts';
import type { Actor } from '../core/events.ts';
import { isUuid } from '../core/ids.ts';
import type { CallbackMiss, Outcome } from '../core/interaction.ts';
import { isNumber } from '../core/phone.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { SkillNeed } from '../core/skills.ts';
import { DAY, HOUR, SECOND } from '../core/time.ts';
import type { LineToWrite } from '../db/queries/commitBatch.ts';
import { row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { actorOf, may, refuseUnless, type Right, supervisorOf, type Viewer } from './access.ts';
import type { Clock } from './clock.ts';
import { bad, type Fault, together } from './fault.ts';
import type { Aside, Leader } from './leader.ts';
import { faultOfNeeds } from './needs.ts';

export interface Found {
  readonly id: string;
  readonly tenant: string;
  readonly domain: string;
  readonly conversation: string;
  readonly customer: string;
  readonly entryPoint: string;
  readonly channel: string;
  readonly state: string;
  readonly ownerKind: string;
  readonly ownerId: string | null;
  readonly queue: string | null;
  readonly outcome: string | null;
}

export interface WorkParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  leaderOf(domain: string): Leader | null;
}

type Answer = Promise<{ readonly id: string } | Refusal>;

const unknown = refuse('NOT_FOUND', 'There is no such interaction here.');
const away = refuse('TRY_AGAIN', 'The hub is catching up with its database; try again in a moment.');
const MOST_NOTE = 10_000;
const MOST_SLOTS = 64_000;

export function createWork({ tenants, clock, leaderOf }: WorkParts) {
  /** The interaction, if it is one of the viewer's tenant. */
  const find = (viewer: Viewer, id: string): Promise<Found | null> =>
    isUuid(id)
      ? row<Found>(
          tenants.of(viewer.tenant),
          `select id, tenant, domain, conversation, customer, entry_point as "entryPoint", channel, state, owner_kind as "ownerKind", owner_id as "ownerId", queue, outcome
           from interaction where id = $1 and tenant = $2`,
          [id, viewer.tenant],
        )
      : Promise.resolve(null);

  async function ask(domain: string, actor: Actor, input: Input, aside?: Aside): Promise<Refusal | null> {
    return (await leaderOf(domain)?.ask(actor, input, aside)) ?? (leaderOf(domain) ? null : away);
  }

  /** Own work, or anybody's for a supervisor; others are told whose it is not. */
  function mine(viewer: Viewer, found: Found): Refusal | null {
    if (found.ownerId === viewer.id || may(viewer, 'supervise')) return null;
    return refuse('NOT_OWNER', 'This interaction is not yours; pick it or ask a supervisor to assign it to you.');
  }

  async function act(viewer: Viewer | null, right: Right, id: string, make: (found: Found, viewer: Viewer) => Promise<{ input: Input; aside?: Aside } | Refusal> | { input: Input; aside?: Aside } | Refusal, own = true): Answer {
    const no = refuseUnless(viewer, right);
    if (no || !viewer) return no ?? unknown;
    const found = await find(viewer, id);
    if (!found) return unknown;
    const notMine = own ? mine(viewer, found) : null;
    if (notMine) return notMine;
    const made = await make(found, viewer);
    if ('refused' in made) return made;
    const actor = own && found.ownerId !== viewer.id && may(viewer, 'supervise') ? supervisorOf(viewer) : right === 'supervise' ? supervisorOf(viewer) : actorOf(viewer);
    return (await ask(found.domain, actor, made.input, made.aside)) ?? { id };
  }

  const line = (viewer: Viewer, found: Found, text: string, mentions: readonly string[] = []): LineToWrite => ({
    id: uuidv7(), conversation: found.conversation, interaction: found.id, kind: 'note', direction: 'internal', authorKind: viewer.kind,
    authorId: viewer.id, authorName: viewer.name, text, mentions, systemCode: null, data: null,
  });

  /** A hand-over note: on the interaction for whoever comes next, and on the timeline. */
  const handed = (viewer: Viewer, found: Found, note: string | null | undefined): Aside =>
    note
      ? { lines: [line(viewer, found, note)], handover: { interaction: found.id, handover: { from: viewer.name, summary: note, at: clock.now() } } }
      : {};

  const tooLong = (text: string | null | undefined): Refusal | null =>
    text && text.length > MOST_NOTE ? refuse('TOO_LARGE', `A note may have at most ${MOST_NOTE} characters.`) : null;

  async function offerOf(viewer: Viewer | null, id: string): Promise<{ domain: string; short: string; interaction: string; viewer: Viewer } | Refusal> {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    const slash = id.indexOf('/');
    const [domain, short] = [id.slice(0, slash), id.slice(slash + 1)];
    const found = slash > 0 ? await row<{ interaction: string }>(tenants.of(viewer.tenant), 'select interaction from offer where id = $1 and tenant = $2 and agent = $3', [id, viewer.tenant, viewer.id]) : null;
    return found ? { domain, short, interaction: found.interaction, viewer } : refuse('NOT_FOUND', 'There is no such offer for you.');
  }

  return {
    find,
    ask,
    async accept(viewer: Viewer | null, offer: string): Answer {
      const o = await offerOf(viewer, offer);
      if ('refused' in o) return o;
      return (await ask(o.domain, actorOf(o.viewer), { kind: 'accept', offer: o.short, agent: o.viewer.id })) ?? { id: o.interaction };
    },
    async decline(viewer: Viewer | null, offer: string, reason: string): Answer {
      const o = await offerOf(viewer, offer);
      if ('refused' in o) return o;
      if (reason.trim() === '' || reason.length > 200) return refuse('BAD_INPUT', 'Say in at most 200 characters why you decline.');
      return (await ask(o.domain, actorOf(o.viewer), { kind: 'decline', offer: o.short, agent: o.viewer.id, reason: reason.trim() })) ?? { id: o.interaction };
    },
    /** Whoever supervises may pick what they do not qualify for. */
    async pick(viewer: Viewer | null, id: string): Answer {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? unknown;
      const found = await find(viewer, id);
      if (!found) return unknown;
      return (await ask(found.domain, may(viewer, 'supervise') ? supervisorOf(viewer) : actorOf(viewer), { kind: 'pick', interaction: found.id, agent: viewer.id })) ?? { id };
    },
    assign: (viewer: Viewer | null, id: string, agent: string) =>
      act(viewer, 'supervise', id, (f) => ({ input: { kind: 'assign', interaction: f.id, agent } }), false),
    requeue: (viewer: Viewer | null, id: string, priority: number | null) =>
      act(viewer, 'supervise', id, (f) =>
        faultOfPriority(priority) ?? { input: { kind: 'requeue', interaction: f.id, ...(priority === null ? {} : { priority }) } }, false),
    transferToQueue: (viewer: Viewer | null, id: string, queue: string, note: string | null, needs: readonly SkillNeed[] | null) =>
      act(viewer, 'handle', id, async (f, v) => {
        const bad = tooLong(note) ?? (await faultOfNeeds(tenants.of(v.tenant), v.tenant, needs ?? []));
        if (bad) return bad;
        const known = isUuid(queue) ? await row<{ id: string }>(tenants.of(v.tenant), 'select id from queue where id = $1 and tenant = $2 and enabled', [queue, v.tenant]) : null;
        if (!known) return refuse('NOT_FOUND', 'There is no such queue.');
        return { input: { kind: 'transfer', interaction: f.id, to: { queue }, ...(needs ? { needs } : {}) }, aside: handed(v, f, note) };
      }),
    transferToAgent: (viewer: Viewer | null, id: string, agent: string, note: string | null) =>
      act(viewer, 'handle', id, (f, v) => {
        const bad = tooLong(note);
        if (bad) return bad;
        if (agent === f.ownerId) return refuse('BAD_INPUT', 'That agent has this interaction already.');
        return { input: { kind: 'transfer', interaction: f.id, to: { agent } }, aside: handed(v, f, note) };
      }),
    park: (viewer: Viewer | null, id: string, until: Date | null, awaitingCustomer: boolean) =>
      act(viewer, 'handle', id, (f) => {
        if (until && (until.getTime() <= clock.now() || until.getTime() > clock.now() + 366 * DAY)) return refuse('BAD_INPUT', 'Park until a moment in the future, within a year.');
        return { input: { kind: 'park', interaction: f.id, cause: awaitingCustomer ? 'awaitingCustomer' : 'byAgent', wakeAt: until?.getTime() ?? null } };
      }),
    unpark: (viewer: Viewer | null, id: string) => act(viewer, 'handle', id, (f) => ({ input: { kind: 'unpark', interaction: f.id } })),
    /** The caller hears music until they are taken back. */
    hold: (viewer: Viewer | null, id: string, on: boolean) => act(viewer, 'handle', id, (f) => ({ input: { kind: 'hold', interaction: f.id, on } })),
    bookCallback: (viewer: Viewer | null, id: string, to: string, notBefore: Date | null) =>
      act(viewer, 'handle', id, (f) => {
        if (!isNumber(to)) return refuse('BAD_INPUT', 'That is not a phone number: digits, with + and spaces if you like.');
        if (notBefore && (notBefore.getTime() <= clock.now() || notBefore.getTime() > clock.now() + 30 * DAY)) return refuse('BAD_INPUT', 'Call back at a moment in the future, within 30 days.');
        return { input: { kind: 'bookCallback', interaction: f.id, to: to.trim(), notBefore: notBefore?.getTime() ?? null } };
      }, false),
    callbackMissed: (viewer: Viewer | null, id: string, reason: CallbackMiss) =>
      act(viewer, 'handle', id, (f) => ({ input: { kind: 'callbackMissed', interaction: f.id, reason } })),
    finish: (viewer: Viewer | null, id: string, outcome: Outcome) => act(viewer, 'handle', id, (f) => ({ input: { kind: 'finish', interaction: f.id, outcome } })),
    close: (viewer: Viewer | null, id: string, disposition: string | null, note: string | null, outcome: Outcome | null) =>
      act(viewer, 'handle', id, async (f, v) => {
        const bad = tooLong(note);
        if (bad) return bad;
        const chosen = disposition && isUuid(disposition) ? await row<{ id: string; outcome: Outcome }>(tenants.of(v.tenant), 'select id, outcome from disposition where id = $1 and tenant = $2', [disposition, v.tenant]) : null;
        if (disposition && !chosen) return refuse('NOT_FOUND', 'There is no such disposition.');
        return {
          input: { kind: 'close', interaction: f.id, outcome: outcome ?? (f.outcome === 'transferredOut' ? f.outcome : (chosen?.outcome ?? 'resolved')), ...(chosen ? { disposition: chosen.id } : {}) },
          ...(note ? { aside: { lines: [line(v, f, note)] } } : {}),
        };
      }),
    spam: (viewer: Viewer | null, id: string) => act(viewer, 'handle', id, (f) => ({ input: { kind: 'close', interaction: f.id, outcome: 'spam' } })),
    extendWrapUp: (viewer: Viewer | null, id: string, seconds: number) =>
      act(viewer, 'handle', id, (f) =>
        Number.isInteger(seconds) && seconds >= 1 && seconds <= HOUR / SECOND
          ? { input: { kind: 'extendWrapUp', interaction: f.id, byMs: seconds * SECOND } }
          : refuse('BAD_INPUT', 'Extend by 1 to 3600 seconds.')),
    endWrapUp: (viewer: Viewer | null, id: string) =>
      act(viewer, 'supervise', id, (f) => (f.state === 'wrapUp' ? { input: { kind: 'close', interaction: f.id, outcome: 'resolved' } } : refuse('WRONG_STATE', 'This interaction is not in wrap-up.')), false),
    async presence(viewer: Viewer | null, of: string | null, presence: string, reason: string | null, next: boolean): Answer {
      const no = refuseUnless(viewer, of === null ? 'handle' : 'supervise');
      if (no || !viewer) return no ?? unknown;
      if (presence === 'missed') return refuse('BAD_INPUT', 'Only the hub sets “missed”; choose ready, notReady or offline.');
      if (presence !== 'ready' && presence !== 'notReady' && presence !== 'offline') return refuse('BAD_INPUT', 'Choose ready, notReady or offline.');
      const agent = of ?? viewer.id;
      const known = isUuid(agent) ? await row<{ domain: string }>(tenants.of(viewer.tenant), 'select domain from agent where id = $1 and tenant = $2', [agent, viewer.tenant]) : null;
      if (!known) return refuse('NOT_FOUND', 'There is no such agent.');
      const input: Input = { kind: 'presence', agent, presence, reason: reason?.slice(0, 100) ?? null, next };
      return (await ask(known.domain, of === null ? actorOf(viewer) : supervisorOf(viewer), input)) ?? { id: agent };
    },
    handOff: (viewer: Viewer | null, h: { interaction: string; reason: string | null; summary: string | null; language: string | null; queue: string | null; also?: readonly string[] | null; skills: readonly SkillNeed[] | null; slots: unknown; priority: number | null }) =>
      act(viewer, 'act', h.interaction, async (f, v) => {
        const bad = faultOfHandoff(h) ?? (await faultOfNeeds(tenants.of(v.tenant), v.tenant, h.skills ?? []));
        if (bad) return bad;
        if (f.ownerKind !== 'bot' || f.ownerId !== v.id) return refuse('NOT_OWNER', 'The bot does not own this interaction any more.');
        const queue = h.queue ?? f.queue;
        const known = queue && isUuid(queue) ? await row<{ id: string }>(tenants.of(v.tenant), 'select id from queue where id = $1 and tenant = $2', [queue, v.tenant]) : null;
        if (!known) return refuse('NOT_FOUND', 'There is no such queue.');
        const also = [...new Set(h.also ?? [])];
        return {
          input: { kind: 'handOff', interaction: f.id, queue: known.id, ...(also.length > 0 ? { also } : {}), ...(h.skills === null ? {} : { needs: h.skills }), ...(h.priority === null ? {} : { priority: h.priority }) },
          aside: {
            handover: { interaction: f.id, handover: { from: v.name, reason: h.reason, summary: h.summary, language: h.language, slots: h.slots ?? {}, at: clock.now() }, slots: h.slots ?? {}, language: h.language },
          },
        };
      }, false),
    handBack: (viewer: Viewer | null, id: string, bot: string) =>
      act(viewer, 'handle', id, async (f, v) => {
        const known = isUuid(bot) ? await row<{ id: string }>(tenants.of(v.tenant), 'select id from bot where id = $1 and tenant = $2 and enabled', [bot, v.tenant]) : null;
        return known ? { input: { kind: 'handBack', interaction: f.id, bot } } : refuse('NOT_FOUND', 'There is no such bot.');
      }),
    botResolve: (viewer: Viewer | null, id: string) =>
      act(viewer, 'act', id, (f, v) => (f.ownerKind === 'bot' && f.ownerId === v.id ? { input: { kind: 'close', interaction: f.id, outcome: 'botResolved' } } : refuse('NOT_OWNER', 'The bot does not own this interaction any more.')), false),
  };
}

const faultOfPriority = (priority: number | null): Fault | null =>
  priority !== null && (!Number.isInteger(priority) || Math.abs(priority) > 1_000) ? bad('priority', 'A priority is a whole number from -1000 to 1000; one point is a minute of waiting.') : null;

/** What a bot may say of the customer it hands over. */
function faultOfHandoff({ reason, summary, language, priority, slots }: { readonly reason: string | null; readonly summary: string | null; readonly language: string | null; readonly priority: number | null; readonly slots: unknown }): Fault | null {
  const long = ([['reason', reason], ['summary', summary]] as const).find(([, text]) => (text ?? '').length > MOST_NOTE);
  return together(
    long ? bad(long[0], `It may have at most ${MOST_NOTE} characters; say it shorter.`) : null,
    language !== null && !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/.test(language) ? bad('language', 'A language is named as in BCP 47, for example en or zh-CN.') : null,
    faultOfPriority(priority),
    slots !== null && (typeof slots !== 'object' || Array.isArray(slots) || JSON.stringify(slots).length > MOST_SLOTS) ? bad('slots', `Slots are an object of names and values, at most ${MOST_SLOTS} characters as JSON.`) : null,
  );
}

export type Work = ReturnType<typeof createWork>;

