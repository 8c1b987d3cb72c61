/**
 * Whether a message after the close is only a courtesy ("thanks!", "好的谢谢"), which must not open new work
 * (10-decisions 17): at most 20 characters, no question mark, nothing but words of the lists.
 */
const WORDS = [
  'thank you so much', 'thank you very much', 'thank you', 'thanks a lot', 'many thanks', 'thanks', 'thx', 'ty', 'ok', 'okay',
  'great', 'perfect', 'got it', 'cheers', 'bye', 'goodbye', 'good', 'cool', 'nice', 'you too', 'have a nice day',
  '非常感谢', '感谢', '谢谢您', '谢谢你', '谢谢', '多谢', '谢了', '好的', '好', '嗯', '嗯嗯', '行', '可以', '知道了', '明白了', '明白', '收到', '再见',
  '拜拜', '辛苦了', '没事了', '没问题', '您', '你', '了', '哈', '啦',
].sort((a, b) => b.length - a.length);

export function isCourtesy(text: string): boolean {
  if ([...text].length > 20 || /[?？]/.test(text)) return false;
  let rest = text.toLowerCase().replace(/(?:[\p{P}\p{S}\p{Z}\p{Extended_Pictographic}]|\u200d|\ufe0f)+/gu, ' ').trim();
  if (rest === '') return false;
  while (rest !== '') {
    const word = WORDS.find((w) => rest.startsWith(w) && (!/[a-z]$/.test(w) || !/^[a-z]/.test(rest.slice(w.length))));
    if (word === undefined) return false;
    rest = rest.slice(word.length).trimStart();
  }
  return true;
}
