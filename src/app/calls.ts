/**
 * Runs calls: whenever something of one changes, here or at the switch, what the rows want is held against the legs that there are
 * (`core/callPlan`), and what is missing is done. A sweep every few seconds does the same for all: an event or a notice that
 * was lost costs seconds, nothing else. The node that is connected to the switch does it alone.
 */
import type { CallOrder, Calls, LegEnd, LegEvent, Phone } from '../core/calls.ts';
import { readLegName } from '../core/calls.ts';
import { type CallNews, type CallWork, planCall, roomOf, SURVEY_MS } from '../core/callPlan.ts';
import type { Input } from '../core/acd/types.ts';
import { type Actor, SYSTEM } from '../core/events.ts';
import { SECOND } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { type CallFound, loadCalls } from '../db/queries/loadCalls.ts';
import { row, rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import { createCallLegs } from './calls/legs.ts';
import { createCallRecordings } from './calls/recordings.ts';
import type { Clock } from './clock.ts';
import type { Gate } from './intake.ts';
import { oneByOne } from './intake/pile.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';
import { isOutage } from './outage.ts';

export interface CallRunnerParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcer: Announcer;
  readonly blobs: Blobs;
  leaderOf(domain: string): Leader | null;
  /** Resolves when its flow has taken all that the caller said. */
  caughtUp(interaction: string): Promise<void>;
  /** The connections of this node that carry calls, by entry point. */
  carrying(): readonly { readonly gate: Gate; readonly calls: Calls }[];
}

export interface CallRunner {
  /** Something happened to a leg. */
  heard(gate: Gate, event: LegEvent): void;
  /** A recording lies stored at the switch. */
  recorded(gate: Gate, name: string): void;
  /** The switch has been reached (again): everything is looked at. */
  connected(): void;
  stop(): Promise<void>;
}

const SWEEP_MS = 3 * SECOND;

