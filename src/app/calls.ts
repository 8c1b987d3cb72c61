/**
 * Runs calls: whenever something of one changes, here or at the switch, what the rows want is held against the legs that there are
 * (`core/callPlan`), and what is missing is done. A sweep every few seconds does the same for all: an event or a notice that
 * was lost costs seconds, nothing else. The node that is connected to the switch does it alone.
 */
import type { CallOrder, Calls, LegEnd, LegEvent, LegSound } from '../core/calls.ts';
import { callOfLeg, outName, readLegName, readOutName, readPartyName, WAITING } from '../core/calls.ts';
import { type CallNews, type CallWork, planCall, roomOf, SURVEY_MS } from '../core/callPlan.ts';
import { SECOND } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { type CallFound, CALLBACKS_FROM, loadCalls } from '../db/queries/loadCalls.ts';
import { row, rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import { createCallLegs } from './calls/legs.ts';
import { callerIdOf } from './dialling/rules.ts';
import { inputOf, phoneOf } from './calls/news.ts';
import { tellOf } from './calls/partyActs.ts';
import { segmentOf, takeNews, writeSegment } from './calls/partyRows.ts';
import { createCallRecordings } from './calls/recordings.ts';
import type { Clock } from './clock.ts';
import { callsBackBy, type Dialling } from './dialling.ts';
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
  readonly dialling: Pick<Dialling, 'mayDial' | 'callBack'>;
  /** The connections of this node that carry calls, by entry point. */
  carrying(): readonly { readonly gate: Gate; readonly calls: Calls }[];
}

