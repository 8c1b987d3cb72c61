import { Button, SegmentedControl } from '@mantine/core';
import { act } from '../../shared/act.ts';
import { useStore } from '../../shared/store.ts';
import { perform } from '../actions/perform.ts';
import { nameOf, Timer, Vip, WorkIcon } from '../parts.tsx';
import { stateOf } from '../phone/parties.ts';
import { lift, phone } from '../phone/phone.ts';
import type { Attending } from '../state/documents.ts';
import { ATTEND, LEAVE, TAKE_OVER } from '../state/partyMutations.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';

export const HOWS = ['listen', 'whisper', 'barge'] as const;
export type How = (typeof HOWS)[number];
export const howOf = (mode: Attending['mode']): How => (mode === 'whispering' ? 'whisper' : mode === 'barged' ? 'barge' : 'listen');

/** A colleague's call that one is asked to, or listens to: who asks, and about whom. It opens what is written so far. */
export function AttendCard({ party, chosen }: { party: Attending; chosen: boolean }) {
  const one = party.interaction;
  const ringsHere = useStore(phone, (now) => now.calls[one.id]?.state === 'ringing');
  const interaction = one.id;
  const listens = party.role === 'supervisor';
  const head = listens ? t('party.listensTo', { name: one.owner?.name ?? '' }) : t('party.asksYou', { name: party.askedBy?.name ?? '' });
  const state = stateOf(party);
  const mine = state === 'ringing' || state === 'consulting' || state === 'waiting' || state === 'joined' ? t(`party.you.${state}`, { name: party.askedBy?.name ?? '' }) : null;
  return (
    <article className="offer attend" data-chosen={chosen || undefined} aria-label={`${head} ${nameOf(one)}`}>
      <button type="button" className="offerBody" onClick={() => select(one.id)}>
        <span className="cardTop"><WorkIcon one={one} /><b className="cardName">{nameOf(one)}</b><Vip level={one.customer.level} /><span className="cardDue tnum" data-calm><Timer from={party.joinedAt ?? party.askedAt} /></span></span>
        <span className="offerMeta">{head}</span>
        <span className="cardLine">{[one.queue?.name, mine].filter(Boolean).join(' · ')}</span>
      </button>
      {listens && party.joinedAt !== null && <AttendHow interaction={interaction} how={howOf(party.mode)} />}
      <div className="offerButtons">
        {ringsHere && !listens && <Button size="compact-md" onClick={() => { select(one.id); lift(one.id); }}>{t('party.answer')}</Button>}
        {listens && party.joinedAt !== null && <Button size="compact-md" onClick={() => void takeOver(interaction)}>{t('party.takeOver')}</Button>}
        <Button size="compact-md" variant="default" onClick={() => void perform(act(LEAVE, { interaction }))}>{t(party.joinedAt === null && !listens ? 'party.decline' : 'party.leave')}</Button>
      </div>
    </article>
  );
}

/** The call is one's own from then on: it is opened. */
export async function takeOver(interaction: string): Promise<void> {
  if (await perform(act(TAKE_OVER, { interaction }))) select(interaction);
}

export function AttendHow({ interaction, how }: { interaction: string; how: How }) {
  return (
    <SegmentedControl fullWidth size="xs" aria-label={t('party.how')} value={how} onChange={(value) => void perform(act(ATTEND, { interaction, how: value as How }))}
      data={HOWS.map((each) => ({ value: each, label: t(`party.how.${each}`) }))} />
  );
}
