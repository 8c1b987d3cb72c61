import { describe, expect, it } from 'vitest';
import { casesOf, corpusIsHere } from '../../../test/api/corpus.ts';
import { readAddresses } from './addresses.ts';
import { readDate } from './dates.ts';
import { readHeaders } from './headers.ts';
import { readParams } from './params.ts';
import { decodeHeader } from './words.ts';

/** As a header's bytes are held: one character each. */
const held = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('headers', () => {
  it('are read to the empty line, folded lines put together, nonsense passed over', () => {
    const { headers, body } = readHeaders(Buffer.from('Subject: a\r\n b\r\nNo colon here\r\nX-Two: 1\nx-two: 2\r\n\r\nBody'), 0, 56);
    expect(headers.get('subject')).toBe('a b');
    expect(headers.every('x-two')).toEqual(['1', '2']);
    expect(body).toBe(52);
  });

  it('of bare bytes are read by the charset of the body, or by what they look like', () => {
    const gbk = Buffer.from('b9d8d3dab6a9b5a5cdcbbfeeb5c4cdb6cbdf', 'hex').toString('latin1');
    expect(decodeHeader(gbk)).toBe('关于订单退款的投诉');
    expect(decodeHeader(gbk, 'gb2312')).toBe('关于订单退款的投诉');
    expect(decodeHeader(held('关于订单'))).toBe('关于订单');
    expect(decodeHeader('caf\xe9')).toBe('café');
  });

  it('never make a second address of an encoded word', () => {
    expect(readAddresses('=?utf-8?Q?a=40b.example=2C_=3Cevil=40x.example=3E?= <wang@customers.example>')).toEqual([{ name: 'a@b.example, <evil@x.example>', address: 'wang@customers.example' }]);
    expect(readAddresses('"a@b.example, c@d.example" <wang@customers.example>')).toHaveLength(1);
  });

  it('with a thousand nested comments or quotes cost next to nothing', () => {
    const start = performance.now();
    readAddresses(`${'('.repeat(60_000)}a@b.example`);
    readAddresses(`${'"a\\'.repeat(20_000)} <a@b.example>`);
    readParams(`text/plain; ${'a="'.repeat(20_000)}`);
    decodeHeader('=?utf-8?Q?a'.repeat(6_000));
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it.skipIf(!corpusIsHere)('of the corpus are read as Thunderbird reads them', () => {
    const counts = new Map<string, [right: number, all: number]>();
    for (const c of casesOf('email-headers/cases.jsonl')) {
      const kind = String(c['kind']);
      const input = String(c['input']);
      const e = c.expect as { text?: string; raw?: string[]; epoch?: number; addresses?: { name: string; email: string; group?: { name: string; email: string }[] }[] };
      const [got, wanted] =
        kind === 'rfc2047' ? [decodeHeader(held(input)), e.text]
        : kind === '8bit' ? [decodeHeader(input, e.raw?.[1] ?? null), e.raw?.[0]]
        : kind === 'date' ? [Math.round((readDate(input) ?? 0) / 1000), e.epoch]
        : kind.startsWith('param') ? [readParams(held(input)), c.expect]
        : [readAddresses(held(input)).map((a) => ({ name: a.name ?? '', email: a.address })), (e.addresses ?? []).flatMap((a) => a.group ?? [a])];
      const [right, all] = counts.get(kind) ?? [0, 0];
      counts.set(kind, [right + (JSON.stringify(got) === JSON.stringify(wanted) ? 1 : 0), all + 1]);
    }
    // The figures of the corpus's own README, as shares.
    const least: Readonly<Record<string, number>> = { 'rfc2047': 42 / 45, 'address-2047': 17 / 19, 'address': 48 / 61, 'param-2231-2047': 43 / 67, 'param': 43 / 67, 'date': 44 / 59 };
    for (const [kind, [right, all]] of counts) expect(right / all, `${kind}: ${right} of ${all}`).toBeGreaterThanOrEqual(least[kind] ?? 0);
  });
});
