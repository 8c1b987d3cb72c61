import { expect, it } from 'vitest';
import type { Prompt } from '../../core/flow/flow.ts';
import { messagesOf, spoken, spokenMs, written } from './written.ts';

const prompt = (en: string, zh: string, options: Prompt['options'] = []): Prompt => ({ node: 'a', text: { en, zh }, file: null, options, waits: null });
const menu = prompt('What is it about?', '什么事？', [{ digit: '1', label: { en: 'Sales', zh: '销售' } }, { digit: '2', label: { en: 'Other', zh: '' } }]);

it('writes what may be chosen under what is asked, in one language, or in the one that there is', () => {
  expect(written(menu, false)).toBe('What is it about?\n1  Sales\n2  Other');
  expect(written(menu, true)).toBe('什么事？\n1  销售\n2  Other');
});

it('makes one message of each prompt in a chat, and one of all where each costs, as far as they fit', () => {
  const said = [prompt('Welcome.', '欢迎。'), menu];
  expect(messagesOf(said, 'webchat', false, 1_000)).toEqual(['Welcome.', 'What is it about?\n1  Sales\n2  Other']);
  expect(messagesOf(said, 'sms', false, 1_000)).toEqual(['Welcome.\n\nWhat is it about?\n1  Sales\n2  Other']);
  expect(messagesOf(said, 'sms', false, 40)).toEqual(['Welcome.', 'What is it about?\n1  Sales\n2  Other']);
  expect(messagesOf([prompt('abcdef', '')], 'webchat', false, 4)).toEqual(['abcd', 'ef']);
  expect(messagesOf([prompt('', '')], 'webchat', false, 4)).toEqual([]);
});

it('speaks a prompt from its recording, which takes as long as it is; its words stand for it in writing', () => {
  const sayings = spoken([{ ...menu, file: 'p1' }, prompt('Hello.', '')], false);
  expect(sayings.map((s) => s.file)).toEqual(['p1', undefined]);
  expect(spokenMs(sayings, new Map([['p1', 42_000]])) - spokenMs(sayings.slice(1))).toBe(42_000);
  expect(messagesOf([{ ...menu, file: 'p1' }], 'webchat', false, 1_000)).toEqual(['What is it about?\n1  Sales\n2  Other']);
  expect(spoken([{ ...prompt('', ''), file: 'p2' }], false)).toEqual([{ text: '', file: 'p2', ask: null }]);
});
