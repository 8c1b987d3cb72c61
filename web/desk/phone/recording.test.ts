import { describe, expect, it } from 'vitest';
import { recordingState } from './recording.ts';

const state = (state: string, heard: string, held = false) => recordingState({ id: 'r', state, heard } as Parameters<typeof recordingState>[0], held);

describe('what the desk says of a recording', () => {
  it('is paused only when the telephone system has paused it: a card number is not read out on a promise', () => {
    expect([state('paused', 'recording'), state('paused', 'paused'), state('recording', 'paused'), state('recording', 'recording')]).toEqual(['pausing', 'paused', 'resuming', 'recording']);
  });
  it('begins when it begins, and on hold nothing is recorded', () => {
    expect([state('recording', 'none'), state('paused', 'none'), state('recording', 'recording', true), state('recording', 'paused', true)]).toEqual(['beginning', 'paused', 'pausing', 'paused']);
  });
});
