/** The pre-chat form's answers, checked against its fields, and the addresses in them. */
import type { Peer } from '../../src/core/channel.ts';
import type { FormField } from './protocol.ts';

type Contact = NonNullable<Peer['also']>[number];

const isEmail = (value: string): boolean => /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(value);
/** Loose on purpose: people write numbers as they like, and the hub normalises them. */
const isPhone = (value: string): boolean => /^\+?[\d\s().-]{5,30}$/.test(value);

/** An address by which we can answer, or null. */
export function contactOf(given: string): Contact | null {
  const value = given.trim();
  if (isEmail(value)) return { kind: 'email', value };
  return isPhone(value) ? { kind: 'phone', value } : null;
}

/** What was filled in, fields of the form only, or a sentence about the first answer that cannot be. */
export function readForm(
  fields: readonly FormField[],
  given: Readonly<Record<string, string>>,
): { readonly values: Readonly<Record<string, string>>; readonly also: readonly Contact[] } | { readonly message: string } {
  const values: Record<string, string> = {};
  const also: Contact[] = [];
  for (const field of fields) {
    const value = Object.hasOwn(given, field.key) ? (given[field.key] ?? '').trim() : '';
    if (value === '') {
      if (field.required) return { message: `Please fill in “${field.label.en}”.` };
      continue;
    }
    if (field.kind === 'choice' && !field.choices?.some((c) => c.value === value)) return { message: `“${field.label.en}” has no such choice.` };
    if (field.kind === 'email' || field.kind === 'phone') {
      const contact = contactOf(value);
      if (contact?.kind !== field.kind) return { message: `“${field.label.en}” is not ${field.kind === 'email' ? 'an e-mail address' : 'a phone number'}.` };
      also.push(contact);
    }
    values[field.key] = value;
  }
  return { values, also };
}
