/**
 * Runs calls: whenever something of one changes, here or at the switch, what the rows want is held against the legs that there are
 * (`core/callPlan`), and what is missing is done. A sweep every few seconds does the same for all: an event or a notice that
 * was lost costs seconds, nothing else. The node that is connected to the switch does it alone.
 */
import type { CallOrder, Calls, LegEvent } from '../core/calls.ts';
import { callOfLeg, readLegName, readOutName, readPartyName } from '../core/calls.ts';
import { type CallNews, planCall, roomOf } from '../core/callPlan.ts';
import { SECOND } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { type CallFound, CALLBACKS_FROM } from '../db/queries/loadCalls.ts';
import { row, rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import { createCallLegs, hear, type LegHeard, NOTHING_HEARD } from './calls/legs.ts';
import { callerIdOf } from './dialling/rules.ts';
import { inputOf } from './calls/news.ts';
import { tellOf } from './calls/partyActs.ts';
import { takeNews, writeSegment } from './calls/partyRows.ts';
import { createCallRecordings } from './calls/recordings.ts';
import { createCallRows } from './calls/rows.ts';
import { createSounds } from './calls/sounds.ts';
import { segmentsDue, workOf } from './calls/work.ts';
import type { Clock } from './clock.ts';
import { callsBackBy, type Dialling } from './dialling.ts';
import type { Gate } from './intake.ts';
import { oneByOne } from './intake/pile.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';
import { isOutage } from './outage.ts';

export interface CallRunnerParts {
  readonly pool: Pool;
  /** For what finds its rows by their keys alone. */
  readonly byKey: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcer: Announcer;
  readonly blobs: Blobs;
  readonly transcribes: boolean;
  leaderOf(domain: string): Leader | null;
  /** Resolves when its flow has taken all that the caller said. */
  caughtUp(interaction: string): Promise<void>;
  readonly dialling: Pick<Dialling, 'mayDial' | 'callBack'>;
  /** The connections of this node that carry calls, by entry point. */
  carrying(): readonly { readonly gate: Gate; readonly calls: Calls }[];
}

export interface CallRunner {
  /** A caller has been stored. `waits`: for an agent, and not at a flow. */
  opened(gate: Gate, leg: string, interaction: string, waits: boolean): void;
  /** Something happened to a leg. */
  heard(gate: Gate, event: LegEvent): void;
  /** A call is to go out by the entry point. */
  dialled(entryPoint: string, interaction: string): void;
  /** A recording lies stored at the switch. */
  recorded(gate: Gate, name: string): void;
  /** The switch has been reached (again): everything is looked at. */
  connected(): void;
  stop(): Promise<void>;
}

const SWEEP_MS = 3 * SECOND;
/** So long a caller hears ringing while the ACD looks for an agent, whose telephone should ring before there is music. */
const FIRST_OFFER_MS = 50;

export function startCallRunner(parts: CallRunnerParts): CallRunner {
  const { pool, clock, log } = parts;
  const legs = createCallLegs(parts.byKey);
  const rowsOf = createCallRows(pool);
  const recordings = createCallRecordings(parts);
  const sounds = createSounds();
  /** Calls that this node has seen and that are not over. */
  const known = new Map<string, Gate>();
  /** By entry point and leg, whose caller it is. */
  const callers = new Map<string, string>();
  /** By call and leg, what was heard. */
  const heardOf = new Map<string, Map<string, LegHeard>>();
  /** Callers for whom no offer is known yet. */
  const fresh = new Map<string, NodeJS.Timeout>();
  /** Calls that go out, for whose desks each step is news. */
  const goingOut = new Map<string, CallFound>();
  const inOrder = oneByOne();
  /** One number at a time by each entry point: what counts them and what is counted do not overtake each other. */
  const dialInOrder = oneByOne();
  const due = new Set<string>();
  const doing = new Set<Promise<void>>();
  let stopped = false;

  const callsOf = (gate: Gate): Calls | null => parts.carrying().find((c) => c.gate.id === gate.id)?.calls ?? null;

  /** Its rows are not what they were. */
  function changed(interaction: string): void {
    rowsOf.changed(interaction);
    look(interaction);
  }

  /** Soon, once however often it is asked for meanwhile. */
  function look(interaction: string): void {
    clearTimeout(fresh.get(interaction));
    fresh.delete(interaction);
    if (due.has(interaction) || stopped) return;
    due.add(interaction);
    run(interaction, async () => {
      due.delete(interaction);
      const gate = known.get(interaction);
      const calls = gate ? callsOf(gate) : null;
      if (!gate || !calls?.up()) return;
      const found = await rowsOf.of(interaction);
      if (found) await settle(gate, calls, found);
    });
  }

  function run(interaction: string, work: () => Promise<void>): void {
    const one = inOrder(interaction, work)
      .catch((error: unknown) => log[isOutage(error) ? 'warn' : 'error']({ err: error, interaction }, 'A call could not be looked after; it is tried again.'))
      .finally(() => doing.delete(one));
    doing.add(one);
  }

  async function settle(gate: Gate, calls: Calls, found: CallFound, isAgain = false): Promise<void> {
    const { orders, news, parties = [] } = planOf(gate, calls, found);
    if (found.dial && found.state !== 'closed') goingOut.set(found.interaction, found);
    // What they said last, a message on the telephone, say, counts before their hanging up.
    if (news?.kind === 'customerLeft' && found.state === 'selfService' && !isAgain) {
      await parts.caughtUp(found.interaction);
      rowsOf.changed(found.interaction);
      const now = await rowsOf.of(found.interaction);
      if (now) await settle(gate, calls, now, true);
      return;
    }
    for (const some of inTurn(orders)) if (!(await Promise.all(some.map((order) => carry(gate, calls, found, order)))).every(Boolean)) break;
    if (found.isRecorded) await recordings.settle(gate, calls, found, () => again(gate, found.interaction));
    if (news) await tell(gate, found, news);
    for (const one of parties) {
      const took = await takeNews(pool, found.tenant, found.interaction, one, clock.now());
      rowsOf.changed(found.interaction);
      if (took) tellOf(parts.announcer, { call: took.call, agents: took.call.parties.flatMap((p) => p.agent ?? []) });
    }
    for (const one of segmentsDue(found)) {
      await writeSegment(pool, found.tenant, found.interaction, one, one.due, clock.now());
      rowsOf.changed(found.interaction);
    }
    if (found.state !== 'closed' || orders.length > 0) return;
    known.delete(found.interaction);
    goingOut.delete(found.interaction);
    heardOf.delete(found.interaction);
    rowsOf.over(found.interaction);
  }

  const planOf = (gate: Gate, calls: Calls, found: CallFound) => planCall(workOf(found, heardOf.get(found.interaction) ?? new Map(), dialsHere(gate, found)), calls.legsOf(found.interaction, found.caller), clock.now());

  function keepHeard(interaction: string, leg: string, change: (before: LegHeard) => LegHeard): void {
    const those = heardOf.get(interaction) ?? new Map<string, LegHeard>();
    heardOf.set(interaction, those.set(leg, change(those.get(leg) ?? NOTHING_HEARD)));
  }

  /** Whether this entry point calls the customer back. */
  const dialsHere = (gate: Gate, found: CallFound): boolean => found.callback !== null && callsBackBy(parts.carrying().map((c) => c.gate), found)?.id === gate.id;
  function again(gate: Gate, interaction: string): void {
    known.set(interaction, gate);
    changed(interaction);
  }

  /** False = the rest makes no sense any more. */
  async function carry(gate: Gate, calls: Calls, found: CallFound, order: CallOrder): Promise<boolean> {
    if (order.kind === 'ring' && order.to.kind === 'number') {
      const ring = await dialInOrder(gate.id, () => dial(gate, found, order, order.to.kind === 'number' ? order.to.number : ''));
      if (!ring) return false;
      keepHeard(found.interaction, order.leg, (before) => before);
      await calls.carry(ring).then((carried) => !carried.ok && log.warn({ interaction: found.interaction, code: carried.code }, `A number could not be rung: ${carried.explain}`));
      toldDesk(found.interaction);
      return true;
    }
    if (order.kind === 'ring') track(legs.begun(gate, found.interaction, order.leg, clock.now()));
    const carried = await calls.carry(order);
    if (order.kind === 'ring') keepHeard(found.interaction, order.leg, (before) => before);
    if (carried.ok) return true;
    if (!carried.gone) log.warn({ interaction: found.interaction, order: order.kind, code: carried.code }, `The switch did not do as asked: ${carried.explain}`);
    // Who still hears ringing would hear nobody that is put to them.
    return order.kind === 'hangUp' || order.kind === 'ring' || (order.kind === 'ringback' && (order.on || carried.gone));
  }

  /** An outside number is asked for once more as it is rung, and written down before it is; null = it is not rung. */
  async function dial(gate: Gate, found: CallFound, order: Extract<CallOrder, { kind: 'ring' }>, number: string): Promise<Extract<CallOrder, { kind: 'ring' }> | null> {
    const out = readOutName(order.leg) ? found.dial : null;
    const party = (found.parties ?? []).find((p) => p.id === readPartyName(order.leg)?.party);
    const by = out?.agent ?? party?.askedBy ?? null;
    const purpose = out ? out.purpose : readLegName(order.leg) ? 'agentPhone' : 'party';
    const may = await parts.dialling.mayDial(pool, gate, { number, purpose, agent: by });
    if (!('ok' in may)) {
      log.warn({ interaction: found.interaction, purpose, why: may.why }, `A number was not rung: ${may.message}`);
      await legs.barred(gate, found.interaction, order.leg, clock.now(), may.why, may.message);
      changed(found.interaction);
      return null;
    }
    if (!(await legs.dialled(gate, found.interaction, order.leg, clock.now(), { number: may.e164, by })) && out) return null;
    // A carrier lets us show our own numbers, not the customer's.
    return { ...order, to: { kind: 'number', number: may.e164, trunk: may.trunk }, ...(party ? { from: { number: callerIdOf(gate.settings), name: null } } : {}) };
  }

  async function tell(gate: Gate, found: CallFound, news: CallNews): Promise<void> {
    const barred = news.kind === 'callBack' ? await parts.dialling.callBack(gate, { interaction: found.interaction, tenant: found.tenant, attempt: attemptOf(found), agent: news.agent, queue: found.queue, isDialing: found.isDialing, number: found.callback?.to ?? '' }) : null;
    if (news.kind === 'callBack' && !barred) return changed(found.interaction);
    const [actor, input, aside] = await inputOf(pool, found, news, barred);
    const no = await parts.leaderOf(found.domain)?.ask(actor, input, aside);
    if (no && no.code !== 'TRY_AGAIN') log.info({ interaction: found.interaction, news: news.kind, code: no.code }, 'The call had moved on meanwhile.');
  }

  /** Its desk shows each step of a call that goes out. */
  function toldDesk(interaction: string): void {
    const found = goingOut.get(interaction);
    if (found) parts.announcer.changed({ tenant: found.tenant, events: false, interactions: [{ id: interaction, owner: found.owner, queue: found.queue, conversation: found.conversation }] });
  }

  /** One that was stored before: nobody told us whose it is. */
  async function arrived(gate: Gate, leg: string): Promise<void> {
    const found = await row<{ id: string }>(pool, 'select i.id from conversation c join interaction i on i.conversation = c.id where c.tenant = $1 and c.entry_point = $2 and c.thread_ref = $3 order by i.arrived_at desc limit 1', [gate.tenant, gate.id, leg]);
    if (!found) return;
    knowCaller(gate, leg, found.id);
    look(found.id);
  }

  function knowCaller(gate: Gate, leg: string, interaction: string): void {
    callers.set(`${gate.id} ${leg}`, interaction);
    known.set(interaction, gate);
    track(legs.begun(gate, interaction, leg, clock.now()));
  }

  function opened(gate: Gate, leg: string, interaction: string, waits: boolean): void {
    knowCaller(gate, leg, interaction);
    if (waits && !due.has(interaction)) fresh.set(interaction, setTimeout(look, FIRST_OFFER_MS, interaction));
    else look(interaction);
  }

  function track(work: Promise<unknown>): void {
    const one: Promise<void> = work.then(() => undefined, (error: unknown) => log.warn({ err: error }, 'What was heard of a call could not be stored; the sweep finds it.')).finally(() => doing.delete(one));
    doing.add(one);
  }

  function heard(gate: Gate, event: LegEvent): void {
    const caller = `${gate.id} ${event.leg}`;
    if (event.kind === 'arrived') return callers.has(caller) ? undefined : track(arrived(gate, event.leg));
    const name = callOfLeg(event.leg);
    const interaction = name ?? callers.get(caller);
    if (!interaction) return;
    if (event.kind === 'ended') callers.delete(caller);
    known.set(interaction, gate);
    if (event.kind === 'digit') return event.digit === '9' && !name ? run(interaction, () => recordings.refuse(interaction)) : undefined;
    const room = roomOf(interaction);
    keepHeard(interaction, event.leg, (before) => hear(before, event, room));
    track(legs.heard(gate, interaction, event, room).then((isKept) => isKept && event.kind !== 'moved' && toldDesk(interaction)));
    if (event.kind !== 'ringing' && event.kind !== 'rings') look(interaction);
  }

  const stopListening = parts.announcer.onChange((change) => {
    if (known.size === 0) return;
    if (change.all) return void sweep();
    for (const { id } of change.interactions) if (known.has(id)) changed(id);
    for (const { interaction } of change.offers) if (known.has(interaction)) changed(interaction);
  });

  let sweeping: Promise<void> | null = null;
  function sweep(): Promise<void> {
    sweeping ??= sweepAll().catch((error: unknown) => log.warn({ err: error }, 'Calls could not be compared; it is tried again.')).finally(() => (sweeping = null));
    return sweeping;
  }

  async function sweepAll(): Promise<void> {
    for (const { gate, calls } of parts.carrying()) {
      if (!calls.up() || stopped) continue;
      const present = [...calls.legs().keys()];
      await legs.lose(gate, present, clock.now(), calls.since());
      const open = await rows<{ id: string }>(pool, "select id from interaction where domain = $1 and closed_at is null and ((channel = 'voice' and entry_point = $2) or (channel <> 'voice' and callback is not null))", [gate.domain, gate.id]);
      const all = new Set([...open.map((o) => o.id), ...present.flatMap((leg) => callOfLeg(leg) ?? []), ...[...known].flatMap(([id, g]) => (g.id === gate.id ? [id] : []))]);
      for (const found of await rowsOf.anew([...all])) {
        if (found.channel !== 'voice' && !dialsHere(gate, found)) continue;
        known.set(found.interaction, gate);
        if (found.caller !== null && calls.legsOf(found.interaction, found.caller).has(found.caller)) callers.set(`${gate.id} ${found.caller}`, found.interaction);
        if (found.dial && found.state !== 'closed') goingOut.set(found.interaction, found);
        const plan = planOf(gate, calls, found);
        if (plan.orders.length > 0 || plan.news || plan.parties || segmentsDue(found).length > 0 || found.state === 'closed') look(found.interaction);
      }
      for (const id of await recordings.open(gate)) again(gate, id);
      await recordings.tidy(gate, calls);
      await legs.sounded(gate, await sounds.of(calls, clock.now()));
    }
  }
  const timer = setInterval(() => void sweep(), SWEEP_MS);

  return {
    opened,
    heard,
    dialled(entryPoint, interaction) {
      const here = parts.carrying().find((c) => c.gate.id === entryPoint);
      if (here) again(here.gate, interaction);
    },
    recorded: (gate, name) => void recordings.callOf(gate, name).then((id) => void (id && again(gate, id)), () => undefined),
    connected() {
      recordings.connected();
      void sweep();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      stopListening();
      for (const timer of fresh.values()) clearTimeout(timer);
      await sweeping;
      await Promise.all(doing);
      await recordings.stop();
    },
  };
}

/** One after the other; but who is to hear each other is put together at once. */
function inTurn(orders: readonly CallOrder[]): readonly (readonly CallOrder[])[] {
  const turns: CallOrder[][] = [];
  for (const order of orders) {
    const before = turns.at(-1)?.[0];
    if (order.kind === 'join' && before?.kind === 'join' && before.room === order.room) turns.at(-1)?.push(order);
    else turns.push([order]);
  }
  return turns;
}

/** Which of them the next call to the customer is. */
const attemptOf = (f: CallFound): number => (f.callback?.attempts ?? 0) + CALLBACKS_FROM;
