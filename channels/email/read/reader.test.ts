import { afterEach, describe, expect, it } from 'vitest';
import { openReader, type Reader } from './reader.ts';

let reader: Reader | null = null;
afterEach(() => reader?.release());

const mail = (text: string): Buffer => Buffer.from(`From: wang@customers.example\r\nSubject: Hello\r\n\r\n${text}`);

describe('the reader', () => {
  it('reads many mails at a time, each by itself', async () => {
    reader = openReader();
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => reader?.read(mail(`Mail ${n}`))));
    expect(all.map((r) => r?.ok && r.mail.text)).toEqual(Array.from({ length: 50 }, (_, n) => `Mail ${n}`));
  });

  it('is shared, and ends with the last who holds it', async () => {
    const other = openReader();
    reader = openReader();
    await other.release();
    await other.release();
    expect(await reader.read(mail('Still here'))).toMatchObject({ ok: true, mail: { text: 'Still here' } });
    await reader.release();
    expect(await reader.read(mail('Too late'))).toMatchObject({ ok: false, code: 'PARSER_FAULT' });
    reader = openReader();
    expect(await reader.read(mail('And again'))).toMatchObject({ ok: true, mail: { text: 'And again' } });
  });
});
