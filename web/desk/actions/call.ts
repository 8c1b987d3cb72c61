import { IconMicrophoneOff, IconPhoneOff, IconPhonePause, IconPlayerPause, IconPlayerRecord, IconPlayerStop } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { mute, phone } from '../phone/phone.ts';
import { FINISH, HOLD, PAUSE_RECORDING, RECORD, RESUME_RECORDING, STOP_RECORDING } from '../state/mutations.ts';
import { openRecordingOf } from '../phone/recording.ts';
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
  action('action.record', {
    group: 'work', key: 'alt+shift+c', icon: IconPlayerRecord,
    can: (s) => isCall(s) && s.selected?.recordRule === 'onDemand' && openRecordingOf(s.selected) === null,
    run: async ({ selected }) => void (selected && (await perform(act(RECORD, { interaction: selected.id })))),
  }),
  action('action.pauseRecording', {
    group: 'work', key: 'alt+shift+j', icon: IconPlayerPause,
    can: (s) => isCall(s) && openRecordingOf(s.selected)?.state === 'recording',
    run: async ({ selected }) => void (selected && (await perform(act(PAUSE_RECORDING, { interaction: selected.id })))),
  }),
  action('action.resumeRecording', {
    group: 'work', key: 'alt+shift+o', icon: IconPlayerRecord,
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
      if (!selected || !(await perform(act(FINISH, { interaction: selected.id })))) return;
      ui.set({ step: 'work' });
      wantKeyboard('wrapUp');
    },
  }),
];
