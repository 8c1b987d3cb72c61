/**
 * The ACD's matching once more, as it would be explained on a whiteboard: look at everybody who waits and at every
 * agent, as often as it takes. Slow, short, and written apart from the real one; the two must always agree.
 */
import type { AgentConfig, DomainConfig, Item, Snapshot } from '../../src/core/acd/types.ts';

export interface Match {
  readonly item: string;
  readonly agent: string;
}

/** Who would be offered to whom now, in order. Offers already live count as ringing. */
export function oracle({ config, items, agents, offers }: Snapshot, now: number): Match[] {
  const ringing = offers.filter((o) => o.state === 'live').map((o) => ({ item: o.interaction, agent: o.agent }));
  const matches: Match[] = [];
  const byId = new Map(items.map((i) => [i.id, i]));
  const inHand = items.filter((i) => i.owner.kind === 'agent' && i.state !== 'parked');
  const keyOf = (i: Item): number => i.t0 - 60_000 * (i.priority + (config.queues.find((q) => q.id === i.queue)?.priority ?? 0));
  const waiting = items.filter((i) => i.state === 'queued' && config.queues.some((q) => q.id === i.queue))
    .sort((a, b) => keyOf(a) - keyOf(b) || a.t0 - b.t0 || (a.id < b.id ? -1 : 1));
  const staffed = (id: string | null): boolean =>
    agents.some((a) => a.id === id && a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now);
  const excluded = (i: Item, agent: string): boolean => i.excluded.some((e) => e.agent === agent && e.until > now);

  function canTake(i: Item, agent: AgentConfig): boolean {
    if (!staffed(agent.id) || excluded(i, agent.id)) return false;
    if ([...ringing, ...matches].some((r) => r.agent === agent.id)) return false;
    if (items.some((p) => p.state === 'parked' && p.dueSince !== null && p.owner.id === agent.id)) return false;
    const carried = inHand.filter((h) => h.owner.id === agent.id);
    const load = carried.reduce((sum, h) => sum + h.weight, 0);
    if (load > agent.capacity || load + i.weight > agent.capacity) return false;
    if (carried.filter((h) => h.channel === i.channel).length >= (agent.caps[i.channel] ?? Infinity)) return false;
    const held = i.prefer !== null && i.preferUntil !== null && i.preferUntil > now && staffed(i.prefer) && !excluded(i, i.prefer);
    return held ? i.prefer === agent.id : meets(i, agent, config, now);
  }

  for (;;) {
    const next = waiting.map((i) => ({ i, able: config.agents.filter((a) => canTake(i, a)) })).find(({ able }) => able.length > 0);
    if (next === undefined) return matches;
    const idle = (a: AgentConfig): number => agents.find((s) => s.id === a.id)?.idleSince ?? 0;
    const longest = [...next.able].sort((a, b) => idle(a) - idle(b) || (a.id < b.id ? -1 : 1));
    const wanted = next.i.preferUntil === null ? next.able.find((a) => a.id === next.i.prefer) : undefined;
    matches.push({ item: next.i.id, agent: (wanted ?? longest[0])?.id ?? '' });
    waiting.splice(waiting.indexOf(byId.get(next.i.id) ?? next.i), 1);
  }
}

/** Whether the agent meets what the step in force requires. */
export function meets(i: Item, agent: AgentConfig, config: DomainConfig, now: number): boolean {
  const queue = config.queues.find((q) => q.id === i.queue);
  if (queue === undefined) return false;
  const step = [...queue.steps].sort((a, b) => a.afterMs - b.afterMs).filter((s) => s.afterMs <= now - i.planT0).at(-1);
  const needs = step === undefined ? i.needs : step.mode === 'only' ? step.needs : [...i.needs, ...step.needs];
  const teams = [...queue.teams, ...(step?.teams ?? [])];
  return needs.every((n) => (agent.skills[n.skill] ?? 0) >= n.level) && (queue.teams.length === 0 || teams.some((t) => agent.teams.includes(t)));
}

/** The rows as they were just before the offers of the last step were made. */
export function beforeOffers(after: Snapshot, created: ReadonlySet<string>): Snapshot {
  const undone = new Set(after.offers.filter((o) => created.has(o.id)).map((o) => o.interaction));
  return {
    ...after,
    items: after.items.map((i) => (undone.has(i.id) ? { ...i, state: 'queued' } : i)),
    offers: after.offers.filter((o) => !created.has(o.id)),
  };
}
