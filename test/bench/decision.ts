/**
 * How long one decision takes at 10,000 waiting × 1,000 agents × 50 skills (5-acd, T4), against the oracle at the same
 * moments. The decision: an agent out of a busy thousand becomes free; who is next for them, and does anybody idle
 * longer take that one? The oracle is timed kindly: its preparation (sorting, who is free) is left out, only its scan
 * counts, and each sampled answer must be the same. `step` is a whole input, by turns a close that frees an agent and an
 * arrival that finds nobody free: command, decision, explanation, events, segments.
 */
import { freshItem, freshQueue } from '../../src/core/acd/fresh.ts';
import { hrtime } from 'node:process';
import { choose } from '../../src/core/acd/choose.ts';
import { bestFor } from '../../src/core/acd/match.ts';
import { weigh } from '../../src/core/acd/seats.ts';
import { createState, snapshotOf, step } from '../../src/core/acd/step.ts';
import type { State, Stand } from '../../src/core/acd/state.ts';
import type { AgentConfig, AgentState, DomainConfig, Input, Item, QueueConfig, Snapshot } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { SYSTEM } from '../../src/core/events.ts';
import { decide, look } from '../property/oracle.ts';

export interface DecisionFigures {
  readonly p50us: number;
  readonly p99us: number;
  readonly oracleP50us: number;
  /** Oracle p50 ÷ decision p50. */
  readonly ratio: number;
  readonly stepP50us: number;
  readonly stepP99us: number;
}

const WAITING = 10_000;
const AGENTS = 1_000;
const SKILLS = 50;
const QUEUES = 20;
const NOW = 1_800_000_000_000;
const ROUNDS = 4_000;
const ORACLE_ROUNDS = 60;

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (n: number) => number {
  let at = seed;
  return (n) => {
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((at / 4_294_967_296) * n);
  };
}

function makeRows(waiting: number, agents: number): Snapshot {
  const roll = dice(7);
  const queues = Array.from({ length: QUEUES }, (_, i): QueueConfig => ({ ...freshQueue(`q${i}`), priority: i % 3 }));
  const configs = Array.from({ length: agents }, (_, i): AgentConfig => ({
    id: `a${String(i).padStart(5, '0')}`, name: `a${i}`, capacity: 100, teams: [], caps: {}, ranks: {}, share: 1,
    skills: Object.fromEntries(Array.from({ length: 6 }, () => [`s${roll(SKILLS)}`, 1 + roll(5)])),
  }));
  const config: DomainConfig = { version: 1, channels: CHANNEL_RULES, interrupts: {}, draining: true, queues, heirs: {}, agents: configs };
  const states = configs.map((c, i): AgentState => ({
    id: c.id, presence: 'ready', reason: null, presenceSince: NOW, next: null, load: 100, displaced: 0, ceiling: 100,
    idleSince: NOW - i, offeredAt: null, turn: 0, leaseUntil: NOW + 1e9, lostAt: null, routeVersion: 0,
  }));
  const inHand = configs.map((c, i) => item(roll, `h${i}`, { state: 'active', owner: { kind: 'agent', id: c.id }, waitingSince: null, lastAgent: c.id }));
  const queued = Array.from({ length: waiting }, (_, i) => item(roll, `w${String(i).padStart(6, '0')}`, {}));
  return { config, items: [...inHand, ...queued], agents: states, offers: [], segments: [], at: NOW };
}

function item(roll: (n: number) => number, id: string, more: Partial<Item>): Item {
  const t0 = NOW - 1 - roll(600_000);
  return { ...freshItem(id, 'voice', `q${roll(QUEUES)}`, t0), priority: roll(3), needs: [{ skill: `s${roll(SKILLS)}`, level: 1 + roll(3) }], ...more };
}

const timed = (act: () => void): number => {
  const from = hrtime.bigint();
  act();
  return Number(hrtime.bigint() - from) / 1_000;
};
const at = (times: readonly number[], share: number): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
const rounded = (us: number): number => Math.round(us * 100) / 100;

export function benchDecision(waiting = WAITING, agents = AGENTS): DecisionFigures {
  const state = createState(makeRows(waiting, agents));
  const roll = dice(11);
  let no = 0;
  const go = (input: Input): void => {
    step(state, { no: ++no, at: NOW, actor: SYSTEM, input });
  };
  go({ kind: 'tick' });

  const decisions: number[] = [];
  const scans: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const seat = state.fleet.seats[roll(agents)];
    if (seat === undefined || seat.hand.size === 0) continue;
    const hand = [...seat.hand];
    seat.hand.clear();
    weigh(state, seat);
    let found: string | null = null;
    decisions.push(timed(() => {
      const best: Stand | null = bestFor(state, seat);
      if (best?.line) found = `${best.work.item.id} ${choose(state, best, best.line)?.seat.agent.id}`;
    }));
    if (i % Math.floor(ROUNDS / ORACLE_ROUNDS) === 0) {
      const rows = snapshotOf(state);
      const sight = look({ ...rows, items: rows.items.filter((r) => !hand.some((h) => h.item.id === r.id)) }, NOW);
      let match: ReturnType<typeof decide> = null;
      scans.push(timed(() => {
        match = decide(sight);
      }));
      const told = match as ReturnType<typeof decide>;
      if ((told === null ? null : `${told.item} ${told.agent}`) !== found) throw new Error(`The oracle decides otherwise: ${JSON.stringify(told)}, not ${found}.`);
    }
    for (const work of hand) seat.hand.add(work);
    weigh(state, seat);
  }

  const steps: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const seat = state.fleet.seats[roll(agents)];
    const [work] = seat?.hand ?? [];
    if (seat === undefined || work === undefined) continue;
    steps.push(timed(() => go({ kind: 'close', interaction: work.item.id, outcome: 'resolved' })));
    const offer = seat.ringing?.offer?.id;
    if (offer !== undefined) go({ kind: 'accept', offer, agent: seat.agent.id });
    const next = item(roll, `n${i}`, {});
    steps.push(timed(() => go({ kind: 'arrived', item: next })));
    answerAll(state, go);
  }
  const [p50us, p99us, oracleP50us] = [at(decisions, 0.5), at(decisions, 0.99), at(scans, 0.5)];
  return {
    p50us: rounded(p50us), p99us: rounded(p99us), oracleP50us: rounded(oracleP50us), ratio: Math.round(oracleP50us / p50us),
    stepP50us: rounded(at(steps, 0.5)), stepP99us: rounded(at(steps, 0.99)),
  };
}

function answerAll(state: State, go: (input: Input) => void): void {
  for (const [id, work] of [...state.offers]) if (work.offer !== null) go({ kind: 'accept', offer: id, agent: work.offer.agent });
}
