/** Settings of a web chat entry point; a fault names the field. */
import { z } from 'zod';
import { ConfigError } from '../../src/core/channel.ts';

const texts = z.object({ en: z.string().max(500), zh: z.string().max(500) });
const field = z.object({
  key: z.string().regex(/^[a-z][a-zA-Z0-9_]{0,39}$/, 'A field key has letters, digits and _, at most 40.'),
  kind: z.enum(['text', 'email', 'phone', 'choice']),
  label: texts,
  required: z.boolean(),
  choices: z.array(z.object({ value: z.string().min(1).max(100), label: texts })).max(50).exactOptional(),
}).refine((f) => f.kind !== 'choice' || (f.choices?.length ?? 0) > 0, { path: ['choices'], message: 'A choice needs something to choose from.' });

const originFault = 'An origin is written like https://shop.example, without a path; * allows any page.';
/** As browsers write it: lower case, no default port. */
const origin = z
  .string()
  .regex(/^(\*|https?:\/\/[^/\s?#@]+)$/, originFault)
  .refine((o) => o === '*' || URL.canParse(o), originFault)
  .transform((o) => (o === '*' ? o : new URL(o).origin));

const settings = z.object({
  greeting: texts.default({ en: 'Hello! How can we help?', zh: '您好！有什么可以帮您？' }),
  colour: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'A colour is written like #0f6e84.').default('#0f6e84'),
  form: z.array(field).max(12).default([]),
  /** Origins of host pages that may open the chat, like https://shop.example; '*' = any. The hub's own pages always may. */
  origins: z.array(origin).max(100).default([]),
  /** Key of the HMAC by which a host page vouches for its signed-in customers. */
  identityKey: z.string().min(16, 'An identity key has at least 16 characters.').max(200).optional(),
  /** Whether a page may say for which agent a visitor comes. */
  chooseAgent: z.boolean().default(false),
  closedAction: z.enum(['leaveMessage', 'queue']).default('leaveMessage'),
  maxFileBytes: z.number().int().min(1).max(50 * 1_048_576).default(10 * 1_048_576),
  /** The hub's own: an adapter asks `staffed()`. */
  hours: z.unknown().optional(),
});
export type Settings = z.infer<typeof settings>;

/** @throws ConfigError naming each field at fault. */
export function readSettings(value: unknown): Settings {
  const read = settings.safeParse(value ?? {});
  if (read.success) {
    const keys = read.data.form.map((f) => f.key);
    const twice = keys.findIndex((k, n) => keys.indexOf(k) !== n);
    if (twice >= 0) throw new ConfigError(`form.${twice}.key`, 'Two fields of the form have the same key.');
    return read.data;
  }
  const issues = new Map(read.error.issues.toReversed().map((issue) => [issue.path.join('.') || 'settings', issue]));
  // One for each field: what else is wrong with it follows from the first.
  const [first, ...more] = [...issues].toReversed().map(([field, issue]) => new ConfigError(field, issue.message));
  throw new ConfigError(first?.field ?? 'settings', first?.message ?? 'The settings cannot be read.', more);
}
