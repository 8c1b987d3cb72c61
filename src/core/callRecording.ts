/**
 * What of a call's recordings there is to do: what the rows want, held against what the switch says of each. Pure, and the same after
 * a restart: a recording that runs and nobody wants is stopped, one that is stored is collected, one that is wanted and is not there is begun.
 */
import type { CallOrder, RecordingThere } from './calls.ts';
import { recordingName } from './calls.ts';
import { SECOND, type Ms } from './time.ts';

/** When calls of an entry point are recorded: never, when their agent wants it, or all of them. */
export const RECORD_RULES = ['never', 'onDemand', 'always'] as const;
export type RecordRule = (typeof RECORD_RULES)[number];
/** Settings say it in a word; another word records nothing. */
export const recordRule = (value: unknown): RecordRule => RECORD_RULES.find((rule) => rule === value) ?? 'never';

/** `storing`: it is over and is being fetched from the switch. `refused`: the caller did not want it. */
export const RECORDING_STATES = ['recording', 'paused', 'storing', 'stored', 'failed', 'refused', 'deleted'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

/** What the switch was last known to do with it. */
export const HEARD_STATES = ['none', 'recording', 'paused'] as const;
export type HeardState = (typeof HEARD_STATES)[number];

/** A recording that is wanted, or not yet collected. */
export interface RecordingWork {
  readonly id: string;
  readonly state: 'recording' | 'paused' | 'storing';
  readonly heard: HeardState;
  readonly endedAt: Ms | null;
}

export interface RecordedCall {
  readonly interaction: string;
  readonly room: string;
  readonly rule: RecordRule;
  /** An agent has it in hand. */
  readonly talks: boolean;
  /** How many are in its room now. */
  readonly inRoom: number;
  readonly held: boolean;
  readonly refused: boolean;
  readonly failures: number;
  readonly recordings: readonly RecordingWork[];
}

export type RecordingStep =
  /** By the rule: a row is to be made. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'order'; readonly id: string; readonly order: CallOrder; readonly then: HeardState | null }
  /** The switch does this; the row does not say so yet. */
  | { readonly kind: 'heard'; readonly id: string; readonly heard: HeardState }
  | { readonly kind: 'end'; readonly id: string }
  | { readonly kind: 'collect'; readonly id: string }
  | { readonly kind: 'fail'; readonly id: string; readonly why: 'notThere' }
  /** It never began, and nobody wants it any more. */
  | { readonly kind: 'drop'; readonly id: string };

/** Between a recording's end and its being in the switch's store. */
const STORING_MS = 10 * SECOND;
/** A switch that cannot record is not asked for ever. */
const MOST_FAILURES = 3;

/** `there`: what the switch says of each of `recordings`; one that is missing in it could not be asked for and is left alone. */
export function planRecording(call: RecordedCall, there: ReadonlyMap<string, RecordingThere>, now: Ms): readonly RecordingStep[] {
  const steps = call.recordings.flatMap((one) => {
    const at = there.get(one.id);
    return at === undefined ? [] : planOne(call, one, at, now);
  });
  const isOpen = call.recordings.some((one) => one.state !== 'storing');
  const begins = call.rule === 'always' && call.talks && call.inRoom > 1 && !call.held && !call.refused && !isOpen && call.failures < MOST_FAILURES;
  return begins ? [...steps, { kind: 'begin' }] : steps;
}

function planOne(call: RecordedCall, one: RecordingWork, at: RecordingThere, now: Ms): readonly RecordingStep[] {
  const { id } = one;
  const recording = recordingName(id);
  const runs = at === 'recording' || at === 'paused';
  const known: RecordingStep[] = runs && one.heard !== at ? [{ kind: 'heard', id, heard: at }] : [];
  if (one.state === 'storing') {
    if (runs) return [{ kind: 'order', id, order: { kind: 'stopRecording', recording }, then: null }];
    if (at === 'stored') return [{ kind: 'collect', id }];
    return one.heard === 'none' ? [{ kind: 'drop', id }] : now - (one.endedAt ?? now) > STORING_MS ? [{ kind: 'fail', id, why: 'notThere' }] : [];
  }
  const wanted = call.talks && call.inRoom > 0 && !call.refused;
  if (runs) {
    if (!wanted) return [...known, { kind: 'order', id, order: { kind: 'stopRecording', recording }, then: null }, { kind: 'end', id }];
    // On hold an agent is alone and talks to colleagues: that is nobody's call.
    const should = one.state === 'paused' || call.held ? 'paused' : 'recording';
    return should === at ? known : [{ kind: 'order', id, order: { kind: should === 'paused' ? 'pauseRecording' : 'resumeRecording', recording }, then: should }];
  }
  // It ended by itself: with its room, or with the switch.
  if (at === 'stored' || one.heard !== 'none') return [{ kind: 'end', id }];
  if (!wanted) return call.talks ? [] : [{ kind: 'drop', id }];
  return call.held || one.state === 'paused' ? [] : [{ kind: 'order', id, order: { kind: 'record', room: call.room, recording }, then: 'recording' }];
}
