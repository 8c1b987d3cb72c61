import type { Agent, Queue, WallInteraction, WallPatch } from '../state/documents.ts';

export interface WallState {
  readonly ready: boolean;
  readonly interactions: ReadonlyMap<string, WallInteraction>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly queues: readonly Queue[];
}
export const EMPTY_WALL: WallState = { ready: false, interactions: new Map(), agents: new Map(), queues: [] };

/** All open work after one more patch; queues always come whole. */
export function foldWall(wall: WallState, patch: WallPatch): WallState {
  const interactions = new Map(patch.snapshot ? [] : wall.interactions);
  for (const one of patch.interactions) {
    if (one.state === 'closed') interactions.delete(one.id);
    else interactions.set(one.id, one);
  }
  for (const id of patch.removed) interactions.delete(id);
  const agents = new Map(patch.snapshot ? [] : wall.agents);
  for (const agent of patch.agents) agents.set(agent.id, agent);
  return { ready: true, interactions, agents, queues: patch.queues };
}
