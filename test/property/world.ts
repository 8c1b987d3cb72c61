/**
 * A small contact centre in which anything may happen. `script` makes random wishes ("somebody declines something");
 * `live` turns each into an input for the state as it is by then, so that most commands hit something real and some
 * hit nothing. The inputs can be applied again without the wishes.
 */
import fc from 'fast-check';
import { freshItem } from '../../src/core/acd/fresh.ts';
import { isDialing } from '../../src/core/acd/customerFirst.ts';
import { picksFor } from '../../src/core/acd/picks.ts';
import { createState, nextWake, type State, step, unheard } from '../../src/core/acd/step.ts';
import type { AgentConfig, DomainConfig, Input, Item, Numbered, Output, QueueConfig, Words } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { SYSTEM } from '../../src/core/events.ts';
import type { ChannelKind } from '../../src/core/interaction.ts';
import { AGENT_CHOICES, CLOSINGS, OFFER_MODES, QUEUE_ORDERS, TARGET_CLOCKS } from '../../src/core/routing.ts';
import { MINUTE, SECOND } from '../../src/core/time.ts';

export const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);
export const SEED = Number(process.env.PROPERTY_SEED ?? 20_260_801);
/** Long enough that slow machines do not fail by time, however many streams there are. */
export const LIMIT_MS = 300 * SECOND * Math.max(1, RUNS / 500);

const CHANNELS: readonly ChannelKind[] = ['voice', 'webchat', 'webchat', 'email', 'sms'];
const SKILLS = ['yue', 'tax', 'vip'];
const TEAMS = ['east', 'west'];
const SITES = ['hk', 'sz'];
const START = 1_000_000_000;
const AGENTS = 6;

/** Silence that ends within a stream: a stream lasts some minutes. */
const HASTY = { firstResponseMs: 4 * SECOND, idleWarnMs: 6 * SECOND, idleEndMs: 9 * SECOND };

/** One wish: what kind, three free numbers to choose targets by, and the time that passes before it. */
export type Wish = readonly [kind: number, a: number, b: number, c: number, wait: number];

const wait = fc.oneof(
  { weight: 16, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 5_000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: MINUTE, max: 12 * MINUTE }) },
);
const wish: fc.Arbitrary<Wish> = fc.tuple(fc.nat(99), fc.nat(9_999), fc.nat(9_999), fc.nat(9_999), wait);
export const script = fc.record({ config: fc.nat(9_999), wishes: fc.array(wish, { minLength: 20, maxLength: 70, size: 'max' }) });
export type Script = { readonly config: number; readonly wishes: readonly Wish[]; /** No customer is rung before an agent, so that every offer may be refused. */ readonly agentFirst?: true };

/** Numbers that look random, from one number. */
const mixed = (seed: number, i: number): number => (Math.imul(seed + i * 7_919 + 1, 2_654_435_761) >>> 8) & 0xffff;
const pickOf = <T>(list: readonly T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);
const some = <T>(list: readonly T[], bits: number): T[] => list.filter((_, i) => ((bits >>> i) & 1) === 1);

