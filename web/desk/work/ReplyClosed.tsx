import { Button } from '@mantine/core';
import { IconClockHour4, IconHandStop, IconHourglassEmpty } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { serverNow } from '../../shared/session.ts';
import { nameOf } from '../parts.tsx';
import type { Interaction } from '../state/documents.ts';
import { useNow } from '../state/time.ts';
import { openFirst } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { heldOf, type Upload } from './uploads.ts';

/** Why nothing can be written to the customer here now; null = it can. */
export function useClosed({ doNotContact, replyUntil }: Interaction): 'doNotContact' | 'window' | null {
  const until = replyUntil === null ? null : Date.parse(replyUntil);
  const [, again] = useState(0);
  const left = until === null ? 0 : until - serverNow();
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => again((count) => count + 1), Math.min(left + 50, 2_000_000_000));
    return () => clearTimeout(timer);
  }, [left]);
  if (doNotContact) return 'doNotContact';
  return until !== null && left <= 0 ? 'window' : null;
}

/** In the place of the field: why, and what to do instead. */
export function ReplyClosed({ one, why, text, files }: { one: Interaction; why: 'doNotContact' | 'window'; text: string; files: readonly Upload[] }) {
  const Icon = why === 'window' ? IconHourglassEmpty : IconHandStop;
  return (
    <div className="replyClosed" role="status">
      <Icon size={20} stroke={1.6} aria-hidden="true" />
      <p>{t(`closed.${why}`)}</p>
      <Button size="compact-md" variant="default" onClick={() => openFirst({ customer: { id: one.customer.id, name: nameOf(one) }, text, files: heldOf(files), notBy: one.entryPoint.id })}>{t('closed.elsewhere')}</Button>
    </div>
  );
}

const HOUR = 3_600_000;
/** How long the channel still lets us answer. */
export function ReplyWindow({ until }: { until: string }) {
  const left = Date.parse(until) - useNow();
  if (left <= 0) return null;
  const minutes = Math.floor(left / 60_000);
  const time = minutes < 10 ? t('time.minutesSeconds', { minutes, seconds: Math.floor(left / 1000) % 60 }) : t('time.hoursMinutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return <span className="replyWindow tnum" data-soon={left < HOUR || undefined}><IconClockHour4 size={13} stroke={1.8} aria-hidden="true" />{t('window.left', { time })}</span>;
}
