import { Button } from '@mantine/core';
import { IconArrowLeft, IconStarFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { faultOf } from '../../shared/refusals.ts';
import { client } from '../../shared/client.ts';
import { ChannelIcon, Empty, LastLine, nameOf, Skeletons } from '../parts.tsx';
import { CONTEXT, type Entry, type Interaction, TIMELINE_PAGE } from '../state/documents.ts';
import { dateOf } from '../state/time.ts';
import { locale, t } from '../words/index.ts';
import { EntryRow } from '../work/EntryRow.tsx';

/** Everything this customer ever had with us, on every channel; each can be read in place. */
export function HistoryTab({ one }: { one: Interaction }) {
  const [first, setFirst] = useState(20);
  const [{ data, error }] = useQuery({ query: CONTEXT, variables: { id: one.customer.id, first } });
  const [open, setOpen] = useState<{ readonly id: string; readonly before: number | null; readonly words: boolean } | null>(null);
  const page = data?.customer?.interactions;
  if (open) return <Reader id={open.id} before={open.before} words={open.words} customer={one.customer} close={() => setOpen(null)} />;
  if (!page) return error ? <p className="fault" role="alert">{faultOf(error)}</p> : <Skeletons count={4} height={64} />;
  const earlier = page.nodes.filter((each) => each.id !== one.id);
  if (earlier.length === 0) return <Empty title={t('history.empty')} />;
  return (
    <>
      <ol className="history">
        {earlier.map((each) => (
          <li key={each.id}>
            <button type="button" onClick={() => setOpen({ id: each.id, before: each.lastEntry && each.lastEntry.seq + BEHIND, words: each.channel !== 'webchat' })}>
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

/** So many lines of the hub's own may stand behind the last that somebody wrote. */
const BEHIND = 20;

/** `before`: the lines above this one of the conversation, which may have gone on for long since. */
function Reader({ id, before, words, customer, close }: { id: string; before: number | null; words: boolean; customer: Interaction['customer']; close: () => void }) {
  const [top, setTop] = useState<readonly Entry[]>([]);
  const [{ data }] = useQuery({ query: TIMELINE_PAGE, variables: { id, before } });
  const [more, setMore] = useState<boolean | null>(null);
  const page = data?.interaction?.timeline;
  const entries = [...top, ...(page?.nodes ?? [])];
  const own = entries.filter((entry) => entry.interactionId === id);
  const first = entries[0];
  const hasEarlier = (more ?? page?.hasEarlier ?? false) && first?.interactionId === id;
  const earlier = async (): Promise<void> => {
    const { data: above } = await client.query(TIMELINE_PAGE, { id, before: first?.seq ?? null }).toPromise();
    if (!above?.interaction) return;
    const { nodes, hasEarlier: further } = above.interaction.timeline;
    setTop((now) => [...nodes, ...now]);
    setMore(further);
  };
  return (
    <div className="reader">
      <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconArrowLeft size={14} />} onClick={close}>{t('history.close')}</Button>
      {!page && <Skeletons count={4} height={40} />}
      {hasEarlier && <Button size="compact-sm" variant="subtle" color="gray" fullWidth onClick={() => void earlier()}>{t('history.more')}</Button>}
      {own.map((entry) => <EntryRow key={entry.id} entry={entry} joined={false} past={false} customer={nameOf({ customer })} customerId={customer.id} words={words} />)}
    </div>
  );
}
