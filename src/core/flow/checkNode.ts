/** What is wrong with one node by itself. */
import { ANSWERS, type Asking, type FlowNode, isAsking, LIMITS, type MenuOption, type Saying, type Words } from './flow.ts';

type Found = { readonly message: string } | null;
type Tell = (field: string, found: Found) => void;

const isEmpty = (text: Words | null): boolean => text === null || (text.en.trim() === '' && text.zh.trim() === '');
const isWhole = (n: number, least: number, most: number): boolean => Number.isInteger(n) && n >= least && n <= most;
/** As it stands in texts between braces. */
export const ATTRIBUTE = /^[\p{L}\p{N}_-]{1,40}$/u;

export function checkNode(node: FlowNode, tell: Tell): void {
  if (!/^[a-z0-9][a-z0-9-]{0,29}$/.test(node.id)) tell('id', { message: 'The id of a node has small letters, digits and -, at most 30.' });
  if (isAsking(node)) checkAsking(node, tell);
  switch (node.kind) {
    case 'say':
      if (isEmpty(node.text) && !node.text.file) tell('text', { message: 'Say something here, in English or in Chinese.' });
      return;
    case 'menu':
      return checkOptions(node.options, tell);
    case 'collect': {
      if (!ATTRIBUTE.test(node.attribute)) tell('attribute', { message: 'Give what is answered a name of letters, digits, - and _, at most 40.' });
      if (!(ANSWERS as readonly string[]).includes(node.what)) tell('what', { message: 'An answer is digits, a phone number or any text.' });
      if (node.what === 'number') return;
      if (!isWhole(node.least, 1, LIMITS.answer) || !isWhole(node.most, 1, LIMITS.answer)) tell('least', { message: `An answer has from 1 to ${LIMITS.answer} characters.` });
      else if (node.least > node.most) tell('least', { message: 'The shortest answer is longer than the longest.' });
      return;
    }
    case 'level':
      if (!isWhole(node.least, 1, 9)) tell('least', { message: 'A level is a whole number from 1 to 9.' });
      return;
    case 'set':
      if (!isWhole(node.priority, -1_000, 1_000)) tell('priority', { message: 'A flow raises or lowers the priority by at most 1000 points.' });
      if (Object.keys(node.attributes).some((name) => !ATTRIBUTE.test(name))) tell('attributes', { message: 'An attribute has a name of letters, digits, - and _, at most 40.' });
      return;
    case 'queue':
    case 'callback':
    case 'voicemail':
      if (node.queue === '') tell('queue', { message: 'Choose a queue here.' });
      return;
    default:
  }
}

function checkAsking(node: Asking, tell: Tell): void {
  if (isEmpty(node.text) && !node.text.file) tell('text', { message: 'Ask something here, in English or in Chinese.' });
  if (!isWhole(node.tries, 1, LIMITS.tries)) tell('tries', { message: `It asks from 1 to ${LIMITS.tries} times.` });
  if (!isWhole(node.waitSeconds, 1, LIMITS.waitSeconds)) tell('waitSeconds', { message: `On a call an answer is waited for from 1 to ${LIMITS.waitSeconds} seconds.` });
  if (!isWhole(node.waitWrittenSeconds, 0, LIMITS.waitWrittenSeconds)) tell('waitWrittenSeconds', { message: 'In writing an answer is waited for up to 7 days; 0 is for as long as it takes.' });
}

function checkOptions(options: readonly MenuOption[], tell: Tell): void {
  if (options.length === 0) tell('options', { message: 'A menu needs something to choose from.' });
  if (options.length > LIMITS.options) tell('options', { message: `A menu has at most ${LIMITS.options} options, one for each key.` });
  const digits = new Set<string>();
  const words = new Map<string, number>();
  options.forEach((option, n) => {
    if (!/^[0-9*#]$/.test(option.digit)) tell(`options.${n}.digit`, { message: 'A key is a digit, * or #.' });
    if (digits.has(option.digit)) tell(`options.${n}.digit`, { message: 'Two options have the same key.' });
    digits.add(option.digit);
    if (isEmpty(option.label)) tell(`options.${n}.label`, { message: 'Say what is chosen here, in English or in Chinese.' });
    for (const word of [option.label.en, option.label.zh, ...option.words].map((w) => w.trim().toLowerCase())) {
      if (word === '') continue;
      if ((words.get(word) ?? n) !== n) tell(`options.${n}.words`, { message: 'Two options are chosen by the same word.' });
      words.set(word, n);
    }
  });
}

/** What is only warned of: a text that somebody will not understand, or a hole that nothing fills. */
export function checkSaying(text: Saying | null, known: ReadonlySet<string>, tell: (found: Found) => void): void {
  if (text === null || isEmpty(text)) return;
  if (text.en.trim() === '') tell({ message: 'There is no English; everybody gets the Chinese.' });
  if (text.zh.trim() === '') tell({ message: 'There is no Chinese; everybody gets the English.' });
  const holes = [...`${text.en} ${text.zh}`.matchAll(/\{([\p{L}\p{N}_-]+)\}/gu)].map((m) => m[1] ?? '');
  if (holes.some((name) => !known.has(name))) tell({ message: 'It names an attribute that no node sets.' });
}
