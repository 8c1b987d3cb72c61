import { notifications } from '@mantine/notifications';
import { act } from '../../shared/act.ts';
import type { Queue } from '../state/documents.ts';
import { PICK } from '../state/mutations.ts';
import { select, wantKeyboard } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { perform } from './perform.ts';

/** Takes the one who has waited longest in a queue. */
export async function pickFrom(queue: Queue): Promise<void> {
  const next = queue.longestWaiting;
  if (!next) return void notifications.show({ message: t('toast.nobodyWaiting') });
  if (!(await perform(act(PICK, { interaction: next })))) return;
  select(next);
  wantKeyboard();
}

/** Takes the one who has waited longest in all the queues. */
export async function pickLongest(queues: readonly Queue[]): Promise<void> {
  const [longest] = queues.filter((queue) => queue.longestWaiting).sort((a, b) => (a.oldestWaitSince ?? '9').localeCompare(b.oldestWaitSince ?? '9'));
  if (longest) await pickFrom(longest);
}
