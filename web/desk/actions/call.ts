import { IconMessageCircleQuestion, IconMicrophoneOff, IconPhoneOff, IconPhonePause } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { asideOf } from '../phone/parties.ts';
import { mute, phone } from '../phone/phone.ts';
import { FINISH, HOLD } from '../state/mutations.ts';
import { ui, wantKeyboard } from '../state/ui.ts';
import { perform } from './perform.ts';
import { action, type Action, type ActionState } from './types.ts';

/** A call that we talk on, or hold. */
const isCall = ({ desk, selected }: ActionState): boolean =>
  selected !== null && selected.channel === 'voice' && selected.state === 'active' && selected.ownerKind === 'agent' && selected.owner?.id === desk.me?.id && selected.callback == null && !selected.leftMessage;

export const callActions: readonly Action[] = [
  action('action.mute', {
    group: 'work', key: 'alt+shift+k', icon: IconMicrophoneOff,
    can: (s) => isCall(s) && phone.get().calls[s.selected?.id ?? '']?.state === 'talking',
    run: ({ selected }) => void (selected && mute(selected.id, !phone.get().calls[selected.id]?.muted)),
  }),
  action('action.hold', {
    group: 'work', key: 'alt+shift+h', icon: IconPhonePause,
    can: isCall,
    run: async ({ selected }) => void (selected && (await perform(act(HOLD, { interaction: selected.id, on: !selected.held })))),
  }),
  action('action.consult', {
    group: 'work', key: 'alt+shift+c', icon: IconMessageCircleQuestion,
    can: (s) => isCall(s) && s.selected !== null && asideOf(s.selected) === null,
    run: () => ui.set({ dialog: 'consult' }),
  }),
  action('action.hangUp', {
    group: 'work', key: 'alt+shift+f', icon: IconPhoneOff,
    can: isCall,
    async run({ selected }) {
      if (!selected || !(await perform(act(FINISH, { interaction: selected.id })))) return;
      ui.set({ step: 'work' });
      wantKeyboard('wrapUp');
    },
  }),
];
