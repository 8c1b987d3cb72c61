/** Dates of mails (RFC 5322, 3.3 and the obsolete zones of 4.3), in any weekday's language. */
import { MINUTE, type Ms, SECOND } from '../../../src/core/time.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours from UTC. */
const ZONES: Readonly<Record<string, number>> = { UT: 0, UTC: 0, GMT: 0, Z: 0, EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, CET: 1, CEST: 2, JST: 9 };

/** Null when it is none. */
export function readDate(header: string): Ms | null {
  const found = /(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*\.?[\s,-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?\s*(?:([+-]\d{4})|([A-Za-z]{1,5}))?/.exec(header.slice(0, 200));
  if (!found) {
    const other = Date.parse(header.slice(0, 100));
    return Number.isNaN(other) ? null : other;
  }
  const [, day, monthName = '', yearText = '', hour, minute, second, offset, zone = ''] = found;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  if (month < 0) return null;
  const year = yearText.length === 4 ? Number(yearText) : Number(yearText) + (yearText.length === 3 || Number(yearText) >= 50 ? 1900 : 2000);
  const east = offset ? (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3))) * (offset.startsWith('-') ? -1 : 1) : (ZONES[zone.toUpperCase()] ?? 0) * 60;
  const at = Date.UTC(year, month, Number(day), Number(hour), Number(minute)) + Number(second ?? 0) * SECOND - east * MINUTE;
  return Number.isNaN(at) ? null : at;
}
