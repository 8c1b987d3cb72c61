import { describe, expect, it } from 'vitest';
import { BEFORE, type Flow, type FlowInput, LIMITS, type Position, type Prompt } from './flow.ts';
import { step } from './step.ts';
import { asking, shop, words } from './testFlow.ts';

const now = Date.UTC(2026, 5, 1, 12);
const begin = (number: string | null = null, closedQueues: readonly string[] = []): FlowInput => ({ kind: 'begin', number, now, closedQueues });
const says = (text: string, attached = false): FlowInput => ({ kind: 'said', text, attached, now, closedQueues: [] });
const silence: FlowInput = { kind: 'silence', now, closedQueues: [] };

/** Where it comes to, and all that was said in English. */
function play(flow: Flow, ...inputs: readonly FlowInput[]): { at: Position; said: string[]; last: readonly Prompt[] } {
  let at = BEFORE;
  let last: readonly Prompt[] = [];
  const said: string[] = [];
  for (const input of inputs) {
    [at, last] = step(flow, at, input);
    said.push(...last.map((p) => p.text.en));
  }
  return { at, said, last };
}

describe('a menu', () => {
  it('is chosen from by its key, its label in either language, a word, and in a sentence', () => {
    for (const text of ['1', '１', '1.', ' sales ', 'SALES!', '销售', 'I want to buy a kettle', '请转销售'])
      expect(play(shop, begin(), says(text)).at, text).toMatchObject({ node: null, end: { kind: 'queue', queue: 'q-sales' }, needs: [{ skill: 'selling', level: 3 }], priority: 5, attributes: { about: 'sales' } });
  });
  it('asks again when several are spoken of, or none, and after so many goes the way of the wrong', () => {
    expect(play(shop, begin(), says('sales or my parcel?'))).toMatchObject({ at: { node: 'menu', asked: 2 }, said: ['Welcome.', 'What is it about?', 'Sorry?', 'What is it about?'] });
    expect(play(shop, begin(), says('x'), says('7'), says('y')).at.end).toEqual({ kind: 'queue', queue: 'q-service', why: 'flow' });
  });
  it('does not take a word inside another for the word', () => expect(play(shop, begin(), says('wholesales')).at.node).toBe('menu'));
  it('says its keys as data, for how long it waits on a call and in writing, and the file to be played', () => {
    const flow: Flow = { ...shop, nodes: shop.nodes.map((n) => (n.kind === 'menu' ? { ...n, text: { ...n.text, file: 'menu.wav' } } : n)) };
    expect(play(flow, begin()).last.at(-1)).toMatchObject({ node: 'menu', file: 'menu.wav', waits: { for: { kind: 'choice' }, spokenMs: 6_000, writtenMs: 120_000 } });
    expect(play(flow, begin()).last.at(-1)?.options[0]).toEqual({ digit: '1', label: words('Sales', '销售') });
  });
  it('after so many silences goes the way of the silent', () => expect(play(shop, begin(), silence, silence, silence).at.end).toMatchObject({ queue: 'q-service' }));
  it('is asked anew when come back to', () => {
    const round: Flow = { ...shop, nodes: shop.nodes.map((n) => (n.kind === 'menu' ? { ...n, onWrong: 'hello' } : n)) };
    expect(play(round, begin(), says('x'), says('x'), says('x')).at).toMatchObject({ node: 'menu', asked: 1, answers: 3 });
  });
});

describe('what is collected', () => {
  it('is kept as an attribute and may be said', () => expect(play(shop, begin(), says('2'), says('12 345'))).toMatchObject({ at: { attributes: { order: '12345' }, end: { queue: 'q-service' } }, said: expect.arrayContaining(['Order 12345, thank you.']) }));
  it('must fit', () => {
    for (const text of ['123', '1234567', 'abcd', '']) expect(play(shop, begin(), says('2'), says(text)).at.node, text).toBe('order');
    expect(play(shop, begin(), says('2'), says('no'), says('idea')).at.end).toMatchObject({ queue: 'q-service' });
  });
  it('tells a call how many digits to wait for', () => expect(play(shop, begin(), says('2')).last[0]?.waits?.for).toEqual({ kind: 'digits', least: 4, most: 6 }));
});

describe('hours', () => {
  it('are those of a queue', () => expect(play(shop, begin(), says('2'), { ...says('12345'), closedQueues: ['q-service'] }).at.node).toBe('message'));
  it('or its own', () => {
    const week = { 1: [['09:00', '18:00']] as const };
    const flow: Flow = { start: 'h', person: null, nodes: [{ id: 'h', kind: 'hours', queue: null, hours: { zone: 'UTC', week }, open: 'a', closed: 'b' }, { id: 'a', kind: 'hangUp', text: words('open') }, { id: 'b', kind: 'hangUp', text: words('closed') }] };
    expect(play(flow, begin()).said).toEqual(['open']);
    expect(play(flow, { ...begin(), now: now + 8 * 3_600_000 }).said).toEqual(['closed']);
  });
});

