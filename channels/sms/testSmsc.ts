/** Far sides for tests: a phone network behind the demo's SMSC, and one that sends and gets bytes as they are. */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Smsc, startSmsc } from '../../src/demo/smsc.ts';
import type { ChannelPeer, FarSide } from '../../test/contract/channelContract.ts';
import { createFrames, type Pdu, readPdu, writeAnswer, writePdu } from './pdu.ts';
import { sms } from './sms.ts';

export const OURS = '10690123';
const NUMBERS: Readonly<Record<string, string>> = { wang: '+8613800138000', zhao: '+8613900139000', flooder: '+8613700137000' };
export const numberOf = (name: string): string => NUMBERS[name] ?? name;

export const smppSettings = (port: number, more: object = {}, top: object = {}) => ({
  door: 'smpp', number: OURS, ...top,
  smpp: { host: '127.0.0.1', port, systemId: 'hub', password: 'secret', perSecond: 1_000, answerSeconds: 5, ...more },
});

const pduOf = (command: number, sequence: number, body: string): string => {
  const bytes = Buffer.from(body, 'hex');
  const header = Buffer.alloc(16);
  for (const [n, value] of [16 + bytes.length, command, 0, sequence].entries()) header.writeUInt32BE(value, n * 4);
  return Buffer.concat([header, bytes]).toString('hex');
};
const FROM_TO = `000101${Buffer.from('8613800138000').toString('hex')}000000${Buffer.from(OURS).toString('hex')}00`;
/** A message that is longer than its PDU, a sender that does not end, parameters that break off, a command that is none. */
const BROKEN = [pduOf(5, 1, `${FROM_TO}000000000000000000104142`), pduOf(5, 2, '0001013839'), pduOf(5, 3, `${FROM_TO}0000000000000000000241420424010041`), pduOf(0x1ff, 4, '')];

/** The same SMSC for every test of a file: its port stands in the settings. */
export async function smppPeer(bind: 'transceiver' | 'pair'): Promise<ChannelPeer> {
  const got: { to: string; text: string }[] = [];
  const start = (port: number): Promise<Smsc> => startSmsc({ host: '127.0.0.1', port, systemId: 'hub', password: 'secret', log: () => undefined, onMessage: (_from, to, text) => (got.push({ to: `+${to}`, text }) > 0 ? 'DELIVRD' : 'UNDELIV') });
  let smsc = await start(0);
  const { port } = smsc;
  return {
    channel: sms,
    settings: smppSettings(port, { bind }),
    badSettings: [
      { settings: {}, field: 'door' },
      { settings: { door: 'smpp', number: OURS }, field: 'smpp.host' },
      { settings: smppSettings(0), field: 'smpp.port' },
      { settings: smppSettings(port, { host: 'smpp://x' }), field: 'smpp.host' },
      { settings: smppSettings(port, { systemId: 'a\0b' }), field: 'smpp.systemId' },
      { settings: smppSettings(port, { windowSize: 0 }), field: 'smpp.windowSize' },
      { settings: smppSettings(port, {}, { country: 'XX' }), field: 'country' },
      { settings: smppSettings(port, {}, { number: '+86\r\n' }), field: 'number' },
    ],
    async arrive(fake): Promise<FarSide> {
      got.length = 0;
      let gone = false;
      return {
        deliver: async ({ from, id, text }) => ({ taken: 'acknowledged', later: 'again', refused: 'refused' } as const)[await smsc.deliver(numberOf(from), OURS, text, id)],
        threadOf: async (from) => numberOf(from),
        received: (from) => got.filter((m) => m.to === numberOf(from)).map((m) => m.text),
        malformed: BROKEN.map((hex) => async () => ((await smsc.raw(Buffer.from(hex, 'hex'))) === 'refused' ? 'refused' : 'again')),
        async vanish(send) {
          gone = true;
          await smsc.stop();
          const sent = await send();
          return { sent, health: fake.health.at(-1) };
        },
        async end() {
          if (gone) smsc = await start(port);
        },
      };
    },
    refusedOrder: async ({ connection, fake }) => (await connection.messages?.send(fake.order('not a number', { text: 'Hello' }))) ?? { ok: true, ref: '' },
  };
}

/** An SMSC that takes every bind and shows each PDU as it came. */
export interface RawSmsc {
  readonly port: number;
  readonly pdus: Pdu[];
  /** Bytes to whoever bound last. */
  send(bytes: Buffer): void;
  /** Closes the connection without a word. */
  cut(): void;
  bound(): number;
  /** How requests other than binds are answered; null = not at all. */
  answer: (pdu: Pdu) => Buffer | null;
  stop(): Promise<void>;
}

export async function rawSmsc(at = 0): Promise<RawSmsc> {
  const pdus: Pdu[] = [];
  const sockets = new Set<Socket>();
  let bound: Socket[] = [];
  const self = {
    port: 0, pdus,
    answer: (pdu: Pdu): Buffer | null => (pdu.command === 'submit_sm' ? writePdu('submit_sm_resp', pdu.sequence, { message_id: `id${pdu.sequence}` }) : writeAnswer(pdu, 0)),
    send: (bytes: Buffer) => void bound.at(-1)?.write(bytes),
    cut: () => bound.at(-1)?.destroy(),
    bound: () => bound.length,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      bound = bound.filter((s) => s !== socket);
    });
    socket.on(
      'data',
      createFrames((bytes) => {
        const pdu = readPdu(bytes);
        if ('fault' in pdu) throw new Error(`The hub sent what cannot be read: ${pdu.fault}`);
        if (pdu.command.startsWith('bind_') && !pdu.command.endsWith('_resp')) {
          socket.write(writePdu(`${pdu.command}_resp`, pdu.sequence, { system_id: 'RAW' }));
          bound.push(socket);
        } else if (pdu.id >= 0x8000_0000) pdus.push(pdu);
        else {
          pdus.push(pdu);
          const answer = self.answer(pdu);
          if (answer && socket.writable) socket.write(answer);
          if (pdu.command === 'unbind') socket.end();
        }
      }, () => undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  self.port = (server.address() as AddressInfo).port;
  return self;
}
