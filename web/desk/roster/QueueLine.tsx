import { Button } from '@mantine/core';
import { pickFrom } from '../actions/pick.ts';
import type { Queue } from '../state/documents.ts';
import { span, useNow } from '../state/time.ts';
import { t } from '../words/index.ts';

/** `listed`: its work stands in a list of its own, to be picked there. */
export function QueueLine({ queue, listed }: { queue: Queue; listed: boolean }) {
  const now = useNow();
  const oldest = queue.oldestWaitSince ? now - Date.parse(queue.oldestWaitSince) : null;
  const late = oldest !== null && oldest > queue.targetSeconds * 1000;
  return (
    <li className="queueLine">
      <span className="queueName">{queue.name}</span>
      <span className="queueFacts tnum">
        {queue.waiting > 0 ? t('queue.waiting', { count: queue.waiting }) : t('queue.none')}
        {oldest !== null && <> · <span data-late={late || undefined}>{t('queue.oldest', { time: span(oldest) })}</span></>}
      </span>
      {queue.longestWaiting !== null && !listed && <Button size="compact-xs" variant="default" aria-label={t('queue.pickFrom', { name: queue.name })} onClick={() => void pickFrom(queue)}>{t('queue.pick')}</Button>}
    </li>
  );
}
