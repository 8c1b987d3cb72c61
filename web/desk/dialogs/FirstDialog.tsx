import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type ClipboardEvent, type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { act } from '../../shared/act.ts';
import { serverNow } from '../../shared/session.ts';
import { useStore } from '../../shared/store.ts';
import { Skeletons } from '../parts.tsx';
import { DOORS, KNOWN } from '../state/documents.ts';
import { START } from '../state/mailMutations.ts';
import { readAgain } from '../state/desk.ts';
import { select, ui, wantKeyboard } from '../state/ui.ts';
import { has, t } from '../words/index.ts';
import { type MailDraft, signatureOf } from '../work/mailDraft.ts';
import { faultOfPeople, MailFields } from '../work/MailFields.tsx';
import { isFormatted, plainOf, richOf } from '../work/richHtml.ts';
import { RichText } from '../work/RichText.tsx';
import { TextCount } from '../work/TextCount.tsx';
import { AttachButton, UploadList } from '../work/UploadList.tsx';
import { carriesFiles, uploadOf, useUploads } from '../work/uploads.ts';
import { waysTo } from './firstDoors.ts';

interface Fault { readonly field: 'to' | 'subject' | 'text' | null; readonly message: string }
interface Begun {
  readonly door: string | null;
  /** Null: the first of their addresses that fits. */
  readonly to: readonly string[] | null;
  readonly mail: Omit<MailDraft, 'to'>;
  readonly text: string;
}
const EMPTY: Begun = { door: null, to: null, mail: { subject: '', cc: [], bcc: [], html: null }, text: '' };
/** What was begun and not sent, by customer: closing the dialog loses nothing. */
const begunTo = new Map<string, Begun>();