export function makeConfig(seed: number, version: number): DomainConfig {
  const at = (i: number): number => mixed(seed, i);
  // In half of the streams one key orders everybody, in the others queues have orders of their own and agents rank them.
  const plain = at(200) % 2 === 0;
  const steps = (i: number): QueueConfig['steps'] => [
    [],
    [{ afterMs: 0, needs: [], mode: 'and' as const, teams: [], sites: some(SITES, at(33 + i) % 4) }, { afterMs: 20 * SECOND, needs: [], mode: 'only' as const, teams: TEAMS }],
    [
      { afterMs: 0, needs: [{ skill: 'yue', level: 3 }], mode: 'and' as const, teams: [] },
      { afterMs: 15 * SECOND, needs: at(31 + i) % 2 === 0 ? [{ skill: 'yue', level: 1 }] : [{ skill: 'yue', level: 1, or: [{ skill: 'tax', level: 2 }] }, { skill: 'vip', level: 3, kind: 'excluded' as const }], mode: 'only' as const, teams: ['west'], ...(at(36 + i) % 2 === 0 ? {} : { sites: ['sz'] }) },
      { afterMs: MINUTE, needs: [], mode: 'only' as const, teams: [] },
    ],
  ][i % 3] ?? [];
  const queues = ['q1', 'q2', 'q3'].slice(version > 1 ? at(40) % 2 : 0).map((id, i): QueueConfig => ({
    id, name: id, priority: at(i) % 3, order: plain ? 'aged' : (QUEUE_ORDERS[at(120 + i) % QUEUE_ORDERS.length] ?? 'aged'),
    reserve: at(340) % 2 === 0 ? 0 : (at(350 + i) % 3), ...modesOf(i, at), ...opening(i, at), overflow: OVERFLOWS[at(240 + i) % OVERFLOWS.length] ?? [],
    choice: at(130 + i) % 2 === 0 ? 'longestIdle' : (AGENT_CHOICES[at(140 + i) % AGENT_CHOICES.length] ?? 'longestIdle'),
    targetMs: (1 + (at(150 + i) % 3)) * 20 * SECOND, targets: at(160 + i) % 2 === 0 ? { voice: 5 * SECOND, email: 10 * MINUTE } : {}, teams: at(10 + i) % 2 === 0 ? [] : some(TEAMS, 1 + (at(20 + i) % 3)), steps: steps(at(30 + i)),
    responseTargetMs: [null, 20 * SECOND, MINUTE][at(260 + i) % 3] ?? null, resolutionTargetMs: [null, 90 * SECOND][at(270 + i) % 2] ?? null, targetClock: TARGET_CLOCKS[at(280 + i) % 2] ?? 'wall',
    callback: at(340 + i) % 3 === 0 ? null : { mostAttempts: 1 + (at(343 + i) % 3), gapMs: 8 * SECOND, offerAfterMs: 0, first: at(346 + i) % 2 === 0 ? 'agent' : 'customer', window: at(360 + i) % 3 === 0 ? CALLING_HOURS : null },
    rules: [{ webchat: { wrapUpMs: 0, offerMs: 7_000, ...HASTY } }, { webchat: HASTY, sms: { ...HASTY, idleWarnMs: 0 } }, {}][at(50 + i) % 3] ?? {},
  }));
  const agents = Array.from({ length: AGENTS }, (_, i): AgentConfig => ({
    id: `a${i}`, name: `Agent ${i}`, capacity: [100, 100, 60, 30][at(60 + i) % 4] ?? 100, teams: some(TEAMS, at(70 + i)), site: [null, ...SITES][at(290 + i) % 3] ?? null,
    skills: Object.fromEntries(SKILLS.map((s, k) => [s, at(80 + i * 3 + k) % 6])), caps: at(110 + i) % 3 === 0 ? { webchat: 1 } : {},
    ranks: plain || at(170 + i) % 2 === 0 ? {} : { q1: 1 + (at(180 + i) % 3), q2: 1 + (at(190 + i) % 2) }, share: 1 + (at(210 + i) % 3),
  }));
  const interrupts = at(220) % 2 === 0 ? {} : at(221) % 2 === 0 ? { voice: ['webchat', 'email', 'sms'] as const } : { voice: ['webchat'] as const, webchat: ['email', 'sms'] as const };
  return { version, channels: CHANNEL_RULES, interrupts, draining: at(222) % 3 > 0, queues, heirs: { q1: `q${2 + (at(42) % 2)}` }, agents: version > 1 ? agents.slice(at(41) % 2) : agents };
}

/** In half of the streams all work is pushed, as it is where nobody says otherwise. */
function modesOf(i: number, at: (n: number) => number): Pick<QueueConfig, 'mode' | 'modes' | 'broadcastTo'> {
  const broadcastTo = 2 + (at(310 + i) % 3);
  if (at(300) % 2 === 0) return { mode: 'push', modes: {}, broadcastTo };
  const mode = OFFER_MODES[at(320 + i) % OFFER_MODES.length] ?? 'push';
  return { mode, modes: [{}, { voice: 'autoAccept' as const }, { email: 'pull' as const, voice: 'broadcast' as const }][at(330 + i) % 3] ?? {}, broadcastTo };
}

