import { notifications } from '@mantine/notifications';
import { act } from '../../shared/act.ts';
import { desk } from '../state/desk.ts';
import type { Queue } from '../state/documents.ts';
import type { Desk } from '../state/fold.ts';
import { PICK } from '../state/mutations.ts';
import { select, wantKeyboard } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { perform } from './perform.ts';

/** Takes this one; who comes too late is told by whom it was taken. */
export async function pick(interaction: string): Promise<void> {
  if (!(await perform(act(PICK, { interaction })))) return;
  select(interaction);
  wantKeyboard();
}

/** Takes the next of a queue: the first that is there for me to pick, else the one who has waited longest. */
export async function pickFrom(queue: Queue): Promise<void> {
  const next = desk.get().picks.find((one) => one.queue?.id === queue.id)?.id ?? queue.longestWaiting;
  if (!next) return void notifications.show({ message: t('toast.nobodyWaiting') });
  await pick(next);
}

/** Takes what is selected if it is there to be picked, else the first that is, else who has waited longest in all the queues. */
export async function pickNext({ picks, queues }: Desk, selected: string | null): Promise<void> {
  const [first] = picks;
  const one = picks.find(({ id }) => id === selected) ?? first;
  if (one) return pick(one.id);
  const [longest] = queues.filter((queue) => queue.longestWaiting).sort((a, b) => (a.oldestWaitSince ?? '9').localeCompare(b.oldestWaitSince ?? '9'));
  if (longest) await pickFrom(longest);
}
