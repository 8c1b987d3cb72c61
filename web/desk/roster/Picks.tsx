import { Button } from '@mantine/core';
import { useState } from 'react';
import { pick } from '../actions/pick.ts';
import { LastLine, nameOf, queuesOf, Vip, WorkIcon } from '../parts.tsx';
import type { Interaction } from '../state/documents.ts';
import { clock, useNow } from '../state/time.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';

/** As many as are shown unasked: what is in hand stays in sight. */
const FEW = 5;

/** Work of queues from which agents pick: whoever is first to take one has it. */
export function Picks({ work, selected }: { work: readonly Interaction[]; selected: string | null }) {
  const [all, setAll] = useState(false);
  const shown = all ? work : work.slice(0, FEW);
  return (
    <section aria-label={t('roster.picks')}>
      <h2 className="sectionTitle">{t('roster.picks')} <span className="count">{work.length}</span><small>{t('roster.picksHint')}</small></h2>
      <ul className="cards">{shown.map((one) => <li key={one.id} className="cardRow"><PickCard one={one} chosen={one.id === selected} /></li>)}</ul>
      {work.length > FEW && <Button fullWidth size="compact-xs" variant="subtle" color="gray" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('roster.fewer') : t('roster.more', { count: work.length - FEW })}</Button>}
    </section>
  );
}

function PickCard({ one, chosen }: { one: Interaction; chosen: boolean }) {
  return (
    <div className="pick">
      <button type="button" className="card" aria-current={chosen || undefined} onClick={() => select(one.id)}>
        <span className="cardTop">
          <WorkIcon one={one} />
          <b className="cardName">{nameOf(one)}</b>
          <Vip level={one.customer.level} />
        </span>
        <span className="cardLine">{one.subject ?? (one.lastEntry ? <LastLine one={one} /> : one.queue?.name)}</span>
        <span className="cardFoot"><span>{queuesOf(one)}</span><Waited since={one.waitingSince ?? one.arrivedAt} /></span>
      </button>
      <Button size="compact-sm" variant="light" aria-label={t('roster.pickOf', { name: nameOf(one) })} onClick={() => void pick(one.id)}>{t('queue.pick')}</Button>
    </div>
  );
}

function Waited({ since }: { since: string }) {
  const now = useNow();
  return <span className="cardDue tnum">{t('offer.waited', { time: clock(now - Date.parse(since)) })}</span>;
}
