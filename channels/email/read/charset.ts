/**
 * Bytes of a mail as text. Mail lies about its charset: GB18030 goes out as gb2312, CP949 as euc-kr, and headers come as
 * bare 8-bit bytes of no charset at all. Supersets are read instead of what is named, and bare bytes are looked at.
 */
import iconv from 'iconv-lite';

/** What is named on the left is read as its superset on the right. */
const SUPERSETS: Readonly<Record<string, string>> = {
  'gb2312': 'gb18030', 'gb_2312-80': 'gb18030', 'gbk': 'gb18030', 'x-gbk': 'gb18030', 'cp936': 'gb18030', 'windows-936': 'gb18030', 'gb18030': 'gb18030', 'euc-cn': 'gb18030', 'chinese': 'gb18030',
  'big5': 'big5-hkscs', 'big5-hkscs': 'big5-hkscs', 'big5hkscs': 'big5-hkscs', 'cp950': 'big5-hkscs', 'x-x-big5': 'big5-hkscs',
  'euc-kr': 'cp949', 'ks_c_5601-1987': 'cp949', 'ks_c_5601': 'cp949', 'ksc5601': 'cp949', 'korean': 'cp949', 'cp949': 'cp949', 'uhc': 'cp949', 'windows-949': 'cp949',
  'shift_jis': 'cp932', 'shift-jis': 'cp932', 'sjis': 'cp932', 'x-sjis': 'cp932', 'cp932': 'cp932', 'windows-31j': 'cp932', 'ms_kanji': 'cp932',
  'euc-jp': 'euc-jp', 'x-euc-jp': 'euc-jp', 'iso-8859-1': 'windows-1252', 'latin1': 'windows-1252', 'latin-1': 'windows-1252', 'cp1252': 'windows-1252', 'iso-8859-9': 'windows-1254', 'tis-620': 'windows-874', 'utf7': 'utf-7', 'unicode-1-1-utf-7': 'utf-7',
};

/** ISO-2022-JP and what goes out under names of its extensions. */
const JAPANESE = /^(iso-?2022-?jp([-_].*)?|csiso2022jp2?|cp5022[0-2]|x-windows-5022[0-2])$/;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function asUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

