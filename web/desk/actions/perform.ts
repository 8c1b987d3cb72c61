import { notifications } from '@mantine/notifications';
import type { Acted } from '../../shared/act.ts';
import { t } from '../words/index.ts';

/** Tells of a refusal in the hub's own sentence; true when it was done. */
export async function perform(doing: Promise<Acted<unknown>>): Promise<boolean> {
  const done = await doing;
  if (!done.ok) notifications.show({ id: done.refusal.message, color: 'red', title: t('toast.refused'), message: done.refusal.message });
  return done.ok;
}
