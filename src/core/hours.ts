/**
 * Opening hours: weekly ranges in an IANA zone, exceptions by date, and a switch for emergencies.
 * Ranges are [from, to) in local "HH:MM"; "24:00" is the end of the day.
 */
import { Temporal } from 'temporal-polyfill';
import { DAY, type Ms } from './time.ts';

export interface Hours {
  readonly zone: string;
  /** Keys 1 (Monday) to 7 (Sunday), ISO 8601. */
  readonly week: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  /** "2026-12-25": ranges of that day instead; an empty list = closed all day. */
  readonly dates?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly closedNow?: boolean;
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** Whether the hours are open at a moment; no hours at all = always open. */
export function isOpenAt(hours: Hours | null | undefined, at: Ms): boolean {
  if (!hours) return true;
  if (hours.closedNow) return false;
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone);
  const ranges = hours.dates?.[local.toPlainDate().toString()] ?? hours.week[String(local.dayOfWeek)] ?? [];
  const now = local.hour * 60 + local.minute;
  return ranges.some(([from, to]) => now >= minutes(from) && now < minutes(to));
}

/** Farther ahead than any closing that somebody plans. */
const MOST_DAYS = 400;

/** The next moment at which the hours open or close; null = never. Also right where the clocks change in between. */
export function nextChange(hours: Hours | null | undefined, at: Ms): Ms | null {
  if (!hours || hours.closedNow) return null;
  const open = isOpenAt(hours, at);
  const from = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone);
  for (let n = 0; n < MOST_DAYS; n++) {
    const day = from.toPlainDate().add({ days: n });
    const ranges = hours.dates?.[day.toString()] ?? hours.week[String(day.dayOfWeek)] ?? [];
    const midnight = day.toZonedDateTime(hours.zone);
    const moments = [midnight.epochMilliseconds, ...shiftOn(midnight), ...ranges.flat().map((clock) => momentOf(day, clock, hours.zone))];
    for (const moment of moments.sort((a, b) => a - b)) if (moment > at && isOpenAt(hours, moment) !== open) return moment;
  }
  return null;
}

/** The moment by which the hours will have been open for `ms` since `from`; null = not within the days looked ahead. */
export function afterOpenTime(hours: Hours | null | undefined, from: Ms, ms: Ms): Ms | null {
  let at = from;
  let left = ms;
  for (;;) {
    const open = isOpenAt(hours, at);
    const change = nextChange(hours, at);
    if (open && (change === null || change - at >= left)) return at + left;
    if (change === null || change - from > MOST_DAYS * DAY) return null;
    if (open) left -= change - at;
    at = change;
  }
}

/** When the clocks change on the day, if they do: what is open by the clock may change with them. */
function shiftOn(midnight: Temporal.ZonedDateTime): Ms[] {
  const shift = midnight.getTimeZoneTransition('next');
  return shift?.toPlainDate().equals(midnight.toPlainDate()) ? [shift.epochMilliseconds] : [];
}

function momentOf(day: Temporal.PlainDate, clock: string, zone: string): Ms {
  if (clock === '24:00') return day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  return day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What is wrong with hours from outside, in a sentence; null = nothing. */
export function faultOfHours(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return 'Hours must be an object with a zone and a week.';
  const { zone, week, dates } = value as { zone?: unknown; week?: unknown; dates?: unknown };
  if (typeof zone !== 'string') return 'Hours need a time zone, for example Asia/Shanghai.';
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch {
    return `The time zone "${zone}" does not exist; use an IANA name such as Asia/Shanghai or Europe/Berlin.`;
  }
  if (typeof week !== 'object' || week === null) return 'Hours need a week: a list of ranges for each day from 1 (Monday) to 7.';
  for (const [day, ranges] of [...Object.entries(week), ...Object.entries((dates as object | undefined) ?? {})]) {
    if (!/^[1-7]$|^\d{4}-\d{2}-\d{2}$/.test(day)) return `"${day}" is neither a day from 1 to 7 nor a date like 2026-12-25.`;
    if (!Array.isArray(ranges)) return `The ranges of ${day} must be a list like [["09:00","18:00"]].`;
    for (const range of ranges as unknown[]) {
      const [from, to] = Array.isArray(range) ? (range as unknown[]) : [];
      if (typeof from !== 'string' || typeof to !== 'string' || !CLOCK.test(from) || !CLOCK.test(to))
        return `A range of ${day} is not two times like 09:00 and 18:00.`;
      if (minutes(from) >= minutes(to)) return `On ${day} the range ${from}–${to} ends before it begins.`;
    }
  }
  return null;
}
