/** Several mails and texts of one's own closed or handed on in one go, one after the other by the same ways as one alone. */
import { act } from '../../shared/act.ts';
import { sortWork } from '../state/due.ts';
import type { Interaction } from '../state/documents.ts';
import type { Desk } from '../state/fold.ts';
import { CLOSE, FINISH, TRANSFER_QUEUE } from '../state/mutations.ts';

/** What may be chosen: where nobody waits at the other end of a line. */
export function bulkable(desk: Desk): readonly Interaction[] {
  const { mine, parked } = sortWork(Object.values(desk.interactions));
  return [...mine, ...parked].filter((one) => isBulky(one) && one.owner?.id === desk.me?.id);
}
export const isBulky = (one: Interaction): boolean => (one.channel === 'email' || one.channel === 'sms' || one.channel === 'wechat') && !one.callback;

export interface Summary {
  readonly done: number;
  /** In the hub's own sentences, each once. */
  readonly refused: readonly string[];
  readonly failed: number;
}
type Step = (one: Interaction) => Promise<string | null>;

async function each(all: readonly Interaction[], step: Step): Promise<Summary> {
  const said: string[] = [];
  for (const one of all) {
    const refused = await step(one);
    if (refused !== null) said.push(refused);
  }
  return { done: all.length - said.length, failed: said.length, refused: [...new Set(said)] };
}

export const closeAll = (all: readonly Interaction[]): Promise<Summary> =>
  each(all, async (one) => {
    let wrapping = one.state === 'wrapUp';
    if (!wrapping) {
      const ended = await act(FINISH, { interaction: one.id });
      if (!ended.ok) return ended.refusal.message;
      wrapping = ended.value.state === 'wrapUp';
    }
    const closed = wrapping ? await act(CLOSE, { interaction: one.id, disposition: null, note: null }) : null;
    return closed === null || closed.ok ? null : closed.refusal.message;
  });

export const transferAll = (all: readonly Interaction[], queue: string): Promise<Summary> =>
  each(all, async (one) => {
    const done = await act(TRANSFER_QUEUE, { interaction: one.id, queue, note: null });
    return done.ok ? null : done.refusal.message;
  });
