import { describe, expect, it } from 'vitest';
import { casesOf, corpusIsHere } from '../../../test/api/corpus.ts';
import { isAddress } from './address.ts';

describe('addresses that we write to', () => {
  it('are those that mail servers take', () => {
    for (const good of ['wang@customers.example', 'wang+tea@x.example', 'o’neil@x.example', '"a b"@x.example', '用户@例子.公司', 'a@[192.0.2.1]', 'a@[IPv6:2001:db8::1]']) expect(isAddress(good), good).toBe(true);
    for (const bad of ['', 'wang', '@x.example', 'wang@', 'a b@x.example', 'a@b@x.example', 'a..b@x.example', '.a@x.example', 'a@-x.example', 'a@x..example', `${'a'.repeat(65)}@x.example`, 'a@1.2.3.4', 'a@[1.2.3]']) expect(isAddress(bad), bad).toBe(false);
  });

  it('never hold what ends a line or hides', () => {
    for (const c of ['\r', '\n', '\0', '\t', '\x7f', '\u0085', '\u2028', '\u202e', '\u200b', '\ufeff']) for (const address of [`a${c}@x.example`, `a@x${c}.example`, `"a${c}"@x.example`, `a@x.example${c}`, `${c}a@x.example`]) expect(isAddress(address)).toBe(false);
  });

  it.skipIf(!corpusIsHere)('are told from others as in the corpus', () => {
    const cases = casesOf('email-address/cases.jsonl');
    const share = (list: typeof cases, wanted: boolean): number => list.filter((c) => isAddress(String(c['input'])) === wanted).length / list.length;
    expect(share(cases.filter((c) => c.expect['deliverable'] === true), true)).toBeGreaterThanOrEqual(0.95);
    expect(share(cases.filter((c) => c.expect['syntaxError'] === true), false)).toBeGreaterThanOrEqual(0.75);
    for (const c of cases) if (/[\r\n\0]/.test(String(c['input']))) expect(isAddress(String(c['input'])), c.id).toBe(false);
  });
});
