/** Words by which people stop and resume messages: the whole message, in any case and width, with or without signs round it. */

/** Keywords of carriers and of China's operators (回复 TD 退订). */
export const STOP_WORDS = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', '退订', 'TD', 'T'] as const;
/** YES is none: it answers questions. */
export const START_WORDS = ['START', 'UNSTOP', '订阅'] as const;

/** NFKC makes full-width letters plain. */
const plain = (text: string): string => text.normalize('NFKC').trim().replace(/^["'“”‘’「」『』【】[\](){}<>《》\s]+|["'“”‘’「」『』【】[\](){}<>《》.!。\s]+$/gu, '').toUpperCase();

export function consentIn(text: string, stop: readonly string[], start: readonly string[]): { readonly wants: boolean; readonly word: string } | null {
  if (text.length > 40) return null;
  const said = plain(text);
  if (said === '') return null;
  if (stop.some((w) => plain(w) === said)) return { wants: false, word: said };
  return start.some((w) => plain(w) === said) ? { wants: true, word: said } : null;
}
