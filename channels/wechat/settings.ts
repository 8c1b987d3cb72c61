/** Settings of a WeChat entry point: three doors, one of them open. A fault names the field. */
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';

const said = (what: string, most = 200) => z.string(`${what} is missing.`).trim().min(1, `${what} is missing.`).max(most, `${what} has at most ${most} characters.`);
const token = said('The token', 32).regex(/^[A-Za-z0-9]+$/, 'The token has letters and digits only, as entered at WeChat.');
/** 43 characters of Base64 that make the 32 bytes of an AES key (WeChat: 消息加解密说明). */
const aesKey = z.string('The EncodingAESKey is missing.').trim().regex(/^[A-Za-z0-9+/]{43}$/, 'The EncodingAESKey has exactly 43 letters and digits, as WeChat shows it.');
const base = z
  .string()
  .trim()
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'An address is written like https://api.weixin.qq.com, without a path.')
  .transform((url) => url.replace(/\/+$/, ''));

/** The hub's own: an adapter asks `staffed()`. */
const hours = z.unknown().optional();

const official = z
  .object({
    door: z.literal('official'),
    appId: said('The AppID', 64).regex(/^[A-Za-z0-9_-]+$/, 'An AppID is written like wx1234567890abcdef.'),
    appSecret: said('The AppSecret'),
    token,
    encodingAesKey: z.preprocess((value) => (value === '' ? undefined : value), aesKey.optional()),
    mode: z.enum(['plain', 'compatible', 'safe'], 'The mode is plain, compatible or safe.').default('safe'),
    apiBase: base.default('https://api.weixin.qq.com'),
    hours,
  })
  .refine((s) => s.mode === 'plain' || s.encodingAesKey !== undefined, { path: ['encodingAesKey'], message: 'This mode needs the EncodingAESKey; WeChat shows it beside the token.' });

const wecom = z.object({
  door: z.literal('wecom'),
  corpId: said('The corp ID', 64).regex(/^[A-Za-z0-9_-]+$/, 'A corp ID is written like ww1234567890abcdef.'),
  secret: said('The secret'),
  token,
  encodingAesKey: aesKey,
  openKfId: said('The account ID', 64).regex(/^[A-Za-z0-9_-]+$/, 'An account ID is written like wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q.'),
  apiBase: base.default('https://qyapi.weixin.qq.com'),
  hours,
});

/** A name may come from an administrator alone, and still only packages that call themselves puppets are loaded. */
export const PUPPET = /^(wechaty-puppet-[a-z0-9-]+|@[a-z0-9-]+\/wechaty-puppet-[a-z0-9-]+)$/;

const options = z.preprocess((value, about) => {
  if (typeof value !== 'string') return value ?? {};
  if (value.trim() === '') return {};
  try {
    return JSON.parse(value) as unknown;
  } catch {
    about.addIssue({ code: 'custom', message: 'The options are written as JSON, like {"token": "…"}.' });
    return z.NEVER;
  }
}, z.record(z.string(), z.unknown(), 'The options are written as JSON, like {"token": "…"}.'));

const wechaty = z.object({
  door: z.literal('wechaty'),
  puppet: said('The puppet', 100).regex(PUPPET, 'A puppet is named like wechaty-puppet-service or @maker/wechaty-puppet-other.'),
  options: options.default({}),
  rooms: z.boolean().default(false),
  /** In rooms: every message, or only those that mention us. */
  roomsWhen: z.enum(['mentioned', 'always']).default('mentioned'),
  /** Messages of ours in a minute, over all conversations. */
  perMinute: z.number().int().min(1, 'At least 1 message a minute.').max(120, 'At most 120 messages a minute.').default(20),
  /** So long after a new sign-in the pace is held down. */
  warmUpHours: z.number().min(0).max(24 * 30).default(48),
  hours,
});

const settings = z.discriminatedUnion('door', [official, wecom, wechaty], 'The door is official, wecom or wechaty.');
export type Settings = z.infer<typeof settings>;
export type OfficialSettings = z.infer<typeof official>;
export type WecomSettings = z.infer<typeof wecom>;
export type WechatySettings = z.infer<typeof wechaty>;

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(value ?? {});
  if (read.success) return read.data;
  const issues = new Map(read.error.issues.toReversed().map((issue) => [issue.path.join('.') || (typeof value === 'object' ? 'door' : 'settings'), issue]));
  // One for each field: what else is wrong with it follows from the first.
  const [first, ...more] = [...issues].toReversed().map(([field, issue]) => new ConfigError(field, issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}
