/** Bytes of a message to text and back, by its data_coding (SMPP 3.4 §5.2.19, 3GPP TS 23.038 §4). */
import { DEFAULT_TABLES, type Tables } from './nationalTables.ts';
import { BASIC, EXTENSION } from './segments.ts';

/** What the SMSC's default alphabet (data_coding 0) is. */
export type DefaultAlphabet = 'gsm' | 'latin1';

const SEPTETS = new Map([...BASIC].map((char, septet) => [char, septet]));
const ESCAPE = 0x1b;
const ESCAPED = '\u001b';

/** One septet an octet, as SMPP carries it. What the alphabet lacks becomes `?`. */
export function gsmBytes(text: string): Buffer {
  const octets: number[] = [];
  for (const char of text) {
    const extended = EXTENSION[char];
    if (extended !== undefined) octets.push(ESCAPE, extended);
    else octets.push(char === '\u001b' ? 0x3f : (SEPTETS.get(char) ?? 0x3f));
  }
  return Buffer.from(octets);
}

export const gsmText = (bytes: Uint8Array): string => gsmPart(bytes, DEFAULT_TABLES).replaceAll(ESCAPED, '');

/** An escape before what is no extension shows the character itself (3GPP TS 23.038 §6.2.1.1); one at the end is left for the next part. */
function gsmPart(bytes: Uint8Array, { basic, extension }: Tables): string {
  let text = '';
  for (let n = 0; n < bytes.length; n += 1) {
    const octet = (bytes[n] ?? 0) & 0x7f;
    if (octet !== ESCAPE) text += basic[octet] ?? '';
    else if (n + 1 < bytes.length) {
      n += 1;
      const next = (bytes[n] ?? 0) & 0x7f;
      text += extension.get(next) ?? (next === ESCAPE ? ' ' : (basic[next] ?? ''));
    } else text += ESCAPED;
  }
  return text;
}

export function ucs2Bytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bytes.swap16();
}

/** UTF-16, as phones send it; an odd last octet is dropped. */
export const ucs2Text = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16().toString('utf16le');

/** Alphabets that a decoder of the platform knows. */
const OTHERS: Readonly<Record<number, string>> = { 5: 'shift_jis', 6: 'iso-8859-5', 7: 'iso-8859-8', 14: 'euc-kr' };

/** Text that any database can store: no NUL, no escape left over, no half characters. */
const storable = (text: string): string => text.replaceAll(ESCAPED, '').replace(/\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

/** Parts as one text: phones cut through characters, and behind an escape. */
export const joined = (texts: readonly string[]): string => storable(texts.join('').replace(/\u001b([\s\S])/gu, (_, char: string) => DEFAULT_TABLES.extension.get(SEPTETS.get(char) ?? -1) ?? char));

/** The text of a whole message; null = binary, not for people. */
export function textOf(bytes: Uint8Array, dataCoding: number, initial: DefaultAlphabet, tables: Tables = DEFAULT_TABLES): string | null {
  const text = textOfPart(bytes, dataCoding, initial, tables);
  return text === null ? null : storable(text);
}

/** As {@link textOf}, of a part that is to be {@link joined} with others. */
export function textOfPart(bytes: Uint8Array, dataCoding: number, initial: DefaultAlphabet, tables: Tables = DEFAULT_TABLES): string | null {
  const alphabet = alphabetBy(dataCoding);
  if (alphabet === 'binary') return null;
  if (alphabet === 'ucs2') return ucs2Text(bytes);
  if (alphabet === 'latin1' || (alphabet === 'default' && initial === 'latin1')) return Buffer.from(bytes).toString('latin1');
  if (alphabet === 'gsm' || alphabet === 'default') return gsmPart(bytes, tables);
  return new TextDecoder(alphabet).decode(bytes);
}

function alphabetBy(coding: number): string {
  if (coding === 0) return 'default';
  if (coding === 1 || coding === 3) return 'latin1';
  if (coding === 2 || coding === 4) return 'binary';
  if (coding === 8) return 'ucs2';
  const other = OTHERS[coding];
  if (other) return other;
  // From here the octet is a GSM data coding scheme: classes, waiting indications.
  if (coding >= 0xf0) return coding & 0x04 ? 'binary' : 'gsm';
  if (coding >= 0xe0) return 'ucs2';
  if (coding >= 0x10 && coding < 0x80) return (coding & 0x0c) === 8 ? 'ucs2' : (coding & 0x0c) === 4 ? 'binary' : 'gsm';
  return coding >= 0xc0 ? 'gsm' : 'default';
}
