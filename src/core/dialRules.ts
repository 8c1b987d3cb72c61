/**
 * Whether a number may be rung, and by which trunk: the rules against toll fraud and wrong calls. Pure; whoever rings an outside number
 * asks through `app/dialling`, the one door. What is not surely a telephone number that the rules allow is refused: a trunk that
 * dials what it is given has cost others thousands in one night.
 */
import { type Refusal, type RefusalCode, refuse } from './refusal.ts';

/** What a number is, as the numbering plans say (libphonenumber's types in our words). */
export const NUMBER_KINDS = ['fixed', 'mobile', 'freephone', 'premium', 'sharedCost', 'personal', 'pager', 'satellite', 'other'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];
/** Those that an entry point may bar or allow; the others are what telephones are for. */
export const BARRABLE = ['premium', 'sharedCost', 'personal', 'pager', 'satellite'] as const satisfies readonly NumberKind[];

export interface DialRules {
  /** Of numbers that are written without a country code, and whose numbers may be rung if nothing else is said. */
  readonly country: string;
  /** Countries by two letters, `*` = all but those that are notorious for fraud; empty = the own alone. */
  readonly countries: readonly string[];
  /** Prefixes with their `+` that may be rung besides, and that may not whatever else is said. */
  readonly allowed: readonly string[];
  readonly barred: readonly string[];
  readonly barredKinds: readonly NumberKind[];
  /** The trunk; empty = no outside number is rung. */
  readonly trunk: string;
  /** By which emergency numbers go out; empty = they do not. */
  readonly emergencyTrunk: string;
  /** Caps; null = none. */
  readonly mostAtOnce: number | null;
  readonly mostAnHour: number | null;
  readonly mostAnHourOfAgent: number | null;
  /** Minutes of the day between which customers may be rung; null = always. */
  readonly hours: { readonly from: number; readonly until: number } | null;
}

/** What has been rung, as the rows of legs say: now, and within the hour. */
export interface DialUsage {
  readonly now: number;
  readonly lastHour: number;
  readonly lastHourOfAgent: number;
}

/** Why we ring: an agent asked for it, a callback is due, a colleague outside is to come in, an agent's own phone, a fax. */
export const DIAL_PURPOSES = ['call', 'callback', 'party', 'agentPhone', 'fax'] as const;
export type DialPurpose = (typeof DIAL_PURPOSES)[number];

export interface DialContext {
  readonly purpose: DialPurpose;
  /** Its holder wants to hear nothing from us by it. */
  readonly silent: boolean;
  /** Minutes since midnight where the entry point is. */
  readonly minute: number;
  /** Reads what somebody typed by the numbering plans; null = no valid number. */
  read(text: string, country: string): { readonly e164: string; /** Null = of no country. */ readonly country: string | null; readonly kind: NumberKind } | null;
}

/** Which rule it was; the refusal's own words are for people. */
export type DialBar = 'notANumber' | 'noTrunk' | 'emergency' | 'country' | 'prefix' | 'kind' | 'silent' | 'hours' | 'atOnce' | 'anHour' | 'anHourOfAgent';
export type Barred = Refusal & { readonly why: DialBar };
export interface MayDial {
  readonly ok: true;
  /** With its `+`; of an emergency number the digits alone. */
  readonly e164: string;
  readonly trunk: string;
}

/** Emergency numbers, wherever one is: dialled from the wrong country they are no number that anybody wants by a trunk either. */
export const EMERGENCY: ReadonlySet<string> = new Set(['000', '061', '066', '100', '101', '102', '103', '104', '106', '107', '108', '110', '111', '112', '113', '114', '115', '116', '117', '118', '119', '120', '122', '123', '125', '128', '131', '133', '144', '155', '158', '166', '171', '190', '191', '192', '193', '194', '195', '197', '198', '199', '900', '902', '903', '911', '912', '913', '922', '933', '980', '988', '991', '992', '993', '994', '995', '996', '997', '998', '999', '10111', '12110', '12119', '12122', '12395', '16001']);

/** Codes of satellites and of services of no country, whatever a numbering plan calls them (ITU-T E.164 list of assigned codes). */
const SATELLITE = ['+870', '+8810', '+8811', '+8812', '+8813', '+8814', '+8815', '+8816', '+8817', '+8818', '+8819', '+882', '+883'];
const OF_NO_COUNTRY: readonly (readonly [string, NumberKind])[] = [...SATELLITE.map((code) => [code, 'satellite'] as const), ['+881', 'satellite'], ['+979', 'premium'], ['+808', 'sharedCost'], ['+878', 'personal'], ['+888', 'other'], ['+991', 'other']];

/**
 * Where numbers that share their revenue are bought by the thousand (the destinations that CFCA and carriers name year after year). `*` does not
 * mean these: who needs one names its country or a prefix.
 */
const NOTORIOUS = [
  '+1242', '+1246', '+1264', '+1268', '+1284', '+1345', '+1441', '+1473', '+1649', '+1664', '+1721', '+1758', '+1767', '+1784', '+1809', '+1829', '+1849', '+1868', '+1869', '+1876', '+1658',
  '+216', '+220', '+222', '+223', '+224', '+225', '+226', '+227', '+228', '+229', '+231', '+232', '+235', '+236', '+239', '+240', '+241', '+242', '+243', '+245', '+246', '+247', '+248', '+252', '+253', '+257', '+260', '+261', '+263', '+269', '+290', '+291', '+297', '+299',
  '+355', '+370', '+371', '+372', '+373', '+375', '+381', '+382', '+383', '+387', '+389', '+500', '+509', '+53', '+592', '+597', '+670', '+672', '+674', '+675', '+676', '+677', '+678', '+679', '+680', '+681', '+682', '+683', '+685', '+686', '+687', '+688', '+689', '+690', '+691', '+692', '+850', '+960', '+992', '+993', '+994', '+996', '+998',
];

