import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowsExchange, IconCheck, IconEar, IconPhoneOutgoing, IconUser, IconUsersGroup, IconX } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { perform } from '../actions/perform.ts';
import type { Interaction } from '../state/documents.ts';
import { CANCEL_CONSULT, COMPLETE, DROP, JOIN, SWAP } from '../state/partyMutations.ts';
import { useNow } from '../state/time.ts';
import { t } from '../words/index.ts';
import { asideOf, missedParty, nameOfParty, type Party, partiesOf, stateOf } from './parties.ts';

/** Who is on the call besides caller and agent, and what can be done with whom is asked. */
export function CallParties({ one }: { one: Interaction }) {
  const now = useNow();
  const there = partiesOf(one);
  const missed = there.length === 0 ? missedParty(one, now) : null;
  if (there.length === 0 && !missed) return null;
  const aside = asideOf(one);
  const answered = aside !== null && aside.joinedAt !== null && aside.mode !== 'forwarding';
  const interaction = one.id;
  return (
    <div className="parties">
      {missed && <p className="partyMissed" role="alert">{t('party.missed', { name: nameOfParty(missed), why: t(`ending.${missed.ending ?? 'failed'}`) })}</p>}
      <ul aria-label={t('party.label')}>{there.map((party) => <li key={party.id}><Chip one={one} party={party} /></li>)}</ul>
      <span className="partyActs">
        {answered && <Button size="compact-md" variant="default" leftSection={<IconArrowsExchange size={16} />} onClick={() => void perform(act(SWAP, { interaction }))}>{t(aside.mode === 'consulting' ? 'party.toCaller' : 'party.toAsked', { name: nameOfParty(aside) })}</Button>}
        {answered && <Button size="compact-md" variant="default" leftSection={<IconUsersGroup size={16} />} onClick={() => void perform(act(JOIN, { interaction }))}>{t('party.conference')}</Button>}
        {(answered || (!aside && there.some((p) => p.mode === 'joined'))) && <Button size="compact-md" leftSection={<IconCheck size={16} />} onClick={() => void perform(act(COMPLETE, { interaction }))}>{t(answered ? 'party.complete' : 'party.leaveThem')}</Button>}
        {aside && <Button size="compact-md" variant="default" leftSection={<IconX size={16} />} onClick={() => void perform(act(CANCEL_CONSULT, { interaction }))}>{t('party.cancel')}</Button>}
      </span>
    </div>
  );
}

function Chip({ one, party }: { one: Interaction; party: Party }) {
  const Icon = party.role === 'supervisor' ? IconEar : party.role === 'outside' ? IconPhoneOutgoing : IconUser;
  const name = nameOfParty(party);
  return (
    <span className="partyChip" data-mode={stateOf(party)}>
      <Icon size={16} stroke={1.7} aria-hidden="true" />
      <b className="tnum">{name}</b>
      <span>{t(`party.${stateOf(party)}`)}</span>
      {party.mode === 'joined' && (
        <Tooltip label={t('party.drop', { name })}>
          <ActionIcon variant="subtle" color="gray" size={22} aria-label={t('party.drop', { name })} onClick={() => void perform(act(DROP, { interaction: one.id, party: party.id }))}><IconX size={14} /></ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
