import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { act } from '../../shared/act.ts';
import { useStore } from '../../shared/store.ts';
import { Skeletons } from '../parts.tsx';
import { DOORS, KNOWN } from '../state/documents.ts';
import { START } from '../state/mailMutations.ts';
import { readAgain } from '../state/desk.ts';
import { select, ui, wantKeyboard } from '../state/ui.ts';
import { has, t } from '../words/index.ts';
import { isMailAddress } from '../work/mailDraft.ts';
import { TextCount } from '../work/TextCount.tsx';

interface Fault { readonly field: 'to' | 'subject' | 'text' | null; readonly message: string }

/** Writes first: by which entry point, to whom, what. */
export function FirstDialog({ close }: { close: () => void }) {
  const { customer, text: begun, notBy } = useStore(ui, (at) => at.first);
  const [{ data }] = useQuery({ query: DOORS, requestPolicy: 'cache-and-network' });
  const [{ data: known }] = useQuery({ query: KNOWN, variables: { id: customer?.id ?? '' }, pause: customer === null });
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const [text, setText] = useState(begun);
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  /** The same id when it is tried again: the hub sends it once. */
  const clientId = useRef(crypto.randomUUID());
  const doors = (data?.entryPoints ?? []).filter((door) => door.enabled && door.capabilities.canInitiate);
  const addresses = known?.customer?.addresses ?? [];
  const fits = (kind: string | null) => addresses.filter((each) => each.kind === kind && !each.doNotContactSince);
  // The first by which this customer can be reached, until another is chosen; what did not work is the last to be tried.
  const inTurn = [...doors].sort((a, b) => Number(a.id === notBy) - Number(b.id === notBy));
  const door = doors.find((each) => each.id === chosen) ?? inTurn.find((each) => each.id !== notBy && fits(each.capabilities.addressKind).length > 0) ?? inTurn[0] ?? null;
  if (!data) return <Skeletons count={4} height={40} />;
  if (!door) return <p className="dialogLead">{t('first.none')}</p>;
  const { mail, smsParts, maxTextLength, addressKind } = door.capabilities;
  const theirs = addresses.filter((each) => each.kind === addressKind);
  const to = typed ?? fits(addressKind).find((each) => !each.deadAt)?.value ?? fits(addressKind)[0]?.value ?? '';
  const look = (): Fault | null => {
    if (to.trim() === '') return { field: 'to', message: t('first.toMissing') };
    if (mail && !isMailAddress(to.trim())) return { field: 'to', message: t('write.addressBad', { address: to.trim() }) };
    if (mail && subject.trim() === '') return { field: 'subject', message: t('first.subjectMissing') };
    if (text.trim() === '') return { field: 'text', message: t('first.textMissing') };
    return [...text].length > maxTextLength ? { field: 'text', message: t('composer.tooLong', { count: [...text].length - maxTextLength }) } : null;
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wrong = look();
    setFault(wrong);
    if (wrong) return;
    setBusy(true);
    const done = await act(START, { entryPoint: door.id, to: to.trim(), customer: customer?.id ?? null, text: text.trim(), attachments: [], mail: mail ? { subject: subject.trim() } : null, clientId: clientId.current });
    setBusy(false);
    if (!done.ok) return setFault({ field: null, message: done.refusal.message });
    close();
    select(done.value.id);
    wantKeyboard();
    void readAgain(done.value.id);
  };
  const changed = (): void => {
    clientId.current = crypto.randomUUID();
    setFault(null);
  };
  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit(); }}>
      <Stack gap="sm">
        <Select label={t('first.by')} allowDeselect={false} data={doors.map((each) => ({ value: each.id, label: `${each.name} · ${t(`channel.${each.channel}`)}` }))} value={door.id} onChange={(value) => { setChosen(value); setTyped(null); changed(); }} />
        {theirs.length > 0 && (
          <fieldset className="knownAddresses">
            <legend>{t('first.known', { name: customer?.name ?? '' })}</legend>
            {theirs.map((each) => (
              <label key={each.id} data-off={each.doNotContactSince !== null || undefined}>
                <input type="radio" name="known" checked={to === each.value} disabled={each.doNotContactSince !== null} onChange={() => { setTyped(each.value); changed(); }} />
                <span>{each.value}</span>
                {(each.doNotContactSince || each.deadAt) && <small>{t(each.doNotContactSince ? 'first.silent' : 'first.dead')}</small>}
              </label>
            ))}
          </fieldset>
        )}
        {customer && known && theirs.length === 0 && <p className="dialogLead">{t('first.noAddress', { name: customer.name })}</p>}
        <TextInput data-autofocus={to === '' || undefined} label={t('first.to')} placeholder={addressKind && has(`address.${addressKind}`) ? t('first.toHint') : ''} value={to} error={fault?.field === 'to' && fault.message} onChange={(event) => { setTyped(event.currentTarget.value); changed(); }} />
        {mail && <TextInput data-autofocus={to !== '' || undefined} label={t('mail.subject')} maxLength={400} value={subject} error={fault?.field === 'subject' && fault.message} onChange={(event) => { setSubject(event.currentTarget.value); changed(); }} />}
        <Textarea data-autofocus={(to !== '' && !mail) || undefined} label={t('first.text')} autosize minRows={4} maxRows={12} value={text} error={fault?.field === 'text' && fault.message} onChange={(event) => { setText(event.currentTarget.value); changed(); }} />
        {fault && fault.field === null && <p className="fault" role="alert">{fault.message}</p>}
        <Group justify="space-between" wrap="nowrap">
          <TextCount text={text} most={maxTextLength} sms={smsParts} />
          <Group gap="xs" wrap="nowrap"><Button variant="default" onClick={close}>{t('dialog.cancel')}</Button><Button type="submit" loading={busy}>{t('first.send')}</Button></Group>
        </Group>
      </Stack>
    </form>
  );
}
