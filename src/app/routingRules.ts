/** Checks of what a supervisor says about routing: each fault in a sentence that names the field. */
import { CHANNELS } from '../core/interaction.ts';
import { AGENT_CHOICES, QUEUE_ORDERS } from '../core/routing.ts';
import { bad, type Fault } from './fault.ts';

/** How a queue routes; what is left out stays as it is. */
export interface QueueRouting {
  readonly order?: string | null | undefined;
  readonly choice?: string | null | undefined;
  /** Seconds by channel. */
  readonly targets?: unknown;
  readonly lastAgentSeconds?: number | null | undefined;
}

/** What of an agent matters to routing beside skills and teams; what is left out stays as it is. */
export interface AgentRouting {
  readonly share?: number | null | undefined;
  /** By queue id, 1 first. */
  readonly ranks?: unknown;
}

const isChannel = (name: string): boolean => (CHANNELS as readonly string[]).includes(name);
const isWhole = (n: unknown, least: number, most: number): boolean => typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most;
const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export function faultOfQueueRouting(q: QueueRouting): Fault | null {
  if (q.order && !(QUEUE_ORDERS as readonly string[]).includes(q.order)) return bad('order', `There is no order "${q.order}"; choose one of ${QUEUE_ORDERS.join(', ')}.`);
  if (q.choice && !(AGENT_CHOICES as readonly string[]).includes(q.choice)) return bad('choice', `There is no way "${q.choice}" to choose an agent; choose one of ${AGENT_CHOICES.join(', ')}.`);
  if (q.lastAgentSeconds !== null && q.lastAgentSeconds !== undefined && !isWhole(q.lastAgentSeconds, 0, 3_600)) return bad('lastAgentSeconds', 'lastAgentSeconds must be a whole number from 0 to 3600 seconds.');
  if (q.targets === null || q.targets === undefined) return null;
  if (!isTable(q.targets)) return bad('targets', 'targets is an object of seconds by channel, for example {"voice": 20}.');
  for (const [channel, seconds] of Object.entries(q.targets)) {
    if (!isChannel(channel)) return bad(`targets.${channel}`, `There is no channel "${channel}"; choose among ${CHANNELS.join(', ')}.`);
    if (!isWhole(seconds, 1, 604_800)) return bad(`targets.${channel}`, 'A target is a whole number from 1 to 604800 seconds.');
  }
  return null;
}

/** `queues` = the ids there are. */
export function faultOfAgentRouting(a: AgentRouting, queues: ReadonlySet<string>): Fault | null {
  if (a.share !== null && a.share !== undefined && !isWhole(a.share, 1, 1_000)) return bad('share', 'share must be a whole number from 1 to 1000 parts.');
  if (a.ranks === null || a.ranks === undefined) return null;
  if (!isTable(a.ranks)) return bad('ranks', 'ranks is an object of ranks by queue id, for example {"…": 2}.');
  for (const [queue, rank] of Object.entries(a.ranks)) {
    if (!queues.has(queue)) return bad('ranks', 'One of the ranked queues does not exist.');
    if (!isWhole(rank, 1, 9)) return bad('ranks', 'A rank is a whole number from 1 (first) to 9.');
  }
  return null;
}

/** By incoming channel, which channels' work it may set aside. Nothing may interrupt itself, nor two each other. */
export function faultOfInterrupts(value: unknown): Fault | null {
  if (!isTable(value)) return bad('interrupts', 'interrupts is an object of lists of channels by incoming channel, for example {"voice": ["webchat"]}.');
  const table = value;
  for (const [incoming, victims] of Object.entries(table)) {
    if (!isChannel(incoming)) return bad(`interrupts.${incoming}`, `There is no channel "${incoming}"; choose among ${CHANNELS.join(', ')}.`);
    if (!Array.isArray(victims)) return bad(`interrupts.${incoming}`, 'What a channel may interrupt is a list of channels.');
    for (const victim of victims as unknown[]) {
      if (typeof victim !== 'string' || !isChannel(victim)) return bad(`interrupts.${incoming}`, `There is no channel "${String(victim)}"; choose among ${CHANNELS.join(', ')}.`);
      if (victim === incoming) return bad(`interrupts.${incoming}`, `${incoming} cannot interrupt itself.`);
      if (victim === 'voice') return bad(`interrupts.${incoming}`, 'A call is never set aside: the caller would hear silence.');
      const back = table[victim];
      if (Array.isArray(back) && back.includes(incoming)) return bad(`interrupts.${incoming}`, `${incoming} and ${victim} cannot both interrupt each other.`);
    }
  }
  return null;
}
