import { Button } from '@mantine/core';
import { useStore } from '../../shared/store.ts';
import { nameOf, WorkIcon } from '../parts.tsx';
import { desk } from '../state/desk.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { accept, Left, OfferBar } from './OfferCard.tsx';

/** What rings, where its card is not in sight: on a phone beside the list, and on the other pages. It takes no keyboard. */
export function OfferStrip() {
  const [offer] = useStore(desk, (now) => now.offers);
  if (!offer) return null;
  const one = offer.interaction;
  return (
    <section className="offerStrip" aria-label={`${t('roster.offers')}: ${nameOf(one)}`}>
      <button type="button" className="offerStripBody" onClick={() => select(one.id)}>
        <span className="cardTop"><WorkIcon one={one} /><b className="cardName">{nameOf(one)}</b></span>
        <span className="offerStripFacts"><span>{(offer.queue ?? one.queue)?.name}</span><Left offer={offer} /></span>
      </button>
      <Button size="compact-md" onClick={() => accept(offer)}>{t('offer.accept')}</Button>
      <OfferBar offer={offer} />
    </section>
  );
}
