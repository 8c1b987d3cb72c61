/**
 * What people do with who is on a call: an agent asks a colleague, a queue or an outside number aside, has them join, completes or lets
 * go; a supervisor listens, whispers, barges in and takes over. Here the rows say what is wanted, with the call locked; the node at
 * the switch does it (`core/callParties`). Whose the call is, the domain's leader decides.
 */
import { uuidv7 } from 'uuidv7';
import type { Seat, State } from '../../core/acd/state.ts';
import type { Input } from '../../core/acd/types.ts';
import type { PartyMode, PartyRole } from '../../core/callParties.ts';
import type { Actor } from '../../core/events.ts';
import { isUuid } from '../../core/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../core/refusal.ts';
import { withTransaction } from '../../db/client.ts';
import { type Queryable, row } from '../../db/queries/query.ts';
import type { TenantPool } from '../../db/tenantPool.ts';
import { actorOf, may, refuseUnless, type Right, supervisorOf, type Viewer } from '../access.ts';
import type { Announcer } from '../announcer.ts';
import type { Clock } from '../clock.ts';
import type { Dialling } from '../dialling.ts';
import type { OpenGate } from '../gates.ts';
import type { Leader } from '../leader.ts';
import { endingTold, type LockedCall, lockCall, type PartyRow, tellParty } from './partyRows.ts';

export interface PartyActsParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  leaderOf(domain: string): Leader | null;
  gateOf(entryPoint: string): OpenGate | null;
  readonly dialling: Pick<Dialling, 'mayDial'>;
}

export type Asked = { readonly agent: string } | { readonly queue: string } | { readonly number: string };
export const ATTENDING = { listen: 'listening', whisper: 'whispering', barge: 'barged' } as const satisfies Readonly<Record<string, PartyMode>>;
export type How = keyof typeof ATTENDING;

type Answer = Promise<{ readonly id: string } | Refusal>;
/** What is done to a call whose rows are locked. */
type Act = (db: Queryable, call: LockedCall, viewer: Viewer) => Promise<Refusal | null>;

const unknown = refuse('NOT_FOUND', 'There is no such interaction here.');
const noCall = refuse('BAD_INPUT', 'Only on a call can somebody else be asked to join or to listen.');
const notTalking = refuse('WRONG_STATE', 'This call is over, or nobody has it in hand now.');
const notMine = refuse('NOT_OWNER', 'Only the agent who has this call can do that.');
const nobodyAsked = refuse('WRONG_STATE', 'Nobody is being consulted on this call now.');
const asking = refuse('CONFLICT', 'Somebody is being asked on this call already. Complete that, have them join, or cancel it first.');
const away = refuse('TRY_AGAIN', 'The hub is catching up with its database; try again in a moment.');
const taken = refuse('CONFLICT', 'That agent has just been asked on another call. Ask somebody else, or wait a little.');

const isAside = (p: PartyRow): boolean => p.mode === 'consulting' || p.mode === 'waiting' || p.mode === 'forwarding';
const isConsulted = (p: PartyRow): boolean => p.mode === 'consulting' || p.mode === 'waiting';

