/** Settings of a fax entry point: one application at one Asterisk, and the folder that both see. A fault names the field. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';
import { account, dialling, word } from '../asterisk/settings.ts';

const phone = z.string().regex(/^\+?\d{3,15}$/, 'A fax number has 3 to 15 digits, like +8675588888888.');

const settings = z.object({
  ...account,
  ...dialling,
  app: word('the application’s name').default('fax'),
  spool: z.string('Enter the folder for fax pages.').max(500, 'The folder’s path has at most 500 characters.').refine((path) => isAbsolute(path) && !/[\n\r\0,;|"'$`\\{}()&~]/.test(path), 'Enter the folder for fax pages as a whole path, like /var/spool/asterisk/fax, without signs that a dialplan reads.'),
  number: z.union([z.literal(''), phone]).default(''),
  station: z.string().regex(/^[A-Za-z0-9+ .-]{0,20}$/, 'A station id has at most 20 letters, digits, spaces, dots, dashes and plus signs.').default(''),
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
