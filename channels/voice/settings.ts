/** Settings of a voice entry point: one application at one Asterisk. A fault names the field. */
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';
import { account, dialling, word } from '../asterisk/settings.ts';

const settings = z.object({
  ...account,
  ...dialling,
  app: word('the application’s name').default('hub'),
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
