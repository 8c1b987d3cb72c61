/**
 * One connection to an SMSC from bind to unbind (SMPP 3.4 §2.2, §2.9, §7.2): requests and their answers, the line check,
 * and what must never end the process: bytes that are no PDU, answers to nothing, silence.
 */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Values } from 'smpp';
import { type Ms, SECOND } from '../../src/core/time.ts';
import { createFrames, isResponse, type Pdu, type PduFault, readPdu, STATUS, writeAnswer, writePdu } from './pdu.ts';
import type { SmppSettings } from './settings.ts';
import { bindFaultOf } from './statuses.ts';

export type Role = 'transceiver' | 'transmitter' | 'receiver';

/** `silent`: it was sent and nobody knows what became of it. */
export type Reply = { readonly kind: 'answered'; readonly pdu: Pdu } | { readonly kind: 'silent' } | { readonly kind: 'unsent' };

export interface Link {
  readonly role: Role;
  /** When it ended, by the clock given; null = it lives. */
  endedAt(): Ms | null;
  /** `late` gets the answer that comes when nobody waits any more. */
  request(command: string, values: Values, late?: (pdu: Pdu) => void): Promise<Reply>;
  answer(to: Pick<Pdu, 'command' | 'sequence'>, status: number): void;
  /** Stops and goes on reading: who sends more than is taken waits. */
  hold(on: boolean): void;
  /** Unbinds and closes; twice is fine. */
  close(): Promise<void>;
  /** Resolves with a sentence when the connection is gone. */
  readonly ended: Promise<string>;
}

export interface LinkFault {
  readonly step: 'connect' | 'bind';
  readonly code: string;
  readonly explain: string;
}

export interface LinkEvents {
  now(): Ms;
  /** A request of the SMSC's other than those of the session itself. */
  request(pdu: Pdu, bytes: Buffer, link: Link): void;
  log(message: string, about: Readonly<Record<string, unknown>>): void;
}

const CONNECT_MS = 10 * SECOND;
const UNBIND_MS = 2 * SECOND;
const MOST_SEQUENCE = 0x7fff_ffff;

export async function openLink(settings: SmppSettings, role: Role, events: LinkEvents, signal: AbortSignal): Promise<Link | LinkFault> {
  const socket = await reach(settings, signal);
  if ('code' in socket) return socket;
  const link = startLink(socket, settings, role, events);
  const { systemId, password, systemType } = settings;
  const reply = await link.request(`bind_${role}`, { system_id: systemId, password, system_type: systemType, interface_version: 0x34, addr_ton: 0, addr_npi: 0, address_range: '' });
  if (reply.kind === 'answered' && reply.pdu.status === STATUS.OK && reply.pdu.command !== 'generic_nack') {
    link.watch();
    return link;
  }
  link.drop('The bind failed.');
  if (reply.kind === 'answered') return { step: 'bind', ...bindFaultOf(reply.pdu.status) };
  return { step: 'bind', code: 'NO_ANSWER', explain: 'The SMSC took the connection and did not answer the sign-in. Check host, port and whether it expects TLS.' };
}

function reach({ host, port, tls }: SmppSettings, signal: AbortSignal): Promise<Socket | LinkFault> {
  return new Promise((resolve) => {
    const socket = tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
    const done = (result: Socket | LinkFault): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners('error');
      if ('code' in result) {
        socket.on('error', () => undefined);
        socket.destroy();
      }
      resolve(result);
    };
    const fault = (code: string, explain: string): void => done({ step: 'connect', code, explain });
    const stop = (): void => fault('CLOSED', 'The entry point is closing.');
    const timer = setTimeout(() => fault('TIMEOUT', `Nothing answers at ${host} port ${port} within 10 seconds. Check both, and whether a firewall lets this machine through.`), CONNECT_MS);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', (error: NodeJS.ErrnoException) => fault(error.code ?? 'CONNECT', connectSentence(error, host, port, tls)));
    socket.once(tls ? 'secureConnect' : 'connect', () => done(socket));
    if (signal.aborted) stop();
  });
}