/** The streams begin at 13:46:40 of a Monday and last some minutes. */
/** They change while the world runs, which is on a Monday. */
const CALLING_HOURS = { zone: 'Etc/UTC', week: { 1: [['00:00', '13:46'], ['13:49', '14:01'], ['14:03', '24:00']] as const } };

function opening(i: number, at: (n: number) => number): Pick<QueueConfig, 'hours' | 'closing' | 'closingQueue'> {
  const closing = CLOSINGS[at(250 + i) % CLOSINGS.length] ?? 'finish';
  const hours = { zone: 'Etc/UTC', week: { 1: [['00:00', '13:48'], ['13:50', '13:58'], ['14:05', '24:00']] as const } };
  return { hours: at(230 + i) % 3 === 0 ? hours : null, closing, closingQueue: closing === 'move' ? `q${1 + (i % 3)}` : null };
}

/** None to all of the queues there are, and now and then one that there is not. */
const furtherOf = (n: number): string[] => [...some(['q1', 'q2', 'q3'], n), ...(n % 37 === 0 ? ['q9'] : [])];

const OVERFLOWS: readonly QueueConfig['overflow'][] = [
  [], [], [],
  [{ afterMs: 4 * SECOND, when: null, then: { kind: 'also', queue: 'q2' } }, { afterMs: 9 * SECOND, when: { kind: 'waiting', above: 1 }, then: { kind: 'also', queue: 'q3' } }],
  [{ afterMs: 10 * SECOND, when: null, then: { kind: 'priority', by: 2 } }, { afterMs: 2 * MINUTE, when: null, then: { kind: 'move', queue: 'q3' } }],
  [{ afterMs: 0, when: { kind: 'waiting', above: 2 }, then: { kind: 'move', queue: 'q1' } }, { afterMs: 5 * MINUTE, when: null, then: { kind: 'end' } }],
  [{ afterMs: 20 * SECOND, when: { kind: 'nobodyStaffed' }, then: { kind: 'bot', bot: 'robot' } }, { afterMs: 5 * SECOND, when: { kind: 'expectedWait', aboveMs: 3_000 }, then: { kind: 'move', queue: 'q2' } }],
];

export interface Life {
  readonly config: DomainConfig;
  readonly inputs: readonly Numbered[];
}

export const toAgentFirst = (config: DomainConfig): DomainConfig => ({ ...config, queues: config.queues.map((q) => ({ ...q, callback: q.callback && { ...q.callback, first: 'agent' } })) });

export const freshState = (config: DomainConfig): State =>
  createState({ config, items: [], agents: [], offers: [], segments: [], at: START });

/** The last words as the rows have them: messages are stored beside the ACD, which hears of most of them only when it looks. */
export type Rows = ReadonlyMap<string, Words>;

