import { IconArrowBackUp, IconArrowMerge, IconArrowsSplit2, IconListCheck, IconMailForward, IconMailPlus, IconUsersGroup } from '@tabler/icons-react';
import { openFirst, ui } from '../state/ui.ts';
import { bulkable } from '../roster/bulk.ts';
import { splitFrom } from './threads.tsx';
import { lastChange, undoChange } from './undo.tsx';
import { action, type Action, type ActionState } from './types.ts';

/** The work area puts in here the last mail that could be split off. */
export const thread: { lastMail: string | null } = { lastMail: null };

const isMail = ({ opened }: ActionState): boolean => opened?.channel === 'email';
const myMail = (s: ActionState): boolean => isMail(s) && s.opened?.owner?.id === s.desk.me?.id && s.opened?.state !== 'closed';

export const mailActions: readonly Action[] = [
  action('action.newMessage', {
    group: 'write', key: 'alt+z', icon: IconMailPlus,
    can: ({ desk }) => desk.ready,
    run: () => openFirst({ customer: null, text: '' }),
  }),
  action('action.splitMail', {
    group: 'work', key: 'alt+shift+p', icon: IconArrowsSplit2,
    can: (s) => myMail(s) && thread.lastMail !== null,
    run: async () => void (thread.lastMail && (await splitFrom(thread.lastMail))),
  }),
  action('action.mergeMail', { group: 'work', key: 'alt+shift+g', icon: IconArrowMerge, can: myMail, run: () => ui.set({ dialog: 'mergeMail' }) }),
  action('action.moveMail', { group: 'work', key: 'alt+shift+v', icon: IconMailForward, can: myMail, run: () => ui.set({ dialog: 'moveMail' }) }),
  action('action.undoMail', { group: 'work', key: 'alt+shift+z', icon: IconArrowBackUp, can: () => lastChange.get().change !== null, run: undoChange }),
  action('action.mergeCustomer', { group: 'work', key: 'alt+shift+u', icon: IconUsersGroup, can: ({ opened }) => opened !== null, run: () => ui.set({ dialog: 'mergeCustomer' }) }),
  action('action.bulk', {
    group: 'work', key: 'alt+shift+b', icon: IconListCheck,
    can: ({ desk }) => bulkable(desk).length > 0,
    run: ({ ui: at }) => ui.set({ bulk: at.bulk === null ? [] : null, page: 'desk', step: 'roster' }),
  }),
];
