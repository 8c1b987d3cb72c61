/** What Twilio answers to a message, as an outcome: https://www.twilio.com/docs/api/errors */
import type { Sent } from '../../src/core/channel.ts';

type Failed = Extract<Sent, { ok: false }>;
type Row = readonly [retry: Failed['retry'], explain: string, addressDead?: true];

const ROWS: Readonly<Record<number, Row>> = {
  14107: ['later', 'More messages were sent than the provider takes in this time; the message is tried again more slowly.'],
  20003: ['later', 'The provider refuses the account SID or the auth token; an administrator must check this entry point.'],
  20404: ['never', 'The provider knows no such account or sender; an administrator must check this entry point.'],
  20429: ['later', 'More messages were sent than the provider takes in this time; the message is tried again more slowly.'],
  21211: ['never', 'The provider says that this is no valid number.', true],
  21212: ['never', 'The provider does not accept our sender number; an administrator must check this entry point.'],
  21265: ['never', 'A short code cannot be written to.'],
  21408: ['never', 'The account may not send to this country; an administrator can allow it at the provider.'],
  21602: ['never', 'The message is empty; write something.'],
  21603: ['never', 'The sender number is missing; an administrator must check this entry point.'],
  21606: ['never', 'Our sender number cannot send messages; an administrator must check this entry point.'],
  21610: ['never', 'The customer has told the provider to stop messages from us (STOP); only they can allow them again.'],
  21611: ['later', 'The provider’s queue for our number is full; the message is tried again.'],
  21612: ['never', 'The provider cannot send from our number to this one.'],
  21614: ['never', 'This number cannot receive messages; it is no mobile number.', true],
  21617: ['never', 'The message is too long for the provider; send it in shorter messages.'],
  21659: ['never', 'Our sender is no number of this account; an administrator must check this entry point.'],
  21660: ['never', 'Our sender belongs to another account; an administrator must check this entry point.'],
  21703: ['never', 'The messaging service has no number to send from; an administrator must check it at the provider.'],
  30001: ['later', 'The provider’s queue is full; the message is tried again.'],
  30002: ['never', 'The account at the provider is suspended; an administrator must see to it.'],
  30003: ['never', 'The phone could not be reached; it may be off or without a network.'],
  30004: ['never', 'The customer or their network blocks messages from us.'],
  30005: ['never', 'The network knows no such number.', true],
  30006: ['never', 'This is a landline or a network that takes no messages.', true],
  30007: ['never', 'The network took the message for spam and did not deliver it.'],
  30008: ['never', 'The network did not deliver the message and did not say why.'],
  30034: ['never', 'The network delivers only from registered senders; an administrator must register ours at the provider.'],
};

const codeOf = (code: number): string => `TWILIO_${code}`;

/** `code`: the vendor's own in the answer; null = there was none. */
export function outcomeOf(status: number, code: number | null, said: string): Failed {
  const row = code === null ? undefined : ROWS[code];
  if (row && code !== null) return { ok: false, retry: row[0], code: codeOf(code), explain: row[1], ...(row[2] ? { addressDead: true } : {}) };
  const name = code === null ? `HTTP_${status}` : codeOf(code);
  const what = said === '' ? '' : ` It says: ${said}`;
  if (status === 401) return { ok: false, retry: 'later', code: name, explain: 'The provider refuses the account SID or the auth token; an administrator must check this entry point.' };
  if (status === 429 || status === 503) return { ok: false, retry: 'later', code: name, explain: 'The provider takes no messages just now; the message is tried again.' };
  // It may have taken it before it failed.
  if (status >= 500 || status < 300) return { ok: false, retry: 'unknown', code: name, explain: `The provider was given the message and failed with HTTP ${status}; it may have taken it.` };
  return { ok: false, retry: 'never', code: name, explain: `The provider refused the message with HTTP ${status}.${what}` };
}

/** Why a message that was taken did not arrive, by the code in a status callback. */
export function failureOf(code: number | null): { readonly code: string; readonly explain: string; readonly addressDead?: true } {
  const row = code === null ? undefined : ROWS[code];
  if (code === null || !row) return { code: code === null ? 'UNDELIVERED' : codeOf(code), explain: `The message did not arrive${code === null ? '' : `; the provider’s code is ${code}`}.` };
  return { code: codeOf(code), explain: row[1], ...(row[2] ? { addressDead: true } : {}) };
}