/** Lives a script, calling `seen` after each input with the state before being gone: keep copies of what you need. */
export function live({ config: seed, wishes, agentFirst }: Script, seen: (input: Numbered, output: Output, state: State, rows: Rows) => void, before?: (input: Numbered, state: State) => void): Life {
  const config = agentFirst ? toAgentFirst(makeConfig(seed, 1)) : makeConfig(seed, 1);
  const state = freshState(config);
  const inputs: Numbered[] = [];
  const rows = new Map<string, Words>();
  const rowOf = (interaction: string): Words => rows.get(interaction) ?? { interaction, customerAt: null, agentAt: null };
  let at = START;
  const go = (input: Input, by: Numbered['actor'] = SYSTEM): void => {
    const numbered = { no: inputs.length + 1, at, actor: by, input };
    inputs.push(numbered);
    if (input.kind === 'arrived') rows.set(input.item.id, { interaction: input.item.id, customerAt: at, agentAt: null });
    if (input.kind === 'customerWrote') rows.set(input.interaction, { ...rowOf(input.interaction), customerAt: at });
    if (input.kind === 'agentWrote' && state.works.get(input.interaction)?.item.owner.id === input.agent) rows.set(input.interaction, { ...rowOf(input.interaction), agentAt: at });
    before?.(numbered, state);
    seen(numbered, step(state, numbered), state, rows);
  };
  for (const [i, { id }] of config.agents.entries()) {
    at += 1;
    go({ kind: 'lease', agent: id, until: START + (i % 2 === 0 ? 60 : 10) * MINUTE });
    at += 1;
    if (i !== 1) go({ kind: 'presence', agent: id, presence: 'ready', reason: null, next: false });
  }
  for (const w of wishes) {
    const until = at + w[4];
    // Most of the time the hub's timers are punctual; sometimes it was asleep and all come due in one step.
    if (w[3] % 4 !== 0) {
      for (let due = nextWake(state); due !== null && due < until; due = nextWake(state)) {
        at = Math.max(at, due);
        const silent = unheard(state, at);
        go(silent.length > 0 ? { kind: 'heard', words: silent.map(rowOf) } : { kind: 'tick' });
      }
    }
    at = until;
    writeBeside(w, state, at, rows);
    if (w[0] === 98) {
      go({ kind: 'heard', words: (w[1] % 2 === 0 ? unheard(state, at) : [...state.works.keys()].sort()).map(rowOf) });
      continue;
    }
    const { input, by } = inputFor(w, state, at, inputs.length, seed);
    go(agentFirst && input.kind === 'config' ? { kind: 'config', config: toAgentFirst(input.config) } : input, by);
  }
  return { config, inputs };
}

/** Now and then somebody writes a message of which the ACD is told nothing. */
function writeBeside([, a, b, c]: Wish, state: State, at: number, rows: Map<string, Words>): void {
  const hands = [...state.works.values()].filter(({ item }) => item.state === 'active').map(({ item }) => item.id).sort();
  const interaction = pickOf(hands, a);
  if (interaction === undefined || b % 3 === 2) return;
  const words = rows.get(interaction) ?? { interaction, customerAt: null, agentAt: null };
  rows.set(interaction, (b + c) % 3 === 0 ? { ...words, customerAt: at } : { ...words, agentAt: at });
}

