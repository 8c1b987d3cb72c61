/** The pre-chat form's answers, checked against its fields, and the addresses in them. */
import type { Peer } from '../../src/core/channel.ts';
import { isNumber } from '../../src/core/phone.ts';
import type { FormField } from './protocol.ts';
import type { Said } from './words.ts';

type Contact = NonNullable<Peer['also']>[number];

const isEmail = (value: string): boolean => /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(value);

/** An address by which we can answer, or null. */
export function contactOf(given: string): Contact | null {
  const value = given.trim();
  if (isEmail(value)) return { kind: 'email', value };
  return isNumber(value) ? { kind: 'phone', value } : null;
}

/** Characters of one answer. */
const MOST_ANSWER = 500;

/** An answer that cannot be: which, and why. */
export interface FormFault {
  readonly field: string;
  readonly said: Said;
}

/** What was filled in, fields of the form only, or the first answer that cannot be. */
export function readForm(
  fields: readonly FormField[],
  given: Readonly<Record<string, string>>,
): { readonly values: Readonly<Record<string, string>>; readonly also: readonly Contact[] } | FormFault {
  const values: Record<string, string> = {};
  const also: Contact[] = [];
  for (const field of fields) {
    const value = Object.hasOwn(given, field.key) ? (given[field.key] ?? '').trim() : '';
    const en = field.label.en || field.label.zh || field.key;
    const zh = field.label.zh || field.label.en || field.key;
    const fault = (inEnglish: string, inChinese: string): FormFault => ({ field: field.key, said: { en: inEnglish, zh: inChinese } });
    if (value === '') {
      if (field.required) return fault(`Please fill in “${en}”.`, `请填写“${zh}”。`);
      continue;
    }
    if ([...value].length > MOST_ANSWER) return fault(`“${en}” may have at most ${MOST_ANSWER} characters.`, `“${zh}”最多 ${MOST_ANSWER} 个字符。`);
    if (field.kind === 'choice' && !field.choices?.some((c) => c.value === value)) return fault(`“${en}” has no such choice.`, `“${zh}”没有这个选项。`);
    if (field.kind === 'email' || field.kind === 'phone') {
      const contact = contactOf(value);
      if (contact?.kind !== field.kind) return field.kind === 'email' ? fault(`“${en}” is not an e-mail address.`, `“${zh}”不是有效的邮箱地址。`) : fault(`“${en}” is not a phone number.`, `“${zh}”不是有效的电话号码。`);
      also.push(contact);
    }
    values[field.key] = value;
  }
  return { values, also };
}

/** The first answer still owed before the conversation may begin; null = none. */
export function owedBy(fields: readonly FormField[], given: Readonly<Record<string, string>> | null): FormFault | null {
  if (!fields.some((f) => f.required)) return null;
  const read = readForm(fields, given ?? {});
  return 'said' in read ? read : null;
}
