import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { act } from '../../shared/act.ts';
import { client } from '../../shared/client.ts';
import { perform } from '../actions/perform.ts';
import { type Queue, WAITING } from '../state/documents.ts';
import { PICK } from '../state/mutations.ts';
import { span, useNow } from '../state/time.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';

async function pickFrom(queue: string): Promise<void> {
  const { data } = await client.query(WAITING, { queue }, { requestPolicy: 'network-only' }).toPromise();
  const next = data?.interactions.nodes[0]?.id;
  if (!next) return void notifications.show({ message: t('toast.nobodyWaiting') });
  if (await perform(act(PICK, { interaction: next }))) select(next);
}

export function QueueLine({ queue }: { queue: Queue }) {
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
      {queue.waiting > 0 && <Button size="compact-xs" variant="default" aria-label={t('queue.pickFrom', { name: queue.name })} onClick={() => void pickFrom(queue.id)}>{t('queue.pick')}</Button>}
    </li>
  );
}
