/**
 * Who else is on a call besides caller and owner: a colleague or an outside number that is asked aside, joins a conference or takes
 * the caller over, and a supervisor who listens, whispers or barges in. Pure, and part of `planCall`: the rows say who is wanted and how,
 * the switch says which legs there are, and what is missing is ordered or told. Done twice it does no harm.
 *
 *     consulting ⇄ waiting ─► joined          the asker talks with them aside, or with the caller meanwhile; then all hear each other
 *     forwarding ─► forwarded                 rung for the caller alone; then the two are left to each other, without an agent
 *                                             (the agent hears ringing while anybody is rung, as by any telephone)
 *     listening ⇄ whispering ⇄ barged         a supervisor hears; the agent hears them, too; all do
 *     any ─► took                             their agent has the call now: it goes on by this very leg
 */
import type { CallWork } from './callPlan.ts';
import { type CallOrder, earName, type Leg, type LegEnd, legName, partyName, type Phone, readEarName, readPartyName, WAITING } from './calls.ts';
import type { Ms } from './time.ts';

export const PARTY_MODES = ['consulting', 'waiting', 'joined', 'forwarding', 'forwarded', 'listening', 'whispering', 'barged', 'took'] as const;
export type PartyMode = (typeof PARTY_MODES)[number];
export const PARTY_ROLES = ['agent', 'outside', 'supervisor'] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];
/** How it ended for them: as a leg ends, or `noPhone`: there was nothing to ring; `cancelled`: they were let go. */
export type PartyEnd = LegEnd | 'noPhone' | 'cancelled';
export const PARTY_ENDS = ['over', 'busy', 'noAnswer', 'refused', 'unreachable', 'failed', 'lost', 'noPhone', 'cancelled'] as const satisfies readonly PartyEnd[];

/** A party as its row has it; none that has ended. */
export interface Party {
  readonly id: string;
  readonly role: PartyRole;
  readonly agent: string | null;
  readonly number: string | null;
  readonly mode: PartyMode;
  readonly askedAt: Ms;
  /** Told to be on the line. */
  readonly joined: boolean;
}

/** What the party's row must be told. */
export type PartyNews =
  | { readonly kind: 'joined' | 'took' | 'forwarded'; readonly party: string }
  | { readonly kind: 'ended'; readonly party: string; readonly ending: PartyEnd };

export interface PartyPlan {
  readonly orders: readonly CallOrder[];
  readonly news: readonly PartyNews[];
  /** The owner's leg, if they came to the call as a party. */
  readonly ownerLeg: string | null;
  /** The caller has music: somebody is talked with aside, or rung for them. */
  readonly callerWaits: boolean;
  /** The owner is to hear from now on that somebody is being rung, or not any more; null = as it was. */
  readonly ringing: 'begins' | 'ends' | null;
  /** Caller and outside party are left to each other. */
  readonly leftAlone: boolean;
  /** They have answered for whom the caller was to be forwarded. */
  readonly forwards: boolean;
  /** Who goes on with the caller when the owner hangs up: a colleague, an outside party, or nobody yet, though somebody is being asked. */
  readonly heir: { readonly agent: string } | 'outside' | 'asked' | null;
}

/** So long a party's phone rings. */
export const PARTY_RINGS_MS = 30_000;

const ASIDE: ReadonlySet<PartyMode> = new Set(['consulting', 'waiting', 'joined', 'forwarding']);
/** The room of a supervisor and the ear. */
const earRoom = (party: string): string => `ear~${party}`;

