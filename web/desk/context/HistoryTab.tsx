import { Button } from '@mantine/core';
import { IconArrowLeft, IconStarFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { faultOf } from '../../shared/refusals.ts';
import { ChannelIcon, Empty, LastLine, Skeletons } from '../parts.tsx';
import { CONTEXT, type Interaction, TIMELINE_PAGE } from '../state/documents.ts';
import { dateOf } from '../state/time.ts';
import { locale, t } from '../words/index.ts';
import { EntryRow } from '../work/EntryRow.tsx';

/** Everything this customer ever had with us, on every channel; each can be read in place. */
export function HistoryTab({ one }: { one: Interaction }) {
  const [first, setFirst] = useState(20);
  const [{ data, error }] = useQuery({ query: CONTEXT, variables: { id: one.customer.id, first } });
  const [open, setOpen] = useState<string | null>(null);
  const page = data?.customer?.interactions;
  if (open) return <Reader id={open} customer={one.customer.name ?? t('work.anonymous')} close={() => setOpen(null)} />;
  if (!page) return error ? <p className="fault" role="alert">{faultOf(error)}</p> : <Skeletons count={4} height={64} />;
  const earlier = page.nodes.filter((each) => each.id !== one.id);
  if (earlier.length === 0) return <Empty title={t('history.empty')} />;
  return (
    <>
      <ol className="history">
        {earlier.map((each) => (
          <li key={each.id}>
            <button type="button" onClick={() => setOpen(each.id)}>
              <span className="historyTop"><ChannelIcon channel={each.channel} size={14} /><b>{dateOf(each.arrivedAt)}</b><span>{each.outcome ? t(`outcome.${each.outcome}`) : t(`state.${each.state}`)}</span></span>
              <span className="historyLine">{each.subject ?? (each.lastEntry ? <LastLine one={each} /> : each.queue?.name)}</span>
              <span className="historyFoot">
                {each.disposition && <span className="chip">{locale() === 'zh' ? each.disposition.labelZh : each.disposition.labelEn}</span>}
                {each.owner && <span>{t('history.by', { name: each.owner.name })}</span>}
                {each.rating !== null && <span className="rating"><IconStarFilled size={12} />{t('history.rated', { score: each.rating })}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {page.pageInfo.hasNextPage && first < 100 && <Button size="compact-sm" variant="subtle" color="gray" fullWidth onClick={() => setFirst(first + 40)}>{t('history.more')}</Button>}
    </>
  );
}

function Reader({ id, customer, close }: { id: string; customer: string; close: () => void }) {
  const [{ data }] = useQuery({ query: TIMELINE_PAGE, variables: { id } });
  const entries = (data?.interaction?.timeline.nodes ?? []).filter((entry) => entry.interactionId === id);
  return (
    <div className="reader">
      <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconArrowLeft size={14} />} onClick={close}>{t('history.close')}</Button>
      {!data && <Skeletons count={4} height={40} />}
      {entries.map((entry) => <EntryRow key={entry.id} entry={entry} joined={false} past={false} customer={customer} />)}
    </div>
  );
}