export function startCallRunner(parts: CallRunnerParts): CallRunner {
  const { pool, clock, log } = parts;
  const legs = createCallLegs(pool);
  const recordings = createCallRecordings(parts);
  /** Calls that this node has seen and that are not over. */
  const known = new Map<string, Gate>();
  /** By entry point and leg, whose caller it is. */
  const callers = new Map<string, string>();
  /** What was heard of legs, until the rows say it too. */
  const heardOf = new Map<string, { joined: boolean; end: LegEnd | null }>();
  const inOrder = oneByOne();
  const due = new Set<string>();
  const doing = new Set<Promise<void>>();
  let stopped = false;

  const callsOf = (gate: Gate): Calls | null => parts.carrying().find((c) => c.gate.id === gate.id)?.calls ?? null;

  /** Soon, once however often it is asked for meanwhile. */
  function look(interaction: string): void {
    if (due.has(interaction) || stopped) return;
    due.add(interaction);
    run(interaction, async () => {
      due.delete(interaction);
      const gate = known.get(interaction);
      const calls = gate ? callsOf(gate) : null;
      if (!gate || !calls?.up()) return;
      const [found] = await loadCalls(pool, [interaction]);
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
    const { orders, news } = planCall(workOf(found, heardOf), calls.legs(), clock.now());
    // What they said last, a message on the telephone, say, counts before their hanging up.
    if (news?.kind === 'customerLeft' && found.state === 'selfService' && !isAgain) {
      await parts.caughtUp(found.interaction);
      const [now] = await loadCalls(pool, [found.interaction]);
      if (now) await settle(gate, calls, now, true);
      return;
    }
    for (const order of orders) if (!(await carry(gate, calls, found, order))) break;
    await recordings.settle(gate, calls, found, () => again(gate, found.interaction));
    if (news) await tell(found, news);
    if (found.state !== 'closed' || orders.length > 0) return;
    known.delete(found.interaction);
    for (const leg of [found.caller, ...(found.legs ?? []).map((l) => l.id)]) if (leg !== null) heardOf.delete(leg);
  }

  function again(gate: Gate, interaction: string): void {
    known.set(interaction, gate);
    look(interaction);
  }

  /** False = the rest makes no sense any more. */
  async function carry(gate: Gate, calls: Calls, found: CallFound, order: CallOrder): Promise<boolean> {
    const rung = order.kind === 'ring' ? legs.rung(gate, found.interaction, order.leg, clock.now()) : null;
    const [carried] = await Promise.all([calls.carry(order), rung]);
    if (carried.ok) return true;
    if (!carried.gone) log.warn({ interaction: found.interaction, order: order.kind, code: carried.code }, `The switch did not do as asked: ${carried.explain}`);
    return order.kind === 'hangUp' || order.kind === 'ring';
  }

  async function tell(found: CallFound, news: CallNews): Promise<void> {
    const [actor, input] = inputOf(found, news);
    const no = await parts.leaderOf(found.domain)?.ask(actor, input);
    if (no && no.code !== 'TRY_AGAIN') log.info({ interaction: found.interaction, news: news.kind, code: no.code }, 'The call had moved on meanwhile.');
  }

  async function arrived(gate: Gate, leg: string): Promise<void> {
    const found = await row<{ id: string }>(pool, 'select i.id from conversation c join interaction i on i.conversation = c.id where c.tenant = $1 and c.entry_point = $2 and c.thread_ref = $3 order by i.arrived_at desc limit 1', [gate.tenant, gate.id, leg]);
    if (!found) return;
    callers.set(`${gate.id} ${leg}`, found.id);
    known.set(found.id, gate);
    run(found.id, () => legs.arrived(gate, found.id, leg, clock.now()));
    look(found.id);
  }

  function heard(gate: Gate, event: LegEvent): void {
    if (event.kind === 'arrived') {
      const one = arrived(gate, event.leg).catch((error: unknown) => log.warn({ err: error }, 'A call could not be looked up; the sweep finds it.')).finally(() => doing.delete(one));
      doing.add(one);
      return;
    }
    const name = readLegName(event.leg);
    const interaction = name?.interaction ?? callers.get(`${gate.id} ${event.leg}`);
    if (!interaction) return;
    if (event.kind === 'ended') callers.delete(`${gate.id} ${event.leg}`);
    known.set(interaction, gate);
    const before = heardOf.get(event.leg);
    if (name && event.kind === 'moved' && event.room === roomOf(interaction)) heardOf.set(event.leg, { joined: true, end: before?.end ?? null });
    if (event.kind === 'ended') heardOf.set(event.leg, { joined: before?.joined ?? false, end: event.end });
    if (event.kind === 'digit' && event.digit === '9' && !name) run(interaction, () => recordings.refuse(interaction));
    if (event.kind !== 'digit') run(interaction, () => legs.heard(gate, event, roomOf(interaction)));
    look(interaction);
  }

  const stopListening = parts.announcer.onChange((change) => {
    if (known.size === 0) return;
    if (change.all) return void sweep();
    for (const { id } of change.interactions) if (known.has(id)) look(id);
    for (const { interaction } of change.offers) if (known.has(interaction)) look(interaction);
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
      const open = await rows<{ id: string }>(pool, "select id from interaction where domain = $1 and closed_at is null and channel = 'voice' and entry_point = $2", [gate.domain, gate.id]);
      const all = new Set([...open.map((o) => o.id), ...present.flatMap((leg) => readLegName(leg)?.interaction ?? []), ...[...known].flatMap(([id, g]) => (g.id === gate.id ? [id] : []))]);
      for (const found of await loadCalls(pool, [...all])) {
        known.set(found.interaction, gate);
        if (found.caller !== null) callers.set(`${gate.id} ${found.caller}`, found.interaction);
        const plan = planCall(workOf(found, heardOf), calls.legs(), clock.now());
        if (plan.orders.length > 0 || plan.news || found.state === 'closed') look(found.interaction);
      }
      for (const id of await recordings.open(gate)) again(gate, id);
      await recordings.tidy(gate, calls);
    }
  }
  const timer = setInterval(() => void sweep(), SWEEP_MS);

  return {
    heard,
    recorded: (gate, name) => void recordings.callOf(gate, name).then((id) => void (id && again(gate, id)), () => undefined),
    connected() {
      recordings.connected();
      void sweep();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      stopListening();
      await sweeping;
      await Promise.all(doing);
      await recordings.stop();
    },
  };
}

function workOf(f: CallFound, heardOf: ReadonlyMap<string, { readonly joined: boolean; readonly end: LegEnd | null }>): CallWork {
  return {
    interaction: f.interaction, state: f.state, caller: f.caller, from: { number: f.number.startsWith('call:') ? 'anonymous' : f.number, name: f.name }, letGo: f.letGo, callerLost: f.callerLost || (f.caller !== null && heardOf.get(f.caller)?.end === 'lost'), held: f.held, survey: f.ratedFrom && { until: f.ratedFrom.getTime() + SURVEY_MS },
    owner: f.owner !== null && f.stint !== null ? { agent: f.owner, stint: f.stint } : null,
    offers: (f.offers ?? []).map((o) => ({ id: o.id, agent: o.agent, until: Date.parse(o.until) })),
    rung: new Map((f.legs ?? []).map((l) => [l.id, { joined: l.joined || heardOf.get(l.id)?.joined === true, end: l.ending ?? heardOf.get(l.id)?.end ?? null }])),
    phones: new Map((f.phones ?? []).map((p) => [p.agent, phoneOf(p.agent, p.phone)])),
  };
}

function phoneOf(agent: string, phone: string | null): Phone {
  if (phone === null) return { kind: 'browser', agent };
  return phone.startsWith('+') ? { kind: 'number', number: phone } : { kind: 'extension', name: phone.replace(/^extension:/, '') };
}

function inputOf(f: CallFound, news: CallNews): readonly [Actor, Input] {
  const { interaction } = f;
  switch (news.kind) {
    case 'customerLeft':
      return [{ kind: 'customer', id: f.customer }, { kind: 'customerLeft', interaction }];
    case 'lost':
      return [SYSTEM, { kind: 'close', interaction, outcome: 'failed' }];
    case 'accept':
      return [{ kind: 'agent', id: news.agent }, { kind: 'accept', offer: news.offer, agent: news.agent }];
    case 'decline':
      return [{ kind: 'agent', id: news.agent }, { kind: 'decline', offer: news.offer, agent: news.agent, reason: news.reason }];
    case 'finish':
      return [{ kind: 'agent', id: news.agent }, { kind: 'finish', interaction, outcome: 'resolved' }];
    case 'legFailed':
      return [SYSTEM, { kind: 'legFailed', interaction, agent: news.agent, reason: news.reason }];
  }
}
