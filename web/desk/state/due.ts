import type { Interaction, Offer } from './documents.ts';

const LATEST = '9999';

/** What is owed first comes first; what waits for the customer comes last, oldest first, and ids break ties. */
export function byDue(a: Interaction, b: Interaction): number {
  const due = (a.dueAt ?? LATEST).localeCompare(b.dueAt ?? LATEST);
  return due || a.stateSince.localeCompare(b.stateSince) || a.id.localeCompare(b.id);
}

export interface Sorted {
  readonly mine: readonly Interaction[];
  readonly parked: readonly Interaction[];
}
/** Parked work is owed later and is listed apart, by when it wakes. */
export function sortWork(all: readonly Interaction[]): Sorted {
  const open = all.filter((one) => one.state !== 'closed' && one.state !== 'offered');
  return {
    mine: open.filter((one) => one.state !== 'parked').sort(byDue),
    parked: open
      .filter((one) => one.state === 'parked')
      .sort((a, b) => (a.wakeAt ?? LATEST).localeCompare(b.wakeAt ?? LATEST) || a.id.localeCompare(b.id)),
  };
}

/** Whole seconds that an offer still rings: what is left of one is not counted, as no clock here counts it, and never more than it was given. */
export function secondsLeft({ createdAt, expiresAt }: Pick<Offer, 'createdAt' | 'expiresAt'>, now: number): number {
  const ends = Date.parse(expiresAt);
  return Math.max(0, Math.min(Math.floor((ends - now) / 1000), Math.round((ends - Date.parse(createdAt)) / 1000)));
}

/** The neighbour of `id` in the list, round the end; the first when `id` is not in it. */
export function neighbour(ids: readonly string[], id: string | null, step: 1 | -1): string | null {
  if (ids.length === 0) return null;
  const at = id === null ? -1 : ids.indexOf(id);
  if (at < 0) return ids[step === 1 ? 0 : ids.length - 1] ?? null;
  return ids[(at + step + ids.length) % ids.length] ?? null;
}
