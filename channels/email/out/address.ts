/** Addresses that we write to (RFC 5321, 4.1.2; RFC 6531 for letters beyond ASCII). What may come between the lines of SMTP never passes. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\u{10ffff}-]+";
const DOT_ATOM = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
/** Printable ASCII and letters beyond it, a backslash before a quote or a backslash. */
const QUOTED = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e\u{80}-\u{10ffff}]|\\[\x20-\x7e])+"$/u;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** Bytes of a local part (RFC 5321, 4.5.3.1.1) and of the whole path. */
const MOST_LOCAL = 64;
const MOST_ADDRESS = 254;

/** Whether a mail can be addressed so. Control characters, spaces outside quotes and invisible signs make it none. */
export function isAddress(text: string): boolean {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0]/u.test(text) || Buffer.byteLength(text) > MOST_ADDRESS) return false;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || Buffer.byteLength(local) > MOST_LOCAL || !(DOT_ATOM.test(local) || QUOTED.test(local))) return false;
  if (domain.startsWith('[')) return isLiteral(domain);
  const ascii = /^[\x21-\x7e]+$/.test(domain) ? domain : domainToASCII(domain);
  const labels = ascii.split('.');
  return ascii !== '' && ascii.length <= 253 && labels.length >= 1 && labels.every((l) => LABEL.test(l)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** `[192.0.2.1]`, `[IPv6:2001:db8::1]`. */
function isLiteral(domain: string): boolean {
  const inside = /^\[(?:IPv6:)?([0-9A-Fa-f:.]+)\]$/.exec(domain)?.[1] ?? '';
  return isIP(inside) === (domain.startsWith('[IPv6:') ? 6 : 4);
}
