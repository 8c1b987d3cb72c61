import type { CombinedError } from 'urql';
import { toldByChannels } from './channelsZh.ts';
import type { Refusal } from './graphql.ts';
import { outcomeInChinese } from './outcomesZh.ts';
import { SAID, SHAPED } from './refusalsZh.ts';

/** What the page itself says when the hub says nothing, or has failed. */
const SILENT = 'The hub did not answer; try again.';
const OWN: Readonly<Record<string, string>> = { [SILENT]: '总机没有应答，请重试。', 'Unexpected error.': '总机出错了，请重试。' };

/** The Chinese of a sentence of the hub; null when there is none. */
export function chineseOf(message: string): string | null {
  const said = SAID[message] ?? OWN[message];
  if (said) return said;
  for (const [shape, words] of SHAPED) if (shape.test(message)) return message.replace(shape, words);
  return toldByChannels(message) ?? outcomeInChinese(message);
}

/** A sentence of the hub in the language of the page; one that is not known stays as it is. */
export const inWords = (message: string): string => (document.documentElement.lang === 'zh-CN' ? (chineseOf(message) ?? message) : message);

/** What went wrong with a question, in a sentence. */
export const faultOf = (error: CombinedError | undefined): string => inWords(error?.graphQLErrors[0]?.message ?? SILENT);
export const worded = (refusal: Refusal): Refusal => ({
  ...refusal, message: inWords(refusal.message), ...(refusal.faults ? { faults: refusal.faults.map((fault) => ({ ...fault, message: inWords(fault.message) })) } : {}),
});
