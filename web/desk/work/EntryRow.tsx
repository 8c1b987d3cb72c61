import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconFile, IconNote, IconRobot, IconStarFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { Linkified } from '../../shared/Linkified.tsx';
import { inWords } from '../../shared/refusals.ts';
import { session } from '../../shared/session.ts';
import { fileSize } from '../../shared/fileSize.ts';
import { composer } from '../actions/work.ts';
import { Avatar } from '../parts.tsx';
import type { Entry } from '../state/documents.ts';
import { momentOf, span, timeOfDay } from '../state/time.ts';
import { has, t, useLocale } from '../words/index.ts';

interface Props { entry: Entry; joined: boolean; past: boolean; customer: string; /** Whoever looks may write to the customer. */ canReply?: boolean }

/** One line of the timeline. `joined`: by the same person, right after the one above. */
export const EntryRow = memo(function EntryRow({ entry, joined, past, customer, canReply = false }: Props) {
  useLocale();
  if (entry.kind === 'system') return <SystemLine entry={entry} />;
  if (entry.kind === 'survey') return <Survey entry={entry} />;
  const name = entry.authorName ?? (entry.authorKind === 'customer' ? customer : '');
  const out = entry.direction === 'out';
  const note = entry.kind === 'note';
  return (
    <div className="entry" data-out={(out && !note) || undefined} data-note={note || undefined} data-joined={joined || undefined} data-past={past || undefined}>
      {!out && !note && <span className="entryFace">{!joined && <Avatar name={name} size={28} kind={entry.authorKind === 'bot' ? 'bot' : 'customer'} />}</span>}
      <div className="entryBody">
        {!joined && !(out && entry.authorId !== null && entry.authorId === session.get().viewer?.id) && (
          <p className="entryBy">
            {note && <IconNote size={13} stroke={1.7} />}
            {entry.authorKind === 'bot' && <IconRobot size={13} stroke={1.7} />}
            <b>{note ? `${t('timeline.note')} · ${name}` : name}</b>
          </p>
        )}
        <div className="bubble">
          {entry.text && <p><Linkified text={entry.text} /></p>}
          {entry.attachments.length > 0 && <Attachments entry={entry} />}
          <span className="entryFoot tnum"><time dateTime={entry.at} title={momentOf(entry.at)}>{timeOfDay(entry.at)}</time>{out && !note && <Tick entry={entry} />}</span>
        </div>
        {entry.delivery === 'failed' && (
          <p className="entryError">
            <span><IconAlertTriangle size={13} /> {entry.deliveryExplain ? inWords(entry.deliveryExplain) : t('delivery.failed')}</span>
            {canReply && entry.text && <Button size="compact-xs" variant="subtle" onClick={() => composer.again?.(entry.text ?? '')}>{t('delivery.again')}</Button>}
          </p>
        )}
      </div>
    </div>
  );
});

function Tick({ entry }: { entry: Entry }) {
  const { delivery } = entry;
  if (delivery === 'none') return null;
  const Icon = delivery === 'queued' ? IconClock : delivery === 'sent' ? IconCheck : delivery === 'failed' || delivery === 'uncertain' ? IconAlertTriangle : IconChecks;
  return <span className="tick" data-delivery={delivery} title={entry.deliveryExplain ? inWords(entry.deliveryExplain) : t(`delivery.${delivery}`)}><Icon size={14} stroke={2} role="img" aria-label={t(`delivery.${delivery}`)} /></span>;
}

function Attachments({ entry }: { entry: Entry }) {
  return (
    <div className="files">
      {entry.attachments.map((file) => file.isImage ? (
        <a key={file.id} className="picture" href={file.url} target="_blank" rel="noopener noreferrer"><img src={file.url} alt={file.name} loading="lazy" /></a>
      ) : (
        <a key={file.id} className="file" href={file.url} download={file.name} target="_blank" rel="noopener noreferrer">
          <IconFile size={20} stroke={1.5} /><span><b>{file.name}</b><small>{fileSize(file.size)}</small></span>
        </a>
      ))}
    </div>
  );
}

function Survey({ entry }: { entry: Entry }) {
  const score = Number((entry.data as { score?: unknown } | null)?.score ?? 0);
  return (
    <div className="survey">
      <span role="img" aria-label={t('system.rated', { score })}>{[1, 2, 3, 4, 5].map((at) => <IconStarFilled key={at} size={14} data-on={at <= score || undefined} />)}</span>
      {entry.text && <p>“{entry.text}”</p>}
    </div>
  );
}

/** What the hub did, in the reader's language; an unknown code shows itself rather than nothing. */
export function systemText(entry: Entry): string {
  const data = (entry.data ?? {}) as Record<string, unknown>;
  const word = (key: string): string => (typeof data[key] === 'string' ? data[key] : '');
  const code = `system.${
    entry.systemCode === 'silenceEnded' && data.then === 'park' ? 'silenceParked' : entry.systemCode === 'woken' && data.from === 'wrapUp' ? 'wroteAgain'
    : entry.systemCode === 'closed' && data.outcome === 'spam' ? 'closedAsSpam' : entry.systemCode === 'transferred' && word('agent') === '' ? 'transferredOn' : (entry.systemCode ?? '')}`;
  if (!has(code)) return entry.text ?? entry.systemCode ?? '';
  // The log counts in milliseconds.
  const until = typeof data.wakeAt === 'number' ? new Date(data.wakeAt).toISOString() : word('wakeAt');
  return t(code, {
    name: word('agent') || word('name') || (entry.authorName ?? ''), to: word('queue') || word('agent'), score: Number(data.score ?? 0), until: until ? momentOf(until) : '',
    what: has(`target.${word('target')}`) ? t(`target.${word('target')}` as 'target.answer') : '', attempts: Number(data.attempts ?? 0), of: Number(data.of ?? 0), time: span(Number(data.silentMs ?? 0)), left: span(Number(data.leftMs ?? 0)),
  });
}
function SystemLine({ entry }: { entry: Entry }) {
  return <p className="systemLine"><time className="tnum" dateTime={entry.at}>{timeOfDay(entry.at)}</time><span>{systemText(entry)}</span></p>;
}
