/** What comes from outside, checked: the settings of an administrator, and the messages of the gateway. */
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';

export const MOST_TEXT = 4_000;

const settings = z.object({
  url: z.string('Enter the address of the gateway.').trim().refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'Enter the address of the gateway with http or https.'),
  token: z.string('Enter the token.').min(8, 'The token has at least 8 characters.'),
});
export type Settings = z.infer<typeof settings>;

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(value ?? {});
  if (read.success) return read.data;
  const [first, ...more] = read.error.issues.map((issue) => new ConfigError(issue.path.join('.') || 'settings', issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}

/** No NUL and no half characters, which no database stores. */
const text = (least: number, most: number) => z.string().min(least).max(most).refine((said) => !/\p{Cs}/u.test(said) && !said.includes('\0'));
const message = z.object({ id: text(1, 100), from: text(1, 100), name: text(1, 100).optional(), text: text(1, MOST_TEXT) });

/** Null = no message. */
export function readMessage(bytes: Uint8Array): z.infer<typeof message> | null {
  try {
    return message.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}