export interface CallRunner {
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
  /** Calls that go out, for whose desks each step is news. */
  const goingOut = new Map<string, CallFound>();
  const inOrder = oneByOne();
  /** One number at a time by each entry point: what counts them and what is counted do not overtake each other. */
  const dialInOrder = oneByOne();
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
    const { orders, news, parties = [] } = planCall(workOf(found, heardOf, dialsHere(gate, found)), calls.legs(), clock.now());
    if (found.dial && found.state !== 'closed') goingOut.set(found.interaction, found);
    // What they said last, a message on the telephone, say, counts before their hanging up.
    if (news?.kind === 'customerLeft' && found.state === 'selfService' && !isAgain) {
      await parts.caughtUp(found.interaction);
      const [now] = await loadCalls(pool, [found.interaction]);
      if (now) await settle(gate, calls, now, true);
      return;
    }
    for (const order of orders) if (!(await carry(gate, calls, found, order))) break;
    await recordings.settle(gate, calls, found, () => again(gate, found.interaction));
    if (news) await tell(gate, found, news);
    for (const one of parties) {
      const took = await takeNews(pool, found.tenant, found.interaction, one, clock.now());
      if (took) tellOf(parts.announcer, { call: took.call, agents: took.call.parties.flatMap((p) => p.agent ?? []) });
    }
    for (const one of segmentsDue(found)) await writeSegment(pool, found.tenant, found.interaction, one, one.due, clock.now());
    if (found.state !== 'closed' || orders.length > 0) return;
    known.delete(found.interaction);
    goingOut.delete(found.interaction);
    for (const leg of [found.caller, found.dial && outName({ interaction: found.interaction, attempt: found.dial.attempt }), ...(found.legs ?? []).map((l) => l.id)]) if (leg !== null) heardOf.delete(leg);
  }

  /** Whether this entry point calls the customer back. */
  const dialsHere = (gate: Gate, found: CallFound): boolean => found.callback !== null && callsBackBy(parts.carrying().map((c) => c.gate), found)?.id === gate.id;
  function again(gate: Gate, interaction: string): void {
    known.set(interaction, gate);
    look(interaction);
  }

  /** False = the rest makes no sense any more. */
  async function carry(gate: Gate, calls: Calls, found: CallFound, order: CallOrder): Promise<boolean> {
    if (order.kind === 'ring' && order.to.kind === 'number') {
      const ring = await dialInOrder(gate.id, () => dial(gate, found, order, order.to.kind === 'number' ? order.to.number : ''));
      if (!ring) return false;
      await calls.carry(ring).then((carried) => !carried.ok && log.warn({ interaction: found.interaction, code: carried.code }, `A number could not be rung: ${carried.explain}`));
      toldDesk(found.interaction);
      return true;
    }
    const rung = order.kind === 'ring' ? legs.rung(gate, found.interaction, order.leg, clock.now()) : null;
    const [carried] = await Promise.all([calls.carry(order), rung]);
    if (carried.ok) return true;
    if (!carried.gone) log.warn({ interaction: found.interaction, order: order.kind, code: carried.code }, `The switch did not do as asked: ${carried.explain}`);
    return order.kind === 'hangUp' || order.kind === 'ring' || order.kind === 'ringback';
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
      look(found.interaction);
      return null;
    }
    if (!(await legs.rung(gate, found.interaction, order.leg, clock.now(), { number: may.e164, by })) && out) return null;
    // A carrier lets us show our own numbers, not the customer's.
    return { ...order, to: { kind: 'number', number: may.e164, trunk: may.trunk }, ...(party ? { from: { number: callerIdOf(gate.settings), name: null } } : {}) };
  }

  async function tell(gate: Gate, found: CallFound, news: CallNews): Promise<void> {
    const barred = news.kind === 'callBack' ? await parts.dialling.callBack(gate, { interaction: found.interaction, tenant: found.tenant, attempt: attemptOf(found), agent: news.agent, queue: found.queue, isDialing: found.isDialing, number: found.callback?.to ?? '' }) : null;
    if (news.kind === 'callBack' && !barred) return look(found.interaction);
    const [actor, input, aside] = await inputOf(pool, found, news, barred);
    const no = await parts.leaderOf(found.domain)?.ask(actor, input, aside);
    if (no && no.code !== 'TRY_AGAIN') log.info({ interaction: found.interaction, news: news.kind, code: no.code }, 'The call had moved on meanwhile.');
  }

  /** Its desk shows each step of a call that goes out. */
  function toldDesk(interaction: string): void {
    const found = goingOut.get(interaction);
    if (found) parts.announcer.changed({ tenant: found.tenant, events: false, interactions: [{ id: interaction, owner: found.owner, queue: found.queue, conversation: found.conversation }] });
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
    const name = callOfLeg(event.leg);
    const interaction = name ?? callers.get(`${gate.id} ${event.leg}`);
    if (!interaction) return;
    if (event.kind === 'ended') callers.delete(`${gate.id} ${event.leg}`);
    known.set(interaction, gate);
    const before = heardOf.get(event.leg);
    if (name && event.kind === 'moved' && event.room === roomOf(interaction)) heardOf.set(event.leg, { joined: true, end: before?.end ?? null });
    if (event.kind === 'ended') heardOf.set(event.leg, { joined: before?.joined ?? false, end: event.end });
    if (event.kind === 'digit' && event.digit === '9' && !name) run(interaction, () => recordings.refuse(interaction));
    if (event.kind !== 'digit') run(interaction, () => legs.heard(gate, event, roomOf(interaction)).then(() => (event.kind === 'moved' ? undefined : toldDesk(interaction))));
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
      const open = await rows<{ id: string }>(pool, "select id from interaction where domain = $1 and closed_at is null and ((channel = 'voice' and entry_point = $2) or (channel <> 'voice' and callback is not null))", [gate.domain, gate.id]);
      const all = new Set([...open.map((o) => o.id), ...present.flatMap((leg) => callOfLeg(leg) ?? []), ...[...known].flatMap(([id, g]) => (g.id === gate.id ? [id] : []))]);
      for (const found of await loadCalls(pool, [...all])) {
        if (found.channel !== 'voice' && !dialsHere(gate, found)) continue;
        known.set(found.interaction, gate);
        if (found.caller !== null) callers.set(`${gate.id} ${found.caller}`, found.interaction);
        if (found.dial && found.state !== 'closed') goingOut.set(found.interaction, found);
        const plan = planCall(workOf(found, heardOf, dialsHere(gate, found)), calls.legs(), clock.now());
        if (plan.orders.length > 0 || plan.news || plan.parties || segmentsDue(found).length > 0 || found.state === 'closed') look(found.interaction);
      }
      for (const id of await recordings.open(gate)) again(gate, id);
      await recordings.tidy(gate, calls);
      await legs.sounded(gate, await soundsOf(calls));
    }
  }
  const timer = setInterval(() => void sweep(), SWEEP_MS);

  return {
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
      await sweeping;
      await Promise.all(doing);
      await recordings.stop();
    },
  };
}

