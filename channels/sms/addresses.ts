/** Telephone numbers as carriers write them, to the hub's addresses and back. A number of which nobody can be sure stays as it came. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Peer } from '../../src/core/channel.ts';

/** Type of number (SMPP 3.4 §5.2.5). */
export const TON = { unknown: 0, international: 1, national: 2, networkSpecific: 3, subscriber: 4, alphanumeric: 5, abbreviated: 6 } as const;

const MOST = 64;
/** What no address has, in any script. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** E.164, or null. `country` is where a number without a country code belongs to. */
export function e164Of(text: string, country: string): string | null {
  // Longer than any number with its decoration; the parser's cost grows with it.
  if (text.length > MOST) return null;
  try {
    // RFC 3966: a telephone number as an address.
    const read = parsePhoneNumberFromString(text.replace(/^tel:([^;]*).*$/i, '$1'), { defaultCountry: country as 'CN', extract: false });
    return read?.isValid() ? read.number : null;
  } catch {
    return null;
  }
}

/** Who wrote. A caller id is a hint and never a proof. */
export function peerOf(address: string, country: string, ton: number = TON.unknown): Peer {
  const given = address.replace(UNSEEN, '').trim();
  const e164 = ton === TON.alphanumeric || ton === TON.abbreviated ? null : numberOf(given, country, ton);
  return e164 ? { kind: 'phone', value: e164, verified: false } : { kind: 'external', value: given.slice(0, MOST) || 'anonymous', verified: false };
}

function numberOf(given: string, country: string, ton: number): string | null {
  const digits = given.replace(/^(\+|00)/, '');
  const international = ton === TON.international && /^\d{5,15}$/.test(digits) ? e164Of(`+${digits}`, country) : null;
  if (international) return international;
  // Many carriers write the country code and say nothing of the type; a number that reads as both is a national one.
  return e164Of(given, country) ?? (ton === TON.unknown && /^[1-9]\d{7,14}$/.test(given) ? e164Of(`+${given}`, country) : null);
}

export interface Destination {
  readonly address: string;
  readonly ton: number;
  readonly npi: number;
}

/** How an address is given to the SMSC; null = it is none that can be written to. `international`: what the settings say of E.164 numbers. */
export function destinationOf(value: string, international: { readonly ton: number; readonly npi: number }): Destination | null {
  const e164 = /^\+(\d{5,15})$/.exec(value)?.[1];
  if (e164) return { address: e164, ...international };
  // A short code or a number that could not be read: it goes back as it came.
  return /^\d{3,20}$/.test(value) ? { address: value, ton: TON.unknown, npi: 1 } : null;
}
