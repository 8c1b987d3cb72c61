/**
 * What has changed, told inside this process after the commit: a hint, never the truth. Listeners read the truth
 * themselves. What other nodes changed is told here too (nodes/relay).
 */
import type { Offer } from '../core/acd/types.ts';

/** One committed change. `owners`: agents or bots who hold the interactions named, before and after. */
export interface Change {
  readonly tenant: string;
  readonly interactions: readonly { readonly id: string; readonly owner: string | null; readonly queue: string | null; readonly conversation: string }[];
  readonly agents: readonly string[];
  readonly offers: readonly Offer[];
  /** Conversations whose timeline grew or changed. */
  readonly conversations: readonly string[];
  readonly events: boolean;
  /** More may have changed than is named here: whoever shows anything of the tenant reads it again. */
  readonly all: boolean;
  /** Another node changed it: who is connected here has not been told by anybody. */
  readonly elsewhere: boolean;
}

/** Lossy and unstored: typing, viewing, reading. */
export interface SignalNotice {
  readonly tenant: string;
  readonly conversation: string;
  readonly interaction: string | null;
  readonly kind: 'typing' | 'viewing' | 'seen' | 'present';
  readonly author: { readonly kind: 'customer' | 'agent' | 'bot'; readonly id: string | null; readonly name: string | null };
  readonly on: boolean;
  readonly seq: number | null;
}

export interface Announcer {
  changed(change: Partial<Change> & { readonly tenant: string }): void;
  signalled(signal: SignalNotice): void;
  onChange(take: (change: Change) => void): () => void;
  onSignal(take: (signal: SignalNotice) => void): () => void;
}

export function createAnnouncer(report: (error: unknown) => void): Announcer {
  const changes = new Set<(change: Change) => void>();
  const signals = new Set<(signal: SignalNotice) => void>();
  const tell = <T>(listeners: ReadonlySet<(about: T) => void>, about: T): void => {
    for (const take of listeners) {
      try {
        take(about);
      } catch (error) {
        report(error);
      }
    }
  };
  const add = <T>(set: Set<T>, take: T) => {
    set.add(take);
    return () => void set.delete(take);
  };
  return {
    changed: (c) => tell(changes, { interactions: [], agents: [], offers: [], conversations: [], events: true, all: false, elsewhere: false, ...c }),
    signalled: (s) => tell(signals, s),
    onChange: (take) => add(changes, take),
    onSignal: (take) => add(signals, take),
  };
}
