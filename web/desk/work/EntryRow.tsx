import { IconNote, IconPhoneIncoming, IconRobot, IconStarFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { Linkified } from '../../shared/Linkified.tsx';
import { inWords } from '../../shared/refusals.ts';
import { session } from '../../shared/session.ts';
import { useStore } from '../../shared/store.ts';
import { Avatar } from '../parts.tsx';
import { canDial, click } from '../phone/dial.ts';
import type { Entry } from '../state/documents.ts';
import { momentOf, span, timeOfDay } from '../state/time.ts';
import { has, t, useLocale } from '../words/index.ts';
import { Attachments, PlaceCard, placeOf } from './Attachments.tsx';
import { DeliveryActs, Tick } from './Delivery.tsx';
import { FaxProgress } from './FaxProgress.tsx';
import { MailEntry, shownApart } from './MailEntry.tsx';
import { RecordingPlayer } from './RecordingPlayer.tsx';

interface Props {
  entry: Entry;
  joined: boolean;
  past: boolean;
  customer: string;
  /** Of a mail: it is the first, or speaks under another subject than the one before. */
  subject?: boolean;
  /** Whose it is: what did not arrive can be sent to them another way. */
  customerId?: string;
  /** Whoever looks has the work or supervises: they may see to what did not arrive, as its writer may. */
  mayAct?: boolean;
  /** They can write here now. */
  canWrite?: boolean;
  /** By which it went. */
  entryPoint?: string;
  /** So long a message of ours may be taken back. */
  undoSeconds?: number;
  canSplit?: boolean;
  /** How far messages have come is said of each. */
  words?: boolean;
}

/** Who wrote it; what the hub says by itself is ours. */
const writerOf = ({ authorKind, authorName }: Entry, customer: string): string =>
  authorName ?? (authorKind === 'customer' ? customer : authorKind === 'system' ? t('mail.acknowledgement') : '');

/** One line of the timeline. `joined`: by the same person, right after the one above. */
export const EntryRow = memo(function EntryRow({ entry, joined, past, customer, subject = true, customerId = '', mayAct = false, canWrite = false, entryPoint = '', undoSeconds = 0, canSplit = false, words = false }: Props) {
  useLocale();
  const dials = useStore(canDial, (now) => now.on);
  if (entry.recording && entry.systemCode === 'recordingStored') return <RecordingPlayer key={entry.recording.id} first={entry.recording} at={entry.at} />;
  if (entry.kind === 'system') return <SystemLine entry={entry} />;
  if (entry.kind === 'survey') return <Survey entry={entry} />;
  const name = writerOf(entry, customer);
  const out = entry.direction === 'out';
  const note = entry.kind === 'note';
  const robot = entry.authorKind === 'bot' || entry.authorKind === 'flow' || entry.authorKind === 'system';
  const place = placeOf(entry.data);
  const called = calledOf(entry.data);
  const files = shownApart(entry);
  return (
    <div className="entry" data-out={(out && !note) || undefined} data-note={note || undefined} data-mail={entry.mail !== null || undefined} data-joined={joined || undefined} data-past={past || undefined}>
      {!out && !note && <span className="entryFace">{!joined && <Avatar name={name} size={28} kind={entry.authorKind === 'bot' ? 'bot' : 'customer'} />}</span>}
      <div className="entryBody">
        {!joined && !(out && entry.authorId !== null && entry.authorId === session.get().viewer?.id) && (
          <p className="entryBy">
            {note && <IconNote size={13} stroke={1.7} />}
            {robot && <IconRobot size={13} stroke={1.7} />}
            <b>{note ? `${t('timeline.note')} · ${name}` : name}</b>
          </p>
        )}
        <div className="bubble">
          {entry.mail ? <MailEntry entry={entry} mail={entry.mail} subject={subject} canSplit={canSplit} /> : entry.text && entry.text !== place?.label && <p><Linkified text={entry.text} onNumber={dials && !out ? (number) => click({ number }) : undefined} /></p>}
          {called !== null && <p className="calledCard"><IconPhoneIncoming size={16} stroke={1.7} aria-hidden="true" /> {t('call.came', { number: called })}</p>}
          {place && <PlaceCard place={place} />}
          {files.length > 0 && <Attachments entry={entry} files={files} />}
          <span className="entryFoot tnum"><time dateTime={entry.at} title={momentOf(entry.at)}>{timeOfDay(entry.at)}</time>{out && !note && <Tick entry={entry} words={words} />}</span>
        </div>
        {entry.progress && <FaxProgress delivery={entry.delivery} progress={entry.progress} />}
        {out && !note && <DeliveryActs entry={entry} customer={customerId} mayAct={mayAct || (entry.authorId !== null && entry.authorId === session.get().viewer?.id)} canWrite={canWrite} name={customer} entryPoint={entryPoint} undoSeconds={undoSeconds} />}
      </div>
    </div>
  );
});

/** The number that was called, of a call. */
const calledOf = (data: unknown): string | null => {
  const call = (data as { call?: { to?: unknown } } | null)?.call;
  return typeof call?.to === 'string' ? call.to : null;
};

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
    : entry.systemCode === 'closed' && data.outcome === 'spam' ? 'closedAsSpam' : entry.systemCode === 'closed' && data.outcome === 'merged' ? 'closedAsMerged' : entry.systemCode === 'transferred' && word('agent') === '' ? 'transferredOn' : (entry.systemCode ?? '')}`;
  if (!has(code)) return entry.text ?? entry.systemCode ?? '';
  // The log counts in milliseconds.
  const until = typeof data.wakeAt === 'number' ? new Date(data.wakeAt).toISOString() : word('wakeAt');
  return t(code, {
    by: word('by'), why: has(`ending.${word('ending')}`) ? t(`ending.${word('ending')}` as 'ending.busy') : '',
    name: word('agent') || word('name') || (entry.authorName ?? ''), to: word('queue') || word('agent'), score: Number(data.score ?? 0), until: until ? momentOf(until) : '',
    what: has(`target.${word('target')}`) ? t(`target.${word('target')}` as 'target.answer') : '', number: word('number'), end: has(`end.${word('end')}`) ? `${t(`end.${word('end')}` as 'end.busy')}${word('explain') ? ` (${inWords(word('explain'))})` : ''}` : '', attempts: Number(data.attempts ?? 0), days: Number(data.days ?? 0), of: Number(data.of ?? 0), time: span(Number(data.silentMs ?? 0)), left: span(Number(data.leftMs ?? 0)),
  });
}
function SystemLine({ entry }: { entry: Entry }) {
  return <p className="systemLine"><time className="tnum" dateTime={entry.at}>{timeOfDay(entry.at)}</time><span>{systemText(entry)}</span></p>;
}
