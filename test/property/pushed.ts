/**
 * Auto-accept is defined by push: what would have been offered is accepted by its agent in the same moment, first made first. So the
 * same stream is lived once more in a domain that pushes where the first one gives, with an `accept` for each such offer.
 */
import { snapshotOf, type State, step } from '../../src/core/acd/step.ts';
import type { DomainConfig, Input, Numbered, Offer, Output, Snapshot } from '../../src/core/acd/types.ts';
import type { OfferMode } from '../../src/core/routing.ts';
import { modeOf } from './oracle.ts';
import { freshState } from './world.ts';

const asked = (mode: OfferMode): OfferMode => (mode === 'autoAccept' ? 'push' : mode);
const pushed = (config: DomainConfig): DomainConfig => ({
  ...config,
  queues: config.queues.map((q) => ({ ...q, mode: asked(q.mode), modes: Object.fromEntries(Object.entries(q.modes).map(([channel, mode]) => [channel, asked(mode)])) })),
});

export interface Pushed {
  readonly state: State;
  /** Lives one input of the other domain, which made `output` of it; `seen` is called after each step here. Returns the offers made here. */
  live(input: Numbered, output: Output, seen: (output: Output) => void): readonly Offer[];
}

export function pushedTwin(first: DomainConfig): Pushed {
  const state = freshState(pushed(first));
  let config = first;
  let no = 0;
  /** By the id of an offer there, its id here. */
  const ids = new Map<string, string>();
  const here = (input: Input): Input => {
    if (input.kind === 'config') return { kind: 'config', config: pushed(input.config) };
    return input.kind === 'accept' || input.kind === 'decline' ? { ...input, offer: ids.get(input.offer) ?? input.offer } : input;
  };
  return {
    state,
    live(numbered, output, seen) {
      const made: Offer[] = [];
      const go = (input: Input, actor: Numbered['actor']): void => {
        no += 1;
        const out = step(state, { no, at: numbered.at, actor, input });
        made.push(...out.offersCreated);
        seen(out);
      };
      if (numbered.input.kind === 'config' && output.refusal === null) config = numbered.input.config;
      go(here(numbered.input), numbered.actor);
      for (let n = 0; n < made.length; n++) {
        const offer = made[n];
        const item = offer === undefined ? undefined : state.works.get(offer.interaction)?.item;
        if (offer === undefined || item === undefined || modeOf(config, { ...item, queue: offer.queue }) !== 'autoAccept') continue;
        go({ kind: 'accept', offer: offer.id, agent: offer.agent }, { kind: 'agent', id: offer.agent });
      }
      for (const [n, offer] of output.offersCreated.entries()) ids.set(offer.id, made[n]?.id ?? '');
      return made;
    },
  };
}

/** The rows without what counts steps and inputs; what a new configuration makes overdue is told a step later, and this one takes more steps. */
export function bare(state: State): unknown {
  const { items, agents, offers, segments }: Snapshot = snapshotOf(state);
  return {
    items: items.map((i) => ({ ...i, routeVersion: 0, missed: 0 })), agents: agents.map((a) => ({ ...a, routeVersion: 0 })),
    live: offers.filter((o) => o.state === 'live').map((o) => ({ ...o, id: '', broadcast: o.broadcast !== null })),
    segments: segments.map((s) => ({ ...s, id: '' })),
  };
}
