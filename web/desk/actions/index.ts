import { session } from '../../shared/session.ts';
import { desk, findOnDesk } from '../state/desk.ts';
import { ui } from '../state/ui.ts';
import { navigateActions } from './navigate.ts';
import { presenceActions } from './presence.ts';
import type { Action, ActionState } from './types.ts';
import { workActions } from './work.ts';

export type { Action, ActionState };
/** Everything that can be done on the desk, in the order of the palette and the keyboard sheet. */
export const ACTIONS: readonly Action[] = [...workActions, ...presenceActions, ...navigateActions];

export function readState(): ActionState {
  const now = desk.get();
  const at = ui.get();
  const offer = now.offers.find((one) => one.interaction.id === at.selected) ?? now.offers[0] ?? null;
  return { desk: now, ui: at, viewer: session.get().viewer, selected: findOnDesk(now, at.selected), offer };
}

export function runAction(name: string): void {
  const state = readState();
  const found = ACTIONS.find((one) => one.name === name);
  if (found?.can(state)) void found.run(state);
}
