/** Settings of an SMS entry point: one number behind one of two doors. A fault names the field. */
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';
import { START_WORDS, STOP_WORDS } from './words.ts';

/** What goes into a C-octet string of SMPP: visible ASCII. */
const ascii = (most: number, what: string) => z.string(`Enter ${what}.`).regex(/^[\x20-\x7e]*$/, `${what[0]?.toUpperCase()}${what.slice(1)} may have Latin letters, digits and signs only.`).max(most, `${what[0]?.toUpperCase()}${what.slice(1)} has at most ${most} characters.`);
const int = (least: number, most: number, initial: number) => z.number('Enter a number.').int('Enter a whole number.').min(least, `The least is ${least}.`).max(most, `The most is ${most}.`).default(initial);
const words = (initial: readonly string[]) => z.array(z.string().trim().min(1, 'A word is empty; remove it.').max(40, 'A word has at most 40 characters.')).max(50, 'There may be 50 words at most.').default([...initial]);

const smpp = z.object({
  host: z.string('Enter the host name or address of the SMSC.').regex(/^[A-Za-z0-9._:-]{1,253}$/, 'Enter the host name or address of the SMSC, without a scheme or port.'),
  port: int(1, 65_535, 2775),
  tls: z.boolean().default(false),
  // §5.2.1, §5.2.2: 16 and 9 octets with their end; many SMSCs take longer passwords.
  systemId: ascii(15, 'the system id').min(1, 'Enter the system id that the operator gave you.'),
  password: ascii(64, 'the password').default(''),
  systemType: ascii(12, 'the system type').default(''),
  bind: z.enum(['transceiver', 'pair']).default('transceiver'),
  sourceTon: int(0, 6, 0),
  sourceNpi: int(0, 18, 0),
  destTon: int(0, 6, 1),
  destNpi: int(0, 18, 1),
  windowSize: int(1, 500, 10),
  perSecond: int(1, 10_000, 20),
  enquireSeconds: int(1, 3_600, 30),
  answerSeconds: int(1, 300, 15),
  longMessages: z.enum(['udh', 'udh16', 'sar', 'payload']).default('udh'),
  receipts: z.boolean().default(true),
  defaultEncoding: z.enum(['gsm', 'latin1']).default('gsm'),
});

const httpUrl = (what: string) => z.string(`Enter ${what}.`).refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol), `Enter ${what} as an address with http or https.`).transform((u) => u.replace(/\/+$/, ''));

const http = z.object({
  apiBase: httpUrl('the address of the provider’s API').default('https://api.twilio.com'),
  accountSid: z.string('Enter the account SID.').regex(/^[A-Za-z0-9_-]{1,64}$/, 'The account SID has letters and digits, like AC0123….'),
  authToken: z.string('Enter the auth token.').min(1, 'Enter the auth token; without it nobody can tell who calls the webhook.').max(200, 'The auth token has at most 200 characters.'),
  from: z.string().regex(/^$|^\+?\d{3,15}$|^MG[0-9a-fA-F]{32}$|^[A-Za-z0-9 ]{1,11}$/, 'The sender is a number like +14155550100, a short code, a name of 11 characters or a messaging service SID.').default(''),
  publicUrl: httpUrl('the public address of this entry point').refine((u) => !/[?#]/.test(u), 'The public address has no ? or #.'),
});

const settings = z.object({
  door: z.enum(['smpp', 'http'], 'Choose a door: smpp or http.'),
  number: z.string('Enter your number.').regex(/^(\+?\d{3,20}|[A-Za-z0-9 ]{1,11})$/, 'Your number is written like +8613800138000, 10690 or a name of 11 letters.'),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country has two capital letters, like CN.').refine((c) => isSupportedCountry(c), 'There is no such country in the numbering plan.').default('CN'),
  stopWords: words(STOP_WORDS),
  startWords: words(START_WORDS),
  partSeconds: int(1, 86_400, 60),
  smpp: smpp.optional(),
  http: http.optional(),
});

type Read = z.infer<typeof settings>;
export type SmppSettings = z.infer<typeof smpp>;
export type HttpSettings = z.infer<typeof http>;
/** What both doors have. */
export type Common = Pick<Read, 'number' | 'country' | 'stopWords' | 'startWords' | 'partSeconds'>;
export type Settings = Common & ({ readonly door: 'smpp'; readonly smpp: SmppSettings } | { readonly door: 'http'; readonly http: HttpSettings });

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(onlyOwnDoor(value));
  if (!read.success) {
    const issues = new Map(read.error.issues.toReversed().map((issue) => [issue.path.join('.') || 'settings', issue]));
    // One for each field: what else is wrong with it follows from the first.
    const [first, ...more] = [...issues].toReversed().map(([field, issue]) => new ConfigError(field, issue.message));
    throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
  }
  const { door, smpp: bySmpp, http: byHttp, ...common } = read.data;
  if (door === 'smpp' && bySmpp) return { ...common, door, smpp: bySmpp };
  if (door === 'http' && byHttp) return { ...common, door, http: byHttp };
  throw new ConfigError(door, `The settings of the door ${door} are missing.`);
}

/** What is left of a door that is not used is not looked at; of the one that is, each missing field is named. */
function onlyOwnDoor(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return {};
  const { smpp: bySmpp, http: byHttp, ...rest } = value as Record<string, unknown>;
  const door = rest['door'];
  return { ...rest, ...(door === 'smpp' ? { smpp: bySmpp ?? {} } : {}), ...(door === 'http' ? { http: byHttp ?? {} } : {}) };
}
