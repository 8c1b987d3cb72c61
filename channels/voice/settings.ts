/** Settings of a voice entry point: one application at one Asterisk. A fault names the field. */
import { z } from 'zod';
import { trunkNameOf } from '../../src/core/calls.ts';
import { RECORD_RULES } from '../../src/core/callRecording.ts';
import { ConfigError } from '../../src/core/channel.ts';
import { STUN, TURN } from './ice.ts';
import { account, dialling, word } from '../asterisk/settings.ts';

const addresses = (form: RegExp, fault: string) => z.array(z.string().trim().regex(form, fault)).max(10, 'Ten addresses at most.').default([]);

const MOST_SAID = 1_000;

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
  /** `account`: made by the hub from what follows; `name`: an endpoint of pjsip.conf. */
  trunkBy: z.enum(['name', 'account']).default('name'),
  trunkHost: z.union([z.literal(''), z.string().regex(/^([A-Za-z0-9.-]{1,253}|\[[\da-fA-F:.]+\])(:\d{1,5})?$/, 'Enter the carrier’s server, like sip.carrier.example or 203.0.113.10:5060.')]).default(''),
  trunkUser: z.union([z.literal(''), z.string().regex(/^[\w.+-]{1,80}$/, 'The user name of the trunk has letters, digits, dots, + and dashes.')]).default(''),
  trunkPassword: z.string().max(200, 'The password has at most 200 characters.').default(''),
  trunkRegisters: z.boolean().default(false),
  trunkFrom: z.array(z.string().trim().regex(/^[\da-fA-F.:]+(\/\d{1,3})?$/, 'Enter addresses or ranges, like 203.0.113.10 or 203.0.113.0/24.')).max(50, 'Fifty addresses at most.').default([]),
  /** Ours; calls to them are this entry point's, whichever application the dialplan gives them to. */
  numbers: z.array(z.string().trim().regex(/^\+?[\d ().-]{2,30}$/, 'A number has digits, and may begin with +.')).max(200, 'Two hundred numbers at most.').default([]),
  music: word('the class of music').default('default'),
  /** `prompt:<name>` = the recording of that prompt is the music; the class plays where it cannot. */
  musicPrompt: z.union([z.literal(''), z.string().trim().max(100).regex(/^prompt:\S/, 'Choose a prompt with a recording, written as prompt:name.')]).default(''),
  stun: addresses(STUN, 'A STUN server looks like stun:stun.example:3478.'),
  turn: addresses(TURN, 'A TURN server looks like turn:turn.example:3478 or turns:turn.example:5349?transport=tcp.'),
  turnSecret: z.string().max(200, 'The secret has at most 200 characters.').default(''),
  /** Which calls are recorded; the hub reads it. */
  record: z.enum(RECORD_RULES, 'Calls are recorded never, when the agent wants it, or always.').default('never'),
  /** Whether callers are told so before they are put through, and in which words; empty = the usual ones. */
  recordNotice: z.boolean('Callers are told that they are recorded, or not.').default(false),
  recordNoticeText: z.string().max(MOST_SAID, 'This may have at most 1000 characters.').default(''),
  /** Whether those whom we call are told as well, when they lift, and in which words; empty = the usual ones. */
  recordNoticeOut: z.boolean('Those who are called are told that they are recorded, or not.').default(true),
  recordNoticeOutText: z.string().max(MOST_SAID, 'This may have at most 1000 characters.').default(''),
  /** Who waits may refuse to be recorded, by the key 9; the hub reads it. */
  recordRefusal: z.boolean('Refusing is allowed or not.').default(false),
  /** Whether agents may listen to calls that were theirs. */
  agentsListen: z.boolean('Agents may listen to their own calls, or not.').default(false),
  /** Recordings are deleted after so many days; 0 = they are kept. */
  recordDays: z.number('Days are a whole number from 0 to 3650.').int('Days are a whole number from 0 to 3650.').min(0, 'Days are a whole number from 0 to 3650.').max(3_650, 'Days are a whole number from 0 to 3650.').default(0),
  /** Whether callers are asked for a rating when the agent has hung up, and what they hear. */
  survey: z.boolean('Callers are asked for a rating or not.').default(false),
  surveyText: z.string().max(MOST_SAID, 'This may have at most 1000 characters.').default(''),
}).superRefine((s, context) => {
  if (s.turn.length > 0 && s.turnSecret === '') context.addIssue({ code: 'custom', path: ['turnSecret'], message: 'The secret that the TURN servers share is missing: static-auth-secret in coturn.' });
  if (s.trunkBy === 'account' && s.trunkHost === '') context.addIssue({ code: 'custom', path: ['trunkHost'], message: 'Enter the carrier’s server, like sip.carrier.example or 203.0.113.10:5060.' });
  if (s.trunkBy === 'account' && s.trunkRegisters && s.trunkUser === '') context.addIssue({ code: 'custom', path: ['trunkUser'], message: 'To register, the trunk needs a user name.' });
  if (s.musicPrompt !== '' && s.mediaUrl === '') context.addIssue({ code: 'custom', path: ['musicPrompt'], message: 'Asterisk fetches the music from this hub: fill in the address of the hub.' });
  const needs = s.survey ? 'survey' : s.recordNotice && s.record !== 'never' ? 'recordNotice' : null;
  if (needs !== null && s.mediaUrl === '') context.addIssue({ code: 'custom', path: [needs], message: 'Nothing can be said to callers while the address of the hub is empty.' });
}).transform((s) => ({ ...s, trunk: trunkNameOf(s) }));
export type Settings = z.infer<typeof settings>;

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(value);
  if (read.success) return read.data;
  const [first, ...more] = read.error.issues.map((issue) => new ConfigError(issue.path.join('.') || 'settings', issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}
