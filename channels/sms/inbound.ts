/**
 * What an SMSC delivers, turned into facts: receipts, messages, and parts of messages. Each sender's are taken in the order
 * they came; one is answered only when it is stored (SMPP 3.4 §4.6, §5.1.3).
 */
import { createHash } from 'node:crypto';
import type { Hub, Peer, StoredRaw, Taken } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import { type Ms, SECOND } from '../../src/core/time.ts';
import { peerOf } from './addresses.ts';
import { createGroups, type Group } from './groups.ts';
import { createLru } from './lru.ts';
import { createOccurrences } from './occurrences.ts';
import { type Carried, carriedBy, type Part } from './parts.ts';
import { HEADER, type Pdu, readPdu, STATUS, TLV } from './pdu.ts';
import { fateOf, type Receipt, receiptOf } from './receipts.ts';
import { reportMessage } from './report.ts';
import type { Common, SmppSettings } from './settings.ts';

/** Ids of messages that may be sent again. */
const MOST_IDS = 10_000;
const MEDIA_TYPE = 'application/x-smpp-pdu';
/** esm_class: what kind of message it is, and the kind that tells of ours (§5.2.12); the last is told on the way. */
const KIND = 0x3c;
const RECEIPTS = [0x04, 0x20];

interface Session {
  endedAt(): Ms | null;
}

export interface InboundParts {
  readonly hub: Hub;
  readonly common: Common;
  readonly smpp: SmppSettings;
  idOf(receipt: string): string;
  isOpen(): boolean;
}

export interface Inbound {
  /** Resolves to the status to answer with; null = no answer, for the entry point closes. Never rejects. */
  take(pdu: Pdu, bytes: Buffer, session: Session): Promise<number | null>;
  reread(raw: StoredRaw): Promise<void>;
  /** Stops waiting for parts and resolves when facts on their way are reported. */
  close(): Promise<void>;
}

