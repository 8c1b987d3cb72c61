import { IconDialpad, IconMessageCircleQuestion, IconMicrophoneOff, IconPhoneOff, IconPhoneOutgoing, IconPhonePause, IconPlayerPause, IconPlayerRecord, IconPlayerStop } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { canDial, click, isDialling, isOnTelephone } from '../phone/dial.ts';
import { asideOf } from '../phone/parties.ts';
import { mute, phone } from '../phone/phone.ts';
import { CALLBACK_MISSED, FINISH, HOLD, PAUSE_RECORDING, RECORD, RESUME_RECORDING, STOP_RECORDING } from '../state/mutations.ts';
import { openRecordingOf } from '../phone/recording.ts';
import { ui, wantKeyboard } from '../state/ui.ts';
import { perform } from './perform.ts';
import { action, type Action, type ActionState } from './types.ts';

/** A call that we talk on, or hold. */
const isCall = ({ desk, selected }: ActionState): boolean =>
  selected !== null && isOnTelephone(selected) && selected.ownerKind === 'agent' && selected.owner?.id === desk.me?.id;

export const callActions: readonly Action[] = [
  action('action.mute', {
    group: 'work', key: 'alt+shift+k', icon: IconMicrophoneOff,
    can: (s) => isCall(s) && phone.get().calls[s.selected?.id ?? '']?.state === 'talking',
    run: ({ selected }) => void (selected && mute(selected.id, !phone.get().calls[selected.id]?.muted)),
  }),
  action('action.hold', {
    group: 'work', key: 'alt+shift+h', icon: IconPhonePause,
    can: (s) => isCall(s) && s.selected !== null && !isDialling(s.selected),
    run: async ({ selected }) => void (selected && (await perform(act(HOLD, { interaction: selected.id, on: !selected.held })))),
  }),
  action('action.consult', {
    group: 'work', key: 'alt+shift+c', icon: IconMessageCircleQuestion,
    can: (s) => isCall(s) && s.selected !== null && asideOf(s.selected) === null,
    run: () => ui.set({ dialog: 'consult' }),
  }),
  action('action.record', {
    group: 'work', key: 'alt+4', icon: IconPlayerRecord,
    can: (s) => isCall(s) && s.selected?.recordRule === 'onDemand' && openRecordingOf(s.selected) === null,
    run: async ({ selected }) => void (selected && (await perform(act(RECORD, { interaction: selected.id })))),
  }),
  action('action.pauseRecording', {
    group: 'work', key: 'alt+shift+j', icon: IconPlayerPause,
    can: (s) => isCall(s) && openRecordingOf(s.selected)?.state === 'recording',
    run: async ({ selected }) => void (selected && (await perform(act(PAUSE_RECORDING, { interaction: selected.id })))),
  }),
  action('action.resumeRecording', {
    group: 'work', key: 'alt+5', icon: IconPlayerRecord,
    can: (s) => isCall(s) && openRecordingOf(s.selected)?.state === 'paused',
    run: async ({ selected }) => void (selected && (await perform(act(RESUME_RECORDING, { interaction: selected.id })))),
  }),
  action('action.stopRecording', {
    group: 'work', key: 'alt+shift+y', icon: IconPlayerStop,
    can: (s) => isCall(s) && s.selected?.recordRule === 'onDemand' && openRecordingOf(s.selected) !== null,
    run: async ({ selected }) => void (selected && (await perform(act(STOP_RECORDING, { interaction: selected.id })))),
  }),
  action('action.hangUp', {
    group: 'work', key: 'alt+shift+f', icon: IconPhoneOff,
    can: isCall,
    async run({ selected }) {
      if (!selected) return;
      // Nobody has answered yet: a callback comes again, another call is given up.
      const given = !isDialling(selected) ? act(FINISH, { interaction: selected.id }) : selected.callback ? act(CALLBACK_MISSED, { interaction: selected.id, reason: 'noAnswer' }) : act(FINISH, { interaction: selected.id, outcome: 'cancelled' });
      if (!(await perform(given))) return;
      ui.set({ step: 'work' });
      wantKeyboard('wrapUp');
    },
  }),
  action('action.dial', {
    group: 'work', key: 'alt+shift+o', icon: IconDialpad,
    can: ({ desk }) => desk.me !== null && canDial.get().on,
    run: () => ui.set({ dialog: 'dial' }),
  }),
  action('action.callAgain', {
    group: 'work', key: 'alt+shift+t', icon: IconPhoneOutgoing,
    can: ({ opened }) => opened !== null && opened.callback === null && opened.dial !== null && (opened.state === 'wrapUp' || opened.state === 'closed'),
    run: ({ opened }) => void (opened?.dial && click({ number: opened.dial.number, customer: opened.customer.id, entryPoint: opened.entryPoint.id })),
  }),
];
