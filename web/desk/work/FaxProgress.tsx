import { IconPhoneOutgoing, IconPrinter, IconRefresh } from '@tabler/icons-react';
import type { Entry } from '../state/documents.ts';
import { timeOfDay } from '../state/time.ts';
import { has, locale, t } from '../words/index.ts';

type Progress = NonNullable<Entry['progress']>;

/** How far a fax of ours is, page by page, and how it went in the end. */
export function FaxProgress({ progress, delivery }: { progress: Progress; delivery: Entry['delivery'] }) {
  const { pages, page, confirmed, attempt, attempts, nextAt, why, rate, station } = progress;
  const speed = rate === null ? [] : [t('fax.rate', { rate: new Intl.NumberFormat(locale() === 'zh' ? 'zh-CN' : 'en-GB').format(rate) })];
  const calls = attempt > 1 || nextAt !== null ? [t('fax.attempt', { attempt: nextAt === null ? attempt : attempt + 1, attempts })] : [];
  if (delivery !== 'queued' && delivery !== 'sent') {
    if (confirmed === 0 && delivery !== 'delivered') return null;
    return <Line icon={<IconPrinter size={14} stroke={1.7} aria-hidden="true" />} words={[t('fax.arrived', { count: confirmed, of: pages }), ...speed, ...(station ? [t('fax.station', { station })] : []), ...(attempt > 1 ? [t('fax.after', { count: attempt })] : [])]} />;
  }
  if (nextAt !== null) return <Line icon={<IconRefresh size={14} stroke={1.7} aria-hidden="true" />} words={[t('fax.retry', { why: wordOf(why), time: timeOfDay(nextAt) }), ...calls]} />;
  if (page === null) return <Line icon={<IconPhoneOutgoing size={14} stroke={1.7} aria-hidden="true" />} words={[t('fax.calling'), ...calls]} />;
  return (
    <div className="faxProgress" role="status">
      <span><IconPrinter size={14} stroke={1.7} aria-hidden="true" />{[t('fax.sending', { page, count: pages }), ...speed, ...calls].join(' · ')}</span>
      <progress max={pages} value={confirmed} aria-label={t('fax.arrived', { count: confirmed, of: pages })} />
    </div>
  );
}

const wordOf = (why: string | null): string => (has(`fax.why.${why}`) ? t(`fax.why.${why}` as 'fax.why.BUSY') : t('fax.why.CALL_FAILED'));

function Line({ icon, words }: { icon: React.ReactNode; words: readonly string[] }) {
  return <div className="faxProgress" role="status"><span>{icon}{words.join(' · ')}</span></div>;
}