const nameOf = (label: string): string => label.trim().toLowerCase().replace(/^["']+|["']+$/g, '');

/** Whether a charset of this name can be read at all. */
export function isCharset(label: string): boolean {
  const name = nameOf(label);
  return name in SUPERSETS || /^(us-ascii|ascii|utf-?8|iso-2022-kr|hz-gb-2312)$/.test(name) || JAPANESE.test(name) || iconv.encodingExists(name);
}

/** The text of the bytes. A charset that is absent, unknown, or clearly wrong gives way to what the bytes look like, then to `hint`. */
export function decodeBytes(bytes: Uint8Array, label: string | null, hint: string | null = null): string {
  const name = nameOf(label ?? '');
  if (JAPANESE.test(name)) return new TextDecoder('iso-2022-jp').decode(bytes);
  if (name === 'hz-gb-2312' || name === 'hz') return decodeHz(bytes);
  if (name === 'iso-2022-kr') return decodeShifted(bytes);
  if (name === '' || /^(us-ascii|ascii|ansi_x3.*|unknown.*|x-unknown|8bit|default|binary|_autodetect.*|none)$/.test(name)) return guess(bytes, hint);
  if (/^utf-?8$/.test(name)) return asUtf8(bytes) ?? (looksUtf8(bytes) ? new TextDecoder().decode(bytes) : guess(bytes, hint));
  const superset = SUPERSETS[name] ?? name;
  if (!iconv.encodingExists(superset)) return guess(bytes, hint);
  const text = superset === 'cp949' ? decodeKorean(bytes) : iconv.decode(bytes, superset);
  // Many a mailer converts to UTF-8 and forgets the label.
  return (text.includes('\ufffd') && asUtf8(bytes)) || text;
}

/** Damaged UTF-8 (a cut, a stray byte) is still more UTF-8 than anything else. */
function looksUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  let bad = 0;
  let good = 0;
  for (const c of text) {
    if (c === '\ufffd') bad += 1;
    else if (c > '\u007f') good += 1;
  }
  return good >= bad || good + bad === 0 || bytes.length < 4;
}

/** Bytes without a word on what they are: UTF-8 if they can be, the hint if it reads them, Chinese by the frequency of common characters, else Western. */
function guess(bytes: Uint8Array, hint: string | null): string {
  const utf8 = asUtf8(bytes);
  if (utf8 !== null) return utf8;
  const named = nameOf(hint ?? '');
  if (named !== '' && !/^(us-ascii|ascii|utf-?8)$/.test(named) && isCharset(named)) {
    const text = decodeBytes(bytes, named);
    if (!text.includes('\ufffd')) return text;
  }
  const { pairs, gb, big5, broken } = pairsOf(bytes);
  if (pairs > 0 && broken === 0) {
    if (gb >= big5 && gb >= pairs * 0.6) return iconv.decode(bytes, 'gb18030');
    if (big5 > gb && big5 >= pairs * 0.6) return iconv.decode(bytes, 'big5-hkscs');
  }
  return iconv.decode(bytes, 'windows-1252');
}

/** How many of the two-byte pairs are common characters of GB 2312 (level 1, its punctuation) and of Big5 (frequent, its punctuation). */
function pairsOf(bytes: Uint8Array): { readonly pairs: number; readonly gb: number; readonly big5: number; readonly broken: number } {
  let pairs = 0;
  let gb = 0;
  let big5 = 0;
  let broken = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    i += 1;
    pairs += 1;
    if (lead === 0x80 || lead === 0xff || trail < 0x40 || trail === 0x7f || trail === 0xff) {
      broken += 1;
      continue;
    }
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3)) gb += 1;
    if ((trail <= 0x7e || trail >= 0xa1) && ((lead >= 0xa4 && lead <= 0xc6) || lead === 0xa1)) big5 += 1;
  }
  return { pairs, gb, big5, broken };
}

/** HZ (RFC 1843): GB 2312 in seven bits between ~{ and ~}. */
function decodeHz(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(/~\n/g, '').replace(/~\{([^~]*)(~\}|$)|~~/g, (all, inner: string | undefined) => (inner === undefined ? (all === '~~' ? '~' : all) : iconv.decode(Buffer.from(inner, 'latin1').map((b) => (b > 0x20 ? b | 0x80 : b)), 'gb18030')));
}

/** ISO-2022-KR (RFC 1557): KS X 1001 in seven bits between SO and SI. */
function decodeShifted(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1').replace(/\x1b\$\)C\r?\n?/g, '');
  return text.replace(/\x0e([^\x0f]*)\x0f?/g, (_, inner: string) => iconv.decode(Buffer.from(inner, 'latin1').map((b) => (b > 0x20 ? b | 0x80 : b)), 'cp949')).replaceAll('\x0f', '');
}

/** EUC-KR with syllables that KS X 1001 has no code for, written as filler, initial, vowel, final (annex 3 of the standard). */
function decodeKorean(bytes: Uint8Array): string {
  const text = iconv.decode(bytes, 'cp949');
  return text.includes('\u3164') ? text.replace(/\u3164([\u3131-\u314e])([\u314f-\u3163])([\u3131-\u314e\u3164])/g, (all, i: string, v: string, f: string) => syllable(i, v, f) ?? all) : text;
}

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const FINALS = 'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';

function syllable(initial: string, vowel: string, final: string): string | null {
  const i = INITIALS.indexOf(initial);
  const f = final === '\u3164' ? 0 : FINALS.indexOf(final) + 1;
  return i < 0 ? null : String.fromCharCode(0xac00 + (i * 21 + (vowel.charCodeAt(0) - 0x314f)) * 28 + f);
}
