/** The same arrivals twice, as it is and with a change: the figures of both, and who would have gone elsewhere. */
import type { DomainConfig } from '../core/acd/types.ts';
import type { ChannelKind } from '../core/interaction.ts';
import type { Ms } from '../core/time.ts';
import { type Arrival, generateArrivals, type TrafficModel } from './arrivals.ts';
import { type Report, startTally } from './figures.ts';
import type { People } from './people.ts';
import { applyPatch, type RoutingPatch } from './patch.ts';
import { type Fate, simulate } from './simulate.ts';

export interface WhatIf {
  readonly config: DomainConfig;
  readonly patch: RoutingPatch;
  readonly people: People;
  readonly arrivals: readonly Arrival[] | TrafficModel;
  readonly from: Ms;
  readonly to: Ms;
  readonly seed: number;
  /** Most inputs of the core in each of the two runs. */
  readonly mostInputs: number;
  /** Most moved interactions in the answer. */
  readonly mostMoved: number;
}

type Place = Pick<Fate, 'how' | 'agent' | 'queue' | 'waitMs'>;

/** An interaction that another agent would have answered, or in another queue, or not at all. */
export interface Moved {
  readonly id: string;
  readonly at: Ms;
  readonly channel: ChannelKind;
  readonly before: Place;
  readonly after: Place;
}

export interface Compared {
  readonly interactions: number;
  readonly baseline: Report;
  readonly patched: Report;
  /** How many there are; `moved` holds those whose wait changes most. */
  readonly movedCount: number;
  readonly moved: readonly Moved[];
}

const isModel = (arrivals: WhatIf['arrivals']): arrivals is TrafficModel => 'streams' in arrivals;
const placeOf = ({ how, agent, queue, waitMs }: Fate): Place => ({ how, agent, queue, waitMs });
const goesElsewhere = (a: Fate, b: Fate): boolean => a.how !== b.how || a.agent !== b.agent || a.queue !== b.queue;
const gap = ({ before, after }: Moved): number => Math.abs(before.waitMs - after.waitMs);

/** Runs both. Throws TooMuch when one of them takes too many inputs. */
export function whatIf(ask: WhatIf): Compared {
  const before = run(ask, ask.config, ask.people);
  const changed = applyPatch(ask.config, ask.people, ask.patch);
  const after = run(ask, changed.config, changed.people);
  const moved: Moved[] = [];
  for (const [id, fate] of before.fates) {
    const other = after.fates.get(id);
    if (other !== undefined && goesElsewhere(fate, other)) moved.push({ id, at: fate.arrival.at, channel: fate.arrival.channel, before: placeOf(fate), after: placeOf(other) });
  }
  moved.sort((a, b) => gap(b) - gap(a) || a.at - b.at || (a.id < b.id ? -1 : 1));
  return { interactions: before.fates.size, baseline: before.report, patched: after.report, movedCount: moved.length, moved: moved.slice(0, ask.mostMoved) };
}

function run({ arrivals, from, to, seed, mostInputs }: WhatIf, config: DomainConfig, people: People): { readonly fates: ReadonlyMap<string, Fate>; readonly report: Report } {
  const fates = new Map<string, Fate>();
  const tally = startTally(config);
  const { occupancy } = simulate({
    config, people, from, to, seed, mostInputs, arrivals: isModel(arrivals) ? generateArrivals(arrivals, from, to - from, seed) : arrivals,
    seen(fate) {
      fates.set(fate.arrival.id, fate);
      tally.add(fate);
    },
  });
  return { fates, report: tally.report(occupancy.agents) };
}
