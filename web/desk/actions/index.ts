import { session } from '../../shared/session.ts';
import { desk, findOnDesk, opened } from '../state/desk.ts';
import { ui } from '../state/ui.ts';
import { callActions } from './call.ts';
import { mailActions } from './mail.ts';
import { navigateActions } from './navigate.ts';
import { presenceActions } from './presence.ts';
import { superviseActions } from './supervise.ts';
import { type Action, type ActionState, GROUPS } from './types.ts';
import { workActions } from './work.ts';

export { type Action, type ActionState, GROUPS };
/** Everything that can be done on the desk, in the order of the palette and the keyboard sheet. */
export const ACTIONS: readonly Action[] = [...workActions, ...callActions, ...mailActions, ...presenceActions, ...superviseActions, ...navigateActions];

export function readState(): ActionState {
  const now = desk.get();
  const at = ui.get();
  const offer = now.offers.find((one) => one.interaction.id === at.selected) ?? now.offers[0] ?? null;
  const selected = findOnDesk(now, at.selected);
  const other = opened.get().one;
  return { desk: now, ui: at, viewer: session.get().viewer, selected, opened: selected ?? (other?.id === at.selected ? other : null), offer };
}

/** Whether it is theirs to do, and can be done now. */
export const canDo = (one: Action, state: ActionState): boolean => isTheirs(one, state) && one.can(state);
export const isTheirs = (one: Action, state: ActionState): boolean => one.theirs?.(state) ?? true;

export function runAction(name: string): void {
  const state = readState();
  const found = ACTIONS.find((one) => one.name === name);
  if (found && canDo(found, state)) void found.run(state);
}