function inputFor([kind, a, b, c]: Wish, state: State, at: number, n: number, seed: number): { input: Input; by?: Numbered['actor'] } {
  const ids = [...state.works.keys()].sort();
  const where = (...states: Item['state'][]): string => {
    const fit = ids.filter((id) => states.includes(state.works.get(id)?.item.state ?? 'closed'));
    return pickOf(c % 8 === 0 ? ids : fit, a) ?? 'nobody';
  };
  const offer = pickOf([...state.offers].sort(([x], [y]) => (x < y ? -1 : 1)), a);
  const offered = { offer: offer?.[0] ?? '0.1', agent: b % 9 === 0 ? 'a0' : (offer?.[1].offers.find((o) => o.id === offer[0])?.agent ?? 'a0') };
  const agent = b % 29 === 0 ? 'nobody' : `a${b % AGENTS}`;
  const queue = `q${1 + (b % 3)}`;
  const byOwner = (interaction: string): Numbered['actor'] => {
    const owner = state.works.get(interaction)?.item.owner;
    return c % 5 === 0 || owner?.kind !== 'agent' ? { kind: 'supervisor', id: 'boss' } : { kind: 'agent', id: c % 11 === 0 ? 'a5' : owner.id };
  };
  const on = (interaction: string, make: (interaction: string) => Input) => ({ input: make(interaction), by: byOwner(interaction) });
  if (kind < 24) return { input: { kind: 'arrived', item: makeItem(n, at, a, b, c) } };
  const pulled = ids.filter((id) => [state.works.get(id), ...(state.works.get(id)?.more ?? [])].some((one) => one?.line?.pull === true));
  if (kind < 38 && pulled.length > 0 && (offer === undefined || c % 3 === 0)) {
    const interaction = pickOf(pulled, a) ?? 'nobody';
    const able = state.fleet.seats.map((seat) => seat.agent.id).filter((id) => picksFor(state, id, 100).includes(interaction));
    const by = c % 7 === 0 ? agent : (pickOf(able, b) ?? agent);
    return { input: { kind: 'pick', interaction, agent: by }, by: { kind: 'agent', id: by } };
  }
  if (kind < 38) return { input: { kind: 'accept', ...offered }, by: { kind: 'agent', id: offered.agent } };
  if (kind < 44) return { input: { kind: 'decline', ...offered, reason: 'busy' }, by: { kind: 'agent', id: offered.agent } };
  if (kind < 46) return { input: { kind: 'pick', interaction: where('queued', 'offered'), agent } };
  if (kind < 48) return on(where('queued'), (interaction) => ({ kind: 'bookCallback', interaction, to: '+8613800138000', notBefore: c % 3 === 0 ? at + 1 + (a % MINUTE) : null }));
  if (kind < 50 && c % 2 === 0) return { input: { kind: 'begin', interaction: where('created'), agent }, by: { kind: 'agent', id: agent } };
  if (kind < 50 && c % 4 === 1) return on(where('active'), (interaction) => ({ kind: 'handOver', interaction, from: b % 7 === 0 ? agent : (state.works.get(interaction)?.item.owner.id ?? agent), to: `a${(a + b) % AGENTS}` }));
  if (kind < 50) return { input: { kind: 'assign', interaction: where('queued', 'offered', 'active', 'parked', 'selfService'), agent }, by: { kind: 'supervisor', id: 'boss' } };
  if (kind < 53) return on(where('active', 'queued', 'offered', 'parked', 'selfService'), (interaction) => (c % 2 === 0 ? { kind: 'requeue', interaction } : { kind: 'requeue', interaction, priority: c % 4 }));
  if (kind < 58) return on(where('active', 'queued', 'offered', 'parked'), (interaction) => ({ kind: 'transfer', interaction, to: c % 2 === 0 ? { queue } : { agent }, ...(c % 3 === 0 ? { needs: needsOf(a) } : {}) }));
  if (kind < 63) return on(where('active'), (interaction) => ({ kind: 'park', interaction, cause: (['byAgent', 'awaitingCustomer'] as const)[c % 2] ?? 'byAgent', wakeAt: c % 2 === 0 ? null : at + 1 + (a % (3 * MINUTE)) }));
  if (kind < 65) return on(where('parked'), (interaction) => ({ kind: 'unpark', interaction }));
  if (kind < 67) return on(where('active'), (interaction) => (c % 3 === 0 ? { kind: 'legFailed', interaction, agent: c % 9 === 0 ? agent : (state.works.get(interaction)?.item.owner.id ?? agent), reason: 'unreachable' } : { kind: 'hold', interaction, on: c % 3 === 1 }));
  if (kind < 73) return on(where('active', 'wrapUp'), (interaction) => ({ kind: 'finish', interaction, outcome: 'resolved', ...(c % 2 === 0 ? { disposition: 'd1' } : {}) }));
  if (kind < 74) return on(where('wrapUp'), (interaction) => ({ kind: 'extendWrapUp', interaction, byMs: b % 20_000 }));
  if (kind < 75) return on(where('active', 'parked', 'queued'), (interaction) => ({ kind: 'close', interaction, outcome: 'spam' }));
  if (kind < 77) return { input: { kind: 'handOff', interaction: where('selfService'), queue, ...(c % 2 === 0 ? { also: furtherOf(b >> 2) } : {}), needs: needsOf(a), priority: c % 3, ...([{}, { callBack: '+8613800138000' }, { leftMessage: true as const }, {}][a % 4] ?? {}) } };
  if (kind < 78) return on(where('active', 'queued'), (interaction) => ({ kind: 'handBack', interaction, bot: 'bot' }));
  const called = ids.filter((id) => ((w) => w !== undefined && w.item.callback !== null && (w.item.state === 'active' || w.item.callback.onLine === true))(state.works.get(id)));
  const rung = ids.filter((id) => ((w) => w !== undefined && isDialing(w))(state.works.get(id)));
  if (kind < 84 && rung.length > 0 && b % 2 === 0) return { input: { kind: 'callbackAnswered', interaction: pickOf(rung, a) ?? 'nobody' } };
  if (kind < 84 && called.length > 0) return on(pickOf(called, a) ?? 'nobody', (interaction) => ({ kind: 'callbackMissed', interaction, reason: c % 2 === 0 ? 'noAnswer' : 'busy' }));
  if (kind < 81) return { input: { kind: 'customerLeft', interaction: pickOf(ids, a) ?? 'nobody' } };
  if (kind < 85) return { input: { kind: 'customerWrote', interaction: where('parked', 'wrapUp', 'active') } };
  if (kind < 86) return { input: { kind: 'agentWrote', interaction: where('active'), agent } };
  const missed = state.fleet.seats.find((s) => s.agent.presence === 'missed')?.agent.id;
  if (kind < 89 && missed !== undefined) return { input: { kind: 'presence', agent: missed, presence: 'ready', reason: null, next: false } };
  if (kind < 93) return { input: { kind: 'presence', agent, presence: (['ready', 'ready', 'notReady', 'offline'] as const)[a % 4] ?? 'ready', reason: c % 2 === 0 ? 'lunch' : null, next: c % 3 === 0 } };
  if (kind < 98) return { input: { kind: 'lease', agent, until: a % 5 === 0 ? null : at + (a % 4 === 0 ? 20 * SECOND : 30 * MINUTE) } };
  if (kind < 99) return { input: { kind: 'tick' } };
  return { input: { kind: 'config', config: makeConfig(c % 2 === 0 ? seed : a, 2 + n) } };
}

