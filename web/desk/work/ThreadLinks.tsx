import { IconArrowMerge, IconArrowsSplit2 } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { THREAD } from '../state/documents.ts';
import { select } from '../state/ui.ts';
import { nameOf } from '../parts.tsx';
import { t } from '../words/index.ts';

/** The conversations that this one came out of, goes on in, or took up. */
export function ThreadLinks({ id }: { id: string }) {
  const [{ data }] = useQuery({ query: THREAD, variables: { id }, requestPolicy: 'cache-and-network' });
  const thread = data?.interaction?.mailThread;
  if (!thread || (!thread.related && !thread.mergedInto && thread.merged.length === 0)) return null;
  const link = (one: NonNullable<typeof thread.related>) => (
    <button key={one.id} type="button" onClick={() => select(one.id)}>{one.subject || t('mail.noSubject')}<small>{nameOf(one)} · {t(`state.${one.state}`)}</small></button>
  );
  return (
    <nav className="threadLinks" aria-label={t('mail.related')}>
      {thread.related && <span><IconArrowsSplit2 size={14} stroke={1.7} aria-hidden="true" />{t('mail.related')} {link(thread.related)}</span>}
      {thread.mergedInto && <span><IconArrowMerge size={14} stroke={1.7} aria-hidden="true" />{t('mail.mergedInto')} {link(thread.mergedInto)}</span>}
      {thread.merged.length > 0 && <span><IconArrowMerge size={14} stroke={1.7} aria-hidden="true" />{t('mail.mergedHere')} {thread.merged.map(link)}</span>}
    </nav>
  );
}
