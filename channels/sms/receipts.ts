/**
 * Delivery receipts: the text of SMPP 3.4 appendix B, which no two SMSCs write alike, and the parameters that say the same
 * without doubt (§5.3.2.12, §5.3.2.35). What cannot be read is null; nothing throws.
 */
import { numberOf, type Pdu, TLV } from './pdu.ts';

export interface Receipt {
  readonly id: string;
  /** DELIVRD, UNDELIV, … as the SMSC wrote it, in capitals. */
  readonly stat: string;
  readonly err: string | null;
  readonly doneDate: string | null;
  /** Code of the network (3GPP TS 29.002 for GSM); null = not given. */
  readonly network: number | null;
}

/** §5.2.28 */
const STATES: Readonly<Record<number, string>> = { 0: 'SCHEDULED', 1: 'ENROUTE', 2: 'DELIVRD', 3: 'EXPIRED', 4: 'DELETED', 5: 'UNDELIV', 6: 'ACCEPTD', 7: 'UNKNOWN', 8: 'REJECTD', 9: 'SKIPPED' };

const field = (text: string, name: RegExp): string | null => name.exec(text)?.[1] ?? null;

/** The fields of a receipt's text, each found by itself; null = it names no message or no state. */
export function readReceipt(text: string): Receipt | null {
  // What follows is the beginning of our own message.
  const head = text.slice(0, 400).replace(/\btext:[\s\S]*$/i, '');
  const id = field(head, /(?:^|\s)id:\s*([^\s]{1,65})/i);
  const stat = field(head, /(?:^|\s)stat:\s*([a-z]{1,10})/i);
  if (!id || !stat) return null;
  return { id, stat: stat.toUpperCase(), err: field(head, /(?:^|\s)err:\s*([0-9a-z]{1,8})/i), doneDate: field(head, /(?:^|\s)done date:\s*(\d{8,14})/i), network: null };
}

/** A deliver_sm that is a receipt; the parameters count before the text. */
export function receiptOf(pdu: Pdu, text: string | null): Receipt | null {
  const read = readReceipt(text ?? '');
  const id = pdu.tlvs.get(TLV.receiptedMessageId)?.toString('latin1').replace(/\0[\s\S]*$/, '').trim() || read?.id;
  const state = numberOf(pdu.tlvs.get(TLV.messageState));
  const stat = (state === null ? undefined : STATES[state]) ?? read?.stat;
  if (!id || !stat || id.length > 65) return null;
  const error = pdu.tlvs.get(TLV.networkError);
  return { id, stat, err: read?.err ?? null, doneDate: read?.doneDate ?? null, network: error?.length === 3 ? error.readUInt16BE(1) : null };
}

export type Fate = { readonly state: 'delivered' } | { readonly state: 'failed'; readonly code: string; readonly explain: string; readonly addressDead?: true };

const FAILED: Readonly<Record<string, string>> = {
  UNDELIV: 'The network could not deliver the message to the phone.',
  EXPIRED: 'The phone could not be reached for so long that the message expired; try again or take another way.',
  REJECTD: 'The network rejected the message.',
  DELETED: 'The message was deleted before it was delivered.',
  SKIPPED: 'The network skipped the message.',
};

/** Null = nothing final: on its way, accepted, or the SMSC does not know. */
export function fateOf({ stat, err, network }: Receipt): Fate | null {
  if (stat === 'DELIVRD') return { state: 'delivered' };
  const why = FAILED[stat];
  if (!why) return null;
  // 1 is unknownSubscriber (3GPP TS 29.002 §17.6.6); an absent one (6, 27) has the phone off.
  const gone = stat !== 'EXPIRED' && stat !== 'DELETED' && (network === null ? /^0*1$/.test(err ?? '') : network === 1);
  const detail = network ?? (err && !/^0+$/.test(err) ? err : null);
  return { state: 'failed', code: stat, explain: `${gone ? 'The network knows no such number.' : why}${detail === null ? '' : ` The network’s code is ${detail}.`}`, ...(gone ? { addressDead: true } : {}) };
}

/** How the same id may be written elsewhere: an answer in hexadecimal and a receipt in decimal figures, with or without leading zeros. */
export function spellingsOf(id: string): readonly string[] {
  const found = new Set<string>();
  const add = (text: string): void => {
    found.add(text);
    found.add(text.toUpperCase());
    found.add(text.replace(/^0+(?=.)/, ''));
    for (const width of [8, 10]) if (text.length < width) found.add(text.padStart(width, '0'));
  };
  add(id.toLowerCase());
  if (/^\d{1,20}$/.test(id)) add(BigInt(id).toString(16));
  if (/^[0-9a-f]{1,16}$/i.test(id)) add(BigInt(`0x${id}`).toString());
  for (const spelling of [...found]) found.add(spelling.toUpperCase());
  found.delete(id);
  return [...found];
}
