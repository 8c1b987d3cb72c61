import {
  IconArrowDown, IconArrowUp, IconAt, IconBell, IconCommand, IconHelp, IconHistory, IconInbox, IconKeyboard, IconLanguage, IconLayoutDashboard,
  IconNotes, IconSearch, IconSettings, IconSunMoon, IconUser, IconVolume,
} from '@tabler/icons-react';
import { switchLanguage } from '../../shared/language.ts';
import { askAlerts, setSound } from '../state/alerts.ts';
import { neighbour, sortWork } from '../state/due.ts';
import { go, select, ui, wantKeyboard, type ContextTab } from '../state/ui.ts';
import { perform } from './perform.ts';
import { action, type Action, type ActionState, supervises } from './types.ts';

/** Mantine owns the colour scheme; App.tsx puts its toggle in here. */
export const scheme: { toggle: () => void } = { toggle: () => undefined };

const step = (by: 1 | -1) => ({ desk, ui: at }: ActionState): void => {
  const { mine, parked } = sortWork(Object.values(desk.interactions));
  const ids = [...desk.offers.map((offer) => offer.interaction), ...mine, ...parked].map((one) => one.id);
  const id = neighbour(ids, at.selected, by);
  if (!id) return;
  select(id);
  wantKeyboard();
};
/** To the tab, with the keyboard in it. */
const tab = (name: ContextTab) => (): void => {
  ui.set({ tab: name, step: 'context' });
  requestAnimationFrame(() => document.getElementById(`tab-${name}`)?.focus());
};
const some = ({ opened }: ActionState): boolean => opened !== null;
const always = (): boolean => true;

export const navigateActions: readonly Action[] = [
  action('action.next', { group: 'navigate', key: 'alt+j', icon: IconArrowDown, can: ({ desk }) => desk.ready, run: step(1) }),
  action('action.previous', { group: 'navigate', key: 'alt+k', icon: IconArrowUp, can: ({ desk }) => desk.ready, run: step(-1) }),
  action('action.desk', { group: 'navigate', key: 'alt+1', icon: IconInbox, can: ({ ui: at }) => at.page !== 'desk', run: () => go('desk') }),
  action('action.wall', { group: 'navigate', key: 'alt+2', icon: IconLayoutDashboard, ...supervises, can: ({ ui: at }) => at.page !== 'wall', run: () => go('wall') }),
  action('action.search', { group: 'navigate', key: 'alt+f', icon: IconSearch, can: ({ ui: at }) => at.page !== 'search', run: () => go('search') }),
  action('action.customer', { group: 'navigate', key: 'alt+c', icon: IconUser, can: some, run: tab('customer') }),
  action('action.history', { group: 'navigate', key: 'alt+h', icon: IconHistory, can: some, run: tab('history') }),
  action('action.why', { group: 'navigate', key: 'alt+w', icon: IconHelp, can: some, run: tab('why') }),
  action('action.notes', { group: 'navigate', key: 'alt+o', icon: IconNotes, can: some, run: tab('notes') }),
  action('action.mentions', { group: 'navigate', key: 'alt+shift+m', icon: IconAt, can: ({ desk }) => desk.mentions.length > 0, run: () => ui.set({ mentionsOpen: true }) }),
  action('action.admin', { group: 'navigate', key: 'alt+3', icon: IconSettings, theirs: ({ viewer }) => viewer?.roles.includes('admin') ?? false, can: always, run: () => location.assign('/admin/') }),
  action('action.palette', { group: 'view', key: 'mod+k', icon: IconCommand, can: always, run: () => ui.set({ dialog: 'palette' }) }),
  action('action.help', { group: 'view', key: '?', icon: IconKeyboard, can: always, run: () => ui.set({ dialog: 'help' }) }),
  action('action.theme', { group: 'view', key: 'alt+shift+d', icon: IconSunMoon, can: always, run: () => scheme.toggle() }),
  action('action.language', { group: 'view', key: 'alt+shift+l', icon: IconLanguage, can: always, run: async () => void (await perform(switchLanguage())) }),
  action('action.sound', { group: 'view', key: 'alt+shift+s', icon: IconVolume, can: always, run: ({ ui: at }) => setSound(at.sound !== 'on') }),
  action('action.alerts', { group: 'view', key: 'alt+shift+n', icon: IconBell, can: () => 'Notification' in window && Notification.permission === 'default', run: askAlerts }),
];