const begins = (e164: string, prefixes: readonly string[]): boolean => prefixes.some((prefix) => prefix !== '' && e164.startsWith(prefix));
const bar = (why: DialBar, code: RefusalCode, message: string): Barred => ({ ...refuse(code, message), why });

const NOT_A_NUMBER = 'This is not a telephone number that can be called. Write it with its country code, like +86 138 0013 8000.';
/** Longer is nobody's number, with whatever signs between. */
const MOST_SIGNS = 40;

/** The number as it is to be rung, and by which trunk; or why not. */
export function mayDial(number: string, rules: DialRules, usage: DialUsage, context: DialContext): MayDial | Barred {
  const typed = number.normalize('NFKC').trim();
  // Nothing but digits and the signs that people write between them: no address, no second target, no expression of a dialplan.
  if (typed.length > MOST_SIGNS || /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(number) || !/^\+? ?\(?[0-9][0-9 ()./-]*$/.test(typed)) return bar('notANumber', 'BAD_INPUT', NOT_A_NUMBER);
  const digits = typed.replace(/\D/g, '');
  if (!typed.startsWith('+') && EMERGENCY.has(digits)) return emergency(digits, rules, context);
  const read = context.read(typed, rules.country);
  if (read === null || !/^\+[1-9]\d{6,14}$/.test(read.e164)) return bar('notANumber', 'BAD_INPUT', NOT_A_NUMBER);
  if (rules.trunk === '') return bar('noTrunk', 'UNSUPPORTED', 'This entry point calls no outside numbers; an administrator names a trunk in its settings.');
  return faultOfPlace(read.e164, read.country, read.kind, rules) ?? faultOfMoment(rules, usage, context) ?? { ok: true, e164: read.e164, trunk: rules.trunk };
}

/** Only ever by hand, and only where a trunk is there for them. */
function emergency(digits: string, rules: DialRules, context: DialContext): MayDial | Barred {
  if (context.purpose === 'call' && rules.emergencyTrunk !== '') return { ok: true, e164: digits, trunk: rules.emergencyTrunk };
  return bar('emergency', 'NOT_ALLOWED', 'Emergency numbers are not called from here. Use a telephone of your own.');
}

function faultOfPlace(e164: string, country: string | null, kindOf: NumberKind, rules: DialRules): Barred | null {
  if (begins(e164, rules.barred)) return bar('prefix', 'NOT_ALLOWED', 'Numbers that begin like this one are barred here.');
  const kind = OF_NO_COUNTRY.find(([code]) => e164.startsWith(code))?.[1] ?? kindOf;
  if (rules.barredKinds.includes(kind)) return bar('kind', 'NOT_ALLOWED', KINDS[kind] ?? 'Numbers of this kind are barred here.');
  if (begins(e164, rules.allowed)) return null;
  const countries = rules.countries.length === 0 ? [rules.country] : rules.countries;
  const named = country !== null && countries.includes(country);
  const anywhere = countries.includes('*') && country !== null && !begins(e164, NOTORIOUS);
  return named || anywhere ? null : bar('country', 'NOT_ALLOWED', 'Numbers of this country are not called from here; an administrator can allow it in the settings of the entry point.');
}
const KINDS: Readonly<Partial<Record<NumberKind, string>>> = {
  premium: 'Premium-rate numbers are barred here.', sharedCost: 'Shared-cost numbers are barred here.', personal: 'Personal numbers are barred here: they cost what their holder likes.',
  pager: 'Pagers are barred here.', satellite: 'Satellite telephones are barred here.',
};

function faultOfMoment(rules: DialRules, usage: DialUsage, { purpose, silent, minute }: DialContext): Barred | null {
  if (silent && purpose !== 'agentPhone') return bar('silent', 'DO_NOT_CONTACT', 'They asked to hear no more from us by this number. Reach them another way.');
  const isCustomer = purpose === 'call' || purpose === 'callback' || purpose === 'fax';
  if (isCustomer && rules.hours !== null && !within(minute, rules.hours)) return bar('hours', 'NOT_ALLOWED', 'Customers are not called at this time of day; the settings of the entry point say when they are.');
  if (rules.mostAtOnce !== null && usage.now >= rules.mostAtOnce) return bar('atOnce', 'TOO_MANY', 'As many outside numbers as may be are being called just now. Try again in a moment.');
  if (rules.mostAnHour !== null && usage.lastHour >= rules.mostAnHour) return bar('anHour', 'TOO_MANY', 'As many outside numbers as may be have been called within the hour. Try again later.');
  if (rules.mostAnHourOfAgent !== null && usage.lastHourOfAgent >= rules.mostAnHourOfAgent) return bar('anHourOfAgent', 'TOO_MANY', 'You have called as many numbers as you may within the hour. Try again later.');
  return null;
}

/** Over midnight, too. */
const within = (minute: number, { from, until }: { readonly from: number; readonly until: number }): boolean => (from <= until ? minute >= from && minute < until : minute >= from || minute < until);
