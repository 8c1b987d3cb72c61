/** The line to the hub: one socket that comes back by itself, with growing waits and a little chance in them. */
import type { ClientFrame, ServerFrame } from '../../channels/webchat/protocol.ts';

export interface Line {
  send(frame: ClientFrame): boolean;
  /** Says hello again: who the visitor is has changed. */
  greet(): void;
  close(): void;
}

export interface LineParts {
  readonly url: string;
  hello(): ClientFrame;
  take(frame: ServerFrame): void;
  /** The line is up (greeted) or down. */
  up(is: boolean): void;
}

const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;

export function openLine(parts: LineParts): Line {
  let ws: WebSocket | null = null;
  let wait = FIRST_WAIT;
  let over = false;
  let timer = 0;

  function connect(): void {
    if (over) return;
    const socket = new WebSocket(parts.url);
    ws = socket;
    socket.onopen = () => socket.send(JSON.stringify(parts.hello()));
    socket.onmessage = (event) => {
      let frame: ServerFrame;
      try {
        frame = JSON.parse(String(event.data)) as ServerFrame;
      } catch {
        return;
      }
      if (frame.type === 'welcome') {
        wait = FIRST_WAIT;
        parts.up(true);
      }
      parts.take(frame);
    };
    socket.onclose = () => {
      if (ws !== socket) return;
      ws = null;
      parts.up(false);
      if (over) return;
      timer = window.setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  const now = (): void => {
    if (ws || over) return;
    window.clearTimeout(timer);
    connect();
  };
  window.addEventListener('online', now);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') now();
  });
  connect();
  return {
    send(frame) {
      if (ws?.readyState !== WebSocket.OPEN) return false;
      ws.send(JSON.stringify(frame));
      return true;
    },
    greet() {
      if (ws?.readyState === WebSocket.OPEN) ws.send(JSON.stringify(parts.hello()));
    },
    close() {
      over = true;
      ws?.close();
    },
  };
}
