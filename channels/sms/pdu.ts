/**
 * SMPP 3.4 PDUs. The tables of commands and the writing are `smpp`'s; reading is strict and our own, for the package reads
 * beyond a field's end, knows no broken TLV, and decodes the message before anybody has seen its bytes.
 */
import smpp, { type Values } from 'smpp';

export interface Pdu {
  /** `unknown` where SMPP 3.4 has no such command. */
  readonly command: string;
  readonly id: number;
  readonly status: number;
  readonly sequence: number;
  /** Absent = 0. */
  number(field: string): number;
  /** Absent = empty. */
  text(field: string): string;
  /** `short_message`; absent = empty. */
  octets(field: string): Buffer;
  readonly tlvs: ReadonlyMap<number, Buffer>;
}

/** Why bytes are no PDU; answered by generic_nack with `status`. */
export interface PduFault {
  readonly fault: string;
  readonly status: number;
  readonly sequence: number;
  /** What its header says it is: a response is nobody's request. */
  readonly command: string;
}

export const HEADER = 16;
/** Octets; a message_payload may have 64 KiB. */
export const MOST_PDU = 70_000;

export const STATUS = {
  OK: 0x00, BAD_LENGTH: 0x02, BAD_COMMAND: 0x03, THROTTLED: 0x58, TRY_LATER: 0x64, REFUSED: 0x65, BAD_TLV: 0xc0,
} as const;

export const TLV = {
  networkError: 0x0423, messagePayload: 0x0424, messageState: 0x0427, receiptedMessageId: 0x001e, sarRef: 0x020c, sarTotal: 0x020e, sarSequence: 0x020f, userReference: 0x0204,
} as const;

/** What remains of a whole number at its end. */
export const numberOf = (bytes: Buffer | undefined): number | null => (bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : null);

const LENGTHS = new Map([[smpp.types.int8, 1], [smpp.types.int16, 2], [smpp.types.int32, 4]]);

/** Reads the bytes of exactly one PDU. Never throws. */
export function readPdu(bytes: Buffer): Pdu | PduFault {
  const id = bytes.readUInt32BE(4);
  const sequence = bytes.readUInt32BE(12);
  const known = smpp.commandsById[id];
  const command = known?.command ?? 'unknown';
  const fields = new Map<string, number | string | Buffer>();
  const tlvs = new Map<number, Buffer>();
  const status = bytes.readUInt32BE(8);
  const fault = (why: string, code: number = STATUS.BAD_LENGTH): PduFault => ({ fault: why, status: code, sequence, command });
  let at = HEADER;
  for (const [name, { type }] of Object.entries(known?.params ?? {})) {
    // An answer may lack its body, always so when it refuses.
    if (at >= bytes.length && isResponse(id)) break;
    const length = LENGTHS.get(type);
    if (length !== undefined) {
      if (at + length > bytes.length) return fault(`${name} is missing`);
      fields.set(name, bytes.readUIntBE(at, length));
      at += length;
    } else if (type === smpp.types.cstring) {
      const end = bytes.indexOf(0, at);
      if (end < 0) return fault(`${name} does not end`);
      fields.set(name, bytes.toString('latin1', at, end));
      at = end + 1;
    } else if (type === smpp.types.buffer) {
      const size = bytes[at];
      if (size === undefined || at + 1 + size > bytes.length) return fault(`${name} is longer than the PDU`);
      fields.set(name, bytes.subarray(at + 1, at + 1 + size));
      at += 1 + size;
    } else return fault(`${command} is not read here`, STATUS.BAD_COMMAND);
  }
  while (known && at < bytes.length) {
    if (at + 4 > bytes.length) return fault('The optional parameters end midway', STATUS.BAD_TLV);
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return fault('An optional parameter is longer than the PDU', STATUS.BAD_TLV);
    tlvs.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, end));
    at = end;
  }
  return {
    command, id, status, sequence, tlvs,
    number: (field) => (typeof fields.get(field) === 'number' ? (fields.get(field) as number) : 0),
    text: (field) => (typeof fields.get(field) === 'string' ? (fields.get(field) as string) : ''),
    octets: (field) => (Buffer.isBuffer(fields.get(field)) ? (fields.get(field) as Buffer) : Buffer.alloc(0)),
  };
}

export const isResponse = (id: number): boolean => id >= 0x8000_0000;

/** @throws on values that do not fit, which is a bug: addresses are checked where they come from. */
export const writePdu = (command: string, sequence: number, values: Values = {}): Buffer => new smpp.PDU(command, { ...values, sequence_number: sequence }).toBuffer();

/** An answer to a request; without its body when it refuses. */
export function writeAnswer(to: Pick<Pdu, 'command' | 'sequence'>, status: number): Buffer {
  const answer = smpp.commands[`${to.command}_resp`] ? `${to.command}_resp` : 'generic_nack';
  return writePdu(answer, to.sequence, { command_status: status });
}

/** Bytes as they come to whole PDUs. After a length that cannot be, nothing can be told apart any more. */
export function createFrames(take: (bytes: Buffer) => void, lost: (length: number) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let size = 0;
  let dead = false;
  return (chunk) => {
    if (dead) return;
    held.push(chunk);
    size += chunk.length;
    // A chunk that completes nothing is not copied.
    if (size < 4 || (held.length > 1 && (held[0]?.length ?? 0) >= 4 && size < (held[0]?.readUInt32BE(0) ?? 0) && (held[0]?.readUInt32BE(0) ?? 0) <= MOST_PDU)) return;
    let all = held.length === 1 ? chunk : Buffer.concat(held);
    while (all.length >= 4) {
      const length = all.readUInt32BE(0);
      if (length < HEADER || length > MOST_PDU) {
        dead = true;
        held = [];
        return lost(length);
      }
      if (all.length < length) break;
      take(all.subarray(0, length));
      all = all.subarray(length);
    }
    held = all.length > 0 ? [all] : [];
    size = all.length;
  };
}
