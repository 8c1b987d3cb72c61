import { describe, expect, it } from 'vitest';
import { readMail } from './readMail.ts';

/** Bytes of a mail by their values, in a charset that is named; the subject in the same. */
const mailIn = (charset: string, hex: string): { readonly subject: string; readonly text: string } => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const { subject, text } = readMail(Buffer.concat([Buffer.from(`From: a@b.example\r\nSubject: =?${charset}?B?${bytes.toString('base64')}?=\r\nContent-Type: text/plain; charset="${charset}"\r\nContent-Transfer-Encoding: base64\r\n\r\n`), Buffer.from(bytes.toString('base64'))]));
  return { subject, text: text.trim() };
};

describe('a mail', () => {
  it.each([
    // Names of ISO-2022-JP as mailers of Japan write them, and of the Chinese and Korean sets.
    ...['ISO-2022-JP', 'iso-2022-jp-ms', 'ISO-2022-JP-2004', 'cp50220', 'CP50221', 'csISO2022JP', 'iso2022jp'].map((name) => [name, '1b2442 4363 1b2842', '茶'] as const),
    ['gb2312', 'b2e8 cfbb', '茶匣'], ['GB_2312-80', 'b2e8', '茶'], ['x-gbk', '8140', '丂'], ['gb18030', '8139ee39 b2e8', '㐀茶'], ['cp936', '80', '€'], ['csGB2312', 'b2e8', '茶'],
    ['big5', 'aff9', '茶'], ['Big5-HKSCS', '8bfa', '𠂇'], ['cn-big5', 'aff9', '茶'], ['x-x-big5', 'aff9', '茶'], ['hz-gb-2312', '7e7b 3268 7e7d', '茶'],
    ['utf-7', '2b 67 7a 59 2d', '茶'], ['unicode-1-1-utf-7', '2b67 7a59 2d', '茶'], ['utf-16le', '3683', '茶'], ['utf-16be', '8336', '茶'], ['UTF8', 'e88cb6', '茶'], ['euc-kr', 'c2f7', '차'], ['ks_c_5601-1987', 'c2f7', '차'],
    ['windows-1252', '93 61 94 80', '“a”€'], ['iso-8859-1', '80', '€'], ['koi8-r', 'dec1ca', 'чай'], ['x-sjis', '9283', '茶'], ['shift-jis', '8740', '①'], ['"utf-8"'.replaceAll('"', ''), 'f09f8db5', '🍵'],
  ] as const)('in %s (%s) says %s', (charset, hex, said) => {
    expect(mailIn(charset, hex)).toEqual({ subject: said, text: said });
  });
});
