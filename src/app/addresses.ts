/**
 * Addresses as the hub compares them: the same mailbox or number written in two ways is one. Numbers are E.164
 * (libphonenumber's metadata); what is no valid number stays as it was written and never joins two people. Of a mail address the
 * case is dropped, which RFC 5321 (2.4) allows a mailbox to tell apart and none in use does.
 */
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { Peer } from '../core/channel.ts';

export interface Address {
  readonly kind: Peer['kind'];
  readonly value: string;
}

/** `country`: of numbers written without a country code. */
export function normalised(kind: Peer['kind'], value: string, country?: string): Address {
  const text = value.trim();
  if (kind === 'email') return { kind, value: text.toLowerCase() };
  if (kind !== 'phone') return { kind, value: text };
  return { kind, value: e164(text, country) ?? text };
}

/** Eleven digits from 13 on are a mobile of mainland China and nothing else. */
const MAINLAND = /^1[3-9]\d{9}$/;

/** `+8613812345678`; null when it is no valid number. */
export function e164(text: string, country?: string): string | null {
  const plain = text.normalize('NFKC');
  const from = country ?? (MAINLAND.test(plain.replace(/[\s()-]/g, '')) ? 'CN' : undefined);
  const found = parsePhoneNumberFromString(plain, from as CountryCode | undefined);
  return found?.isValid() && !found.ext ? found.number : null;
}

/** Whether a message may be sent to it at all; the adapter has the last word. */
export const isAddress = ({ kind, value }: Address): boolean =>
  kind === 'phone' ? e164(value) !== null : kind === 'email' ? /^[^\s@<>"(),:;[\]\\\p{Cc}]+@[^\s@<>"(),:;[\]\\\p{Cc}]+\.[^\s@<>"(),:;[\]\\\p{Cc}]+$/u.test(value) && value.length <= 254 : value !== '' && value.length <= 200;
