/** Numbers as the numbering plans have them (libphonenumber's metadata), in the words of the dial rules. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { DialContext, NumberKind } from '../../core/dialRules.ts';

const KINDS: Readonly<Record<string, NumberKind>> = {
  FIXED_LINE: 'fixed', MOBILE: 'mobile', FIXED_LINE_OR_MOBILE: 'mobile', TOLL_FREE: 'freephone', VOIP: 'fixed', UAN: 'fixed',
  PREMIUM_RATE: 'premium', SHARED_COST: 'sharedCost', PERSONAL_NUMBER: 'personal', PAGER: 'pager',
};

/** Null = no number that the plans know, or one with an extension. */
export const readNumber: DialContext['read'] = (text, country) => {
  const found = parsePhoneNumberFromString(text, country as CountryCode);
  if (!found?.isValid() || found.ext) return null;
  return { e164: found.number, country: found.country ?? null, kind: KINDS[found.getType() ?? ''] ?? 'other' };
};
