/**
 * What if: the past of a tenant, or traffic that somebody describes, run twice through the core in a thread of its own: as the
 * configuration is and with a change. Nothing is stored, and the hub goes on meanwhile.
 */
import { Worker } from 'node:worker_threads';
import { CHANNELS, type ChannelKind } from '../core/interaction.ts';
import type { DomainConfig, OverflowRule, Step } from '../core/acd/types.ts';
import type { AgentChoice, OfferMode, QueueOrder } from '../core/routing.ts';
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts';
import { said } from '../core/said.ts';
import { DAY, HOUR, type Ms, SECOND } from '../core/time.ts';
import { loadConfig } from '../db/queries/loadConfig.ts';
import { countArrivals, loadPastEvents, loadPastItems, loadSteady, type Period } from '../db/queries/loadHistory.ts';
import { rows } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import type { TrafficModel } from '../sim/arrivals.ts';
import { readHistory, TELLING } from '../sim/history.ts';
import { IDEAL, type People } from '../sim/people.ts';
import { type RoutingPatch, unknownIn } from '../sim/patch.ts';
import type { Distribution } from '../sim/random.ts';
import type { Compared, WhatIf } from '../sim/whatIf.ts';
import type { Answer } from '../sim/worker.ts';
import type { Viewer } from './access.ts';
import type { Admin } from './admin.ts';
import type { Clock } from './clock.ts';
import { bad, type Fault } from './fault.ts';
import { faultOfAgentRouting, faultOfOverflow, faultOfQueueRouting } from './routingRules.ts';

export type { Compared, Moved } from '../sim/whatIf.ts';
export type { Figures, Report } from '../sim/figures.ts';

/** Times in seconds, as the API has them; what is left out stays as it is. */
export interface PatchAsked {
  readonly queues?: readonly {
    readonly id: string; readonly order?: string | null | undefined; readonly choice?: string | null | undefined; readonly offerMode?: string | null | undefined;
    readonly offerModes?: unknown; readonly broadcastTo?: number | null | undefined; readonly reserve?: number | null | undefined; readonly priority?: number | null | undefined;
    readonly targetSeconds?: number | null | undefined; readonly targets?: unknown; readonly steps?: unknown; readonly overflow?: unknown;
  }[] | null | undefined;
  readonly agents?: readonly { readonly id: string; readonly skills?: unknown; readonly ranks?: unknown; readonly capacity?: number | null | undefined; readonly share?: number | null | undefined; readonly site?: string | null | undefined }[] | null | undefined;
  readonly add?: readonly { readonly like: string; readonly count: number }[] | null | undefined;
  readonly remove?: readonly string[] | null | undefined;
}

export interface StreamAsked {
  readonly queue: string;
  readonly channel: ChannelKind;
  /** One rate, or one for each hour in turn. */
  readonly perHour: readonly number[];
  readonly handleSeconds: number;
  /** Standard deviation ÷ mean of a lognormal handle time; 0 = always the same, absent = exponential. */
  readonly handleSpread?: number | null | undefined;
  /** Mean; absent = nobody gives up. */
  readonly patienceSeconds?: number | null | undefined;
}

export interface SimulationAsked {
  readonly events?: { readonly from: Date; readonly to: Date } | null | undefined;
  readonly traffic?: { readonly hours: number; readonly answerSeconds?: number | null | undefined; readonly streams: readonly StreamAsked[] } | null | undefined;
  readonly patch?: PatchAsked | null | undefined;
  readonly seed?: number | null | undefined;
}

/** So much is simulated at once; beyond it a shorter time is asked for. */
export const MOST_INTERACTIONS = 50_000;
const MOST_INPUTS = 600_000;
const MOST_DAYS = 31;
const MOST_MOVED = 200;
const MOST_ADDED = 100;
/** When made-up traffic begins: always then, so that equal questions have equal answers. */
const MADE_UP_START = Date.UTC(2026, 0, 5);
/** A run that takes longer is stopped. */
const LIMIT_MS = 120 * SECOND;
const MOST_AT_ONCE = 2;
const MOST_MEMORY_MB = 768;

