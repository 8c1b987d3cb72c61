/**
 * The secret settings of an entry point (a mailbox's password, a token): kept apart from the others, each encrypted under a key
 * that is not in the database, put together again only for the adapter, and never handed out. `path` is that of the field: `imap.password`.
 */
import type { Channel } from '../core/channel.ts';
import type { Secrets } from './secrets.ts';

export type Settings = Readonly<Record<string, unknown>>;
export type Locked = Readonly<Record<string, string>>;

const purpose = (entryPoint: string, path: string): string => `setting ${entryPoint} ${path}`;

export const secretPaths = (channel: Channel): readonly string[] => [...(channel.fields ?? []).filter((f) => f.kind === 'secret').map((f) => f.key), ...(channel.secrets ?? [])];

const isObject = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(settings: unknown, path: string): unknown {
  let at: unknown = settings;
  for (const key of path.split('.')) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** A copy with `value` at the path; undefined takes it away. */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    const { [key]: _, ...others } = settings;
    return value === undefined ? others : { ...others, [key]: value };
  }
  const inner = settings[key];
  if (!isObject(inner) && value === undefined) return settings;
  return { ...settings, [key]: withValue(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

/** What is saved: the settings without their secrets, and these locked. A secret that was left out or empty stays as it was; null takes it away. */
export function apart(secrets: Secrets, channel: Channel, entryPoint: string, given: Settings, before: Locked): { readonly settings: Settings; readonly locked: Locked } {
  let settings = given;
  const locked: Record<string, string> = {};
  for (const path of secretPaths(channel)) {
    const value = valueAt(given, path);
    const kept = before[path];
    if (typeof value === 'string' && value !== '') locked[path] = secrets.lock(purpose(entryPoint, path), value);
    else if (kept !== undefined && value !== null) locked[path] = kept;
    settings = withValue(settings, path, undefined);
  }
  return { settings, locked };
}

/** What is locked already, and secrets that lie in stored settings from before they were kept apart. */
export function lockedIn(secrets: Secrets, channel: Channel, entryPoint: string, stored: { readonly settings: Settings; readonly secrets: Locked }): Locked {
  const open = secretPaths(channel).flatMap((path) => {
    const value = valueAt(stored.settings, path);
    return typeof value === 'string' && value !== '' ? [[path, secrets.lock(purpose(entryPoint, path), value)] as const] : [];
  });
  return { ...Object.fromEntries(open), ...stored.secrets };
}

/** The settings as the adapter reads them. One that cannot be opened (another HUB_SECRET) is missing, which the adapter says. */
export function withSecrets(secrets: Secrets, entryPoint: string, settings: Settings, locked: Locked): Record<string, unknown> {
  let whole = settings;
  for (const [path, value] of Object.entries(locked)) {
    const opened = secrets.unlock(purpose(entryPoint, path), value);
    if (opened !== null) whole = withValue(whole, path, opened);
  }
  return { ...whole };
}
