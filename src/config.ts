/** The environment, read once, typed and checked; every mistake is reported at once, in words. */
import { isIP } from 'node:net';
import { z } from 'zod';
import type { TlsFiles } from './http/certificate.ts';

/** An address, or a range like 10.0.0.0/8. */
function isRange(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/');
  const family = isIP(address);
  return family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32)));
}

const schema = z.object({
  /** Port of everything. */
  PORT: z.coerce.number('PORT must be a number.').int('PORT must be a whole number.').min(0).max(65_535, 'PORT must be at most 65535.').default(4_000),
  /** Address to listen on; anything but this machine alone is asked for by setting it. */
  HOST: z.string().min(1, 'HOST must not be empty; leave it out for 127.0.0.1.').default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'DATABASE_URL must begin with postgres:// or postgresql://; leave it out for the embedded PostgreSQL.')
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  HUB_SECRET: z.string().min(32, 'HUB_SECRET must have at least 32 characters; leave it out and one is made in DATA_DIR.').optional(),
  /** Each hub on one database has its own. */
  HUB_NODE: z.string().regex(/^[\w.-]{1,60}$/, 'HUB_NODE has letters, digits, dots and -, at most 60.').default('node-1'),
  HUB_DEMO: z.enum(['on', 'off'], 'HUB_DEMO is on or off.').optional(),
  /** An Asterisk of its own for the demo; an entry point on yours needs no such thing. */
  HUB_VOICE: z.enum(['on', 'off'], 'HUB_VOICE is on or off.').optional(),
  /** Where `channels/asterisk/setup.sh` has put it, if not in the cache folder. */
  ASTERISK_HOME: z.string().optional(),
  /** Proxies that stand before the hub: only they are believed when they say whom they speak for. */
  TRUST_PROXY: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '').flatMap((entry) => (entry === 'loopback' ? ['127.0.0.0/8', '::1'] : [entry])))
    .refine((list) => list.every(isRange), 'TRUST_PROXY lists addresses or ranges of your proxies, like loopback or 10.0.0.0/8, with commas between them.'),
  /** Files of a certificate with its chain and of its key (PEM): with both the hub speaks HTTPS itself. */
  HUB_TLS_CERT: z.string().optional(),
  HUB_TLS_KEY: z.string().optional(),
  /** A program of yours that makes text of recordings of calls (docs/recordings.md). */
  HUB_TRANSCRIBER: z.string().refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol) && new URL(u).username === '', 'HUB_TRANSCRIBER is an address with http or https, like http://127.0.0.1:9000/transcribe, without a user name in it.').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'LOG_LEVEL is one of fatal, error, warn, info, debug, trace, silent.').default('warn'),
});

export type Config = Readonly<Omit<z.infer<typeof schema>, 'HUB_DEMO' | 'HUB_VOICE' | 'HUB_TLS_CERT' | 'HUB_TLS_KEY'> & { HUB_DEMO: boolean; HUB_VOICE: boolean; TLS: TlsFiles | null }>;

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config | { readonly mistakes: readonly string[] } {
  // A variable that is set to nothing is a variable that is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = schema.safeParse(given);
  if (!read.success) return { mistakes: read.error.issues.map((i) => (i.message.includes(String(i.path[0])) ? i.message : `${String(i.path[0])}: ${i.message}`)) };
  const { HUB_DEMO, HUB_VOICE, HUB_TLS_CERT, HUB_TLS_KEY, ...config } = read.data;
  if ((HUB_TLS_CERT === undefined) !== (HUB_TLS_KEY === undefined)) return { mistakes: ['HUB_TLS_CERT and HUB_TLS_KEY belong together: name the file of the certificate and the file of its key, or neither.'] };
  // A hub that others can reach is no toy: there the demo must be asked for.
  const demo = HUB_DEMO === 'on' || (HUB_DEMO === undefined && given.HOST === undefined);
  if (HUB_VOICE === 'on' && !demo) return { mistakes: ['HUB_VOICE=on (npm run voice) gives the demo a telephone and needs HUB_DEMO=on. For calls on an Asterisk of your own leave it out and make an entry point (docs/voice.md).'] };
  return Object.freeze({ ...config, HUB_DEMO: demo, HUB_VOICE: HUB_VOICE === 'on', TLS: HUB_TLS_CERT !== undefined && HUB_TLS_KEY !== undefined ? { cert: HUB_TLS_CERT, key: HUB_TLS_KEY } : null });
}
