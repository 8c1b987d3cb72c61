/**
 * What was sent while the connection was away: it has not left this window, goes out by itself in the order it was written
 * once the connection is back, and can be taken back until then.
 */
import { notifications } from '@mantine/notifications';
import { type Acted, act } from '../../shared/act.ts';
import { link } from '../../shared/client.ts';
import type { Refusal, VariablesOf } from '../../shared/graphql.ts';
import { session } from '../../shared/session.ts';
import { createStore } from '../../shared/store.ts';
import { ADD_NOTE, SEND } from '../state/mutations.ts';
import { t } from '../words/index.ts';
import type { Upload } from './uploads.ts';

/** A reply or a note as it goes to the hub; the same id again when it is tried again, so that it is stored once. */
export interface Outgoing {
  readonly clientId: string;
  readonly interaction: string;
  readonly mode: 'reply' | 'note';
  readonly text: string;
  readonly uploads: readonly Upload[];
  readonly mentions: readonly string[];
  /** The last line that its writer had seen. */
  readonly seenSeq: number;
  /** What a mail has beside its text. */
  readonly mail: VariablesOf<typeof SEND>['mail'] | null;
}
export interface Waiting extends Outgoing {
  /** On its way: too late to take it back. */
  readonly going: boolean;
  /** Why the hub did not take it. */
  readonly refusal: Refusal | null;
}

export const waiting = createStore<{ readonly lines: readonly Waiting[] }>({ lines: [] });

export const send = (o: Outgoing): Promise<Acted<unknown>> =>
  o.mode === 'reply'
    ? act(SEND, { interaction: o.interaction, text: o.text || null, attachments: o.uploads.map((each) => each.id ?? ''), clientId: o.clientId, seenSeq: o.seenSeq, mail: o.mail ?? null })
    : act(ADD_NOTE, { interaction: o.interaction, text: o.text, mentions: [...o.mentions], clientId: o.clientId });

/** Whether what is sent now has to wait: for the connection, or for its turn. */
export const mustWait = (interaction: string): boolean => link.get().state !== 'open' || waiting.get().lines.some((line) => line.interaction === interaction && line.refusal === null);

export function hold(outgoing: Outgoing): void {
  waiting.set(({ lines }) => ({ lines: [...lines, { ...outgoing, going: false, refusal: null }] }));
  void flush();
}

const patch = (clientId: string, change: Partial<Waiting>): void => waiting.set(({ lines }) => ({ lines: lines.map((line) => (line.clientId === clientId ? { ...line, ...change } : line)) }));
const drop = (clientId: string): void => waiting.set(({ lines }) => ({ lines: lines.filter((line) => line.clientId !== clientId) }));

/** Out of the line, unless it is on its way. */
export function takeBack(clientId: string): Waiting | null {
  const found = waiting.get().lines.find((line) => line.clientId === clientId && !line.going) ?? null;
  if (found) drop(clientId);
  return found;
}

/** Once more, by somebody who has seen everything up to here. */
export function goAgain(clientId: string, seenSeq: number): void {
  patch(clientId, { refusal: null, seenSeq });
  void flush();
}

let flushing = false;
async function flush(): Promise<void> {
  if (flushing) return;
  flushing = true;
  for (;;) {
    const next = waiting.get().lines.find((line) => line.refusal === null);
    if (!next || link.get().state !== 'open') break;
    patch(next.clientId, { going: true });
    const done = await send(next);
    if (done.ok) {
      drop(next.clientId);
      continue;
    }
    // Lost on the way: it stays, and goes again under its id.
    const lost = done.refusal.code === 'CONNECTION';
    patch(next.clientId, { going: false, refusal: lost ? null : done.refusal });
    if (lost) break;
    // Its writer may be at other work by now.
    notifications.show({ id: next.clientId, color: 'red', title: t('composer.failedSend'), message: done.refusal.message });
  }
  flushing = false;
}

link.subscribe(() => void flush());
// Nobody sends what somebody else wrote here.
session.subscribe(() => {
  if (session.get().viewer === null && waiting.get().lines.length > 0) waiting.set({ lines: [] });
});
