/**
 * The operator of the demo: a small SMSC that speaks SMPP 3.4 to whoever binds with its password. What is submitted is
 * handed on as whole messages; what somebody texts is delivered in parts where it is long; each part gets its receipt.
 */
import type { AddressInfo } from 'node:net';
import smpp, { type PDU, type Session, type Values } from 'smpp';

/** A state of appendix B. */
export type Stat = 'DELIVRD' | 'UNDELIV' | 'EXPIRED' | 'REJECTD';
/** How the far side answered a delivery: `later` also when it went away. */
export type Answer = 'taken' | 'later' | 'refused';

export interface SmscOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly systemId: string;
  readonly password: string;
  /** A whole message; `id` is the first part's. Returns what becomes of it. */
  onMessage(from: string, to: string, text: string, id: string): Stat;
  /** The status a part is answered with; absent = 0, taken. */
  statusFor?(to: string): number;
  log(message: string): void;
}

export interface Smsc {
  readonly port: number;
  /** Clients that may be delivered to. */
  bound(): number;
  /** Resolves when each part is answered. The same `id` is the same message; absent = as phones send it, without one. */
  deliver(from: string, to: string, text: string, id?: string): Promise<Answer>;
  /** Tells what became of a message that was submitted. */
  receipt(id: string, stat: Stat): Promise<Answer>;
  /** Bytes as they are to the client, as a broken SMSC sends them; resolves when it refuses them (generic_nack) or goes away. */
  raw(bytes: Buffer): Promise<Answer>;
  /** Every connection breaks off. */
  drop(): void;
  stop(): Promise<void>;
}

const ANSWER_MS = 15_000;
const MOST_WAITING = 1_000;
const STATES: Readonly<Record<Stat, number>> = { DELIVRD: 2, EXPIRED: 3, UNDELIV: 5, REJECTD: 8 };
const UDHI = 0x40;

interface Submitted {
  readonly from: string;
  readonly to: string;
  /** Whether a receipt was asked for. */
  readonly asked: boolean;
}

export function startSmsc({ host, port, systemId, password, onMessage, statusFor, log }: SmscOptions): Promise<Smsc> {
  const receivers = new Set<Session>();
  const sessions = new Set<Session>();
  const submitted = new Map<string, Submitted>();
  const unfinished = new Map<string, { readonly texts: string[]; readonly id: string; readonly ids: string[] }>();
  let count = 0;
  let reference = 0;

  const server = smpp.createServer((session) => {
    sessions.add(session);
    // One for each delivery on its way.
    session.setMaxListeners(0);
    const binds = { bind_transceiver: true, bind_receiver: true, bind_transmitter: false };
    for (const [command, receives] of Object.entries(binds)) {
      session.on(command, (pdu: PDU) => {
        const wrong = pdu['system_id'] !== systemId ? 0x0f : pdu['password'] !== password ? 0x0e : 0;
        session.send(pdu.response(wrong ? { command_status: wrong } : { system_id: 'DEMO' }));
        if (wrong) return session.close();
        if (receives) receivers.add(session);
        session.on('submit_sm', (message: PDU) => submit(session, message));
        log(`${systemId} is bound.`);
      });
    }
    session.on('enquire_link', (pdu: PDU) => session.send(pdu.response()));
    session.on('unbind', (pdu: PDU) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('unknown', (pdu: PDU) => session.send(pdu.response()));
    session.on('close', () => {
      sessions.delete(session);
      receivers.delete(session);
    });
    // The package reads nothing more after an error.
    session.on('error', () => session.destroy());
  });

  function submit(session: Session, pdu: PDU): void {
    const [from, to] = [String(pdu['source_addr']), String(pdu['destination_addr'])];
    const status = statusFor?.(to) ?? 0;
    if (status) return void session.send(pdu.response({ command_status: status }));
    const id = `d${(count += 1).toString(16).padStart(7, '0')}`;
    session.send(pdu.response({ message_id: id }));
    keep(id, { from, to, asked: Boolean(pdu['registered_delivery']) });
    const { text, ids } = joined(pdu, `${from} ${to}`, id);
    if (text === null) return;
    const stat = onMessage(from, to, text, ids[0] ?? id);
    for (const each of ids) if (submitted.get(each)?.asked) void receipt(each, stat);
  }

  function keep(id: string, about: Submitted): void {
    submitted.set(id, about);
    for (const oldest of submitted.keys()) if (submitted.size > MOST_WAITING * 10) submitted.delete(oldest);
  }

  /** The whole text once each part is there. */
  function joined(pdu: PDU, pair: string, id: string): { readonly text: string | null; readonly ids: readonly string[] } {
    const carried = (pdu['message_payload'] ?? pdu['short_message']) as { readonly message?: unknown; readonly udh?: readonly Buffer[] };
    const text = String(carried.message ?? '');
    const place = placeOf(pdu, carried.udh ?? []);
    if (!place || place.total < 2) return { text, ids: [id] };
    const key = `${pair} ${place.ref} ${place.total}`;
    const entry = unfinished.get(key) ?? { texts: [], id, ids: [] };
    unfinished.set(key, entry);
    entry.texts[place.seq - 1] = text;
    entry.ids.push(id);
    for (const oldest of unfinished.keys()) if (unfinished.size > MOST_WAITING) unfinished.delete(oldest);
    if (entry.texts.filter((t) => t !== undefined).length < place.total) return { text: null, ids: [] };
    unfinished.delete(key);
    return { text: entry.texts.join(''), ids: entry.ids };
  }

  async function deliver(from: string, to: string, text: string, id?: string): Promise<Answer> {
    const isGsm = smpp.encodings.ASCII.match(text);
    const parts = cut(text, isGsm);
    reference = (reference + 1) & 0xff;
    const answers = parts.map((part, n) =>
      give({
        ...sourceOf(from), dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: to, data_coding: isGsm ? 0 : 8,
        ...(parts.length > 1 ? { esm_class: UDHI, short_message: { udh: Buffer.from([5, 0, 3, reference, parts.length, n + 1]), message: part } } : { short_message: part }),
        ...(id === undefined ? {} : { receipted_message_id: id }),
      }),
    );
    const all = await Promise.all(answers);
    return all.find((a) => a === 'later') ?? all.find((a) => a === 'refused') ?? 'taken';
  }

  async function receipt(id: string, stat: Stat): Promise<Answer> {
    const about = submitted.get(id);
    if (!about) return 'refused';
    const at = new Date().toISOString().replace(/\D/g, '').slice(2, 12);
    const delivered = stat === 'DELIVRD';
    return give({
      ...sourceOf(about.to), destination_addr: about.from, esm_class: 4, data_coding: 0,
      short_message: `id:${id} sub:001 dlvrd:00${delivered ? 1 : 0} submit date:${at} done date:${at} stat:${stat} err:000 text:`,
      receipted_message_id: id, message_state: STATES[stat],
    });
  }

  function give(values: Values): Promise<Answer> {
    const session = [...receivers].at(-1);
    if (!session) return Promise.resolve('later');
    return new Promise((resolve) => {
      const done = (answer: Answer): void => {
        clearTimeout(timer);
        session.off('close', gone);
        resolve(answer);
      };
      const gone = (): void => done('later');
      const timer = setTimeout(gone, ANSWER_MS);
      session.once('close', gone);
      const sent = session.deliver_sm(values, ({ command_status: status }) => done(status === 0 ? 'taken' : status === 0x58 || status === 0x64 || status === 0x14 ? 'later' : 'refused'));
      if (!sent) gone();
    });
  }

  function raw(bytes: Buffer): Promise<Answer> {
    const session = [...receivers].at(-1);
    if (!session) return Promise.resolve('later');
    return new Promise((resolve) => {
      session.once('generic_nack', () => resolve('refused'));
      session.once('close', () => resolve('later'));
      session.socket.write(bytes);
    });
  }

  const drop = (): void => {
    for (const session of sessions) session.destroy();
  };

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', (error) => log(`The SMSC has an error: ${error.message}`));
      resolve({
        port: (server.address() as AddressInfo).port,
        bound: () => receivers.size,
        deliver, receipt, raw, drop,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            drop();
          }),
      });
    });
  });
}

