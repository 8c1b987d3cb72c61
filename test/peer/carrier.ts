/** A carrier's registrar, as much of it as a trunk asks for: OPTIONS are answered, REGISTER only with the right digest (RFC 3261 §22, RFC 2617). */
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

export interface Carrier {
  readonly port: number;
  /** Who has registered with the right password, each time. */
  readonly registered: readonly string[];
  readonly refused: readonly string[];
  /** Whether it answers. */
  answers: boolean;
  stop(): Promise<void>;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const parameter = (header: string, key: string): string => new RegExp(`\\b${key}="?([^",]*)"?`).exec(header)?.[1] ?? '';

export async function startCarrier(address: string, user: string, password: string): Promise<Carrier> {
  const socket = createSocket('udp4');
  const nonce = randomBytes(8).toString('hex');
  const [registered, refused]: [string[], string[]] = [[], []];
  const carrier = { port: 0, registered, refused, answers: true, stop: () => new Promise<void>((resolve) => socket.close(() => resolve())) };

  function judge(head: string): string {
    const given = /^Authorization: (.*)$/im.exec(head)?.[1];
    if (!given) return `401 Unauthorized\r\nWWW-Authenticate: Digest realm="carrier", nonce="${nonce}", algorithm=MD5, qop="auth"`;
    const of = (key: string): string => parameter(given, key);
    const right = md5([md5(`${user}:carrier:${password}`), nonce, of('nc'), of('cnonce'), of('qop'), md5(`REGISTER:${of('uri')}`)].join(':'));
    if (of('username') !== user || of('response') !== right) {
      refused.push(of('username'));
      return '403 Forbidden';
    }
    registered.push(of('username'));
    return `200 OK\r\n${/^Contact: .*$/im.exec(head)?.[0] ?? ''};expires=600`;
  }

  socket.on('message', (bytes, from) => {
    const head = bytes.toString().split('\r\n\r\n')[0] ?? '';
    const method = head.split(' ')[0];
    if (!carrier.answers || (method !== 'OPTIONS' && method !== 'REGISTER')) return;
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => new RegExp(`^${name}: .*$`, 'im').exec(head)?.[0] ?? '');
    const to = /^To: .*$/im.exec(head)?.[0] ?? '';
    socket.send(`SIP/2.0 ${method === 'OPTIONS' ? '200 OK' : judge(head)}\r\n${[...copied, `${to};tag=carrier`].join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  carrier.port = socket.address().port;
  return carrier;
}
