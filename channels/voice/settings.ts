/** Settings of a voice entry point: one application at one Asterisk. A fault names the field. */
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';

const word = (what: string) => z.string(`Enter ${what}.`).regex(/^[A-Za-z0-9_.-]{1,64}$/, `Enter ${what}: letters, digits, dot, dash and underscore.`);

const settings = z.object({
  url: z
    .string('Enter the address of Asterisk’s HTTP server.')
    .refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol) && new URL(u).username === '', 'Enter the address of Asterisk’s HTTP server, like http://127.0.0.1:8088, without a user name in it.')
    .transform((u) => u.replace(/\/+$/, '')),
  user: word('the user name of ari.conf'),
  password: z.string('Enter the password of ari.conf.').min(1, 'Enter the password of ari.conf.').max(200, 'The password has at most 200 characters.'),
  app: word('the application’s name').default('hub'),
  trunk: z.union([z.literal(''), word('the trunk’s endpoint')]).default(''),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country has two capital letters, like CN.').default('CN'),
  phoneContext: word('the context of agents’ phones').default('from-phone'),
  language: z.enum(['en', 'zh-CN']).default('en'),
  mediaUrl: z
    .union([z.literal(''), z.string().refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol) && !/[?#,&]/.test(u), 'Enter the address of this hub as Asterisk reaches it, like http://10.0.0.5:4000.')])
    .transform((u) => u.replace(/\/+$/, ''))
    .default(''),
  announce: z.boolean().default(true),
  /** Whether people may call from a page of the hub's. */
  webCalls: z.boolean('Calls from pages are on or off.').default(false),
  guestContext: word('the context of callers from pages').default('from-guest'),
  music: word('the class of music').default('default'),
});
export type Settings = z.infer<typeof settings>;

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(value);
  if (read.success) return read.data;
  const [first, ...more] = read.error.issues.map((issue) => new ConfigError(issue.path.join('.') || 'settings', issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}
