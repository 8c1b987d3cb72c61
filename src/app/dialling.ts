/**
 * Calls that go out. `mayDial` is the one door: whatever rings an outside number asks it (an agent's click, a callback, a colleague outside,
 * an agent's own telephone, a fax), here and once more as it is rung. What has been rung is counted from the rows, so that
 * caps hold over restarts and for all nodes together.
 */
import { type Barred, type DialPurpose, type MayDial, mayDial as judge } from '../core/dialRules.ts';
import { trunkNameOf } from '../core/calls.ts';
import type { Peer, Sent } from '../core/channel.ts';
import { SYSTEM } from '../core/events.ts';
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { HOUR } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { actorOf, refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { beginCall } from './dialling/begin.ts';
import { whoIsFirst } from './dialling/first.ts';
import { readNumber } from './dialling/numbers.ts';
import { callerIdOf, minuteAt, rulesOf } from './dialling/rules.ts';
import type { OpenGate } from './gates.ts';
import type { Gate } from './intake.ts';
import type { Leader } from './leader.ts';

export interface DiallingParts {
  readonly pool: Pool;
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  leaderOf(domain: string): Leader | null;
  /** All entry points in use. */
  gates(): readonly OpenGate[];
  /** Whoever is connected to the switch looks at it now. */
  dialled(entryPoint: string, interaction: string): void;
}

/** Of an agent's wish to call: `customer` = whose number it is, where that is known. */
export interface CallAsked {
  /** Null = the first that calls outside numbers. */
  readonly entryPoint: string | null;
  readonly number: string;
  readonly customer: string | null;
  /** The same twice is one call. */
  readonly clientId: string;
}

/** What a dial rule needs to know of who asks. */
export interface DialAsked {
  readonly number: string;
  readonly purpose: DialPurpose;
  readonly agent: string | null;
}

const unknown = refuse('NOT_FOUND', 'There is no such entry point here.');

/** A message that may not be dialled now goes later where the moment is in the way, and never where the number is. */
export const notSent = ({ why, message }: Barred): Sent => ({ ok: false, retry: why === 'hours' || why === 'atOnce' || why === 'anHour' ? 'later' : 'never', code: 'BARRED', explain: message });

/** Whether outside numbers are called by it at all. */
export const hasTrunk = (gate: Pick<Gate, 'channel' | 'settings'>): boolean => gate.channel === 'voice' && trunkNameOf(gate.settings) !== '';

/** The entry point by which a customer is called back: their own where they called; else one of the same queue, or of the domain, that has a trunk. */
export function callsBackBy<G extends Gate>(gates: readonly G[], of: { readonly tenant: string; readonly domain: string; readonly channel: string; readonly entryPoint: string; readonly queue: string | null }): G | null {
  const able = gates.filter((g) => g.tenant === of.tenant && g.domain === of.domain && hasTrunk(g));
  if (of.channel === 'voice') return able.find((g) => g.id === of.entryPoint) ?? null;
  return [...able].sort((a, b) => Number(b.queue === of.queue) - Number(a.queue === of.queue) || a.key.localeCompare(b.key))[0] ?? null;
}

export function createDialling(parts: DiallingParts) {
  const { tenants, clock } = parts;

  async function usageOf(db: Queryable, gate: Gate, agent: string | null) {
    const since = new Date(clock.now() - HOUR);
    // A fax is a message: what went out, or may have, says how often it was dialled.
    if (gate.channel === 'fax') {
      const sent = await row<{ hour: number }>(db, `select count(*)::int as hour from outbox o where o.entry_point = $1 and o.state in ('sent', 'uncertain') and o.next_at > $2`, [gate.id, since]);
      return { now: 0, lastHour: sent?.hour ?? 0, lastHourOfAgent: 0 };
    }
    const counted = await row<{ now: number; hour: number; agent: number }>(
      db,
      `select count(*) filter (where ended_at is null)::int as now, count(*) filter (where started_at > $2)::int as hour, count(*) filter (where started_at > $2 and dialled_by = $3)::int as agent
       from call_leg where entry_point = $1 and number is not null and (ended_at is null or started_at > $2)`,
      [gate.id, since, agent],
    );
    return { now: counted?.now ?? 0, lastHour: counted?.hour ?? 0, lastHourOfAgent: counted?.agent ?? 0 };
  }

  /** The one door. */
  async function mayDial(db: Queryable, gate: Gate, { number, purpose, agent }: DialAsked): Promise<MayDial | Barred> {
    const rules = rulesOf(gate.settings);
    const context = { purpose, silent: false, minute: minuteAt(clock.now(), gate.settings.dialZone), read: readNumber };
    const none = { now: 0, lastHour: 0, lastHourOfAgent: 0 };
    // What needs no row is asked first: a flood of nonsense costs the database nothing.
    const first = judge(number, rules, none, context);
    if (!('ok' in first)) return first;
    const silent = purpose !== 'agentPhone' && (await row<{ one: number }>(db, `select 1 as one from do_not_contact where tenant = $1 and kind = 'phone' and value = $2`, [gate.tenant, first.e164])) !== null;
    return judge(number, rules, await usageOf(db, gate, agent), { ...context, silent });
  }

  /** A fax is dialled as it is sent: null = it may be, or nothing is dialled. Without a trunk the adapter says so itself. */
  async function bars(db: Queryable, gate: Gate, to: Pick<Peer, 'kind' | 'value'>): Promise<Barred | null> {
    if (gate.channel !== 'fax' || to.kind !== 'phone') return null;
    const may = await mayDial(db, gate, { number: to.value, purpose: 'fax', agent: null });
    return 'ok' in may || may.why === 'noTrunk' ? null : may;
  }

  async function call(viewer: Viewer | null, asked: CallAsked): Promise<{ readonly id: string } | Refusal> {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    if (asked.clientId === '' || asked.clientId.length > 100) return refuse('BAD_INPUT', 'clientId must have 1 to 100 characters.');
    if (asked.customer !== null && !isUuid(asked.customer)) return refuse('NOT_FOUND', 'There is no such customer here.');
    const ours = parts.gates().filter((g) => g.tenant === viewer.tenant && g.domain === viewer.domain && g.channel === 'voice');
    const gate = asked.entryPoint === null ? ([...ours].sort((a, b) => a.key.localeCompare(b.key)).find(hasTrunk) ?? ours[0]) : ours.find((g) => g.id === asked.entryPoint);
    if (!gate) return asked.entryPoint === null ? refuse('UNSUPPORTED', 'No entry point here calls outside numbers; an administrator names a trunk in the settings of one.') : unknown;
    const db = tenants.of(viewer.tenant);
    const may = await mayDial(db, gate, { number: asked.number, purpose: 'call', agent: viewer.id });
    if (!('ok' in may)) return may;
    const closing = await inTheWay(db, viewer, may.e164, asked.clientId, gate);
    if ('refused' in closing) return closing;
    if (closing.again !== null) return { id: closing.again };
    // What is being wrapped up with them is done with: this is the next attempt.
    for (const { id, outcome } of closing.done) {
      const kept = await parts.leaderOf(gate.domain)?.ask(actorOf(viewer), { kind: 'close', interaction: id, outcome: outcome ?? 'resolved' });
      if (kept) return kept;
    }
    const begun = await beginCall(db, viewer, gate, { ...asked, e164: may.e164, trunk: may.trunk, callerId: callerIdOf(gate.settings) }, clock.now());
    if ('refused' in begun) return begun;
    // Known there before the leader tells of it.
    parts.dialled(gate.id, begun.interaction);
    parts.leaderOf(gate.domain)?.wake([begun.item], [begun.command]);
    parts.announcer.changed({ tenant: viewer.tenant, conversations: [begun.conversation], interactions: [{ id: begun.interaction, owner: viewer.id, queue: gate.queue, conversation: begun.conversation }] });
    return { id: begun.interaction };
  }

  /** A call with them that is open already is not doubled, and nobody talks to two at once. */
  async function inTheWay(db: Queryable, viewer: Viewer, e164: string, clientId: string, gate: Gate): Promise<Refusal | { readonly again: string | null; readonly done: readonly { readonly id: string; readonly outcome: 'resolved' | null }[] }> {
    const again = await row<{ interaction: string }>(db, `select e.interaction from entry e join conversation c on c.id = e.conversation where c.entry_point = $1 and e.system_code = 'calling' and e.author_id = $2 and e.ref = $3`, [gate.id, viewer.id, clientId]);
    if (again) return { again: again.interaction, done: [] };
    const open = await db.query<{ id: string; state: string; owner: string | null; outcome: 'resolved' | null; theirs: boolean; held: boolean }>(
      `select i.id, i.state, i.owner_id as owner, i.outcome, exists (select 1 from address a where a.customer = i.customer and a.kind = 'phone' and a.value = $3 and not a.claimed) as theirs,
         exists (select 1 from segment s where s.interaction = i.id and s.ended_at is null and s.state = 'held') as held
       from interaction i where i.tenant = $1 and i.closed_at is null and (i.channel = 'voice' or i.callback is not null)
         and (i.owner_id = $2 or i.customer in (select customer from address where tenant = $1 and kind = 'phone' and value = $3 and not claimed))`,
      [viewer.tenant, viewer.id, e164],
    );
    const theirs = open.rows.filter((i) => i.theirs && !(i.state === 'wrapUp' && i.owner === viewer.id));
    if (theirs.some((i) => i.owner === viewer.id)) return refuse('CONFLICT', 'You have a call with them in hand already.');
    if (theirs.length > 0) return refuse('CONFLICT', 'A call with them is open already; take it, or ask whoever has it.');
    if (open.rows.some((i) => i.owner === viewer.id && i.state === 'active' && !i.held)) return refuse('CONFLICT', 'You are on a call. Finish it, or put it on hold, before you call somebody else.');
    return { again: null, done: open.rows.filter((i) => i.theirs) };
  }

  /** A callback has come into an agent's hands: its number is to be rung now. The refusal says why it may not. */
  async function callBack(gate: Gate, of: { readonly interaction: string; readonly tenant: string; readonly attempt: number; readonly agent: string; readonly queue: string | null; /** The agent is kept while the customer is rung. */ readonly isDialing: boolean; readonly number: string }): Promise<Barred | null> {
    const may = await mayDial(parts.pool, gate, { number: of.number, purpose: 'callback', agent: of.agent });
    if (!('ok' in may)) return may;
    const first = await whoIsFirst(parts.pool, { queue: of.queue, isDialing: of.isDialing, now: clock.now() });
    await parts.pool.query(
      `insert into call_out (tenant, interaction, attempt, entry_point, agent, purpose, number, trunk, caller_id, asked_at, first, queue) values ($1, $2, $3, $4, $5, 'callback', $6, $7, $8, $9, $10, $11) on conflict do nothing`,
      [of.tenant, of.interaction, of.attempt, gate.id, of.agent, may.e164, may.trunk, callerIdOf(gate.settings), new Date(clock.now()), first.now, of.queue],
    );
    // What the leader goes by was measured before: from the next one on it knows.
    if (first.hasChanged) await parts.leaderOf(gate.domain)?.reconfigure(SYSTEM);
    return null;
  }

  return { mayDial, bars, call, callBack };
}
export type Dialling = ReturnType<typeof createDialling>;