export function createCallParties({ tenants, clock, announcer, leaderOf, gateOf, dialling }: PartyActsParts) {
  async function on(viewer: Viewer | null, right: Right, id: string, act: Act): Answer {
    const no = refuseUnless(viewer, right);
    if (no || !viewer) return no ?? unknown;
    if (!isUuid(id)) return unknown;
    let changed: { call: LockedCall; agents: string[] } | null = null;
    try {
      const refused = await withTransaction(tenants.of(viewer.tenant), async (db) => {
        const call = await lockCall(db, viewer.tenant, id);
        if (!call) return unknown;
        if (call.channel !== 'voice') return noCall;
        if (call.state !== 'active' || call.ownerKind !== 'agent') return notTalking;
        const answer = await act(db, call, viewer);
        if (answer) return answer;
        const after = await lockCall(db, viewer.tenant, id);
        changed = { call, agents: [...new Set([...call.parties, ...(after?.parties ?? [])].flatMap((p) => p.agent ?? []))] };
        return null;
      });
      if (refused) return refused;
    } catch (error) {
      // Two asked the same agent at the same moment.
      if ((error as { code?: unknown }).code === '23505') return taken;
      throw error;
    }
    if (changed) tellOf(announcer, changed);
    return { id };
  }

  /** Of the agent who has the call. */
  const mine = (act: Act): Act => (db, call, viewer) => (call.ownerId === viewer.id ? act(db, call, viewer) : Promise.resolve(notMine));

  async function ask(domain: string, actor: Actor, input: Input): Promise<Refusal | null> {
    const leader = leaderOf(domain);
    return leader ? leader.ask(actor, input) : away;
  }

  async function add(db: Queryable, call: LockedCall, role: PartyRole, who: { readonly agent: string | null; readonly number: string | null }, mode: PartyMode, askedBy: string): Promise<PartyRow> {
    const at = new Date(clock.now());
    const party: PartyRow = { id: uuidv7(), tenant: call.tenant, interaction: call.id, role, ...who, mode, askedBy, askedAt: at, joinedAt: null, endedAt: null, ending: null };
    await db.query('insert into call_party (id, tenant, interaction, role, agent, number, mode, asked_by, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [party.id, call.tenant, call.id, role, who.agent, who.number, mode, askedBy, at]);
    return party;
  }

  const setMode = (db: Queryable, party: PartyRow, mode: PartyMode) => db.query('update call_party set mode = $3 where id = $1 and tenant = $2', [party.id, party.tenant, mode]);

  async function end(db: Queryable, call: LockedCall, party: PartyRow, actor: Actor): Promise<void> {
    await db.query(`update call_party set ended_at = $3, ending = 'cancelled' where id = $1 and tenant = $2`, [party.id, party.tenant, new Date(clock.now())]);
    await tellParty(db, call, clock.now(), { ...endingTold(party, 'cancelled'), actor, party, data: { ending: 'cancelled' } });
  }

  /** An outside number as it is rung, or why it is not. */
  async function outside(db: Queryable, call: LockedCall, number: string, viewer: Viewer): Promise<{ number: string } | Refusal> {
    const gate = gateOf(call.entryPoint);
    if (!gate) return away;
    const answer = await dialling.mayDial(db, gate, { number, purpose: 'party', agent: viewer.id });
    return 'ok' in answer ? { number: answer.e164 } : answer;
  }

  /** A call that goes out and that nobody has answered. */
  const isUnanswered = (db: Queryable, call: LockedCall): Promise<object | null> =>
    row(db, `select 1 from call_out o where o.tenant = $2 and o.interaction = $1 and not exists (select 1 from call_leg l where l.interaction = o.interaction and l.role = 'caller' and l.answered_at is not null)`, [call.id, call.tenant]);

  /** An agent who could be rung now, or why not. */
  async function whom(db: Queryable, call: LockedCall, asked: Asked, viewer: Viewer): Promise<{ agent: string | null; number: string | null } | Refusal> {
    if (await isUnanswered(db, call)) return refuse('WRONG_STATE', 'Nobody has answered this call yet.');
    if ('number' in asked) {
      const found = await outside(db, call, asked.number, viewer);
      return isRefusal(found) ? found : { agent: null, number: found.number };
    }
    const state = leaderOf(call.domain)?.state ?? null;
    if (!state) return away;
    if ('queue' in asked) {
      const found = await longestIdle(db, state, call, asked.queue, viewer, clock.now());
      return isRefusal(found) ? found : { agent: found, number: null };
    }
    if (asked.agent === viewer.id) return refuse('BAD_INPUT', 'You cannot consult yourself.');
    return (await busy(db, state, call, asked.agent, clock.now())) ?? { agent: asked.agent, number: null };
  }

  const acts = {
    /** Rings a colleague, somebody of a queue, or a number; the caller hears music meanwhile. */
    consult: (viewer: Viewer | null, id: string, asked: Asked) =>
      on(viewer, 'handle', id, mine(async (db, call, v) => {
        if (call.parties.some(isAside)) return asking;
        const who = await whom(db, call, asked, v);
        if (isRefusal(who)) return who;
        const party = await add(db, call, who.number === null ? 'agent' : 'outside', who, 'consulting', v.id);
        await tellParty(db, call, clock.now(), { type: 'consultStarted', actor: actorOf(v), party, line: 'consultStarted' });
        return null;
      })),
    /** Talks with the caller, and with whom was asked, in turn. */
    swap: (viewer: Viewer | null, id: string) =>
      on(viewer, 'handle', id, mine(async (db, call) => {
        const party = call.parties.find(isConsulted);
        if (!party) return nobodyAsked;
        if (party.joinedAt === null) return notThere;
        await setMode(db, party, party.mode === 'consulting' ? 'waiting' : 'consulting');
        return null;
      })),
    /** All hear each other. */
    conference: (viewer: Viewer | null, id: string) =>
      on(viewer, 'handle', id, mine(async (db, call, v) => {
        const party = call.parties.find(isConsulted);
        if (!party) return nobodyAsked;
        if (party.joinedAt === null) return notThere;
        await setMode(db, party, 'joined');
        await tellParty(db, call, clock.now(), { type: 'conferenceJoined', actor: actorOf(v), party, line: 'conferenceJoined' });
        return null;
      })),
    /** Back to the caller; what was being rung falls silent. */
    cancel: (viewer: Viewer | null, id: string) =>
      on(viewer, 'handle', id, mine(async (db, call, v) => {
        const party = call.parties.find(isAside);
        if (!party) return nobodyAsked;
        await end(db, call, party, actorOf(v));
        return null;
      })),
    /** The one who was asked, or is in the conference, goes on with the caller; the agent is let go. */
    async complete(viewer: Viewer | null, id: string): Answer {
      let to: PartyRow | null = null;
      let domain = '';
      const found = await on(viewer, 'handle', id, mine(async (_db, call) => {
        const there = call.parties.filter((p) => isConsulted(p) || p.mode === 'joined');
        to = there.find(isConsulted) ?? there.find((p) => p.role === 'agent') ?? there[0] ?? null;
        domain = call.domain;
        if (!to) return nobodyAsked;
        return to.joinedAt === null ? notThere : null;
      }));
      if (isRefusal(found) || !viewer) return found;
      const { agent } = to as unknown as PartyRow;
      const input: Input = agent === null ? { kind: 'finish', interaction: id, outcome: 'transferredOut' } : { kind: 'handOver', interaction: id, from: viewer.id, to: agent };
      return (await ask(domain, actorOf(viewer), input)) ?? { id };
    },
    /** The number is rung for the caller, who hears music; when it answers the agent is let go, else they have the caller back. */
    forward: (viewer: Viewer | null, id: string, number: string) =>
      on(viewer, 'handle', id, mine(async (db, call, v) => {
        if (call.parties.some(isAside)) return asking;
        const who = await whom(db, call, { number }, v);
        if (isRefusal(who)) return who;
        const party = await add(db, call, 'outside', who, 'forwarding', v.id);
        await tellParty(db, call, clock.now(), { type: 'transferRequested', actor: actorOf(v), party, line: 'forwarding' });
        return null;
      })),
    /** Lets one of them go. */
    drop: (viewer: Viewer | null, id: string, who: string) =>
      on(viewer, 'handle', id, async (db, call, v) => {
        const party = call.parties.find((p) => p.id === who);
        if (!party || party.mode === 'took') return refuse('NOT_FOUND', 'They are not on this call any more.');
        const listener = party.role === 'supervisor' && party.agent !== v.id;
        if (listener || (call.ownerId !== v.id && party.agent !== v.id && !may(v, 'supervise'))) return notMine;
        await end(db, call, party, call.ownerId !== v.id && may(v, 'supervise') ? supervisorOf(v) : actorOf(v));
        return null;
      }),
    /** A supervisor listens, whispers, barges in, or changes from one to another. */
    attend: (viewer: Viewer | null, id: string, how: How) =>
      on(viewer, 'supervise', id, async (db, call, v) => {
        if (call.ownerId === v.id) return refuse('BAD_INPUT', 'You have this call yourself.');
        const own = call.parties.find((p) => p.agent === v.id);
        if (own && own.role !== 'supervisor') return refuse('CONFLICT', 'You are on this call already, asked by its agent.');
        if (own) {
          if (own.mode === ATTENDING[how]) return null;
          await setMode(db, own, ATTENDING[how]);
          await tellParty(db, call, clock.now(), { type: 'attendChanged', actor: supervisorOf(v), party: own, data: { how: ATTENDING[how] }, ...(how === 'barge' ? { line: 'barged' } : {}) });
          return null;
        }
        const state = leaderOf(call.domain)?.state ?? null;
        const no = (await onAnotherCall(db, state?.fleet.byId.get(v.id), v.id, v.tenant)) ? refuse('CONFLICT', 'You are on another call. End it first.') : null;
        if (no) return no;
        await add(db, call, 'supervisor', { agent: v.id, number: null }, ATTENDING[how], v.id);
        return null;
      }),
    /** Whoever was asked, or listens, leaves. */
    leave: (viewer: Viewer | null, id: string) =>
      on(viewer, 'handle', id, async (db, call, v) => {
        const own = call.parties.find((p) => p.agent === v.id && p.mode !== 'took');
        if (!own) return refuse('NOT_FOUND', 'You are not on this call.');
        await end(db, call, own, own.role === 'supervisor' ? supervisorOf(v) : actorOf(v));
        return null;
      }),
    /** The supervisor has the call from now on, by the leg they listen with or, without one, by their phone. */
    async takeOver(viewer: Viewer | null, id: string): Answer {
      let from = '';
      let domain = '';
      const found = await on(viewer, 'supervise', id, async (db, call, v) => {
        if (call.ownerId === v.id) return refuse('BAD_INPUT', 'You have this call yourself.');
        [from, domain] = [call.ownerId ?? '', call.domain];
        const state = leaderOf(call.domain)?.state ?? null;
        if (!state?.fleet.byId.has(v.id)) return refuse('NOT_ALLOWED', 'Only who also works as an agent can take a call over.');
        const other = !call.parties.some((p) => p.agent === v.id) && (await onAnotherCall(db, state.fleet.byId.get(v.id), v.id, v.tenant));
        return other ? refuse('CONFLICT', 'You are on another call. End it first.') : null;
      });
      if (isRefusal(found) || !viewer) return found;
      return (await ask(domain, supervisorOf(viewer), { kind: 'handOver', interaction: id, from, to: viewer.id })) ?? { id };
    },
  };
  return acts;
}
export type CallParties = ReturnType<typeof createCallParties>;

const notThere = refuse('WRONG_STATE', 'They have not answered yet. Wait, or cancel.');

/** Desks, walls and the node at the switch look again. */
export function tellOf(announcer: Announcer, { call, agents }: { readonly call: LockedCall; readonly agents: readonly string[] }): void {
  announcer.changed({ tenant: call.tenant, interactions: [{ id: call.id, owner: call.ownerId, queue: call.queue, conversation: call.conversation }], agents, conversations: [call.conversation] });
}

/** In hand, ringing, or asked or listening elsewhere. */
async function onAnotherCall(db: Queryable, seat: Seat | undefined, agent: string, tenant: string): Promise<boolean> {
  if (seat?.hand.some(({ item }) => item.channel === 'voice' && item.state === 'active') || seat?.ringing?.item.channel === 'voice') return true;
  return (await row(db, 'select 1 from call_party where tenant = $1 and agent = $2 and ended_at is null', [tenant, agent])) !== null;
}

async function busy(db: Queryable, state: State, call: LockedCall, agent: string, now: number): Promise<Refusal | null> {
  const seat = state.fleet.byId.get(agent);
  if (!seat) return refuse('NOT_FOUND', 'There is no such agent.');
  const { name } = seat.config;
  if (seat.agent.presence === 'offline' || (seat.agent.leaseUntil ?? 0) <= now) return refuse('NOT_READY', `${name} is not signed in now. Ask somebody who is there.`);
  return (await onAnotherCall(db, seat, agent, call.tenant)) ? refuse('CONFLICT', `${name} is on a call. Ask somebody else, or wait a little.`) : null;
}

/** Who of the queue's agents has been ready with empty hands longest, and is on no call. */
async function longestIdle(db: Queryable, state: State, call: LockedCall, id: string, viewer: Viewer, now: number): Promise<string | Refusal> {
  const queue = state.queues.get(id)?.plan.config;
  if (!queue) return refuse('NOT_FOUND', 'There is no such queue.');
  const free = state.fleet.seats
    .filter(({ agent, config }) => agent.id !== viewer.id && agent.presence === 'ready' && agent.next === null && (agent.leaseUntil ?? 0) > now && agent.load === 0 && (queue.teams.length === 0 || config.teams.some((t) => queue.teams.includes(t))))
    .sort((a, b) => a.agent.idleSince - b.agent.idleSince || a.index - b.index);
  for (const seat of free) if (!(await onAnotherCall(db, seat, seat.agent.id, call.tenant))) return seat.agent.id;
  return refuse('NOT_READY', `Nobody of ${queue.name} is free now. Ask a colleague by name, or transfer the call to the queue.`);
}
