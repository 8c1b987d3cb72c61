/**
 * The settings of a channel as the page has them in hand: one value for each field that its channel names. A field is known by
 * its place in that list, for two doors of one channel may have a field of the same key (`token`) that is never the same secret.
 */
interface Both { readonly en: string; readonly zh: string }
export interface SettingField {
  readonly key: string;
  readonly kind: 'text' | 'longText' | 'number' | 'switch' | 'secret' | 'choice' | 'list';
  readonly label: Both;
  readonly help?: Both;
  readonly group?: Both;
  readonly required?: boolean;
  readonly initial?: string | number | boolean;
  readonly choices?: readonly { readonly value: string; readonly label: Both }[];
  /** It may name a prompt. */
  readonly prompt?: 'words' | 'sound';
  readonly when?: { readonly key: string; readonly is: readonly (string | boolean)[] };
}
/** Of a secret: a text = a new one, null = take it away. Undefined = untouched. */
export type SettingValue = string | number | boolean | readonly string[] | null | undefined;
export type SettingValues = readonly SettingValue[];
type Settings = Readonly<Record<string, unknown>>;

export const fieldsOf = (fields: unknown): readonly SettingField[] => (Array.isArray(fields) ? (fields as readonly SettingField[]) : []);
export const settingsOf = (value: unknown): Settings => (isObject(value) ? value : {});
const isObject = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(settings: unknown, path: string): unknown {
  let at = settings;
  for (const key of path.split('.')) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** A copy with `value` at the path; undefined takes it away, and what is empty without it. */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  const [key = '', ...rest] = path.split('.');
  const { [key]: inner, ...others } = settings;
  if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value };
  const next = withValue(settingsOf(inner), rest.join('.'), value);
  return Object.keys(next).length === 0 ? others : { ...others, [key]: next };
}

/** What a field shows and what counts while nobody has touched it. */
export function shownValue(field: SettingField, value: SettingValue): SettingValue {
  if (value !== undefined || field.kind === 'secret') return value;
  if (field.kind === 'list') return typeof field.initial === 'string' ? wordsOf(field.initial) : [];
  return field.initial;
}
/** The first list of a `list` is written with commas. */
const wordsOf = (text: string): readonly string[] => text.split(',').map((word) => word.trim()).filter((word) => word !== '');

/** Which fields are there: the one that another depends on must be there itself. */
export function visibleFields(fields: readonly SettingField[], values: SettingValues): readonly boolean[] {
  const isThere = (at: number, asked: readonly number[]): boolean => {
    const when = fields[at]?.when;
    if (!when) return true;
    return fields.some((other, index) => {
      if (other.key !== when.key || asked.includes(index)) return false;
      const value = shownValue(other, values[index]);
      return when.is.some((each) => each === value) && isThere(index, [...asked, at]);
    });
  };
  return fields.map((_, at) => isThere(at, []));
}

const read = (field: SettingField, value: unknown): SettingValue => {
  if (field.kind === 'list') return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
  return field.kind !== 'secret' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') ? value : undefined;
};

/** What was saved, field by field. A key that several fields share is that of the one which was there. */
export function valuesFrom(fields: readonly SettingField[], settings: unknown): SettingValues {
  const all = fields.map((field) => read(field, valueAt(settings, field.key)));
  const there = visibleFields(fields, all);
  return all.map((value, at) => (there[at] || isOnly(fields, at) ? value : undefined));
}
const isOnly = (fields: readonly SettingField[], at: number): boolean => fields.every((other, index) => index === at || other.key !== fields[at]?.key);

/** Which secrets are stored for the very fields that ask for them. */
export function storedSecrets(fields: readonly SettingField[], settings: unknown, secretsSet: readonly string[]): readonly boolean[] {
  const there = visibleFields(fields, valuesFrom(fields, settings));
  return fields.map((field, at) => field.kind === 'secret' && secretsSet.includes(field.key) && ((there[at] ?? false) || isOnly(fields, at)));
}

/** The settings to be saved: those that are no field's as they were, and of the fields those that are there. */
export function settingsFrom(fields: readonly SettingField[], values: SettingValues, stored: readonly boolean[], before: Settings): Settings {
  const there = visibleFields(fields, values);
  let settings = fields.reduce((rest, field) => withValue(rest, field.key, undefined), before);
  for (const [at, field] of fields.entries()) if (there[at]) settings = withValue(settings, field.key, written(field, values[at], stored[at] ?? false));
  return settings;
}

function written(field: SettingField, value: SettingValue, isStored: boolean): unknown {
  if (field.kind === 'secret') {
    if (value === null || (typeof value === 'string' && value !== '')) return value;
    // Left out, one of the same path that was another field's would be kept.
    return isStored ? undefined : null;
  }
  const shown = shownValue(field, value);
  const text = typeof shown === 'string' && field.kind !== 'longText' ? shown.trim() : shown;
  return text === '' ? undefined : text;
}

/** Fields under their headings, in order; those without one come first. */
export function groupsOf(fields: readonly SettingField[]): readonly { readonly name: Both | null; readonly at: readonly number[] }[] {
  const groups = new Map<string, { name: Both | null; at: number[] }>([['', { name: null, at: [] }]]);
  for (const [at, field] of fields.entries()) {
    const key = field.group?.en ?? '';
    const group = groups.get(key) ?? { name: field.group ?? null, at: [] };
    groups.set(key, group);
    group.at.push(at);
  }
  return [...groups.values()].filter((group) => group.at.length > 0);
}