/** Writes first: by which entry point, to whom, what. */
export function FirstDialog({ close }: { close: () => void }) {
  const { customer, text: words, files: brought, notBy } = useStore(ui, (at) => at.first);
  const about = customer?.id ?? '';
  const [{ data }] = useQuery({ query: DOORS, requestPolicy: 'cache-and-network' });
  const [{ data: known }] = useQuery({ query: KNOWN, variables: { id: about }, pause: customer === null, requestPolicy: 'cache-and-network' });
  const [begun, setBegun] = useState<Begun>(() => (words ? { ...EMPTY, text: words } : (begunTo.get(about) ?? EMPTY)));
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  /** The same id when it is tried again: the hub sends it once. */
  const clientId = useRef(crypto.randomUUID());
  const picker = useRef<HTMLInputElement>(null);
  const ways = waysTo(data?.entryPoints ?? [], known?.customer ?? null, serverNow());
  const doors = ways.filter((way) => way.window !== 'over').map((way) => way.door);
  const addresses = known?.customer?.addresses ?? [];
  const fits = (kind: string | null) => addresses.filter((each) => each.kind === kind && !each.doNotContactSince);
  // The first by which this customer can be reached, until another is chosen; what did not work is the last to be tried.
  const inTurn = [...doors].sort((a, b) => Number(a.id === notBy) - Number(b.id === notBy));
  const door = doors.find((each) => each.id === begun.door) ?? inTurn.find((each) => each.id !== notBy && fits(each.capabilities.addressKind).length > 0) ?? inTurn[0] ?? null;
  const files = useUploads(`first.${about}`, door?.capabilities.maxAttachmentBytes ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, what the message that did not arrive had with it
  useEffect(() => {
    if (brought) files.restore(brought.map(uploadOf));
  }, []);
  if (!data || (customer && !known)) return <Skeletons count={4} height={40} />;
  if (!door) return <p className="dialogLead">{t('first.none')}</p>;

  const { mail: isMail, smsParts, maxTextLength, addressKind } = door.capabilities;
  const carries = carriesFiles(door.capabilities);
  const signature = signatureOf(door.settings);
  const theirs = addresses.filter((each) => each.kind === addressKind);
  const first = fits(addressKind).find((each) => !each.deadAt)?.value ?? fits(addressKind)[0]?.value;
  const to = begun.to ?? (first === undefined ? [] : [first]);
  const mail: MailDraft = { ...begun.mail, to };
  const html = mail.html !== null && plainOf(mail.html) === begun.text ? mail.html : richOf(begun.text);
  const sent = carries ? files.uploads.filter((each) => each.id !== null) : [];
  const pending = carries && files.uploads.some((each) => each.id === null && each.error === null);
  const put = (part: Partial<Begun>, people = false): void => {
    const next = { ...begun, ...part };
    begunTo.set(about, next);
    setBegun(next);
    clientId.current = crypto.randomUUID();
    // A field of people takes in what was typed as it is left: what is wrong stays until it is sent, or “Send” would move away under the pointer.
    if (!people) setFault(null);
  };
  const look = (): Fault | null => {
    const people = isMail ? faultOfPeople(mail) : to.join('').trim() === '' ? t('first.toMissing') : null;
    if (people) return { field: 'to', message: to.length === 0 ? t('first.toMissing') : people };
    if (isMail && mail.subject.trim() === '') return { field: 'subject', message: t('first.subjectMissing') };
    if (begun.text.trim() === '' && sent.length === 0) return { field: 'text', message: t('first.textMissing') };
    return [...begun.text].length > maxTextLength ? { field: 'text', message: t('composer.tooLong', { count: [...begun.text].length - maxTextLength }) } : null;
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wrong = look();
    setFault(wrong);
    if (wrong || pending) return;
    setBusy(true);
    const done = await act(START, {
      entryPoint: door.id, to: (to[0] ?? '').trim(), customer: customer?.id ?? null, text: begun.text.trim(), attachments: sent.map((each) => each.id ?? ''), clientId: clientId.current,
      mail: isMail ? { subject: mail.subject.trim(), html: isFormatted(html) ? html : null, to: [...to], cc: [...mail.cc], bcc: [...mail.bcc] } : null,
    });
    setBusy(false);
    if (!done.ok) return setFault({ field: null, message: done.refusal.message });
    begunTo.delete(about);
    files.clear();
    close();
    select(done.value.id);
    wantKeyboard();
    void readAgain(done.value.id);
  };
  const onFiles = (event: ClipboardEvent): void => {
    if (!carries || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    if (carries) files.add(event.dataTransfer.files);
  };
  const faultOf = (field: Fault['field']): string | false => fault?.field === field && fault.message;
  const shown = fault && (fault.field === null || isMail) ? fault.message : null;
  const chosenWay = ways.find((way) => way.door.id === door.id);
  return (
    <form
      className="first" onSubmit={(event) => void submit(event)} onDragOver={(event) => event.preventDefault()} onDrop={onDrop}
      onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit(); }}
    >
      <Stack gap="sm">
        <Select
          label={t('first.by')} allowDeselect={false} value={door.id} onChange={(value) => put({ door: value, to: null })}
          data={ways.map(({ door: each, window }) => ({ value: each.id, disabled: window === 'over', label: `${each.name} · ${t(`channel.${each.channel}`)}${window === 'over' ? ` · ${t('first.windowOver')}` : ''}` }))}
        />
        {theirs.length > 0 && (
          <fieldset className="knownAddresses">
            <legend>{t('first.known', { name: customer?.name ?? '' })}</legend>
            {theirs.map((each) => (
              <label key={each.id} data-off={each.doNotContactSince !== null || undefined}>
                <input type="radio" name="known" checked={to[0] === each.value} disabled={each.doNotContactSince !== null} onChange={() => put({ to: [each.value] })} />
                <span>{each.value}</span>
                {(each.doNotContactSince || each.deadAt) && <small>{t(each.doNotContactSince ? 'first.silent' : 'first.dead')}</small>}
              </label>
            ))}
          </fieldset>
        )}
        {customer && known && theirs.length === 0 && <p className="dialogLead">{t('first.noAddress', { name: customer.name })}</p>}
        {isMail ? (
          <div className="firstMail">
            <MailFields draft={mail} change={({ to: people, ...rest }) => put({ ...(people ? { to: people } : {}), mail: { ...begun.mail, ...rest } }, rest.subject === undefined)} others={[]} first={to.length === 0 ? 'to' : 'subject'} />
            <RichText
              handle={null} html={html} label={t('first.text')} placeholder={t('first.text')} invalid={fault?.field === 'text'} describedBy="firstTrouble" onKeyDown={() => undefined} onFiles={onFiles} onBlur={() => undefined}
              onChange={(text, formatted) => put({ text, mail: { ...begun.mail, html: formatted } })}
            />
            {signature && <p className="signature">{t('write.signature')} <span>{signature}</span></p>}
          </div>
        ) : (
          <>
            {(theirs.length === 0 || chosenWay?.window === 'none') && (
              <TextInput data-autofocus={to.length === 0 || undefined} label={t('first.to')} placeholder={addressKind && has(`address.${addressKind}`) ? t('first.toHint') : ''} value={to[0] ?? ''} error={faultOf('to')} onChange={(event) => put({ to: [event.currentTarget.value] })} />
            )}
            <Textarea data-autofocus={to.length > 0 || undefined} label={t('first.text')} autosize minRows={4} maxRows={12} value={begun.text} error={faultOf('text')} onPaste={onFiles} onChange={(event) => put({ text: event.currentTarget.value })} />
          </>
        )}
        {carries && <UploadList uploads={files.uploads} remove={files.remove} />}
        <p id="firstTrouble" className="fault" role="alert">{shown}</p>
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">{carries && <AttachButton picker={picker} add={files.add} />}<TextCount text={begun.text} most={maxTextLength} sms={smsParts} /></Group>
          <Group gap="xs" wrap="nowrap"><Button variant="default" onClick={close}>{t('dialog.cancel')}</Button><Button type="submit" loading={busy} disabled={pending}>{t('first.send')}</Button></Group>
        </Group>
      </Stack>
    </form>
  );
}
