/** The dial rules of an entry point, as its settings have them; what cannot be read is as strict as what is not said. */
import { trunkNameOf } from '../../core/calls.ts';
import { BARRABLE, type DialRules, type NumberKind } from '../../core/dialRules.ts';

type Settings = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string').map((each) => each.trim()).filter((each) => each !== '') : []);
/** 0 = none is called; absent = the usual. */
const cap = (value: unknown, usual: number): number => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : usual);

export const USUAL_CAPS = { dialMostAtOnce: 30, dialMostAnHour: 600, dialMostAnHourOfAgent: 60 } as const;

export function rulesOf(settings: Settings): DialRules {
  const kinds = list(settings.dialKinds);
  const [from, until] = [minuteOf(settings.dialFrom), minuteOf(settings.dialUntil)];
  return {
    country: text(settings.country) || 'CN', trunk: trunkNameOf(settings), emergencyTrunk: text(settings.dialEmergencyTrunk),
    countries: list(settings.dialCountries), allowed: list(settings.dialAllowed), barred: list(settings.dialBarred),
    barredKinds: BARRABLE.filter((kind: NumberKind) => !kinds.includes(kind)),
    mostAtOnce: cap(settings.dialMostAtOnce, USUAL_CAPS.dialMostAtOnce), mostAnHour: cap(settings.dialMostAnHour, USUAL_CAPS.dialMostAnHour), mostAnHourOfAgent: cap(settings.dialMostAnHourOfAgent, USUAL_CAPS.dialMostAnHourOfAgent),
    hours: from !== null && until !== null && from !== until ? { from, until } : null,
  };
}

/** Minutes since midnight of `08:30`; null = nothing that could be read. */
function minuteOf(value: unknown): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text(value)) ?? [];
  return hour === undefined || Number(hour) > 24 || Number(minute) > 59 ? null : Number(hour) * 60 + Number(minute);
}

/** The time of day there; a zone that nobody knows is UTC. */
export function minuteAt(at: number, zone: unknown): number {
  const read = (timeZone: string): number => {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
    const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
    return of('hour') * 60 + of('minute');
  };
  try {
    return read(text(zone) || 'UTC');
  } catch {
    return read('UTC');
  }
}

/** What the other end sees: our number; nothing where none is set, which the trunk fills in as its carrier likes. */
export const callerIdOf = (settings: Settings): string => text(settings.callerId) || 'anonymous';