function connectSentence({ code, message }: NodeJS.ErrnoException, host: string, port: number, tls: boolean): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The name ${host} cannot be resolved. Check how it is written.`;
  if (code === 'ECONNREFUSED') return `Nothing listens at ${host} port ${port}. Check the port with the operator.`;
  return tls ? `No encrypted connection to ${host} port ${port}: ${message}. Check the certificate, or whether the SMSC speaks TLS there.` : `No connection to ${host} port ${port}: ${message}.`;
}

function startLink(socket: Socket, settings: SmppSettings, role: Role, events: LinkEvents): Link & { watch(): void; drop(why: string): void } {
  const waiting = new Map<number, (reply: Reply) => void>();
  const answerMs = settings.answerSeconds * SECOND;
  let sequence = 0;
  let bound = false;
  let endedAt: Ms | null = null;
  let why = 'The SMSC closed the connection.';
  let enquiring: NodeJS.Timeout | null = null;
  let closing: Promise<void> | null = null;
  let end: (why: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));

  const drop = (reason: string): void => {
    why = reason;
    socket.destroy();
  };
  const write = (bytes: Buffer): void => void (socket.writable && socket.write(bytes));

  function request(command: string, values: Values, late: (pdu: Pdu) => void = () => undefined, timeoutMs = answerMs): Promise<Reply> {
    if (!socket.writable) return Promise.resolve({ kind: 'unsent' });
    do sequence = sequence >= MOST_SEQUENCE ? 1 : sequence + 1;
    while (waiting.has(sequence));
    const mine = sequence;
    const bytes = writePdu(command, mine, values);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        settle({ kind: 'silent' });
        waiting.set(mine, (reply) => {
          waiting.delete(mine);
          if (reply.kind === 'answered') late(reply.pdu);
        });
      }, timeoutMs);
      const settle = (reply: Reply): void => {
        clearTimeout(timer);
        waiting.delete(mine);
        resolve(reply);
      };
      waiting.set(mine, settle);
      socket.write(bytes);
    });
  }

  function take(bytes: Buffer): void {
    const pdu = readPdu(bytes);
    if ('fault' in pdu) return takeFault(pdu, bytes);
    if (isResponse(pdu.id)) {
      // Here and not when the sign-in is looked at: messages may stand in the same bytes.
      if (/^bind_.*_resp$/.test(pdu.command) && pdu.status === STATUS.OK && waiting.has(pdu.sequence)) bound = true;
      // An answer to nothing is nobody's.
      waiting.get(pdu.sequence)?.({ kind: 'answered', pdu });
    } else if (pdu.command === 'enquire_link') answer(pdu, STATUS.OK);
    else if (pdu.command === 'unbind') {
      answer(pdu, STATUS.OK);
      why = 'The SMSC ended the session.';
      socket.end();
    } else if (pdu.command === 'deliver_sm' || pdu.command === 'data_sm') {
      // §5.1.3: nothing is delivered to who has not bound.
      if (bound) events.request(pdu, Buffer.from(bytes), link);
      else answer(pdu, 0x04);
    } else if (pdu.command !== 'outbind' && pdu.command !== 'alert_notification') write(writePdu('generic_nack', pdu.sequence, { command_status: STATUS.BAD_COMMAND }));
  }

  function takeFault({ fault, status, sequence: of, command }: PduFault, bytes: Buffer): void {
    events.log('The SMSC sent what cannot be read.', { fault, command, bytes: bytes.length });
    write(writePdu('generic_nack', of, { command_status: status }));
    if (command.endsWith('_resp')) waiting.get(of)?.({ kind: 'silent' });
  }

  function answer(to: Pick<Pdu, 'command' | 'sequence'>, status: number): void {
    write(writeAnswer(to, status));
  }

  async function enquire(): Promise<void> {
    const reply = await request('enquire_link', {});
    if (reply.kind === 'silent' && !socket.destroyed) drop('The SMSC does not answer the line check any more.');
  }

  const frames = createFrames(take, (length) => {
    write(writePdu('generic_nack', 0, { command_status: STATUS.BAD_LENGTH }));
    events.log('The SMSC sent a length that cannot be; the connection is opened anew.', { length });
    why = 'The SMSC sent what is no SMPP.';
    socket.end(() => socket.destroy());
  });
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30 * SECOND);
  socket.on('data', frames);
  socket.on('error', (error) => (why = `The connection broke: ${error.message}.`));
  socket.on('close', () => {
    endedAt = events.now();
    if (enquiring) clearInterval(enquiring);
    for (const settle of [...waiting.values()]) settle({ kind: 'silent' });
    end(why);
  });

  const link = {
    role, ended, answer, drop, request,
    endedAt: () => endedAt,
    watch() {
      enquiring = setInterval(() => void enquire(), settings.enquireSeconds * SECOND);
    },
    hold: (on: boolean) => void (on ? socket.pause() : socket.resume()),
    close() {
      closing ??= (async () => {
        socket.resume();
        if (bound && socket.writable) await request('unbind', {}, undefined, UNBIND_MS);
        socket.destroy();
        await ended;
      })();
      return closing;
    },
  };
  return link;
}
