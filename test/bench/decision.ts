/**
 * T4 and T5: how long one decision takes at 10,000 waiting × 1,000 agents × 50 skills, against the naive scan (the tests' oracle) at the same
 * state, and at five to ten times the size. The decision: an agent out of a busy thousand becomes free; who is next for them, and does anybody idle
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
import type { Seat, Stand, State, Work } from '../../src/core/acd/state.ts';
import type { AgentConfig, AgentState, DomainConfig, Input, Item, QueueConfig, Snapshot } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { SYSTEM } from '../../src/core/events.ts';
import { decide, look } from '../property/oracle.ts';
import { median, quantile, type Row, times } from './row.ts';

interface Figures {
  readonly p50us: number;
  readonly p99us: number;
  /** NaN when it was not asked. */
  readonly oracleP50us: number;
  readonly stepP50us: number;
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
    id: `a${String(i).padStart(5, '0')}`, name: `a${i}`, capacity: 100, teams: [], caps: {}, ranks: {}, site: null, share: 1,
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

function measure(waiting: number, agents: number, withOracle: boolean): Figures {
  const state = createState(makeRows(waiting, agents));
  const roll = dice(11);
  let no = 0;
  const go = (input: Input): void => {
    step(state, { no: ++no, at: NOW, actor: SYSTEM, input });
  };
  go({ kind: 'tick' });

  const decisions: number[] = [];
  const scans: number[] = [];
  /** Frees an agent, asks `act`, and gives them their work back. */
  const whileFree = (act: (seat: Seat, hand: readonly Work[]) => void): void => {
    const seat = state.fleet.seats[roll(agents)];
    if (seat === undefined || seat.hand.length === 0) return;
    const hand = [...seat.hand];
    seat.hand.length = 0;
    weigh(state, seat);
    act(seat, hand);
    seat.hand.push(...hand);
    weigh(state, seat);
  };
  let found: string | null = null;
  const decideNow = (seat: Seat): void => {
    found = null;
    const best: Stand | null = bestFor(state, seat);
    if (best?.line) found = `${best.item.id} ${choose(state, best, best.line)?.seat.agent.id}`;
  };
  for (let i = 0; i < ROUNDS; i++) whileFree((seat) => decisions.push(timed(() => decideNow(seat))));
  // Afterwards: a scan looks at so much that the decision after it would find nothing near at hand, and they would be most of p99.
  for (let i = 0; withOracle && i < ORACLE_ROUNDS; i++) {
    whileFree((seat, hand) => {
      decideNow(seat);
      const rows = snapshotOf(state);
      const sight = look({ ...rows, items: rows.items.filter((r) => !hand.some((h) => h.item.id === r.id)) }, NOW);
      let matches: ReturnType<typeof decide> = [];
      scans.push(timed(() => {
        matches = decide(sight);
      }));
      const [told] = matches;
      if ((told === undefined ? null : `${told.item} ${told.agent}`) !== found) throw new Error(`The oracle decides otherwise: ${JSON.stringify(told)}, not ${found}.`);
    });
  }

  const steps: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const seat = state.fleet.seats[roll(agents)];
    const [work] = seat?.hand ?? [];
    if (seat === undefined || work === undefined) continue;
    steps.push(timed(() => go({ kind: 'close', interaction: work.item.id, outcome: 'resolved' })));
    const offer = seat.ringing?.offers[0]?.id;
    if (offer !== undefined) go({ kind: 'accept', offer, agent: seat.agent.id });
    const next = item(roll, `n${i}`, {});
    steps.push(timed(() => go({ kind: 'arrived', item: next })));
    answerAll(state, go);
  }
  return { p50us: median(decisions), p99us: quantile(decisions, 0.99), oracleP50us: median(scans), stepP50us: median(steps) };
}

function answerAll(state: State, go: (input: Input) => void): void {
  for (const [id, work] of [...state.offers]) for (const { agent } of work.offers.slice(0, 1)) go({ kind: 'accept', offer: id, agent });
}

const us = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} µs`;

export const decision: Row = {
  name: 'T4',
  what: 'decision at 10,000 waiting × 1,000 agents × 50 skills',
  source: '5-acd, T4',
  target: 'p99 ≤ c1/50, p50 ≥ 100 × faster than the naive scan',
  how: `an agent becomes free: who is next, and does anybody idle longer take that one; ${ROUNDS.toLocaleString('en')} decisions; then ${ORACLE_ROUNDS} more, each beside the naive scan: the same answer, and its time (its sorting is not counted)`,
  async run(bench) {
    const { c1 } = await bench.limits();
    const f = measure(WAITING, AGENTS, true);
    const [share, ratio] = [(c1 * 1_000) / f.p99us, f.oracleP50us / f.p50us];
    return { measured: `p50 ${us(f.p50us)}, p99 ${us(f.p99us)}; a whole step p50 ${us(f.stepP50us)}`, limit: `c1 ${us(c1 * 1_000)}; naive scan p50 ${us(f.oracleP50us)}`, ratio: `p99 = c1/${share.toFixed(0)}; ${times(ratio)} the scan`, held: share >= 50 && ratio >= 100 };
  },
};

export const growth: Row = {
  name: 'T5',
  what: 'decision at 100,000 waiting × 5,000 agents',
  source: '5-acd, T5',
  target: 'p50 ≤ 10 × that of 10,000 × 1,000',
  how: 'the same decisions at both sizes, small, large, small; medians',
  async run() {
    const before = measure(WAITING, AGENTS, false);
    const large = measure(10 * WAITING, 5 * AGENTS, false);
    const after = measure(WAITING, AGENTS, false);
    const small = (before.p50us + after.p50us) / 2;
    return { measured: `p50 ${us(large.p50us)}`, limit: `small p50 ${us(small)}`, ratio: times(large.p50us / small), held: large.p50us <= 10 * small };
  },
};
