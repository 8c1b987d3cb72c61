/** A message that a visitor left and the hub has not confirmed: kept in the tab, sent again under its id after every reconnect. */
import type { ClientFrame } from '../../channels/webchat/protocol.ts';
import type { Shelf } from './outbox.ts';

export type Leaving = Extract<ClientFrame, { type: 'leaveMessage' }>;

export interface LeavingBox {
  readonly now: Leaving | null;
  /** Null = the hub has it, or refused it for good. */
  keep(frame: Leaving | null): void;
}

export function createLeaving(tab: Shelf): LeavingBox {
  let now: Leaving | null = null;
  try {
    const kept = JSON.parse(tab.get('leaving') || 'null') as Leaving | null;
    if (kept && [kept.id, kept.name, kept.contact, kept.text].every((part) => typeof part === 'string')) now = kept;
  } catch {
    // What somebody else put there is not ours.
  }
  return {
    get now() {
      return now;
    },
    keep(frame) {
      now = frame;
      tab.set('leaving', frame ? JSON.stringify(frame) : '');
    },
  };
}
