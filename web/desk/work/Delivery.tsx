import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconChecks, IconClock, IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { inWords } from '../../shared/refusals.ts';
import { perform } from '../actions/perform.ts';
import { composer } from '../actions/work.ts';
import type { Entry } from '../state/documents.ts';
import { CANCEL, RESEND, RESOLVE } from '../state/mailMutations.ts';
import { useNow } from '../state/time.ts';
import { openFirst } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { draftOf } from './mailDraft.ts';
import { shownApart } from './MailEntry.tsx';

const ICONS = { queued: IconClock, sent: IconCheck, delivered: IconChecks, read: IconChecks, failed: IconAlertTriangle, uncertain: IconHelpCircle, cancelled: IconArrowBackUp };

/** How far a message of ours has come: a sign, and in words unless it is one of a chat's many (`words`). */
export function Tick({ entry: { delivery, deliveryExplain }, words }: { entry: Entry; words: boolean }) {
  if (delivery === 'none') return null;
  const Icon = ICONS[delivery];
  const label = t(`delivery.${delivery}`);
  const explain = deliveryExplain ? inWords(deliveryExplain) : label;
  const said = words || delivery === 'failed' || delivery === 'uncertain' || delivery === 'cancelled';
  return <span className="tick" data-delivery={delivery} title={explain}><Icon size={14} stroke={2} {...(said ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })} />{said && label}</span>;
}

interface Props {
  readonly entry: Entry;
  /** Whose it is. */
  readonly customer: string;
  /** Whoever looks wrote it, has the work, or supervises: they may see to it, also when the work is done. */
  readonly mayAct: boolean;
  /** They can write here now. */
  readonly canWrite: boolean;
  readonly name: string;
  readonly entryPoint: string;
  /** So long a message may be taken back. */
  readonly undoSeconds: number;
}

/** What can be done about a message that waits, failed, was taken back, or of which nobody knows. */
export function DeliveryActs({ entry, customer, mayAct, canWrite, name, entryPoint, undoSeconds }: Props) {
  const [busy, setBusy] = useState(false);
  const run = async (doing: Parameters<typeof perform>[0]): Promise<void> => {
    setBusy(true);
    await perform(doing);
    setBusy(false);
  };
  const { delivery, deliveryExplain, text } = entry;
  const again = <Button key="again" size="compact-xs" variant="subtle" disabled={busy} onClick={() => void run(act(RESEND, { entry: entry.id }))}>{t(delivery === 'cancelled' ? 'delivery.sendAfterAll' : 'delivery.resend')}</Button>;
  const files = shownApart(entry);
  const rewrite = canWrite && <Button key="rewrite" size="compact-xs" variant="subtle" onClick={() => composer.again?.({ text: text ?? '', files, mail: draftOf(entry) })}>{t('delivery.again')}</Button>;
  // It was tried and goes later: why it waits.
  if (delivery === 'queued' && deliveryExplain) return <div className="entryError" data-delivery="queued" role="status"><span>{inWords(deliveryExplain)}</span></div>;
  if (delivery === 'queued') return mayAct && undoSeconds > 0 ? <TakeBack entry={entry} undoSeconds={undoSeconds} busy={busy} take={() => void run(act(CANCEL, { entry: entry.id }))} /> : null;
  if (delivery !== 'failed' && delivery !== 'uncertain' && delivery !== 'cancelled') return null;
  return (
    <div className="entryError" data-delivery={delivery} role="status">
      {delivery !== 'cancelled' && <span>{deliveryExplain ? inWords(deliveryExplain) : t(`delivery.${delivery}`)}</span>}
      {mayAct && delivery === 'failed' && <>{again}<Button size="compact-xs" variant="subtle" onClick={() => openFirst({ customer: { id: customer, name }, text: text ?? '', files, notBy: entryPoint })}>{t('delivery.elsewhere')}</Button>{rewrite}</>}
      {mayAct && delivery === 'cancelled' && <>{again}{rewrite}</>}
      {mayAct && delivery === 'uncertain' && (
        <>
          <Button size="compact-xs" variant="subtle" disabled={busy} onClick={() => void run(act(RESOLVE, { entry: entry.id, wasSent: true }))}>{t('delivery.itDid')}</Button>
          <Button size="compact-xs" variant="subtle" disabled={busy} onClick={() => void run(act(RESOLVE, { entry: entry.id, wasSent: false }))}>{t('delivery.itDidNot')}</Button>
        </>
      )}
    </div>
  );
}

function TakeBack({ entry, undoSeconds, busy, take }: { entry: Entry; undoSeconds: number; busy: boolean; take: () => void }) {
  const now = useNow();
  const left = Math.min(undoSeconds, Math.ceil((Date.parse(entry.at) + undoSeconds * 1000 - now) / 1000));
  if (left <= 0) return null;
  return <div className="entryError" data-delivery="queued"><Button className="tnum" size="compact-xs" variant="subtle" disabled={busy} leftSection={<IconArrowBackUp size={14} />} onClick={take}>{t('delivery.takeBack', { count: left })}</Button></div>;
}
