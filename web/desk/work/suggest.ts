/** What `/` and `@` are completing at the caret: the word so far and where it begins. */
export interface Completing { readonly sign: '/' | '@'; readonly word: string; readonly from: number; readonly to: number }

/** `/` completes at the start or after a space; `@` the same. The word ends at the caret. */
export function completingAt(text: string, caret: number, sign: '/' | '@'): Completing | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf(sign);
  if (from < 0) return null;
  const word = before.slice(from + 1);
  if (/\s/u.test(word) || word.length > 32) return null;
  // 在中文里 @ 前面不一定有空格, so only a Latin letter or digit before it (an address, a path) rules it out.
  const previous = before[from - 1];
  if (previous && (sign === '/' ? !/\s/u.test(previous) : /[\w.]/u.test(previous))) return null;
  return { sign, word, from, to: caret };
}
export const replaceAt = (text: string, at: Completing, by: string): string => text.slice(0, at.from) + by + text.slice(at.to);

/** {{agent}} and {{customer}} in a canned reply. Of somebody without a name nothing is left, not even the space before it. */
export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/(\s?)\{\{\s*(\w+)\s*\}\}/g, (whole, space: string, key: string) => (values[key] === '' ? '' : values[key] === undefined ? whole : space + values[key]));

/** Those whose names stand after an @. Of names that begin alike the longest counts; "@Lin" is not in "@Linda". */
export function mentionedIn<P extends { readonly name: string }>(text: string, people: readonly P[]): P[] {
  const longestFirst = [...people].sort((a, b) => b.name.length - a.name.length);
  const found = new Set<P>();
  for (const { index } of text.matchAll(/@/g)) {
    const rest = text.slice(index + 1);
    const one = longestFirst.find(({ name }) => name !== '' && rest.startsWith(name) && !(/[\p{Script=Latin}\p{N}]$/u.test(name) && /^[\p{Script=Latin}\p{N}]/u.test(rest.slice(name.length))));
    if (one) found.add(one);
  }
  return [...found];
}
