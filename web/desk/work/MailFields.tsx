import { Button, TagsInput, TextInput } from '@mantine/core';
import { type MouseEvent, useId, useState } from 'react';
import { t } from '../words/index.ts';
import { addressesIn, isMailAddress, type MailDraft } from './mailDraft.ts';

/** What is wrong with whom it goes to, in words. */
export function faultOfPeople(draft: MailDraft): string | null {
  const wrong = [...draft.to, ...draft.cc, ...draft.bcc].find((each) => !isMailAddress(each));
  if (wrong !== undefined) return t('write.addressBad', { address: wrong });
  return draft.to.length === 0 ? t('write.nobody') : null;
}

interface Props {
  draft: MailDraft;
  change: (part: Partial<MailDraft>) => void;
  /** Who else was in it, and would be left out. */
  others: readonly string[];
  /** In a dialog: the field that has the keyboard first. */
  first?: 'to' | 'subject';
}

/** A field that is left takes in what was typed there, which moves the button away under the pointer. */
const stay = (event: MouseEvent): void => event.preventDefault();

/** Whom a mail goes to, and its subject. */
export function MailFields({ draft, change, others, first }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const more = open || draft.cc.length + draft.bcc.length > 0;
  const people = (key: 'to' | 'cc' | 'bcc') => (
    <div className="mailField">
      <label htmlFor={`${id}${key}`}>{t(`mail.${key}`)}</label>
      <TagsInput
        id={`${id}${key}`} data-autofocus={(first === 'to' && key === 'to') || undefined} className="grow" variant="unstyled" size="sm" aria-label={t(`mail.${key}`)} aria-invalid={draft[key].some((each) => !isMailAddress(each))} splitChars={[',', ';', ' ', '，', '；', '、']} value={[...draft[key]]}
        placeholder={draft[key].length === 0 ? t('write.addressHint') : ''} onChange={(values) => change({ [key]: [...new Set(values.flatMap(addressesIn))] })} comboboxProps={{ disabled: true }}
      />
      {key === 'to' && others.length > 0 && <Button size="compact-xs" variant="subtle" onMouseDown={stay} onClick={() => change({ cc: [...draft.cc, ...others] })}>{t('write.replyAll', { count: others.length + draft.to.length })}</Button>}
      {key === 'to' && !more && <Button size="compact-xs" variant="subtle" color="gray" onMouseDown={stay} onClick={() => setOpen(true)}>{t('write.ccBcc')}</Button>}
    </div>
  );
  return (
    <div className="mailFields">
      {people('to')}
      {more && people('cc')}
      {more && people('bcc')}
      <div className="mailField">
        <label htmlFor={`${id}subject`}>{t('mail.subject')}</label>
        <TextInput id={`${id}subject`} data-autofocus={first === 'subject' || undefined} className="grow" variant="unstyled" size="sm" maxLength={400} aria-label={t('mail.subject')} value={draft.subject} onChange={(event) => change({ subject: event.currentTarget.value })} />
      </div>
    </div>
  );
}