export function createInbound({ hub, common, smpp, idOf, isOpen }: InboundParts): Inbound {
  const occurrences = createOccurrences(() => hub.now());
  const ids = createLru<string>(MOST_IDS);
  let idsNameNothing = false;
  /** By sender, the last that is being taken. */
  const turns = new Map<string, Promise<unknown>>();
  const groups = createGroups({
    waitMs: common.partSeconds * SECOND,
    now: () => hub.now(),
    report: reportGroup,
    log: (message, about) => hub.log('warn', message, about),
  });

  const senderOf = (pdu: Pdu): Peer => peerOf(pdu.text('source_addr'), common.country, pdu.number('source_addr_ton'));
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes.subarray(HEADER)).digest('base64url').slice(0, 32);
  const statusOf = (taken: Taken): number => (taken.ok ? STATUS.OK : STATUS.REFUSED);

  async function reportGroup(group: Group, text: string): Promise<boolean> {
    const { id, from, at } = group;
    let ok = true;
    // Each part's bytes have come to this message: none is read again at the next start.
    for (const { raw } of group.parts.values()) ok = (await reportMessage(hub, common, { ref: `long:${id}`, from, at, text, files: [] }, raw)).ok && ok;
    return ok;
  }

  async function takeReceipt(receipt: Receipt, pdu: Pdu, bytes: Buffer): Promise<number> {
    const fate = fateOf(receipt);
    if (!fate) return STATUS.OK;
    const ref = `receipt:${receipt.id}:${receipt.stat}`;
    const raw = await hub.receive(ref, bytes, MEDIA_TYPE);
    const taken = await hub.report({ kind: 'delivery', ref, thread: senderOf(pdu).value, at: hub.now(), of: idOf(receipt.id), ...fate }, raw);
    if (!taken.ok) hub.log('info', 'A receipt was about nothing of ours.', { id: receipt.id, stat: receipt.stat });
    // To the SMSC it is done: sent again it would say the same.
    return STATUS.OK;
  }

  async function takePart(pdu: Pdu, bytes: Buffer, from: Peer, part: Part, text: string): Promise<number> {
    const hash = hashOf(bytes);
    const { group, again, done } = groups.find(from, pdu.text('destination_addr'), part, hash);
    if (done) return STATUS.OK;
    if (!again) groups.add(group, part, hash, text, await hub.receive(`part:${group.id}:${part.seq}`, bytes, MEDIA_TYPE));
    return (await groups.finish(group)) === false ? STATUS.REFUSED : STATUS.OK;
  }

  async function takeWhole(pdu: Pdu, bytes: Buffer, from: Peer, text: string | null, at: Ms, session: Session): Promise<number> {
    const report = async (ref: string): Promise<Taken> => say(ref, from, at, text, await hub.receive(ref, bytes, MEDIA_TYPE));
    const id = pdu.tlvs.get(TLV.receiptedMessageId)?.toString('latin1').replace(/\0[\s\S]*$/, '');
    const hash = hashOf(bytes);
    if (id && isIdOfItsOwn(id, hash)) return statusOf(await report(`mo:${from.value}:${id}:${hash}`));
    const { taken, answered } = await occurrences.take({ hash, at, session }, report);
    answered();
    return statusOf(taken);
  }

  /** Some SMSCs fill the parameter with the same words each time (Kannel's driver does): then it names nothing. */
  function isIdOfItsOwn(id: string, hash: string): boolean {
    const before = ids.get(id);
    if (before !== undefined && before !== hash) idsNameNothing = true;
    ids.set(id, hash);
    return !idsNameNothing;
  }

  /** Binary and empty ones become an interaction with their bytes attached: somebody meant something by them. */
  async function say(ref: string, from: Peer, at: Ms, text: string | null, raw: RawId): Promise<Taken> {
    if (text !== null && text.trim() !== '') return reportMessage(hub, common, { ref, from, at, text, files: [] }, raw);
    const [code, explain] = text === null ? (['BINARY_SMS', 'The message is data for a device and no text.'] as const) : (['EMPTY_SMS', 'The message has no text.'] as const);
    await hub.unreadable(raw, code, explain, { from, thread: from.value, text: '' });
    return { ok: true, seq: null, at, again: false };
  }

  /** False = not a part that can be joined: then it is a message of its own. */
  const isPart = ({ part, text }: Carried): boolean => part !== null && text !== null;

  async function takeNow(pdu: Pdu, bytes: Buffer, at: Ms, session: Session): Promise<number | null> {
    if (!isOpen()) return null;
    try {
      const from = senderOf(pdu);
      const carried = carriedBy(pdu, smpp.defaultEncoding);
      if (RECEIPTS.includes(pdu.number('esm_class') & KIND)) {
        const receipt = receiptOf(pdu, carried.text);
        if (receipt) return await takeReceipt(receipt, pdu, bytes);
        hub.log('warn', 'A receipt cannot be read; the message stays as it is.', { text: (carried.text ?? '').slice(0, 200) });
        return STATUS.OK;
      }
      if (!(await hub.allow(from.value, 'message'))) return STATUS.THROTTLED;
      if (isPart(carried) && carried.part && carried.text !== null) return await takePart(pdu, bytes, from, carried.part, carried.text);
      return await takeWhole(pdu, bytes, from, carried.text, at, session);
    } catch (error) {
      hub.log('warn', 'A message could not be stored; the SMSC is asked to send it again.', { err: error });
      return STATUS.TRY_LATER;
    }
  }

  return {
    take(pdu, bytes, session) {
      const at = hub.now();
      const key = `${pdu.number('source_addr_ton')} ${pdu.text('source_addr')}`;
      const turn = (turns.get(key) ?? Promise.resolve()).then(() => takeNow(pdu, bytes, at, session));
      turns.set(key, turn);
      void turn.finally(() => turns.get(key) === turn && turns.delete(key));
      return turn;
    },
    async reread(raw) {
      const pdu = readPdu(Buffer.from(raw.bytes));
      if ('fault' in pdu) return hub.unreadable(raw.id, 'BAD_PDU', 'What the SMSC sent cannot be read.');
      const from = senderOf(pdu);
      const carried = carriedBy(pdu, smpp.defaultEncoding);
      const receipt = raw.ref.startsWith('receipt:') ? receiptOf(pdu, carried.text) : null;
      if (receipt) return void (await takeReceipt(receipt, pdu, Buffer.from(raw.bytes)));
      const group = /^part:([^:]+):/.exec(raw.ref)?.[1];
      if (!group || !carried.part || carried.text === null) return void (await say(raw.ref, from, hub.now(), carried.text, raw.id));
      // The others are still to be read: it is reported with the last of them, or when nobody waits any longer.
      const found = groups.revive(group, from, pdu.text('destination_addr'), carried.part);
      groups.add(found, carried.part, hashOf(raw.bytes), carried.text, raw.id);
      await groups.finish(found);
    },
    async close() {
      groups.close();
      await Promise.allSettled([...turns.values()]);
      await groups.settled();
    },
  };
}
