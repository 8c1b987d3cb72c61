import { Button, useComputedColorScheme } from '@mantine/core';
import { IconArrowsSplit2, IconDots, IconDownload, IconPhoto } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Linkified } from '../../shared/Linkified.tsx';
import { splitFrom } from '../actions/threads.tsx';
import type { Entry } from '../state/documents.ts';
import { t } from '../words/index.ts';
import { mailPage } from './mailHtml.ts';
import { MailFrame } from './MailFrame.tsx';

type Mail = NonNullable<Entry['mail']>;
type Box = Mail['to'][number];
/** More than these are folded. */
const SHOWN = 2;

const nameIn = ({ name, address }: Box): string => name || address;

function People({ label, boxes }: { label: string; boxes: readonly Box[] }) {
  const [all, setAll] = useState(false);
  if (boxes.length === 0) return null;
  const shown = all ? boxes : boxes.slice(0, SHOWN);
  return (
    <span className="mailPeople">
      <b>{label}</b>{' '}
      {shown.map((box, at) => <span key={box.address} title={box.address}>{at > 0 && t('mail.and')}{all && box.name ? `${box.name} <${box.address}>` : nameIn(box)}</span>)}
      {!all && boxes.length > SHOWN && <button type="button" onClick={() => setAll(true)}>{t('mail.more', { count: boxes.length - SHOWN })}</button>}
    </span>
  );
}

/** Subject, people, text and what was quoted, of a mail either way. `subject`: it is another than the one before had. */
export function MailEntry({ entry, mail, subject, canSplit }: { entry: Entry; mail: Mail; subject: boolean; canSplit: boolean }) {
  const scheme = useComputedColorScheme('light');
  const [pictures, setPictures] = useState(false);
  const [quoted, setQuoted] = useState(false);
  const inline = useMemo(() => new Map(mail.inline.flatMap(({ cid, attachment }) => {
    const file = entry.attachments.find((each) => each.id === attachment);
    return file ? [[cid, new URL(file.url, location.href).href] as const] : [];
  })), [mail.inline, entry.attachments]);
  const fetched = useMemo(() => (pictures ? new Map(mail.remotePictures.map(({ address, url }) => [address, new URL(url, location.href).href] as const)) : null), [pictures, mail.remotePictures]);
  const made = useMemo(() => (mail.html ? mailPage({ html: mail.html, inline, pictures: fetched, quoted, cut: mail.quoted, text: entry.text ?? '', scheme }) : null), [mail.html, mail.quoted, entry.text, inline, fetched, quoted, scheme]);
  // The formatted text has all that was quoted, folded or not; out of plain text the hub took it.
  const apart = made === null && mail.quoted !== null && mail.quoted.trim() !== '' ? mail.quoted : null;
  return (
    <div className="mail">
      {subject && <h3 className="mailSubject">{mail.subject || t('mail.noSubject')}</h3>}
      <p className="mailWho">
        {mail.from && <span className="mailPeople" title={mail.from.address}><b>{t('mail.from')}</b> {mail.from.name ? `${mail.from.name} <${mail.from.address}>` : mail.from.address}</span>}
        <People label={t('mail.to')} boxes={mail.to} /><People label={t('mail.cc')} boxes={mail.cc} /><People label={t('mail.bcc')} boxes={mail.bcc} />
        {mail.automatic && entry.authorKind !== 'system' && <span className="badge" title={t('mail.automaticHint')}>{t('mail.automatic')}</span>}
      </p>
      {made && made.remote > 0 && !pictures && (
        <p className="mailBar"><IconPhoto size={15} stroke={1.7} aria-hidden="true" /><span>{t('mail.picturesHidden')}</span><Button size="compact-xs" variant="default" onClick={() => setPictures(true)}>{t('mail.showPictures')}</Button></p>
      )}
      {made ? <MailFrame id={entry.id} page={made.page} paper={made.ownColours} title={t('mail.body', { subject: mail.subject || t('mail.noSubject') })} /> : entry.text && <p className="mailText"><Linkified text={entry.text} /></p>}
      {(made?.hasQuote || apart) && (
        <Button className="mailFold" size="compact-xs" variant="default" aria-expanded={quoted} leftSection={<IconDots size={14} />} onClick={() => setQuoted(!quoted)}>{t(quoted ? 'mail.hideQuoted' : 'mail.showQuoted')}</Button>
      )}
      {apart && quoted && <blockquote className="mailQuoted"><Linkified text={apart} /></blockquote>}
      {mail.speaksOfElse && canSplit && (
        <p className="mailBar" data-kind="warn"><IconArrowsSplit2 size={15} stroke={1.7} aria-hidden="true" /><span>{t('mail.speaksOfElse')}</span><Button size="compact-xs" variant="default" onClick={() => void splitFrom(entry.id)}>{t('mail.split')}</Button></p>
      )}
      {(entry.rawUrl || (canSplit && !mail.speaksOfElse)) && (
        <p className="mailActs">
          {entry.rawUrl && <a href={entry.rawUrl} download><IconDownload size={13} stroke={1.7} aria-hidden="true" />{t('mail.original')}</a>}
          {canSplit && !mail.speaksOfElse && <button type="button" onClick={() => void splitFrom(entry.id)}><IconArrowsSplit2 size={13} stroke={1.7} aria-hidden="true" />{t('mail.splitHere')}</button>}
        </p>
      )}
    </div>
  );
}
/** The files that the text does not show itself. */
export const shownApart = ({ attachments, mail }: Entry): Entry['attachments'] =>
  attachments.filter((file) => !mail?.html || !mail.inline.some(({ cid, attachment }) => attachment === file.id && (mail.html?.includes(`cid:${cid}`) ?? false)));
