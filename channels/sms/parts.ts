/** What a deliver_sm carries: its text, and whether it is a part of a longer message (3GPP TS 23.040 §9.2.3.24, SMPP 3.4 §5.3.2.22). */
import { type DefaultAlphabet, textOf, textOfPart } from './alphabets.ts';
import { tablesOf } from './nationalTables.ts';
import { numberOf, type Pdu, TLV } from './pdu.ts';

export interface Part {
  /** By which the parts of one message know each other; 8-bit, 16-bit and SAR references are different ones. */
  readonly ref: string;
  readonly total: number;
  /** 1 = first. */
  readonly seq: number;
}

export interface Carried {
  /** Null = binary. Of a part it may begin or end within a character. */
  readonly text: string | null;
  readonly part: Part | null;
}

/** esm_class: the message begins with a header (§5.2.12). */
const UDHI = 0x40;

export function carriedBy(pdu: Pdu, initial: DefaultAlphabet): Carried {
  const short = pdu.octets('short_message');
  const whole = short.length > 0 ? short : (pdu.tlvs.get(TLV.messagePayload) ?? short);
  const hasHeader = (pdu.number('esm_class') & UDHI) !== 0 && whole.length > 0;
  const end = hasHeader ? (whole[0] ?? 0) + 1 : 0;
  // A header that is longer than the message is none.
  const header = hasHeader && end <= whole.length ? whole.subarray(1, end) : null;
  const part = (header ? partByHeader(header) : null) ?? partBySar(pdu);
  const tables = tablesOf(header ? elementOf(header, SINGLE_SHIFT) : null, header ? elementOf(header, LOCKING_SHIFT) : null);
  return { text: (part ? textOfPart : textOf)(header ? whole.subarray(end) : whole, pdu.number('data_coding'), initial, tables), part };
}

/** National languages (3GPP TS 23.040 §9.2.3.24.15 and .16). */
const [SINGLE_SHIFT, LOCKING_SHIFT] = [0x24, 0x25];

/** The one octet of an element of the header. */
function elementOf(header: Buffer, kind: number): number | null {
  for (let at = 0; at + 2 < header.length; at += 2 + (header[at + 1] ?? 0)) if (header[at] === kind && header[at + 1] === 1) return header[at + 2] ?? null;
  return null;
}

const partOf = (ref: string, total: number, seq: number): Part | null => (total > 1 && seq >= 1 && seq <= total ? { ref, total, seq } : null);

function partByHeader(header: Buffer): Part | null {
  for (let at = 0; at + 2 <= header.length; ) {
    const kind = header[at];
    const size = header[at + 1] ?? 0;
    const body = header.subarray(at + 2, at + 2 + size);
    if (body.length < size) return null;
    if (kind === 0x00 && size === 3) return partOf(`a${body[0]}`, body[1] ?? 0, body[2] ?? 0);
    if (kind === 0x08 && size === 4) return partOf(`b${body.readUInt16BE(0)}`, body[2] ?? 0, body[3] ?? 0);
    at += 2 + size;
  }
  return null;
}

function partBySar({ tlvs }: Pdu): Part | null {
  const [ref, total, seq] = [TLV.sarRef, TLV.sarTotal, TLV.sarSequence].map((tag) => numberOf(tlvs.get(tag)));
  return typeof ref === 'number' && typeof total === 'number' && typeof seq === 'number' && total <= 255 ? partOf(`s${ref}`, total, seq) : null;
}