/** Of those who hear somebody. */
async function soundsOf(calls: Calls): Promise<ReadonlyMap<string, LegSound>> {
  const talking = [...calls.legs().values()].filter((leg) => leg.state === 'up' && leg.room !== null && leg.room !== WAITING);
  const sounds = await Promise.all(talking.map(async ({ id }) => [id, (await calls.sound?.(id)) ?? null] as const));
  return new Map(sounds.flatMap(([id, sound]) => (sound ? [[id, sound] as const] : [])));
}

/** Which of them the next call to the customer is. */
const attemptOf = (f: CallFound): number => (f.callback?.attempts ?? 0) + CALLBACKS_FROM;

type HeardOf = ReadonlyMap<string, { readonly joined: boolean; readonly end: LegEnd | null }>;

function workOf(f: CallFound, heardOf: HeardOf, dialsHere: boolean): CallWork {
  return {
    interaction: f.interaction, state: f.state, caller: f.caller, from: { number: f.number.startsWith('call:') ? 'anonymous' : f.number, name: f.name }, letGo: f.letGo, callerLost: f.callerLost || (f.caller !== null && heardOf.get(f.caller)?.end === 'lost'), held: f.held, outcome: f.outcome, engaged: new Set(f.engaged), isDialing: f.isDialing, isOnLine: f.callback?.onLine === true,
    parties: (f.parties ?? []).flatMap((p) => (p.ended ? [] : [{ ...p, askedAt: Date.parse(p.askedAt) }])),
    dial: dialOf(f, heardOf) ?? (dialsHere ? 'asked' : null), survey: f.ratedFrom && { until: f.ratedFrom.getTime() + SURVEY_MS },
    owner: f.owner !== null && f.stint !== null ? { agent: f.owner, stint: f.stint } : null,
    offers: (f.offers ?? []).map((o) => ({ id: o.id, agent: o.agent, until: Date.parse(o.until) })),
    rung: new Map((f.legs ?? []).map((l) => [l.id, { joined: l.joined || heardOf.get(l.id)?.joined === true, end: l.ending ?? heardOf.get(l.id)?.end ?? null }])),
    phones: new Map((f.phones ?? []).map((p) => [p.agent, phoneOf(p.agent, p.phone)])),
  };
}

/** Parties whose segment is not what they are by now. */
const segmentsDue = (f: CallFound) => (f.parties ?? []).flatMap((p) => ((due) => (due === p.segment ? [] : [{ ...p, due }]))(p.ended ? null : segmentOf(p)));

function dialOf({ interaction, dial }: CallFound, heardOf: HeardOf): CallWork['dial'] {
  if (!dial) return null;
  const leg = outName({ interaction, attempt: dial.attempt });
  const { number, trunk, callerId, purpose, first, barred } = dial;
  return { leg, number, trunk, callerId, purpose, first, barred, rung: dial.wasRung ? { answered: dial.answered, end: dial.ending ?? heardOf.get(leg)?.end ?? null } : null };
}
