import type { Interaction } from '../state/documents.ts';

type Open = Interaction['recordings'][number];

/** The recording that is wanted of a call now. */
export const openRecordingOf = (one: Interaction | null): Open | null => one?.recordings.find((r) => r.state === 'recording' || r.state === 'paused') ?? null;

/** What is said of it: what the telephone system does, and where that is not yet what is wanted, that it is on its way. */
export function recordingState(open: Open, held: boolean): 'recording' | 'paused' | 'beginning' | 'pausing' | 'resuming' {
  const wanted = open.state === 'paused' || held ? 'paused' : 'recording';
  if (open.heard === wanted) return wanted;
  if (open.heard === 'none') return wanted === 'paused' ? 'paused' : 'beginning';
  return wanted === 'paused' ? 'pausing' : 'resuming';
}
