import { Button, Kbd } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { serverNow } from '../../shared/session.ts';
import { runAction } from '../actions/index.ts';
import { keyLabel } from '../actions/keys.ts';
import { nameOf, sentencesOf, Vip, WorkIcon } from '../parts.tsx';
import type { Offer } from '../state/documents.ts';
import { clock, useNow } from '../state/time.ts';
import { select, ui } from '../state/ui.ts';
import { t } from '../words/index.ts';

/** Rings without taking the keyboard: the bar shrinks until the offer is missed. */
export function OfferCard({ offer, chosen }: { offer: Offer; chosen: boolean }) {
  const one = offer.interaction;
  const [why] = sentencesOf(offer);
  const total = Date.parse(offer.expiresAt) - Date.parse(offer.createdAt);
  /** The one on this card, not whichever ends first. */
  const accept = (): void => {
    select(one.id);
    runAction('accept');
  };
  return (
    <article className="offer" data-chosen={chosen || undefined} aria-label={`${t('roster.offers')}: ${nameOf(one)}`}>
      <button type="button" className="offerBody" onClick={() => { select(one.id); ui.set({ tab: 'why' }); }}>
        <span className="cardTop">
          <WorkIcon one={one} />
          <b className="cardName">{nameOf(one)}</b>
          <Vip level={one.customer.level} />
          <Left until={offer.expiresAt} />
        </span>
        <span className="offerMeta">{(offer.queue ?? one.queue)?.name} · <Waited since={one.waitingSince ?? one.arrivedAt} /></span>
        {one.lastEntry?.text && <span className="cardLine">{one.lastEntry.text}</span>}
        {why && <span className="offerWhy"><IconSparkles size={13} stroke={1.7} />{why}</span>}
      </button>
      <div className="offerBar" aria-hidden="true">
        {/* The animation begins where the offer already is, in the server's time. */}
        <i style={{ animationDuration: `${total}ms`, animationDelay: `${Math.min(0, Date.parse(offer.createdAt) - serverNow())}ms` }} />
      </div>
      <div className="offerButtons">
        <Button size="compact-md" onClick={accept} rightSection={<Kbd size="xs" className="onAccent">{keyLabel('alt+a')}</Kbd>}>{t('offer.accept')}</Button>
        <Button size="compact-md" variant="default" onClick={() => { select(one.id); ui.set({ dialog: 'decline' }); }}>{t('offer.decline')}</Button>
      </div>
    </article>
  );
}

function Left({ until }: { until: string }) {
  const now = useNow();
  const count = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return <span className="cardDue tnum" data-late={count <= 8 || undefined}>{t('offer.seconds', { count })}</span>;
}
function Waited({ since }: { since: string }) {
  const now = useNow();
  return <>{t('offer.waited', { time: clock(now - Date.parse(since)) })}</>;
}
