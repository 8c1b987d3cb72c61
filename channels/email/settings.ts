/** Settings of an e-mail entry point; a fault names the field. */
import { createPrivateKey } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';
import { isAddress } from './out/address.ts';

const host = z.string().trim().min(1, 'A server’s name is missing, like mail.example.com.').max(255).regex(/^[A-Za-z0-9.:_-]+$/, 'A server’s name has letters, digits, dots and hyphens, like mail.example.com.');
const port = z.number('A port is a number.').int().min(1, 'A port is between 1 and 65535.').max(65_535, 'A port is between 1 and 65535.');
const word = (what: string) => z.string().min(1, `${what} is missing.`).max(4_000).regex(/^[^\x00-\x1f\x7f]*$/, `${what} is one line without control characters.`);
const secure = z.enum(['tls', 'starttls', 'none']).default('tls');
const url = z.string().max(1_000).refine((u) => /^https?:\/\//.test(u) && URL.canParse(u), 'A token address is written like https://oauth2.googleapis.com/token.');
const folder = z.string().min(1).max(500).regex(/^[^\x00-\x1f\x7f]*$/, 'A folder’s name is one line.');

const imap = z.object({
  host, port: port.default(993), secure, user: word('The user name'), auth: z.enum(['password', 'oauth2']).default('password'), password: word('The password').optional(),
  folder: folder.default('INBOX'), sentFolder: folder.optional(),
  historyDays: z.number().int().min(0, 'Days of history are 0 or more.').max(365, 'At most 365 days of history are taken.').default(0),
});
const smtp = z.object({ host, port: port.default(465), secure, auth: z.enum(['none', 'password', 'oauth2']).default('password'), user: word('The user name').optional(), password: word('The password').optional() });
const oauth2 = z.object({ tokenUrl: url, clientId: word('The client id'), clientSecret: word('The client secret').optional(), refreshToken: word('The refresh token'), scope: word('The scope').optional() });
const PEM = /^\s*-----BEGIN ((?:RSA )?PRIVATE KEY)-----([\s\S]+)-----END (?:RSA )?PRIVATE KEY-----\s*$/;
/** A page or a form may have run the lines together. */
const withLines = (key: string): string => key.replace(PEM, (_, kind: string, body: string) => `-----BEGIN ${kind}-----\n${(body.replace(/\s+/g, '').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${kind}-----\n`);
function isKey(pem: string): boolean {
  try {
    return ['rsa', 'ed25519'].includes(createPrivateKey(pem).asymmetricKeyType ?? '');
  } catch {
    return false;
  }
}
const dkim = z.object({
  domain: host, selector: z.string().regex(/^[A-Za-z0-9._-]{1,63}$/, 'A selector has letters, digits, dots and hyphens.'),
  privateKey: z
    .string()
    .max(10_000)
    .regex(PEM, 'A DKIM key is the whole PEM file, from -----BEGIN PRIVATE KEY----- to its end.')
    .transform(withLines)
    .refine(isKey, 'This DKIM key cannot be read; it is an RSA or Ed25519 key without a passphrase. Copy the whole file again.'),
});

const settings = z
  .object({
    address: z.string().trim().refine(isAddress, 'Our address is written like support@example.com.').transform((a) => a.toLowerCase()),
    name: z.string().max(200).regex(/^[^\x00-\x1f\x7f]*$/, 'A name is one line.').default(''),
    intake: z.enum(['imap', 'smtp']).default('imap'),
    imap: imap.optional(),
    listen: z.object({ host: host.default('127.0.0.1'), port, lmtp: z.boolean().default(false) }).optional(),
    smtp,
    oauth2: oauth2.optional(),
    dkim: dkim.optional(),
    signature: z.string().max(5_000).default(''),
    /** Bytes of a mail that comes in; a larger one is refused, or kept as its head. */
    maxBytes: z.number().int().min(65_536, 'A mail may have 65,536 bytes at least.').max(100 * 1_048_576).default(40 * 1_048_576),
    tlsInsecure: z.boolean().default(false),
    /** The hub's own: an adapter asks `staffed()`. */
    hours: z.unknown().optional(),
  })
  .superRefine((s, context) => {
    const missing = (path: string, message: string): void => context.addIssue({ code: 'custom', path: path.split('.'), message });
    if (s.intake === 'imap' && !s.imap) missing('imap.host', 'The IMAP server’s name is missing.');
    if (s.intake === 'smtp' && !s.listen) missing('listen.port', 'The port to listen on is missing.');
    if (s.intake === 'imap' && s.imap?.auth === 'password' && !s.imap.password) missing('imap.password', 'The password of the mailbox is missing.');
    if (s.smtp.auth !== 'none' && !s.smtp.user) missing('smtp.user', 'The user name for sending is missing; choose “no sign-in” if the server wants none.');
    if (s.smtp.auth === 'password' && s.smtp.user && !s.smtp.password) missing('smtp.password', 'The password for sending is missing.');
    if (((s.intake === 'imap' && s.imap?.auth === 'oauth2') || s.smtp.auth === 'oauth2') && !s.oauth2) missing('oauth2.refreshToken', 'Sign-in by OAuth2 needs the token address, the client and the refresh token.');
  });
export type Settings = z.infer<typeof settings>;

/** Fields left empty on the page are absent; so are groups of which all are. */
function filled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const v = filled(inner);
    return v === '' || v === null || v === undefined || (typeof v === 'object' && !Array.isArray(v) && Object.keys(v as object).length === 0) ? [] : [[key, v] as const];
  });
  return Object.fromEntries(kept);
}

/** Without the groups that the others make idle: the page keeps what is written in fields that it hides. */
function relevant(value: unknown): unknown {
  const all = filled(value);
  if (typeof all !== 'object' || all === null) return all;
  const { imap, listen, oauth2, ...rest } = all as { readonly intake?: unknown; readonly imap?: { readonly auth?: unknown }; readonly listen?: unknown; readonly oauth2?: unknown; readonly smtp?: { readonly auth?: unknown } };
  const byImap = (rest.intake ?? 'imap') === 'imap';
  const byTokens = rest.smtp?.auth === 'oauth2' || (byImap && imap?.auth === 'oauth2');
  return { ...rest, ...(byImap && imap !== undefined ? { imap } : {}), ...(!byImap && listen !== undefined ? { listen } : {}), ...(byTokens && oauth2 !== undefined ? { oauth2 } : {}) };
}

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(relevant(value ?? {}));
  if (read.success) return read.data;
  const issues = new Map(read.error.issues.toReversed().map((issue) => [issue.path.join('.') || 'settings', issue]));
  // One for each field: what else is wrong with it follows from the first.
  const [first, ...more] = [...issues].toReversed().map(([field, issue]) => new ConfigError(field, issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}

/** The domain of our address as servers write it. */
export const domainOf = (s: Pick<Settings, 'address'>): string => {
  const domain = s.address.slice(s.address.lastIndexOf('@') + 1);
  return domainToASCII(domain) || domain;
};