describe('the ends', () => {
  it('calls back at the number that is given, or the one that is known', () => {
    expect(play(shop, begin(), says('3'), says('no'), says('+86 138 0013 8000')).at.end).toEqual({ kind: 'callback', queue: 'q-sales', to: '+86 138 0013 8000' });
    expect(play(shop, begin('+49301234567'), says('3'))).toMatchObject({ at: { end: { kind: 'callback', to: '+49301234567' } }, said: expect.arrayContaining(['We call you.']) });
  });
  it('takes a message, be it only a file', () => {
    expect(play(shop, begin(), says('4'), says('My kettle leaks.')).at.end).toEqual({ kind: 'message', queue: 'q-service' });
    expect(play(shop, begin(), says('4'), says('', true)).at.end).toEqual({ kind: 'message', queue: 'q-service' });
  });
  it('hangs up', () => expect(play(shop, begin(), says('bye'), says('Goodbye'))).toMatchObject({ at: { end: { kind: 'hangUp' } }, said: expect.arrayContaining(['Goodbye.']) }));
  it('is the end: nothing that comes after changes it', () => {
    const { at } = play(shop, begin(), says('9'));
    for (const input of [begin(), says('1'), silence]) expect(step(shop, at, input)).toEqual([at, []]);
  });
});

describe('whoever asks for a person', () => {
  it('gets one wherever an answer is waited for', () => {
    for (const before of [[], [says('2')], [says('3')]]) expect(play(shop, begin(), ...before, says('I want a HUMAN, now')).at.end).toEqual({ kind: 'queue', queue: 'q-service', why: 'flow' });
    expect(play(shop, begin(), says('转人工')).at.end).toMatchObject({ queue: 'q-service' });
  });
  it('but may speak of one in a message', () => {
    expect(play(shop, begin(), says('4'), says('A human told me to write')).at.end).toMatchObject({ kind: 'message' });
    expect(play(shop, begin(), says('4'), says('human')).at.end).toMatchObject({ kind: 'queue' });
  });
});

describe('a flow that cannot go on', () => {
  const broken = (nodes: Flow['nodes']): Flow => ({ start: 'a', person: null, nodes });
  const toNobody = { kind: 'queue', queue: null, why: 'fault' };
  it('hands over to the entry point’s own queue', () => {
    expect(play(broken([]), begin()).at.end).toEqual(toNobody);
    expect(play(broken([{ id: 'a', kind: 'say', text: words('Hello'), then: 'gone' }]), begin())).toMatchObject({ at: { end: toNobody }, said: ['Hello'] });
    expect(play(broken([{ id: 'a', kind: 'say', text: words('Round'), then: 'a' }]), begin())).toMatchObject({ at: { end: toNobody }, said: ['Round'] });
    const [at] = step(shop, BEFORE, begin());
    expect(step({ ...shop, nodes: [] }, at, says('1'))[0].end).toEqual(toNobody);
  });
  it('does not go on for ever with somebody who never ends it', () => {
    const endless = broken([{ id: 'a', kind: 'menu', ...asking('Well?', { onSilence: 'a', onWrong: 'a' }), options: [{ digit: '1', label: words('One'), words: [], then: 'a' }] }]);
    expect(play(endless, begin(), ...Array.from({ length: LIMITS.answers }, () => says('1'))).at.end).toBeNull();
    expect(play(endless, begin(), ...Array.from({ length: LIMITS.answers + 1 }, () => says('1'))).at.end).toEqual(toNobody);
  });
});

it('says to everybody what is there in one language alone', () => {
  const flow: Flow = { start: 'a', person: null, nodes: [{ id: 'a', kind: 'hangUp', text: { en: '', zh: '再见' } }] };
  expect(play(flow, begin()).last[0]?.text).toEqual({ en: '再见', zh: '再见' });
});

describe('a level', () => {
  const greets: Flow = { start: 'who', person: null, nodes: [{ id: 'who', kind: 'level', least: 3, high: 'vip', other: 'all' }, { id: 'vip', kind: 'hangUp', text: { en: 'Dear guest.', zh: '' } }, { id: 'all', kind: 'hangUp', text: { en: 'Hello.', zh: '' } }] };
  it.each([[9, 'Dear guest.'], [3, 'Dear guest.'], [2, 'Hello.'], [undefined, 'Hello.']] as const)('of %s is greeted with %s', (level, text) => {
    const [at, prompts] = step(greets, BEFORE, { ...begin(), ...(level === undefined ? {} : { level }) });
    expect([prompts.map((p) => p.text.en), at.end]).toEqual([[text], { kind: 'hangUp' }]);
  });
});
