import { IconPlayerPauseFilled, IconPlayerRecordFilled } from '@tabler/icons-react';
import type { Interaction } from '../state/documents.ts';
import { t } from '../words/index.ts';
import { openRecordingOf, recordingState } from './recording.ts';

/** Whether the call is being recorded just now. */
export function RecordingState({ one }: { one: Interaction }) {
  const open = openRecordingOf(one);
  if (!open) return null;
  const state = recordingState(open, one.held);
  const Icon = open.heard === 'recording' ? IconPlayerRecordFilled : IconPlayerPauseFilled;
  return <span className="recordingState" data-state={state} role="status"><Icon size={14} aria-hidden="true" />{t(`recording.${state}`)}</span>;
}