const needsOf = (n: number): Item['needs'] =>
  n % 2 === 0 ? [] : [{ skill: SKILLS[n % 3] ?? 'yue', level: 1 + (n % 4) }, ...(n % 5 === 0 ? [{ skill: 'tax', level: 1 }] : []), ...(OTHER_NEEDS[(n >> 3) % OTHER_NEEDS.length] ?? [])];

const OTHER_NEEDS: readonly Item['needs'][] = [
  [], [], [],
  [{ skill: 'vip', level: 4, kind: 'excluded' }],
  [{ skill: 'vip', level: 1, kind: 'preferred', weight: 3 }, { skill: 'yue', level: 2, kind: 'preferred' }],
  [{ skill: 'tax', level: 3, or: [{ skill: 'yue', level: 2 }, { skill: 'vip', level: 1 }], weight: 2 }],
  [{ skill: 'tax', level: 5, kind: 'excluded' }, { skill: 'yue', level: 2, or: [{ skill: 'tax', level: 3 }] }],
];

function makeItem(n: number, at: number, a: number, b: number, c: number): Item {
  const channel = pickOf(CHANNELS, a) ?? 'webchat';
  const withBot = b % 10 === 0;
  if (b % 17 === 3) return { ...freshItem(`i${String(n).padStart(4, '0')}`, channel, `q${1 + (b % 3)}`, at), conversation: `c${n}`, state: 'created', owner: { kind: 'none', id: null }, waitingSince: null, lastCustomerAt: null };
  const preferred = c % 4 === 0;
  return {
    ...freshItem(`i${String(n).padStart(4, '0')}`, channel, withBot ? null : `q${1 + (b % 3)}`, at), conversation: `c${n}`, state: withBot ? 'selfService' : 'queued',
    owner: withBot ? { kind: b % 20 === 0 ? 'flow' : 'bot', id: 'bot' } : { kind: 'queue', id: null }, priority: b % 5 === 0 ? c % 3 : 0, needs: needsOf(c), waitingSince: withBot ? null : at,
    prefer: preferred ? `a${a % (AGENTS + 1)}` : null, preferUntil: preferred && c % 8 === 0 ? at + 30 * SECOND : null, preferWhy: preferred ? { kind: 'last' } : null, leftMessage: c % 13 === 0,
    also: a % 3 === 0 ? furtherOf(b >> 3).map((queue) => ({ queue, planT0: at })) : [],
  };
}
