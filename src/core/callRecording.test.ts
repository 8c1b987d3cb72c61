import { describe, expect, it } from 'vitest';
import { planRecording, type RecordedCall, recordRule, type RecordingWork } from './callRecording.ts';
import { readRecordingName, recordingName, type RecordingThere } from './calls.ts';

const NOW = 1_000_000;
const R = '01890000-0000-7000-8000-000000000001';
const recording = recordingName(R);
const one = (more: Partial<RecordingWork> = {}): RecordingWork => ({ id: R, state: 'recording', heard: 'recording', endedAt: null, ...more });
const call = (recordings: readonly RecordingWork[], more: Partial<RecordedCall> = {}): RecordedCall => ({ interaction: 'i1', room: 'call~i1', rule: 'always', talks: true, inRoom: 2, held: false, refused: false, failures: 0, recordings, ...more });
const plan = (c: RecordedCall, there: RecordingThere | null = null) => planRecording(c, new Map(there === null ? [] : [[R, there]]), NOW);

describe('what there is to do of recordings', () => {
  it('by the rule one is begun when two are together, and only one', () => {
    expect(plan(call([]))).toEqual([{ kind: 'begin' }]);
    expect(plan(call([one()]), 'recording')).toEqual([]);
    expect(plan(call([], { inRoom: 1 }))).toEqual([]);
    expect(plan(call([], { rule: 'onDemand' }))).toEqual([]);
    expect(plan(call([], { rule: 'never' }))).toEqual([]);
    expect(plan(call([], { refused: true }))).toEqual([]);
    expect(plan(call([], { failures: 3 }))).toEqual([]);
  });

  it('a row that never began is begun, and what the switch does is known after a restart without beginning it again', () => {
    expect(plan(call([one({ heard: 'none' })]), 'gone')).toEqual([{ kind: 'order', id: R, order: { kind: 'record', room: 'call~i1', recording }, then: 'recording' }]);
    expect(plan(call([one({ heard: 'none' })]), 'recording')).toEqual([{ kind: 'heard', id: R, heard: 'recording' }]);
  });

  it('paused by its agent or on hold it is paused, and resumed after both', () => {
    expect(plan(call([one({ state: 'paused' })]), 'recording')).toMatchObject([{ order: { kind: 'pauseRecording', recording }, then: 'paused' }]);
    expect(plan(call([one()], { held: true }), 'recording')).toMatchObject([{ order: { kind: 'pauseRecording', recording } }]);
    expect(plan(call([one({ heard: 'paused' })]), 'paused')).toMatchObject([{ order: { kind: 'resumeRecording', recording }, then: 'recording' }]);
    expect(plan(call([one({ state: 'paused', heard: 'paused' })]), 'paused')).toEqual([]);
    expect(plan(call([one({ state: 'paused', heard: 'none' })]), 'gone')).toEqual([]);
  });

  it('the talk is over: it is stopped, then collected; a new one waits until the next talk', () => {
    expect(plan(call([one()], { talks: false, inRoom: 0 }), 'recording')).toEqual([{ kind: 'order', id: R, order: { kind: 'stopRecording', recording }, then: null }, { kind: 'end', id: R }]);
    expect(plan(call([one({ state: 'storing', endedAt: NOW })], { talks: false, inRoom: 0 }), 'recording')).toMatchObject([{ order: { kind: 'stopRecording' } }]);
    expect(plan(call([one({ state: 'storing', endedAt: NOW })], { talks: false, inRoom: 0 }), 'stored')).toEqual([{ kind: 'collect', id: R }]);
    expect(plan(call([one({ state: 'storing', endedAt: NOW })]), 'stored')).toEqual([{ kind: 'collect', id: R }, { kind: 'begin' }]);
  });

  it('one that ended without our asking is collected, and one that is nowhere fails, but not before the switch had time to store it', () => {
    expect(plan(call([one()], { talks: false, inRoom: 0 }), 'stored')).toEqual([{ kind: 'end', id: R }]);
    expect(plan(call([one()]), 'gone')).toEqual([{ kind: 'end', id: R }]);
    expect(plan(call([one({ state: 'storing', endedAt: NOW - 5_000 })], { talks: false }), 'gone')).toEqual([]);
    expect(plan(call([one({ state: 'storing', endedAt: NOW - 11_000 })], { talks: false }), 'gone')).toEqual([{ kind: 'fail', id: R, why: 'notThere' }]);
    expect(plan(call([one({ heard: 'none' })], { talks: false, inRoom: 0 }), 'gone')).toEqual([{ kind: 'drop', id: R }]);
  });

  it('of what could not be asked nothing is done', () => {
    expect(plan(call([one({ state: 'storing', endedAt: 0 })], { talks: false }))).toEqual([]);
    expect(plan(call([one()], { talks: false }))).toEqual([]);
  });

  it.each(['rec~../../etc/passwd', '../rec~x', `rec~${R}/..`, `x${recordingName(R)}`, 'rec-c8', 'rec~', 'message~c1~x', `rec~${R.toUpperCase()}\n`])('%j is no name of ours', (name) => {
    expect(readRecordingName(name)).toBeNull();
  });

  it('names are read back, and a word that is no rule records nothing', () => {
    expect(readRecordingName(recording)).toBe(R);
    expect([recordRule('always'), recordRule('Always'), recordRule(undefined), recordRule({})]).toEqual(['always', 'never', 'never', 'never']);
  });
});