export interface SimulationParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly faultOfSteps: Admin['faultOfSteps'];
}

export type Simulations = ReturnType<typeof createSimulations>;

const within = (n: number, least: number, most: number): boolean => Number.isFinite(n) && n >= least && n <= most;
type Source = Pick<WhatIf, 'config' | 'people' | 'arrivals' | 'from' | 'to'>;
const NOTHING = refuse('NOT_FOUND', 'Nothing came in during this time; choose another one.');
const TOO_MUCH = refuse('TOO_LARGE', `This is more than can be simulated at once, which is ${MOST_INTERACTIONS} interactions; choose a shorter time or less traffic.`);

export function createSimulations({ tenants, clock, faultOfSteps }: SimulationParts) {
  let running = 0;

  /** Both runs, or why not. `viewer` has the right to supervise. */
  async function ask(viewer: Viewer, asked: SimulationAsked): Promise<Compared | Fault> {
    const db = tenants.of(viewer.tenant);
    const config = await loadConfig(db, viewer.domain);
    const patch = await patchOf(viewer.tenant, asked.patch ?? {}, config);
    if (isRefusal(patch)) return patch;
    const seed = asked.seed ?? 1;
    const source = asked.traffic ? trafficOf(asked.traffic, config) : asked.events ? await pastOf(viewer, asked.events, config, seed) : bad('events', 'Say what to simulate: a time of the past, or traffic.');
    if (isRefusal(source)) return source;
    if (running >= MOST_AT_ONCE) return refuse('TRY_AGAIN', 'Other simulations are running; try again when they are done.');
    running += 1;
    try {
      return await inThread({ ...source, patch, seed, mostInputs: MOST_INPUTS, mostMoved: MOST_MOVED });
    } finally {
      running -= 1;
    }
  }

  async function pastOf(viewer: Viewer, { from, to }: { readonly from: Date; readonly to: Date }, config: DomainConfig, seed: number): Promise<Source | Fault> {
    const period: Period = { tenant: viewer.tenant, domain: viewer.domain, from: from.getTime(), to: Math.min(to.getTime(), clock.now()) };
    if (period.from >= period.to) return bad('events', 'The time must begin before it ends, and in the past.');
    if (period.to - period.from > MOST_DAYS * DAY) return bad('events', `At most ${MOST_DAYS} days can be simulated at once.`);
    const db = tenants.of(viewer.tenant);
    if ((await countArrivals(db, period)) > MOST_INTERACTIONS) return TOO_MUCH;
    const events = await loadPastEvents(db, period, TELLING);
    const known = new Set(config.queues.map((q) => q.id));
    const history = readHistory(events, period.from, period.to, await loadPastItems(db, period), seed);
    const arrivals = history.arrivals.filter((a) => known.has(a.queue));
    if (arrivals.length === 0) return NOTHING;
    const steady = await loadSteady(db, period);
    // Who neither changed nor was ready since before was not there.
    const shifts: People['shifts'] = Object.fromEntries(config.agents.map(({ id }) => [id, history.people.shifts[id] ?? (steady.has(id) ? [{ from: period.from, to: Number.POSITIVE_INFINITY }] : [])]));
    return { config, arrivals, people: { ...history.people, shifts }, from: period.from, to: period.to };
  }

  function trafficOf({ hours, answerSeconds, streams }: NonNullable<SimulationAsked['traffic']>, config: DomainConfig): Source | Fault {
    if (!within(hours, 0.25, 24 * MOST_DAYS)) return bad('traffic.hours', `hours is a number from a quarter to ${24 * MOST_DAYS}.`);
    if (!within(answerSeconds ?? 0, 0, 600)) return bad('traffic.answerSeconds', 'answerSeconds is a number from 0 to 600.');
    if (streams.length === 0 || streams.length > 50) return bad('traffic.streams', 'Describe the traffic of 1 to 50 streams, each of a queue and a channel.');
    let expected = 0;
    for (const [n, s] of streams.entries()) {
      const at = `traffic.streams.${n}`;
      if (!config.queues.some((q) => q.id === s.queue)) return bad(`${at}.queue`, 'There is no such queue.');
      if (s.perHour.length === 0 || s.perHour.length > 168 || s.perHour.some((r) => !within(r, 0, 100_000))) return bad(`${at}.perHour`, 'perHour is a list of 1 to 168 rates an hour, each from 0 to 100000.');
      if (!within(s.handleSeconds, 1, 86_400)) return bad(`${at}.handleSeconds`, 'handleSeconds is a number from 1 to 86400.');
      if (!within(s.handleSpread ?? 1, 0, 10)) return bad(`${at}.handleSpread`, 'handleSpread is a number from 0 to 10.');
      if (s.patienceSeconds !== null && s.patienceSeconds !== undefined && !within(s.patienceSeconds, 1, 604_800)) return bad(`${at}.patienceSeconds`, 'patienceSeconds is a number from 1 to 604800; leave it out for customers who never give up.');
      expected += (hours * s.perHour.reduce((sum, r) => sum + r, 0)) / s.perHour.length;
    }
    if (expected > MOST_INTERACTIONS) return TOO_MUCH;
    const model: TrafficModel = { streams: streams.map(({ queue, channel, perHour, handleSeconds, handleSpread, patienceSeconds }) => ({
      queue, channel, perHour, handle: handleOf(handleSeconds * SECOND, handleSpread ?? null), patience: patienceSeconds ? { kind: 'exponential', meanMs: patienceSeconds * SECOND } : null,
    })) };
    const from = MADE_UP_START;
    // Traffic is described for a centre that is open.
    const open = { ...config, queues: config.queues.map((q) => ({ ...q, hours: null })) };
    return { config: open, arrivals: model, people: { ...IDEAL, answer: { kind: 'deterministic', ms: Math.round((answerSeconds ?? 3) * SECOND) } }, from, to: from + Math.round(hours * HOUR) };
  }

  async function patchOf(tenant: string, asked: PatchAsked, config: DomainConfig): Promise<RoutingPatch | Fault> {
    const bots = new Set((await rows<{ id: string }>(tenants.of(tenant), 'select id from bot where tenant = $1', [tenant])).map((b) => b.id));
    const neighbours = config.queues.map((q) => ({ ...q, overflow: asked.queues?.find((p) => p.id === q.id)?.overflow ?? q.overflow }));
    for (const q of asked.queues ?? []) {
      const name = config.queues.find((each) => each.id === q.id)?.name;
      if (name === undefined) return bad('patch.queues', 'There is no such queue.');
      if (!within(q.priority ?? 0, -1_000, 1_000) || !Number.isInteger(q.priority ?? 0)) return bad('patch.queues', 'priority must be a whole number from -1000 to 1000 points.');
      if (!within(q.targetSeconds ?? 60, 1, 604_800)) return bad('patch.queues', 'A target is a whole number from 1 to 604800 seconds.');
      const fault = faultOfQueueRouting(q) ?? (q.overflow ? faultOfOverflow(q.id, { name, overflow: q.overflow }, neighbours, bots) : null) ?? (q.steps ? await faultOfSteps(tenant, q.steps) : null);
      if (fault !== null) return fault;
    }
    const queues = new Set(config.queues.map((q) => q.id));
    for (const a of asked.agents ?? []) {
      if (!within(a.capacity ?? 100, 0, 1_000) || !Number.isInteger(a.capacity ?? 100)) return bad('patch.agents', 'capacity must be a whole number from 0 to 1000 units.');
      const fault = faultOfAgentRouting({ ranks: a.ranks, share: a.share, site: a.site }, queues) ?? faultOfSkills(a.skills);
      if (fault !== null) return fault;
    }
    if ((asked.add ?? []).reduce((sum, { count }) => sum + (count >= 1 ? count : MOST_ADDED + 1), 0) > MOST_ADDED) return bad('patch.add', `At most ${MOST_ADDED} agents can be added, each time one or more.`);
    const patch = patchInMs(asked);
    const unknown = unknownIn(patch, config);
    return unknown === null ? patch : bad('patch.agents', 'One of the agents does not exist.');
  }

  return { ask };
}

