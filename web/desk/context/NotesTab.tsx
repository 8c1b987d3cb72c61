import { useQuery } from 'urql';
import { keyLabel } from '../actions/keys.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { Empty, nameOf, Skeletons } from '../parts.tsx';
import { type Interaction, TIMELINE_PAGE } from '../state/documents.ts';
import { t } from '../words/index.ts';
import { EntryRow } from '../work/EntryRow.tsx';

/** What colleagues wrote for each other in this conversation, the newest first. */
export function NotesTab({ one }: { one: Interaction }) {
  // The last entry changes when a note comes; asking again then is enough for a side list.
  const [{ data }] = useQuery({ query: TIMELINE_PAGE, variables: { id: one.id }, requestPolicy: 'cache-and-network' });
  const notes = (data?.interaction?.timeline.nodes ?? []).filter((entry) => entry.kind === 'note').toReversed();
  return (
    <div className="notes">
      <ActionButton name="note" size="compact-sm" variant="default" hideWhenCannot />
      {!data && <Skeletons count={3} height={56} />}
      {data && notes.length === 0 && <Empty title={t('notes.empty', { key: keyLabel('alt+p') })} />}
      {notes.map((entry) => <EntryRow key={entry.id} entry={entry} joined={false} past={false} customer={nameOf(one)} />)}
    </div>
  );
}
