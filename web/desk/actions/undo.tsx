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

/** Says what was done and offers to take it back. */
export function offerUndo(said: string, change: Change): void {
  lastChange.set({ change });
  notifications.show({
    id: change.id, autoClose: SHOWN_FOR, withBorder: true,
    message: <span className="undoToast">{said}<Button size="compact-sm" variant="subtle" onClick={() => void takeBack(change)}>{t('mail.undo')}</Button></span>,
  });
}

/** Takes this change back: the one whose word it was, also when another has followed. */
async function takeBack(change: Change): Promise<void> {
  notifications.hide(change.id);
  if (!(await change.undo())) return;
  if (lastChange.get().change === change) lastChange.set({ change: null });
}
export const undoChange = async (): Promise<void> => {
  const { change } = lastChange.get();
  if (change) await takeBack(change);
};
