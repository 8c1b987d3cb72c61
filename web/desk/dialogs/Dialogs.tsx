import { Button, Checkbox, Group, Kbd, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { useStore } from '../../shared/store.ts';
import { ACTIONS, GROUPS, isTheirs, readState } from '../actions/index.ts';
import { keyLabel } from '../actions/keys.ts';
import { perform } from '../actions/perform.ts';
import { desk } from '../state/desk.ts';
import { DECLINE, SPAM } from '../state/mutations.ts';
import { ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { DialDialog } from './DialDialog.tsx';
import { FirstDialog } from './FirstDialog.tsx';
import { ParkDialog } from './ParkDialog.tsx';
import { MergeCustomer, MergeMail, MoveMail } from './ThreadDialogs.tsx';
import { TransferDialog } from './TransferDialog.tsx';
import { WhyDialog } from './WhyDialog.tsx';

const close = (): void => ui.set({ dialog: null });
const REASONS = ['busy', 'skill', 'language', 'away', 'conflict'] as const;

export function Dialogs() {
  const dialog = useStore(ui, (at) => at.dialog);
  const asked = useStore(ui, (at) => at.asked);
  return (
    <>
      <Modal opened={dialog === 'transfer'} onClose={close} title={t('dialog.transferTitle')} size="md">{dialog === 'transfer' && <TransferDialog close={close} />}</Modal>
      <Modal opened={dialog === 'consult'} onClose={close} title={t('dialog.consultTitle')} size="md">{dialog === 'consult' && <TransferDialog kind="consult" close={close} />}</Modal>
      <Modal opened={dialog === 'assign'} onClose={close} title={t('action.assign')} size="md">{dialog === 'assign' && <TransferDialog kind="assign" close={close} />}</Modal>
      <Modal opened={dialog === 'park'} onClose={close} title={t('dialog.parkTitle')} size="sm">{dialog === 'park' && <ParkDialog close={close} />}</Modal>
      <Modal opened={dialog === 'decline'} onClose={close} title={t('dialog.declineTitle')} size="sm">{dialog === 'decline' && <Decline />}</Modal>
      <Modal opened={dialog === 'spam'} onClose={close} title={t('dialog.spamTitle')} size="sm">{dialog === 'spam' && <Spam />}</Modal>
      <Modal opened={dialog === 'why'} onClose={close} title={asked?.kind === 'waiting' ? t('why.waitingTitle', { name: asked.name }) : t('action.whyIdle')} size="md">{dialog === 'why' && asked && <WhyDialog asked={asked} />}</Modal>
      <Modal opened={dialog === 'first'} onClose={close} title={t('first.title')} size="md">{dialog === 'first' && <FirstDialog close={close} />}</Modal>
      <Modal opened={dialog === 'dial'} onClose={close} title={t('action.dial')} size="sm">{dialog === 'dial' && <DialDialog close={close} />}</Modal>
      <Modal opened={dialog === 'mergeMail'} onClose={close} title={t('mail.mergeTitle')} size="md">{dialog === 'mergeMail' && <MergeMail close={close} />}</Modal>
      <Modal opened={dialog === 'moveMail'} onClose={close} title={t('mail.moveTitle')} size="md">{dialog === 'moveMail' && <MoveMail close={close} />}</Modal>
      <Modal opened={dialog === 'mergeCustomer'} onClose={close} title={t('identity.mergeWith')} size="md">{dialog === 'mergeCustomer' && <MergeCustomer close={close} />}</Modal>
      <Modal opened={dialog === 'help'} onClose={close} title={t('dialog.helpTitle')} size="xl">{dialog === 'help' && <Help />}</Modal>
    </>
  );
}

function Decline() {
  useStore(desk);
  const { offer } = readState();
  const decline = async (reason: string): Promise<void> => {
    if (offer && (await perform(act(DECLINE, { offer: offer.id, reason })))) close();
  };
  return (
    <Stack gap="xs">
      <p className="dialogLead">{t('dialog.declineLead')}</p>
      {REASONS.map((reason, at) => (
        <Button key={reason} data-autofocus={at === 0 || undefined} variant="default" justify="flex-start" disabled={!offer} onClick={() => void decline(reason)}>{t(`decline.${reason}`)}</Button>
      ))}
    </Stack>
  );
}

function Spam() {
  const [block, setBlock] = useState(false);
  const { selected } = readState();
  const mark = async (): Promise<void> => {
    if (selected && (await perform(act(SPAM, { interaction: selected.id, block })))) close();
  };
  return (
    <Stack>
      <p className="dialogLead">{t('dialog.spamLead')}</p>
      <Checkbox label={t('dialog.spamBlock')} checked={block} onChange={(event) => setBlock(event.currentTarget.checked)} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t('dialog.cancel')}</Button>
        <Button color="red" data-autofocus onClick={() => void mark()}>{t('dialog.spamDo')}</Button>
      </Group>
    </Stack>
  );
}

function Help() {
  const extra = [['/', t('help.canned')], ['@', t('help.mention')], ['Esc', t('help.close')]] as const;
  const state = readState();
  return (
    <div className="help">
      <p className="dialogLead">{t('dialog.helpLead')}</p>
      <div className="helpColumns">
        {GROUPS.filter((group) => ACTIONS.some((one) => one.group === group && isTheirs(one, state))).map((group) => (
          <section key={group}>
            <h3>{t(`group.${group}`)}</h3>
            <dl>
              {ACTIONS.filter((one) => one.group === group && isTheirs(one, state)).map((one) => <div key={one.name}><dt>{one.label(t)}</dt><dd><Kbd size="xs">{keyLabel(one.key)}</Kbd></dd></div>)}
              {group === 'write' && extra.map(([key, label]) => <div key={key}><dt>{label}</dt><dd><Kbd size="xs">{key}</Kbd></dd></div>)}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}
