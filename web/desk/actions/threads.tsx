/** Threads of mails put right by hand, each with its way back. */
import { notifications } from '@mantine/notifications';
import { type Acted, act } from '../../shared/act.ts';
import { readAgain } from '../state/desk.ts';
import { MERGE_MAIL, MOVE_MAIL, SPLIT, UNDO_MAIL } from '../state/mailMutations.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { perform } from './perform.ts';
import { offerUndo } from './undo.tsx';

interface Change { readonly id: string; readonly interaction: { readonly id: string } }

/** Makes a change, goes where the work goes on, and says how to take it back. */
async function change(doing: Promise<Acted<Change>>, said: string): Promise<boolean> {
  const done = await doing;
  if (!done.ok) return perform(Promise.resolve(done));
  const { id, interaction } = done.value;
  select(interaction.id);
  offerUndo(said, { id, undo: () => undo(id) });
  void readAgain(interaction.id);
  return true;
}

export const splitFrom = (entry: string): Promise<boolean> => change(act(SPLIT, { entry }), t('mail.splitDone'));
export const mergeInto = (conversation: string, into: string): Promise<boolean> => change(act(MERGE_MAIL, { conversation, into }), t('mail.merged'));
export const moveTo = (conversation: string, customer: string, name: string): Promise<boolean> => change(act(MOVE_MAIL, { conversation, customer }), t('mail.moved', { name }));

async function undo(id: string): Promise<boolean> {
  const done = await act(UNDO_MAIL, { change: id });
  if (!done.ok) return perform(Promise.resolve(done));
  notifications.show({ message: t('mail.undone'), autoClose: 4_000, withBorder: true });
  select(done.value.interaction.id);
  void readAgain(done.value.interaction.id);
  return true;
}
