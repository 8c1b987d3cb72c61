/** Settings of a fax entry point: one application at one Asterisk, and the folder that both see. A fault names the field. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';

const word = (what: string) => z.string(`Enter ${what}.`).regex(/^[A-Za-z0-9_.-]{1,64}$/, `Enter ${what}: letters, digits, dot, dash and underscore.`);
const phone = z.string().regex(/^\+?\d{3,15}$/, 'A fax number has 3 to 15 digits, like +8675588888888.');

const settings = z.object({
  url: z
    .string('Enter the address of Asterisk’s HTTP server.')
    .refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol) && new URL(u).username === '', 'Enter the address of Asterisk’s HTTP server, like http://127.0.0.1:8088, without a user name in it.')
    .transform((u) => u.replace(/\/+$/, '')),
  user: word('the user name of ari.conf'),
  password: z.string('Enter the password of ari.conf.').min(1, 'Enter the password of ari.conf.').max(200, 'The password has at most 200 characters.'),
  app: word('the application’s name').default('fax'),
  spool: z.string('Enter the folder for fax pages.').max(500, 'The folder’s path has at most 500 characters.').refine((path) => isAbsolute(path) && !/[\n\r\0,;|"'$`\\{}()&~]/.test(path), 'Enter the folder for fax pages as a whole path, like /var/spool/asterisk/fax, without signs that a dialplan reads.'),
  trunk: z.union([z.literal(''), word('the trunk’s endpoint')]).default(''),
  number: z.union([z.literal(''), phone]).default(''),
  station: z.string().regex(/^[A-Za-z0-9+ .-]{0,20}$/, 'A station id has at most 20 letters, digits, spaces, dots, dashes and plus signs.').default(''),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country has two capital letters, like CN.').default('CN'),
  cover: z.boolean('Say whether a cover page goes first.').default(true),
  t38: z.boolean('Say whether T.38 is tried first.').default(true),
  mostPages: z.coerce.number('Enter the most pages of one fax.').int('Enter a whole number of pages.').min(1, 'A fax has at least 1 page.').max(200, 'A fax has at most 200 pages.').default(50),
});
export type Settings = z.infer<typeof settings>;

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(value ?? {});
  if (read.success) return read.data;
  const [first, ...more] = read.error.issues.map((issue) => new ConfigError(issue.path.join('.') || 'settings', issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}
