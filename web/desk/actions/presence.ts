import { IconCircleCheck, IconCircleMinus, IconCircleX, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { signOut } from '../../shared/session.ts';
import { SET_PRESENCE } from '../state/mutations.ts';
import { ui } from '../state/ui.ts';
import { perform } from './perform.ts';
import { action, type Action } from './types.ts';

export type Settable = 'ready' | 'notReady' | 'offline';
export const setPresence = (presence: Settable, reason: string | null = null, next = false): Promise<boolean> =>
  perform(act(SET_PRESENCE, { presence, reason, next }));

export const presenceActions: readonly Action[] = [
  action('action.ready', {
    group: 'presence', key: 'alt+r', icon: IconCircleCheck,
    can: ({ desk }) => desk.me !== null && (desk.me.presence !== 'ready' || desk.me.next !== null),
    run: async () => void (await setPresence('ready')),
  }),
  action('action.notReady', {
    group: 'presence', key: 'alt+n', icon: IconCircleMinus,
    can: ({ desk }) => desk.me !== null && desk.me.presence !== 'notReady',
    run: async ({ viewer }) => void (await setPresence('notReady', viewer?.tenant.presenceReasons[0]?.code ?? null)),
  }),
  action('action.offline', {
    group: 'presence', key: 'alt+q', icon: IconCircleX,
    can: ({ desk }) => desk.me !== null && desk.me.presence !== 'offline',
    run: async () => void (await setPresence('offline')),
  }),
  action('action.presenceMenu', {
    group: 'presence', key: 'alt+s', icon: IconUserCircle,
    can: ({ desk }) => desk.me !== null,
    run: () => ui.set({ presenceOpen: true }),
  }),
  action('action.signOut', { group: 'presence', key: 'alt+shift+q', icon: IconLogout, can: ({ viewer }) => viewer !== null, run: signOut }),
];
