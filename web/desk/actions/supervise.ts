import { IconArrowBackUp, IconChecks, IconHourglass, IconUserQuestion, IconUserShare } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { END_WRAP_UP, REQUEUE } from '../state/mutations.ts';
import { nameOf } from '../parts.tsx';
import { askWhy, ui } from '../state/ui.ts';
import { perform } from './perform.ts';
import { action, type Action, type ActionState, supervises } from './types.ts';

const openedIn = (...states: string[]) => ({ opened }: ActionState): boolean => opened !== null && states.includes(opened.state);

/** What supervisors do to the work they have opened, whoever has it in hand. */
export const superviseActions: readonly Action[] = [
  action('action.assign', {
    group: 'supervise', key: 'alt+shift+a', icon: IconUserShare, ...supervises,
    can: openedIn('queued', 'offered', 'active', 'parked'),
    run: () => ui.set({ dialog: 'assign' }),
  }),
  action('action.requeue', {
    group: 'supervise', key: 'alt+shift+r', icon: IconArrowBackUp, ...supervises,
    can: openedIn('active', 'parked', 'selfService'),
    run: async ({ opened }) => void (opened && (await perform(act(REQUEUE, { interaction: opened.id })))),
  }),
  action('action.endWrapUp', {
    group: 'supervise', key: 'alt+shift+e', icon: IconChecks, ...supervises,
    can: openedIn('wrapUp'),
    run: async ({ opened }) => void (opened && (await perform(act(END_WRAP_UP, { interaction: opened.id })))),
  }),
  action('action.whyWaiting', {
    group: 'supervise', key: 'alt+shift+w', icon: IconHourglass, ...supervises,
    can: openedIn('queued'),
    run: ({ opened }) => void (opened && askWhy({ kind: 'waiting', interaction: opened.id, name: nameOf(opened), toAgent: false })),
  }),
  action('action.whyIdle', {
    group: 'supervise', key: 'alt+shift+i', icon: IconUserQuestion, ...supervises,
    can: () => true,
    run: () => askWhy({ kind: 'idle', agent: null }),
  }),
];
