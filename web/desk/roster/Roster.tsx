import { Button } from '@mantine/core';
import { IconChevronRight, IconMoodSmile } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useStore } from '../../shared/store.ts';
import { setPresence } from '../actions/presence.ts';
import { Empty, Skeletons } from '../parts.tsx';
import { SoundQuestion } from '../SoundQuestion.tsx';
import { desk, deskFault } from '../state/desk.ts';
import { sortWork } from '../state/due.ts';
import { ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { AttendCard } from './AttendCard.tsx';
import { BulkBar, BulkStart } from './BulkBar.tsx';
import { Cards } from './Cards.tsx';
import { OfferCard } from './OfferCard.tsx';
import { Picks } from './Picks.tsx';
import { QueueLine } from './QueueLine.tsx';

/** Everything owed by me: offers, work by what is due, what is set aside, and the queues behind it. */
export function Roster() {
  const { ready, me, interactions, offers, queues, picks, attending } = useStore(desk);
  const fault = useStore(deskFault, (now) => now.message);
  const selected = useStore(ui, (at) => at.selected);
  const { mine, parked } = useMemo(() => sortWork(Object.values(interactions)), [interactions]);
  const [parkedOpen, setParkedOpen] = useState(true);
  const column = useRef<HTMLElement>(null);
  return (
    <aside className="roster" ref={column} aria-label={t('roster.label')}>
      {me?.presence === 'missed' && (
        <div className="missed" role="alert">
          <p>{t('presence.missedHint')}</p>
          <Button size="compact-sm" onClick={() => void setPresence('ready')}>{t('presence.backReady')}</Button>
        </div>
      )}
      {offers.length > 0 && (
        <section aria-label={t('roster.offers')}>
          <h2 className="sectionTitle">{t('roster.offers')} <span className="count">{offers.length}</span></h2>
          {offers.map((offer) => <OfferCard key={offer.id} offer={offer} chosen={offer.interaction.id === selected} />)}
        </section>
      )}
      {attending.length > 0 && (
        <section aria-label={t('party.attending')}>
          <h2 className="sectionTitle">{t('party.attending')}</h2>
          {attending.map((party) => <AttendCard key={party.id} party={party} chosen={party.interaction.id === selected} />)}
        </section>
      )}
      <section aria-label={t('roster.mine')}>
        <h2 className="sectionTitle">{t('roster.mine')} {mine.length > 0 && <span className="count">{mine.length}</span>}<small>{mine.length > 1 && t('roster.mineHint')}</small><BulkStart /></h2>
        <BulkBar />
        {fault && !ready && <p className="fault" role="alert">{fault}</p>}
        {!ready && !fault && <Skeletons count={4} height={72} />}
        {ready && mine.length === 0 && (
          <Empty icon={<IconMoodSmile size={24} stroke={1.4} />} title={t('roster.emptyTitle')} hint={t(me?.presence === 'ready' ? 'roster.emptyReady' : 'roster.emptyNotReady')} />
        )}
        <Cards work={mine} selected={selected} scroll={column} />
      </section>
      {parked.length > 0 && (
        <section aria-label={t('roster.parked')}>
          <h2 className="sectionTitle">
            <button type="button" aria-expanded={parkedOpen} onClick={() => setParkedOpen(!parkedOpen)}>
              <IconChevronRight size={14} data-open={parkedOpen || undefined} />{t('roster.parked')} <span className="count">{parked.length}</span>
            </button>
          </h2>
          {parkedOpen && <Cards work={parked} selected={selected} scroll={column} />}
        </section>
      )}
      {picks.length > 0 && <Picks work={picks} selected={selected} />}
      {queues.length > 0 && (
        <section className="queues" aria-label={t('roster.queues')}>
          <h2 className="sectionTitle">{t('roster.queues')}</h2>
          <ul>{queues.map((queue) => <QueueLine key={queue.id} queue={queue} listed={picks.some((one) => one.queue?.id === queue.id)} />)}</ul>
        </section>
      )}
      <SoundQuestion />
    </aside>
  );
}