const handleOf = (meanMs: Ms, spread: number | null): Distribution =>
  spread === null ? { kind: 'exponential', meanMs } : spread === 0 ? { kind: 'deterministic', ms: Math.round(meanMs) } : { kind: 'lognormal', meanMs, cv: spread };

function faultOfSkills(skills: unknown): Fault | null {
  if (skills === null || skills === undefined) return null;
  const isLevels = typeof skills === 'object' && !Array.isArray(skills) && Object.values(skills).every((level) => Number.isInteger(level) && level >= 1 && level <= 5);
  return isLevels ? null : bad('patch.agents', 'skills is an object of levels from 1 to 5 by skill id.');
}

/** What has been checked, as the simulator takes it. */
function patchInMs({ queues, agents, add, remove }: PatchAsked): RoutingPatch {
  const inMs = (targets: unknown) => Object.fromEntries(Object.entries(targets as Record<string, number>).map(([channel, seconds]) => [channel, seconds * SECOND]).filter(([channel]) => CHANNELS.includes(channel as ChannelKind)));
  return {
    queues: (queues ?? []).map(({ id, order, choice, offerMode, offerModes, broadcastTo, reserve, priority, targetSeconds, targets, steps, overflow }) => ({
      id, ...(order ? { order: order as QueueOrder } : {}), ...(choice ? { choice: choice as AgentChoice } : {}), ...(offerMode ? { mode: offerMode as OfferMode } : {}),
      ...(offerModes ? { modes: offerModes as Partial<Record<ChannelKind, OfferMode>> } : {}), ...(typeof broadcastTo === 'number' ? { broadcastTo } : {}), ...(typeof reserve === 'number' ? { reserve } : {}), ...(typeof priority === 'number' ? { priority } : {}),
      ...(typeof targetSeconds === 'number' ? { targetMs: targetSeconds * SECOND } : {}), ...(targets ? { targets: inMs(targets) } : {}), ...(steps ? { steps: steps as Step[] } : {}),
      ...(overflow ? { overflow: (overflow as OverflowRule[]).map((rule) => ({ ...rule, when: rule.when ?? null })) } : {}),
    })),
    agents: (agents ?? []).map(({ id, skills, ranks, capacity, share, site }) => ({
      id, ...(skills ? { skills: skills as Record<string, number> } : {}), ...(ranks ? { ranks: ranks as Record<string, number> } : {}), ...(typeof capacity === 'number' ? { capacity } : {}), ...(typeof share === 'number' ? { share } : {}), ...said({ site }),
    })),
    add: add ?? [], remove: remove ?? [],
  };
}

/** The built hub has the thread beside it as a file of its own; a hub that runs from the sources has it loaded by tsx, as itself. */
const BUILT = import.meta.url.endsWith('.mjs');
const THREAD = new URL(BUILT ? './simulationThread.mjs' : '../sim/worker.ts', import.meta.url);
const FROM_SOURCES = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(THREAD.href)}); });`;

function inThread(question: WhatIf): Promise<Compared | Refusal> {
  return new Promise((resolve, reject) => {
    const options = { workerData: question, resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } };
    const worker = BUILT ? new Worker(THREAD, options) : new Worker(FROM_SOURCES, { ...options, eval: true });
    const timer = setTimeout(() => {
      resolve(refuse('TOO_LARGE', 'This simulation took too long and was stopped; choose a shorter time or less traffic.'));
      void worker.terminate();
    }, LIMIT_MS);
    worker.once('message', (answer: Answer) => resolve(answer.ok ? answer.result : TOO_MUCH));
    worker.once('error', (error: Error & { code?: string }) => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(TOO_MUCH) : reject(error)));
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('The simulation ended without an answer.'));
    });
  });
}
