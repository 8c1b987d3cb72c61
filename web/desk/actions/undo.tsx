/** What was just changed of threads and customers, and its way back: a word at the edge of the screen, and an action for as long as the window stands. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { createStore } from '../../shared/store.ts';
import { t } from '../words/index.ts';

interface Change {
  readonly id: string;
  /** True when it was undone. */
  undo(): Promise<boolean>;
}
/** The last change made in this window, until it is undone. */
export const lastChange = createStore<{ readonly change: Change | null }>({ change: null });

const SHOWN_FOR = 15_000;

/** Says what was done and offers to take it back; one at a time, for the last is undone first. */
export function offerUndo(said: string, change: Change): void {
  forgetChange(lastChange.get().change?.id ?? null);
  lastChange.set({ change });
  notifications.show({
    id: change.id, autoClose: SHOWN_FOR, withBorder: true,
    message: <span className="undoToast">{said}<Button size="compact-sm" variant="subtle" onClick={() => void takeBack(change)}>{t('mail.undo')}</Button></span>,
  });
}

/** It was taken back by other means, or another has followed: it is offered no more. */
export function forgetChange(id: string | null): void {
  if (id === null || lastChange.get().change?.id !== id) return;
  notifications.hide(id);
  lastChange.set({ change: null });
}

async function takeBack(change: Change): Promise<void> {
  notifications.hide(change.id);
  if (await change.undo()) forgetChange(change.id);
}
export const undoChange = async (): Promise<void> => {
  const { change } = lastChange.get();
  if (change) await takeBack(change);
};
