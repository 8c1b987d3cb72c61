/** Threads of mails put right by hand, each with its way back. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Acted, act } from '../../shared/act.ts';
import { createStore } from '../../shared/store.ts';
import { readAgain } from '../state/desk.ts';
import { MERGE_MAIL, MOVE_MAIL, SPLIT, UNDO_MAIL } from '../state/mailMutations.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { perform } from './perform.ts';

interface Change { readonly id: string; readonly interaction: { readonly id: string } }
/** The last change made in this window, until it is undone. */
export const lastChange = createStore<{ readonly id: string | null }>({ id: null });

const SHOWN_FOR = 15_000;

/** Makes a change, goes where the work goes on, and says how to take it back. */
async function change(doing: Promise<Acted<Change>>, said: string): Promise<boolean> {
  const done = await doing;
  if (!done.ok) return perform(Promise.resolve(done));
  const { id, interaction } = done.value;
  lastChange.set({ id });
  select(interaction.id);
  notifications.show({
    id, autoClose: SHOWN_FOR, withBorder: true,
    message: <span className="undoToast">{said}<Button size="compact-sm" variant="subtle" onClick={() => void undoChange()}>{t('mail.undo')}</Button></span>,
  });
  void readAgain(interaction.id);
  return true;
}

export const splitFrom = (entry: string): Promise<boolean> => change(act(SPLIT, { entry }), t('mail.splitDone'));
export const mergeInto = (conversation: string, into: string): Promise<boolean> => change(act(MERGE_MAIL, { conversation, into }), t('mail.merged'));
export const moveTo = (conversation: string, customer: string, name: string): Promise<boolean> => change(act(MOVE_MAIL, { conversation, customer }), t('mail.moved', { name }));

export async function undoChange(): Promise<void> {
  const { id } = lastChange.get();
  if (id === null) return;
  notifications.hide(id);
  const done = await act(UNDO_MAIL, { change: id });
  if (!done.ok) return void perform(Promise.resolve(done));
  lastChange.set({ id: null });
  notifications.show({ message: t('mail.undone'), autoClose: 4_000, withBorder: true });
  select(done.value.interaction.id);
  void readAgain(done.value.interaction.id);
}
