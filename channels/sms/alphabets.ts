/** Bytes of a message to text and back, by its data_coding (SMPP 3.4 §5.2.19, 3GPP TS 23.038 §4). */
import { BASIC, EXTENSION } from './segments.ts';

/** What the SMSC's default alphabet (data_coding 0) is. */
export type DefaultAlphabet = 'gsm' | 'latin1';

const EXTENDED = new Map(Object.entries(EXTENSION).map(([char, septet]) => [septet, char]));
const SEPTETS = new Map([...BASIC].map((char, septet) => [char, septet]));
const ESCAPE = 0x1b;

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

/** An escape before what is no extension shows the character itself (3GPP TS 23.038 §6.2.1.1). */
export function gsmText(bytes: Uint8Array): string {
  let text = '';
  for (let n = 0; n < bytes.length; n += 1) {
    const octet = (bytes[n] ?? 0) & 0x7f;
    if (octet !== ESCAPE) text += BASIC[octet] ?? '';
    else if (n + 1 < bytes.length) {
      n += 1;
      const next = (bytes[n] ?? 0) & 0x7f;
      text += EXTENDED.get(next) ?? (next === ESCAPE ? ' ' : (BASIC[next] ?? ''));
    }
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

/** Text that any database can store: no NUL, no half characters. */
const storable = (text: string): string => text.replace(/\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

/** The text; null = binary, not for people. */
export function textOf(bytes: Uint8Array, dataCoding: number, initial: DefaultAlphabet): string | null {
  const alphabet = alphabetBy(dataCoding);
  if (alphabet === 'binary') return null;
  if (alphabet === 'ucs2') return storable(ucs2Text(bytes));
  if (alphabet === 'latin1' || (alphabet === 'default' && initial === 'latin1')) return storable(Buffer.from(bytes).toString('latin1'));
  if (alphabet === 'gsm' || alphabet === 'default') return storable(gsmText(bytes));
  return storable(new TextDecoder(alphabet).decode(bytes));
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
