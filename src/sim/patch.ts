/** A change of the configuration that is only tried out. */
import type { AgentConfig, DomainConfig, QueueConfig } from '../core/acd/types.ts';
import type { People } from './people.ts';

/** What is left out stays as it is. Times are ms. */
export interface RoutingPatch {
  readonly queues?: readonly (Pick<QueueConfig, 'id'> & Partial<Pick<QueueConfig, 'order' | 'choice' | 'mode' | 'modes' | 'broadcastTo' | 'reserve' | 'priority' | 'teams' | 'steps' | 'overflow' | 'targetMs' | 'targets'>>)[];
  readonly agents?: readonly (Pick<AgentConfig, 'id'> & Partial<Pick<AgentConfig, 'skills' | 'teams' | 'site' | 'ranks' | 'capacity' | 'caps' | 'share'>>)[];
  /** `count` more agents with the skills, teams and shifts of `like`. */
  readonly add?: readonly { readonly like: string; readonly count: number }[];
  /** Agents who are not there. */
  readonly remove?: readonly string[];
}

/** The first queue or agent that the patch names and the configuration does not know; null = it knows them all. */
export function unknownIn({ queues = [], agents = [], add = [], remove = [] }: RoutingPatch, config: DomainConfig): { readonly what: 'queue' | 'agent'; readonly id: string } | null {
  const queue = queues.find(({ id }) => !config.queues.some((q) => q.id === id));
  if (queue !== undefined) return { what: 'queue', id: queue.id };
  const named = [...agents.map((a) => a.id), ...add.map((a) => a.like), ...remove];
  const agent = named.find((id) => !config.agents.some((a) => a.id === id));
  return agent === undefined ? null : { what: 'agent', id: agent };
}

/** The configuration and the shifts with the patch on top. Who is added stands behind everybody else where ids decide. */
export function applyPatch(config: DomainConfig, people: People, patch: RoutingPatch): { readonly config: DomainConfig; readonly people: People } {
  const queues = config.queues.map((q) => ({ ...q, ...patch.queues?.find((p) => p.id === q.id) }));
  const gone = new Set(patch.remove ?? []);
  const changed = config.agents.map((a) => ({ ...a, ...patch.agents?.find((p) => p.id === a.id) }));
  const shifts = { ...people.shifts };
  const added = (patch.add ?? []).flatMap(({ like, count }, nth) => {
    const model = changed.find((a) => a.id === like);
    return model === undefined ? [] : Array.from({ length: count }, (_, i) => {
      const id = `~${nth + 1}.${String(i + 1).padStart(3, '0')}`;
      const own = people.shifts[like];
      if (own !== undefined) shifts[id] = own;
      return { ...model, id, name: `${model.name} +${i + 1}` };
    });
  });
  return { config: { ...config, queues, agents: [...changed.filter((a) => !gone.has(a.id)), ...added] }, people: { ...people, shifts } };
}
