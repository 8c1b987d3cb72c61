/**
 * SIP of browsers' phones, handed through to Asterisk (RFC 7118), so that the hub's origin and certificate serve for them too. Who opens it
 * shows a ticket of the hub's; what is said inside Asterisk checks by itself, with the account's password.
 */
import WebSocket from 'ws';
import type { Hub, Socket } from '../../src/core/channel.ts';

const TICKET_MS = 24 * 3_600_000;
/** A browser that takes nothing is cut off. */
const MOST_BUFFERED = 1 << 20;
const GOING_AWAY = 1_001;
const POLICY = 1_008;
const TRY_LATER = 1_013;

export const ticketFor = (hub: Hub, whose: string, forMs = TICKET_MS): Promise<string> => hub.tokens.sign({ sip: whose }, forMs);

/** `left`: whose socket has closed. */
export function serveSip(hub: Hub, asterisk: string, left: (whose: string) => void = () => undefined): void {
  hub.socket('/sip', (socket, { query, remote }) => {
    const early: string[] = [];
    let far: WebSocket | null = null;
    let closed = false;
    let whose = '';
    socket.onClose(() => {
      closed = true;
      if (whose !== '') left(whose);
      far?.close();
    });
    socket.onMessage((text) => {
      if (far?.readyState === WebSocket.OPEN) far.send(text);
      else if (early.length < 10) early.push(text);
    });
    void begin(socket, new URLSearchParams(query ?? '').get('ticket') ?? '', remote);

    async function begin(near: Socket, ticket: string, from: string): Promise<void> {
      if (!(await hub.allow(`sip ${from}`, 'connect'))) return near.close(TRY_LATER, 'Too many connections; wait a minute.');
      const claims = await hub.tokens.verify(ticket);
      if (closed) return;
      if (!claims?.sip) return near.close(POLICY, 'The ticket is not valid any more; ask for the phone again.');
      whose = claims.sip;
      const ws = new WebSocket(`${asterisk.replace(/^http/, 'ws')}/ws`, ['sip'], { handshakeTimeout: 5_000, maxPayload: 262_144 });
      far = ws;
      const end = (): void => ws.close();
      hub.signal.addEventListener('abort', end, { once: true });
      ws.on('close', () => hub.signal.removeEventListener('abort', end));
      ws.on('open', () => {
        for (const text of early.splice(0)) ws.send(text);
      });
      ws.on('message', (data) => {
        if (near.buffered > MOST_BUFFERED) return near.close(POLICY, 'The phone does not read what it is sent.');
        near.send(String(data));
      });
      ws.on('error', (error) => hub.log('warn', 'A browser’s phone could not be put through to Asterisk.', { err: error }));
      ws.on('close', () => near.close(GOING_AWAY, 'Asterisk is away; connect again.'));
    }
  });
}
