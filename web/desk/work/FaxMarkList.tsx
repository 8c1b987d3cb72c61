import { Button, TextInput } from '@mantine/core';
import { IconHighlight, IconPencil, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { session } from '../../shared/session.ts';
import { momentOf } from '../state/time.ts';
import { t } from '../words/index.ts';
import type { Mark } from './FaxMarks.tsx';

interface Props {
  readonly marks: readonly Mark[];
  /** The page that a mark is on, from 1. */
  pageOf(mark: Mark): number;
  readonly pages: number;
  readonly chosen: string | null;
  choose(mark: Mark): void;
  remove(mark: Mark): void;
}

/** Every mark on the fax with who made it; a list to go through by keys, and where marks are removed. */
export function FaxMarkList({ marks, pageOf, pages, chosen, choose, remove }: Props) {
  const viewer = session.get().viewer;
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever touches a mark on the page is shown its line
  useEffect(() => list.current?.querySelector('[data-on]')?.scrollIntoView({ block: 'nearest' }), [chosen]);
  const supervises = viewer?.roles.some((role) => role === 'supervisor' || role === 'admin') ?? false;
  const counted = new Map<string, number>();
  const named = marks.map((mark) => {
    const number = mark.kind === 'note' ? (counted.get(mark.fileId) ?? 0) + 1 : 0;
    if (number > 0) counted.set(mark.fileId, number);
    return { mark, number, what: mark.text ?? t(`fax.mark.${mark.kind}`) };
  });
  return (
    <ul className="faxMarks" ref={list} aria-label={t('fax.marks')}>
      {named.map(({ mark, number, what }) => (
        <li key={mark.id} data-on={mark.id === chosen || undefined}>
          <button type="button" className="faxMark" onClick={() => choose(mark)}>
            {mark.kind === 'note' ? <i className="faxPin">{number}</i> : mark.kind === 'pen' ? <IconPencil size={16} stroke={1.7} aria-hidden="true" /> : <IconHighlight size={16} stroke={1.7} aria-hidden="true" />}
            <span><b>{what}</b><small>{[mark.agent?.name ?? '', momentOf(mark.at), ...(pages > 1 ? [t('fax.onPage', { page: pageOf(mark) })] : [])].filter((word) => word !== '').join(' · ')}</small></span>
          </button>
          {(mark.agent?.id === viewer?.id || supervises) && <button type="button" className="faxUnmark" aria-label={t('fax.removeMark', { what })} title={t('fax.removeMark', { what })} onClick={() => remove(mark)}><IconTrash size={16} stroke={1.7} /></button>}
        </li>
      ))}
    </ul>
  );
}

/** As many characters as the hub takes. */
const MOST = 1_000;

/** What a note says, that was stuck on a page. */
export function FaxNoteForm({ page, keep, cancel }: { page: number; keep: (text: string) => Promise<void>; cancel: () => void }) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  return (
    <form
      className="faxNote"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '' || busy) return;
        setBusy(true);
        void keep(text.trim()).finally(() => setBusy(false));
      }}
    >
      <TextInput size="xs" autoFocus aria-label={t('fax.noteText', { page })} placeholder={t('fax.noteHint')} maxLength={MOST} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && cancel()} />
      <Button type="submit" size="xs" disabled={text.trim() === ''} loading={busy}>{t('fax.keep')}</Button>
      <Button size="xs" variant="subtle" onClick={cancel}>{t('fax.cancel')}</Button>
    </form>
  );
}
