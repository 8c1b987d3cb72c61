import { IconAlarmSnooze, IconArrowsRightLeft, IconBan, IconBolt, IconCheck, IconClockPlus, IconHandGrab, IconMessageReply, IconNote, IconPaperclip, IconPhoneOff, IconPhonePause, IconPlayerPlay, IconSend, IconX } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { ACCEPT, CALLBACK_MISSED, EXTEND, FINISH, UNPARK } from '../state/mutations.ts';
import { select, ui, wantKeyboard } from '../state/ui.ts';
import type { MailDraft } from '../work/mailDraft.ts';
import type { Held } from '../work/uploads.ts';
import { perform } from './perform.ts';
import { pickNext } from './pick.ts';
import { action, type Action, type ActionState } from './types.ts';

const isMine = ({ desk, selected }: ActionState): boolean => selected !== null && selected.owner?.id === desk.me?.id && selected.ownerKind === 'agent';
const mineIn = (...states: string[]) => (s: ActionState): boolean => isMine(s) && states.includes(s.selected?.state ?? '');

/** A message of ours that is to be written again. */
export interface Again { readonly text: string; readonly files: readonly Held[]; readonly mail: MailDraft | null }
/** The composer puts what it can do in here while it is on the page. */
export const composer: { send: (() => void) | null; canned: (() => void) | null; attach: (() => void) | null; again: ((sent: Again) => void) | null } = { send: null, canned: null, attach: null, again: null };

const write = (mode: 'reply' | 'note'): void => {
  ui.set({ mode, step: 'work' });
  wantKeyboard('composer');
};

/** The agent has called and says why it came to nothing. */
const reachedNobody = (name: 'action.noAnswer' | 'action.lineBusy', key: string, icon: Action['icon'], reason: 'noAnswer' | 'busy'): Action =>
  action(name, {
    group: 'work', key, icon,
    can: (s) => mineIn('active')(s) && s.selected?.callback != null,
    run: async ({ selected }) => void (selected && (await perform(act(CALLBACK_MISSED, { interaction: selected.id, reason })))),
  });

export const workActions: readonly Action[] = [
  action('action.accept', {
    group: 'offer', key: 'alt+a', icon: IconCheck,
    can: ({ offer }) => offer !== null,
    async run({ offer }) {
      if (!offer) return;
      if (!(await perform(act(ACCEPT, { offer: offer.id })))) return;
      select(offer.interaction.id);
      wantKeyboard();
    },
  }),
  action('action.decline', {
    group: 'offer', key: 'alt+d', icon: IconX,
    can: ({ offer }) => offer !== null,
    run: () => ui.set({ dialog: 'decline' }),
  }),
  action('action.pick', {
    group: 'offer', key: 'alt+g', icon: IconHandGrab,
    can: ({ desk }) => desk.picks.length > 0 || desk.queues.some((queue) => queue.longestWaiting !== null),
    run: ({ desk, selected }) => pickNext(desk, selected?.id ?? null),
  }),
  action('action.reply', {
    group: 'write', key: 'alt+l', icon: IconMessageReply,
    can: mineIn('active'),
    run: () => write('reply'),
  }),
  action('action.note', {
    group: 'write', key: 'alt+p', icon: IconNote,
    // Wherever a note can be written: also in what is only read, not while it rings here or is being wrapped up.
    can: ({ desk, opened }) => opened !== null && opened.state !== 'wrapUp' && !desk.offers.some((offer) => offer.interaction.id === opened.id),
    run: () => write('note'),
  }),
  action('action.send', {
    group: 'write', key: 'mod+enter', icon: IconSend,
    can: () => composer.send !== null,
    run: () => composer.send?.(),
  }),
  action('action.canned', {
    group: 'write', key: 'alt+i', icon: IconBolt,
    can: (s) => mineIn('active')(s) && composer.canned !== null,
    run: () => composer.canned?.(),
  }),
  action('action.attach', {
    group: 'write', key: 'alt+v', icon: IconPaperclip,
    can: (s) => mineIn('active')(s) && composer.attach !== null,
    run: () => composer.attach?.(),
  }),
  action('action.park', {
    group: 'work', key: 'alt+m', icon: IconAlarmSnooze,
    can: mineIn('active'),
    run: () => ui.set({ dialog: 'park' }),
  }),
  action('action.resume', {
    group: 'work', key: 'alt+u', icon: IconPlayerPlay,
    can: mineIn('parked'),
    async run({ selected }) {
      if (!selected || !(await perform(act(UNPARK, { interaction: selected.id })))) return;
      ui.set({ mode: 'reply' });
      wantKeyboard();
    },
  }),
  action('action.transfer', {
    group: 'work', key: 'alt+t', icon: IconArrowsRightLeft,
    can: mineIn('active', 'parked'),
    run: () => ui.set({ dialog: 'transfer' }),
  }),
  reachedNobody('action.noAnswer', 'alt+y', IconPhoneOff, 'noAnswer'),
  reachedNobody('action.lineBusy', 'alt+b', IconPhonePause, 'busy'),
  action('action.finish', {
    group: 'work', key: 'alt+e', icon: IconCheck,
    can: mineIn('active', 'parked', 'wrapUp'),
    async run({ selected }) {
      if (!selected) return;
      // In wrap-up the same key goes to the form that ends it.
      if (selected.state !== 'wrapUp' && !(await perform(act(FINISH, { interaction: selected.id })))) return;
      ui.set({ step: 'work' });
      wantKeyboard('wrapUp');
    },
  }),
  action('action.extend', {
    group: 'work', key: 'alt+x', icon: IconClockPlus,
    can: mineIn('wrapUp'),
    run: async ({ selected }) => void (selected && (await perform(act(EXTEND, { interaction: selected.id, seconds: 60 })))),
  }),
  action('action.spam', {
    group: 'work', key: 'alt+shift+x', icon: IconBan,
    can: mineIn('active', 'parked', 'wrapUp'),
    run: () => ui.set({ dialog: 'spam' }),
  }),
];
