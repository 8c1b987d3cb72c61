/** An Asterisk as an administrator names it: where it is and who we are there; what every entry point on one has among its settings. */
import { z } from 'zod';
import { BARRABLE } from '../../src/core/dialRules.ts';

export const word = (what: string) => z.string(`Enter ${what}.`).regex(/^[A-Za-z0-9_.-]{1,64}$/, `Enter ${what}: letters, digits, dot, dash and underscore.`);

export const account = {
  url: z
    .string('Enter the address of Asterisk’s HTTP server.')
    .refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol) && new URL(u).username === '', 'Enter the address of Asterisk’s HTTP server, like http://127.0.0.1:8088, without a user name in it.')
    .transform((u) => u.replace(/\/+$/, '')),
  user: word('the user name of ari.conf'),
  password: z.string('Enter the password of ari.conf.').min(1, 'Enter the password of ari.conf.').max(200, 'The password has at most 200 characters.'),
  trunk: z.union([z.literal(''), word('the trunk’s endpoint')]).default(''),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country has two capital letters, like CN.').default('CN'),
};

const number = (text: string): boolean => /^\+?\d{3,15}$/.test(text);
const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
};
const prefixes = z.array(z.string().regex(/^\+\d{1,14}$/, 'A prefix begins with + and the country code, like +86755.')).max(200, 'At most 200 prefixes are named.').default([]);
const most = (usual: number) => z.coerce.number('Enter a whole number of calls.').int('Enter a whole number of calls.').min(0, 'Enter 0 or more calls.').max(100_000, 'Enter at most 100000 calls.').default(usual);
const moment = z.union([z.literal(''), z.string().regex(/^([01]?\d|2[0-3]):[0-5]\d$|^24:00$/, 'A time of day is written like 08:30.')]).default('');

/** Which outside numbers may be rung by an entry point (core/dialRules). */
export const dialling = {
  callerId: z.union([z.literal(''), z.string().refine(number, 'Our number has 3 to 15 digits, like +8675588888888.')]).default(''),
  dialCountries: z.array(z.string().regex(/^([A-Z]{2}|\*)$/, 'A country has two capital letters, like CN; * stands for all.')).max(250, 'At most 250 countries are named.').default([]),
  dialAllowed: prefixes,
  dialBarred: prefixes,
  dialKinds: z.array(z.enum(BARRABLE, 'Kinds of numbers are premium, sharedCost, personal, pager and satellite.')).default([]),
  dialMostAtOnce: most(30),
  dialMostAnHour: most(600),
  dialMostAnHourOfAgent: most(60),
  dialFrom: moment,
  dialUntil: moment,
  dialZone: z.string('Enter a time zone, like Asia/Shanghai.').refine(isZone, 'Enter a time zone, like Asia/Shanghai.').default('Asia/Shanghai'),
  dialEmergencyTrunk: z.union([z.literal(''), word('the trunk for emergency numbers')]).default(''),
};
