import type { Agent, Attending, DeskPatch, Ended, Interaction, Mention, Offer, Queue } from './documents.ts';

export interface Desk {
  /** False until the first snapshot: the page shows skeletons. */
  readonly ready: boolean;
  readonly me: Agent | null;
  readonly interactions: Readonly<Record<string, Interaction>>;
  readonly offers: readonly Offer[];
  readonly queues: readonly Queue[];
  /** Notes that mention me and that I have not looked at, newest first. */
  readonly mentions: readonly Mention[];
  /** Calls of colleagues that I am asked to, or listen to. */
  readonly attending: readonly Attending[];
  /** What I could pick, in order. */
  readonly picks: readonly Interaction[];
  /** What the last patch told: work that was given to me, offers that a colleague took. */
  readonly ended: readonly Ended[];
}
export const EMPTY: Desk = { ready: false, me: null, interactions: {}, offers: [], queues: [], mentions: [], attending: [], picks: [], ended: [] };

/** What rings now, soonest end first; none whose work already moved on in the same patch. */
function foldOffers(patch: DeskPatch): readonly Offer[] {
  const moved = new Set(patch.upserted.filter((one) => one.state !== 'offered').map((one) => one.id));
  return patch.offers
    .flatMap((offer) => (offer.interaction && offer.state === 'live' && !moved.has(offer.interaction.id) ? [{ ...offer, interaction: offer.interaction }] : []))
    .sort((a, b) => a.expiresAt.localeCompare(b.expiresAt) || a.id.localeCompare(b.id));
}

/** The desk after one more patch. A snapshot replaces everything; a stale version of an interaction is ignored. */
export function fold(desk: Desk, patch: DeskPatch): Desk {
  const before = patch.snapshot ? {} : desk.interactions;
  const interactions: Record<string, Interaction> = { ...before };
  for (const one of patch.upserted) {
    const known = interactions[one.id];
    if (!known || known.version <= one.version) interactions[one.id] = one;
  }
  for (const id of patch.removed) delete interactions[id];
  return { ready: true, me: patch.me, interactions, offers: foldOffers(patch), queues: patch.queues, mentions: patch.mentions ?? desk.mentions, attending: patch.attending ?? desk.attending, picks: patch.picks ?? desk.picks, ended: patch.endedOffers };
}

/** How many events a snapshot brought that the desk had missed: versions count events of an interaction. */
export function missedBetween(before: Desk, after: Desk): number {
  let count = 0;
  for (const [id, now] of Object.entries(after.interactions)) {
    const then = before.interactions[id];
    count += then ? Math.max(0, now.version - then.version) : 1;
  }
  for (const id of Object.keys(before.interactions)) if (!after.interactions[id]) count += 1;
  return count;
}
