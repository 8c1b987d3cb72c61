/** Two customers who are one, joined by hand and given back. `interaction`: whose customer is shown. */
import { notifications } from '@mantine/notifications';
import { type Acted, act } from '../../shared/act.ts';
import { readAgain } from '../state/desk.ts';
import { ANSWER_SUGGESTION, MERGE_CUSTOMERS, UNMERGE } from '../state/mailMutations.ts';
import { t } from '../words/index.ts';
import { perform } from './perform.ts';
import { forgetChange, offerUndo } from './undo.tsx';

interface Kept { readonly merges: readonly { readonly id: string }[] }

async function joined(doing: Promise<Acted<Kept>>, interaction: string): Promise<boolean> {
  const done = await doing;
  if (!done.ok) return perform(Promise.resolve(done));
  // The last of them is the first in the list.
  const merge = done.value.merges[0]?.id;
  if (merge) offerUndo(t('identity.merged'), { id: merge, undo: () => giveBack(merge, interaction) });
  void readAgain(interaction);
  return true;
}

export const mergeCustomers = (kept: string, merged: string, interaction: string): Promise<boolean> => joined(act(MERGE_CUSTOMERS, { kept, merged }), interaction);
export const takeSuggestion = (suggestion: string, keep: string, interaction: string): Promise<boolean> => joined(act(ANSWER_SUGGESTION, { suggestion, keep }), interaction);

export async function dismissSuggestion(suggestion: string, interaction: string): Promise<void> {
  if (!(await perform(act(ANSWER_SUGGESTION, { suggestion, keep: null })))) return;
  notifications.show({ message: t('identity.dismissed'), autoClose: 4_000, withBorder: true });
  void readAgain(interaction);
}

export async function giveBack(merge: string, interaction: string): Promise<boolean> {
  if (!(await perform(act(UNMERGE, { merge })))) return false;
  forgetChange(merge);
  notifications.show({ message: t('identity.givenBack'), autoClose: 4_000, withBorder: true });
  void readAgain(interaction);
  return true;
}
