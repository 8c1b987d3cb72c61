import { notifications } from '@mantine/notifications';
import { client, link } from '../../shared/client.ts';
import { faultOf } from '../../shared/refusals.ts';
import { learnServerTime } from '../../shared/session.ts';
import { createStore } from '../../shared/store.ts';
import { t } from '../words/index.ts';
import { CONTEXT, DESK, type Interaction, ONE } from './documents.ts';
import { type Desk, EMPTY, fold, missedBetween } from './fold.ts';

export const desk = createStore<Desk>(EMPTY);
/** Why there is no desk: whoever signed in may not handle interactions, say. */
export const deskFault = createStore<{ message: string | null }>({ message: null });

/** Work that is read without being on this desk: from the wall, a search, the history. */
export const opened = createStore<{ one: Interaction | null }>({ one: null });

/** Holding this subscription open is being connected. */
export function openDesk(): () => void {
  let reopened = link.get().reopened;
  const running = client.subscription(DESK, {}).subscribe(({ data, error }) => {
    if (error && !desk.get().ready) deskFault.set({ message: faultOf(error) });
    if (!data) return;
    deskFault.set({ message: null });
    learnServerTime(data.desk.now);
    const before = desk.get();
    const after = fold(before, data.desk);
    desk.set(() => after);
    const times = link.get().reopened;
    if (!data.desk.snapshot || times === reopened || !before.ready) return;
    reopened = times;
    const count = missedBetween(before, after);
    notifications.show({
      message: count === 0 ? t('link.caughtUpNone') : t(count === 1 ? 'link.caughtUpOne' : 'link.caughtUp', { count }), autoClose: 4_000, withBorder: true,
    });
  });
  return () => {
    running.unsubscribe();
    desk.set(() => EMPTY);
  };
}

/** An interaction by id: work in hand, what a live offer is about, or what could be picked. */
export const findOnDesk = (state: Desk, id: string | null): Interaction | null =>
  id === null ? null : (state.interactions[id] ?? state.offers.find((offer) => offer.interaction.id === id)?.interaction ?? state.picks.find((one) => one.id === id) ?? null);

/** Reads one interaction afresh, and its customer: something about them was changed of which the desk is not told. */
export async function readAgain(id: string): Promise<void> {
  const { data } = await client.query(ONE, { id }, { requestPolicy: 'network-only' }).toPromise();
  const one = data?.interaction;
  if (!one) return;
  desk.set((now) => (now.interactions[id] ? { ...now, interactions: { ...now.interactions, [id]: one } } : now));
  await client.query(CONTEXT, { id: one.customer.id, first: 20 }, { requestPolicy: 'network-only' }).toPromise();
}
