/**
 * Configurations, patches and event exports as JSON files. A configuration is what the hub's `configChanged` event carries, or a
 * short form of it: only ids are needed, times may be given in seconds, everything else has the value a new queue or agent has.
 */
import { z } from 'zod';
import { freshAgent, freshQueue } from '../core/acd/fresh.ts';
import { MOST_ALSO } from '../core/acd/stands.ts';
import type { DomainConfig } from '../core/acd/types.ts';
import { CHANNEL_RULES } from '../core/capacity.ts';
import { EVENT_TYPES } from '../core/events.ts';
import { CHANNELS } from '../core/interaction.ts';
import { AGENT_CHOICES, BROADCAST_TO, CLOSINGS, MOST_RESERVE, OFFER_MODES, QUEUE_ORDERS } from '../core/routing.ts';
import { said } from '../core/said.ts';
import { MOST_ALTERNATIVES, NEED_KINDS, type SkillNeed } from '../core/skills.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import type { TrafficModel } from './arrivals.ts';
import { BadFile } from './csv.ts';
import type { LoggedEvent } from './history.ts';
import type { People } from './people.ts';
import type { RoutingPatch } from './patch.ts';

const ms = z.int().nonnegative();
const level = z.int().min(1).max(5);
const channel = z.enum(CHANNELS);
const needs = z.array(z.strictObject({
  skill: z.string(), level, kind: z.enum(NEED_KINDS).optional(), weight: z.int().min(1).max(100).optional(), or: z.array(z.strictObject({ skill: z.string(), level })).max(MOST_ALTERNATIVES).optional(),
}).transform((need): SkillNeed => said(need) as SkillNeed));
const step = z.strictObject({ afterMs: ms, needs, mode: z.enum(['and', 'only']), teams: z.array(z.string()).default([]), sites: z.array(z.string()).exactOptional() });
const when = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('expectedWait'), aboveMs: ms }), z.strictObject({ kind: z.literal('waiting'), above: z.int().nonnegative() }), z.strictObject({ kind: z.literal('nobodyStaffed') }),
]);
const then = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['move', 'also']), queue: z.string() }), z.strictObject({ kind: z.literal('priority'), by: z.int() }), z.strictObject({ kind: z.literal('bot'), bot: z.string() }), z.strictObject({ kind: z.literal('end') }),
]);
const overflow = z.array(z.strictObject({ afterMs: ms, when: when.nullable().default(null), then }));
const ofChannels = <T extends z.ZodType>(value: T) => z.partialRecord(channel, value);

const queueParts = {
  name: z.string().optional(), priority: z.int().optional(), teams: z.array(z.string()).optional(), steps: z.array(step).optional(), order: z.enum(QUEUE_ORDERS).optional(),
  choice: z.enum(AGENT_CHOICES).optional(), mode: z.enum(OFFER_MODES).optional(), modes: ofChannels(z.enum(OFFER_MODES)).optional(), broadcastTo: z.int().min(BROADCAST_TO.fewest).max(BROADCAST_TO.most).optional(), reserve: z.int().min(0).max(MOST_RESERVE).optional(), targetMs: ms.optional(), targetSeconds: z.number().positive().optional(), targets: ofChannels(ms).optional(), overflow: overflow.optional(),
};
const queue = z.strictObject({
  id: z.string().min(1), ...queueParts, hours: z.custom<DomainConfig['queues'][number]['hours']>().optional(), closing: z.enum(CLOSINGS).optional(), closingQueue: z.string().nullable().optional(),
  rules: ofChannels(z.record(z.string(), z.unknown())).optional(),
});
const agentParts = {
  name: z.string().optional(), skills: z.record(z.string(), level).optional(), teams: z.array(z.string()).optional(), capacity: z.int().min(0).max(1_000).optional(),
  caps: ofChannels(z.int().nonnegative()).optional(), ranks: z.record(z.string(), z.int().min(1).max(9)).optional(), share: z.int().min(1).max(1_000).optional(), site: z.string().nullable().optional(),
};
const agent = z.strictObject({ id: z.string().min(1), ...agentParts });

const duration = z.union([
  z.number().nonnegative().transform((seconds) => ({ kind: 'deterministic' as const, ms: Math.round(seconds * SECOND) })),
  z.strictObject({ exponential: z.number().positive() }).transform(({ exponential }) => ({ kind: 'exponential' as const, meanMs: exponential * SECOND })),
  z.strictObject({ lognormal: z.number().positive(), cv: z.number().positive() }).transform(({ lognormal, cv }) => ({ kind: 'lognormal' as const, meanMs: lognormal * SECOND, cv })),
  z.strictObject({ empirical: z.array(z.number().nonnegative()).min(1) }).transform(({ empirical }) => ({ kind: 'empirical' as const, values: empirical.map((s) => Math.round(s * SECOND)) })),
]);
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const traffic = z.strictObject({
  from: moment, hours: z.number().positive().max(24 * 366),
  streams: z.array(z.strictObject({
    queue: z.string(), channel, perHour: z.union([z.number().nonnegative(), z.array(z.number().nonnegative()).min(1)]), intervalMinutes: z.number().positive().optional(),
    handleSeconds: duration, patienceSeconds: duration.nullable().default(null), priority: z.int().optional(), skills: needs.optional(), also: z.array(z.string()).max(MOST_ALSO).optional(),
  })).min(1),
});
const people = z.strictObject({ answerSeconds: duration.optional(), returnSeconds: z.number().nonnegative().optional(), shifts: z.record(z.string(), z.array(z.strictObject({ from: moment, to: moment }))).optional() });
const configuration = z.strictObject({
  version: z.int().optional(), channels: z.custom<DomainConfig['channels']>().optional(), interrupts: ofChannels(z.array(channel)).optional(), draining: z.boolean().optional(),
  queues: z.array(queue).min(1), agents: z.array(agent), people: people.optional(), traffic: traffic.optional(),
});
const patch = z.strictObject({
  queues: z.array(z.strictObject({ id: z.string(), ...queueParts })).optional(), agents: z.array(z.strictObject({ id: z.string(), ...agentParts })).optional(),
  add: z.array(z.strictObject({ like: z.string(), count: z.int().min(1).max(1_000) })).optional(), remove: z.array(z.string()).optional(),
});
const exported = z.object({
  type: z.enum(EVENT_TYPES), at: moment, interactionId: z.string().nullish(), agentId: z.string().nullish(), queueId: z.string().nullish(), data: z.record(z.string(), z.unknown()).default({}),
});

