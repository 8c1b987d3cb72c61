import { Button, Kbd } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { runAction } from '../actions/index.ts';
import { keyLabel } from '../actions/keys.ts';
import { LastLine, nameOf, sentencesOf, Vip, WorkIcon } from '../parts.tsx';
import type { Offer } from '../state/documents.ts';
import { secondsLeft } from '../state/due.ts';
import { clock, useNow } from '../state/time.ts';
import { select, ui } from '../state/ui.ts';
import { t } from '../words/index.ts';

/** Rings without taking the keyboard: the bar shrinks until the offer is missed. */
export function OfferCard({ offer, chosen }: { offer: Offer; chosen: boolean }) {
  const one = offer.interaction;
  const [why] = sentencesOf(offer);
  return (
    <article className="offer" data-chosen={chosen || undefined} aria-label={`${t('roster.offers')}: ${nameOf(one)}`}>
      <button type="button" className="offerBody" onClick={() => { select(one.id); ui.set({ tab: 'why' }); }}>
        <span className="cardTop">
          <WorkIcon one={one} />
          <b className="cardName">{nameOf(one)}</b>
          <Vip level={one.customer.level} />
          <Left offer={offer} />
        </span>
        <span className="offerMeta">{(offer.queue ?? one.queue)?.name} · <Waited since={one.waitingSince ?? one.arrivedAt} /></span>
        {(one.subject || one.lastEntry) && <span className="cardLine">{one.subject ?? <LastLine one={one} />}</span>}
        {why && <span className="offerWhy"><IconSparkles size={13} stroke={1.7} />{why}</span>}
      </button>
      <OfferBar offer={offer} />
      <div className="offerButtons">
        <Button size="compact-md" onClick={() => accept(offer)} rightSection={<Kbd size="xs" className="onAccent">{keyLabel('alt+a')}</Kbd>}>{t('offer.accept')}</Button>
        <Button size="compact-md" variant="default" onClick={() => { select(one.id); ui.set({ dialog: 'decline' }); }}>{t('offer.decline')}</Button>
      </div>
    </article>
  );
}

/** This one, not whichever ends first. */
export function accept(offer: Offer): void {
  select(offer.interaction.id);
  runAction('accept');
}
export function Left({ offer }: { offer: Offer }) {
  const count = secondsLeft(offer, useNow());
  return <span className="cardDue tnum" data-late={count <= 8 || undefined}>{t('offer.seconds', { count })}</span>;
}
/** As long as the seconds beside it say: from the same clock, so that nothing drawn anew or shown again can set it wrong. */
export function OfferBar({ offer }: { offer: Offer }) {
  const left = secondsLeft(offer, useNow());
  const all = (Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)) / 1000;
  return <div className="offerBar" aria-hidden="true"><i style={{ transform: `scaleX(${Math.min(1, left / all)})` }} /></div>;
}
function Waited({ since }: { since: string }) {
  const now = useNow();
  return <>{t('offer.waited', { time: clock(now - Date.parse(since)) })}</>;
}