/** `room`: where caller and owner meet. */
export function planParties(work: CallWork, room: string, legs: ReadonlyMap<string, Leg>, now: Ms): PartyPlan {
  const orders: CallOrder[] = [];
  const news: PartyNews[] = [];
  const wanted = new Set<string>();
  const owner = work.state === 'active' && !work.letGo ? work.owner : null;
  const own = owner === null ? undefined : work.parties.find((p) => p.agent === owner.agent);
  const ownerLeg = own === undefined ? null : partyName(work.interaction, own.id);
  const caller = work.caller === null ? null : (legs.get(work.caller) ?? null);
  const apart = owner !== null && work.parties.some((p) => p !== own && isAside(p));
  let leftAlone = false;
  let forwards = false;
  let ringing: PartyPlan['ringing'] = null;

  for (const party of work.parties) {
    const id = partyName(work.interaction, party.id);
    const leg = legs.get(id) ?? null;
    const was = work.rung.get(id);
    const put = (where: string): void => void (leg && leg.room !== where && orders.push({ kind: 'join', leg: id, room: where }));
    if (party === own) {
      wanted.add(id);
      if (party.mode !== 'took') news.push({ kind: 'took', party: party.id });
    } else if (owner === null || party.mode === 'took' || party.mode === 'forwarded') {
      const stays = leg?.state === 'up' && caller !== null && isLeftAlone(work, party);
      if (!stays) news.push({ kind: 'ended', party: party.id, ending: leg ? 'over' : (was?.end ?? 'over') });
      else {
        wanted.add(id);
        leftAlone = true;
        put(room);
        if (party.mode !== 'forwarded') news.push({ kind: 'forwarded', party: party.id });
      }
    } else if (leg) {
      wanted.add(id);
      if (leg.state !== 'up') continue;
      if (!party.joined) news.push({ kind: 'joined', party: party.id });
      if (isAside(party) && leg.room !== room) ringing = 'ends';
      if (party.mode === 'forwarding') forwards = true;
      else if (party.mode === 'listening' || party.mode === 'whispering') attend(work, party, ownerLeg ?? legName({ interaction: work.interaction, ...owner }), owner.agent);
      else if (party.mode === 'waiting' || (party.mode === 'joined' && apart)) {
        if (leg.room !== WAITING) orders.push({ kind: 'wait', leg: id });
      } else put(room);
    } else if (was) out(party, was.end ?? 'lost');
    else ring(party, id);
  }

  /** The supervisor and the ear at the agent's leg are in a room of their own; while there is no such leg the supervisor has music. */
  function attend(of: CallWork, party: Party, at: string, agent: string): void {
    const id = partyName(of.interaction, party.id);
    const there = legs.get(at)?.state === 'up';
    const how = party.mode === 'whispering' ? 'whisper' : 'listen';
    const ear = earName({ interaction: of.interaction, party: party.id, how, agent });
    const mine = legs.get(id)?.room ?? null;
    if (!there) return void (mine !== WAITING && orders.push({ kind: 'wait', leg: id }));
    wanted.add(ear);
    if (mine !== earRoom(party.id)) orders.push({ kind: 'join', leg: id, room: earRoom(party.id) });
    const heard = legs.get(ear);
    // Made, it comes into the list before it can be put anywhere.
    if (!heard) orders.push({ kind: 'overhear', leg: ear, at, how });
    else if (heard.room !== earRoom(party.id)) orders.push({ kind: 'join', leg: ear, room: earRoom(party.id) });
  }

  function ring(party: Party, id: string): void {
    const to = phoneOf(work, party);
    const forMs = party.askedAt + PARTY_RINGS_MS - now;
    if (to === null) return out(party, 'noPhone');
    if (forMs <= 0) return out(party, 'noAnswer');
    orders.push({ kind: 'ring', leg: id, to, from: work.from, forMs, answersItself: party.role === 'supervisor' });
    if (isAside(party)) ringing = 'begins';
  }

  function out(party: Party, ending: PartyEnd): void {
    news.push({ kind: 'ended', party: party.id, ending });
    if (isAside(party)) ringing = 'ends';
  }

  const unwanted = [...legs.values()].filter(({ id }) => (readPartyName(id) ?? readEarName(id))?.interaction === work.interaction && !wanted.has(id));
  const over = unwanted.map(({ id }): CallOrder => ({ kind: 'hangUp', leg: id, why: 'over' }));
  if (unwanted.some((leg) => leg.state === 'ringing')) ringing ??= 'ends';
  return { orders: [...over, ...orders], news, ownerLeg, callerWaits: apart, ringing, leftAlone, forwards, heir: heirOf(work, own, legs) };
}

/** Whose telephone the owner hears ring, until they are put to them. */
const isAside = (party: Party): boolean => party.mode === 'consulting' || party.mode === 'forwarding';

/** The agent has let the caller go to whoever was outside; the outcome says so before the row does. */
const isLeftAlone = (work: CallWork, party: Party): boolean => party.role === 'outside' && (party.mode === 'forwarded' || work.outcome === 'transferredOut');

/** A colleague goes before somebody outside: with them the call stays here. */
function heirOf(work: CallWork, own: Party | undefined, legs: ReadonlyMap<string, Leg>): PartyPlan['heir'] {
  const others = work.parties.filter((p) => p !== own && ASIDE.has(p.mode));
  const there = others.filter((p) => p.mode !== 'forwarding' && legs.get(partyName(work.interaction, p.id))?.state === 'up');
  const colleague = there.find((p) => p.role === 'agent' && p.agent !== null)?.agent;
  if (colleague) return { agent: colleague };
  if (there.some((p) => p.role === 'outside')) return 'outside';
  return others.length > 0 ? 'asked' : null;
}

const phoneOf = (work: CallWork, party: Party): Phone | null => (party.number !== null ? { kind: 'number', number: party.number } : ((party.agent === null ? null : work.phones.get(party.agent)) ?? null));
