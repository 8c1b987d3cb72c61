/** What somebody typed or keyed, and what of it was meant. */
import { isNumber } from '../phone.ts';
import { LIMITS, type CollectNode, type Flow, type MenuOption } from './flow.ts';

/** As people type: full-width digits, capitals, and the signs around it do not matter. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').replace(/^[^\p{L}\p{N}*#]+|[^\p{L}\p{N}*#]+$/gu, '');

const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);
/** Whether the words stand in what was typed; Latin ones as words of their own. */
function speaksOf(typed: string, words: string): boolean {
  if (words === '') return false;
  if (isHan(words)) return typed.includes(words);
  return ` ${typed.replace(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(` ${words.replace(/[^\p{L}\p{N}]+/gu, ' ')} `);
}

const namesOf = ({ label, words }: MenuOption): readonly string[] => [label.en, label.zh, ...words].map(plain).filter((name) => name !== '');

/** The option that was chosen: by its key, by its label or a word of it, or because one alone of all is spoken of. Null = none, or several. */
export function chosen(options: readonly MenuOption[], text: string): MenuOption | null {
  const typed = plain(text);
  if (typed === '') return null;
  const exact = options.filter((o) => o.digit === typed || namesOf(o).includes(typed));
  if (exact.length > 0) return exact.length === 1 ? (exact[0] ?? null) : null;
  const named = options.filter((o) => namesOf(o).some((name) => speaksOf(typed, name)));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** Whether a person is asked for. Where any text is an answer, only the bare words count. */
export function asksForPerson({ person }: Flow, text: string, isAnyText: boolean): boolean {
  const typed = plain(text);
  return (person?.words ?? []).map(plain).some((word) => word !== '' && (word === typed || (!isAnyText && speaksOf(typed, word))));
}

/** The answer as it is kept; null = it does not fit. */
export function answerOf({ what, least, most }: Pick<CollectNode, 'what' | 'least' | 'most'>, text: string): string | null {
  const typed = text.normalize('NFKC').trim();
  if (what === 'number') return isNumber(typed) ? typed : null;
  const answer = what === 'digits' ? typed.replace(/[\s#-]/g, '') : text.trim();
  if (what === 'digits' && !/^\d+$/.test(answer)) return null;
  const length = [...answer].length;
  return length >= Math.max(1, least) && length <= Math.min(most, LIMITS.answer) ? answer : null;
}
