/** Warnings about routing: said of a queue or a plan when it is read or saved, or of all at once. */
import type { WarningSaid } from '../src/app/routingWarnings.ts';
import { builder, type Context } from './builder.ts';
import { present } from './results.ts';

const RoutingWarningKind = builder.enumType('RoutingWarningKind', {
  description: 'nobodyHas: a step needs what no agent has. findsNobody: no agent has all that a step asks together. unreachable: overflow takes everybody away before a step begins. neverServed: no step of the queue finds anybody. overload: more came in lately than all agents who can take it could carry. abandoned: of the customers who are rung before an agent, more than the queue allows found nobody; agents are rung first for now.',
  values: ['nobodyHas', 'findsNobody', 'unreachable', 'neverServed', 'overload', 'abandoned'] as const,
});

export const RoutingWarning = builder.objectRef<WarningSaid>('RoutingWarning').implement({
  fields: (t) => ({
    kind: t.field({ type: RoutingWarningKind, resolve: (w) => w.kind }),
    queueIds: t.idList({ description: 'Empty: of a plan that no queue uses, as a queue that every agent serves would use it.', resolve: (w) => [...w.queues] }),
    planId: t.id({ nullable: true, resolve: (w) => w.plan }),
    step: t.int({ nullable: true, description: 'Of the plan, in the order of time, 0-based.', resolve: (w) => w.step }),
    en: t.exposeString('en'),
    zh: t.exposeString('zh'),
  }),
});

/** Looked up once for a request, however many queues it lists. */
const known = new WeakMap<Context, Promise<readonly WarningSaid[]>>();

export function warningsFor(c: Context): Promise<readonly WarningSaid[]> {
  const found = known.get(c) ?? c.app.routingWarnings(present(c.viewer));
  known.set(c, found);
  return found;
}

/** Something was saved that they depend on. */
export const forgetWarnings = (c: Context): void => void known.delete(c);