function sourceOf(from: string): Values {
  if (from.startsWith('+')) return { source_addr_ton: 1, source_addr_npi: 1, source_addr: from.slice(1) };
  return /^\d+$/.test(from) ? { source_addr_ton: 0, source_addr_npi: 1, source_addr: from } : { source_addr_ton: 5, source_addr_npi: 0, source_addr: from };
}

/** Where a part belongs: by its header, or by SAR parameters. */
function placeOf(pdu: PDU, udh: readonly Buffer[]): { readonly ref: string; readonly total: number; readonly seq: number } | null {
  const wide = udh.find((e) => e[0] === 0x08 && e.length === 6);
  if (wide) return { ref: `w${wide.readUInt16BE(2)}`, total: wide[4] ?? 0, seq: wide[5] ?? 0 };
  const narrow = udh.find((e) => e[0] === 0x00 && e.length === 5);
  if (narrow) return { ref: `n${narrow[2]}`, total: narrow[3] ?? 0, seq: narrow[4] ?? 0 };
  const total = pdu['sar_total_segments'];
  return typeof total === 'number' ? { ref: `s${String(pdu['sar_msg_ref_num'])}`, total, seq: Number(pdu['sar_segment_seqnum']) } : null;
}

/** As phones cut it: 153 septets or 67 units a part (3GPP TS 23.040 §9.2.3.24), no character in two. */
function cut(text: string, isGsm: boolean): string[] {
  const sizeOf = (char: string): number => (isGsm ? (/[\f^{}\\[~\]|€]/.test(char) ? 2 : 1) : char.length);
  const chars = [...text];
  const size = chars.reduce((sum, c) => sum + sizeOf(c), 0);
  if (size <= (isGsm ? 160 : 70)) return [text];
  const parts = [''];
  let used = 0;
  for (const char of chars) {
    if (used + sizeOf(char) > (isGsm ? 153 : 67)) {
      parts.push('');
      used = 0;
    }
    parts[parts.length - 1] += char;
    used += sizeOf(char);
  }
  return parts;
}