/** What of a traffic model a configuration file may hold. */
export interface Traffic {
  readonly model: TrafficModel;
  readonly from: number;
  readonly lastsMs: number;
}

export interface ConfigurationFile {
  readonly config: DomainConfig;
  readonly people: People;
  readonly traffic: Traffic | null;
}

function read<T>(file: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadFile([`${file} is not JSON: ${(error as Error).message}.`]);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new BadFile(parsed.error.issues.slice(0, 20).map((issue) => `${file}: ${issue.path.join('.') || 'the whole'}: ${issue.message}.`));
}

const inMs = <T extends { targetSeconds?: number | undefined; targetMs?: number | undefined }>({ targetSeconds, ...rest }: T) => ({ ...rest, ...(targetSeconds === undefined ? {} : { targetMs: Math.round(targetSeconds * SECOND) }) });

/** Throws BadFile. `file` is how the errors call it. */
export function readConfiguration(file: string, text: string): ConfigurationFile {
  const c = read(file, text, configuration);
  const config: DomainConfig = {
    version: c.version ?? 1, channels: { ...CHANNEL_RULES, ...c.channels }, interrupts: c.interrupts ?? {}, draining: c.draining ?? true, heirs: {},
    queues: c.queues.map((q) => ({ ...freshQueue(q.id), ...said(inMs(q)) })),
    agents: c.agents.map((a) => ({ ...freshAgent(a.id), ...said(a) })),
  };
  const twice = [...config.queues, ...config.agents].map(({ id }) => id).find((id, at, all) => all.indexOf(id) !== at);
  if (twice !== undefined) throw new BadFile([`${file}: the id "${twice}" stands there twice.`]);
  const stray = c.traffic?.streams.find((s) => !config.queues.some((q) => q.id === s.queue));
  if (stray !== undefined) throw new BadFile([`${file}: traffic names the queue "${stray.queue}", which is not there.`]);
  return {
    config, traffic: c.traffic === undefined ? null : trafficOf(c.traffic),
    people: { answer: c.people?.answerSeconds ?? { kind: 'deterministic', ms: 0 }, returnMs: Math.round((c.people?.returnSeconds ?? 30) * SECOND), shifts: c.people?.shifts ?? {} },
  };
}

function trafficOf({ from, hours, streams }: z.infer<typeof traffic>): Traffic {
  return {
    from, lastsMs: Math.round(hours * 60 * MINUTE),
    model: { streams: streams.map((s) => ({
      queue: s.queue, channel: s.channel, perHour: s.perHour, handle: s.handleSeconds, patience: s.patienceSeconds,
      ...(s.intervalMinutes === undefined ? {} : { intervalMs: Math.round(s.intervalMinutes * MINUTE) }), ...(s.priority === undefined ? {} : { priority: s.priority }), ...(s.skills === undefined ? {} : { needs: s.skills }), ...(s.also === undefined ? {} : { also: s.also }),
    })) },
  };
}

/** Throws BadFile. */
export function readPatch(file: string, text: string): RoutingPatch {
  const p = read(file, text, patch);
  return {
    ...(p.queues === undefined ? {} : { queues: p.queues.map((q) => said(inMs(q)) as NonNullable<RoutingPatch['queues']>[number]) }),
    ...(p.agents === undefined ? {} : { agents: p.agents.map((a) => said(a) as NonNullable<RoutingPatch['agents']>[number]) }),
    ...(p.add === undefined ? {} : { add: p.add }), ...(p.remove === undefined ? {} : { remove: p.remove }),
  };
}

/** An export of the event log: a JSON array of the API's `Event`, or one such object a line. Throws BadFile. */
export function readEvents(file: string, text: string): LoggedEvent[] {
  const shape = (e: z.infer<typeof exported>): LoggedEvent => ({ type: e.type, at: e.at, interaction: e.interactionId ?? null, agent: e.agentId ?? null, queue: e.queueId ?? null, data: e.data });
  if (text.trimStart().startsWith('[')) return read(file, text, z.array(exported)).map(shape);
  return text.split('\n').flatMap((line, n) => (line.trim() === '' ? [] : [shape(read(`${file}, line ${n + 1}`, line, exported))]));
}
