/**
 * Recorded inputs, applied again: a replay gives the decisions that were stored, byte for byte, as long as the core's version is
 * the same (10-decisions 7). A recording begins with the state as it was (`Snapshot`) and has every input since.
 */
import { createState, step } from '../core/acd/step.ts';
import type { Numbered, Output, Snapshot } from '../core/acd/types.ts';
import { CORE_VERSION } from '../core/acd/version.ts';

export interface Recording {
  readonly coreVersion: string;
  readonly start: Snapshot;
  readonly inputs: readonly Numbered[];
  /** What the core decided at each input, as stored: `decisionsOf` of each output. */
  readonly decisions: readonly string[];
}

/** An input at which a replay decided otherwise. */
export interface Difference {
  readonly no: number;
  readonly stored: string;
  readonly replayed: string;
}

export interface Replayed {
  readonly inputs: number;
  /** Whether equality was promised: the recording is of this version of the core. */
  readonly sameVersion: boolean;
  /** In the order of the inputs. */
  readonly differences: readonly Difference[];
}

/** Everything that an input decided, with its reasons, as it is stored: the offers made and ended, and the refusal. */
export const decisionsOf = ({ refusal, offersCreated, offersEnded }: Output): string =>
  refusal === null && offersCreated.length === 0 && offersEnded.length === 0 ? '' : JSON.stringify({ refusal, offersCreated, offersEnded });

/** Keeps what a running core is given and what it decides. Pass `keep` each input with its output, at once: outputs change later. */
export function startRecording(start: Snapshot): { keep(input: Numbered, output: Output): void; recording(): Recording } {
  const first = structuredClone(start);
  const inputs: Numbered[] = [];
  const decisions: string[] = [];
  return {
    keep(input, output) {
      inputs.push(structuredClone(input));
      decisions.push(decisionsOf(output));
    },
    recording: () => ({ coreVersion: CORE_VERSION, start: first, inputs, decisions }),
  };
}

/** Applies the recording again and compares each decision with the stored one. */
export function replay({ coreVersion, start, inputs, decisions }: Recording): Replayed {
  const state = createState(start);
  const differences: Difference[] = [];
  for (const [n, input] of inputs.entries()) {
    const replayed = decisionsOf(step(state, input));
    const stored = decisions[n] ?? '';
    if (replayed !== stored) differences.push({ no: input.no, stored, replayed });
  }
  return { inputs: inputs.length, sameVersion: coreVersion === CORE_VERSION, differences };
}
