/**
 * The line to the hub: one socket that comes back by itself, with growing waits and a little chance in them. A network that
 * goes silently closes no socket, so an answer that does not come counts as a line that is down.
 */
import type { ClientFrame, ServerFrame } from '../../channels/webchat/protocol.ts';

export interface Line {
  /** False = the line is down. True is no promise: only the answer is. */
  send(frame: ClientFrame): boolean;
  /** Says hello again: who the visitor is has changed. */
  greet(): void;
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
/** From connecting to the welcome. */
const WELCOME_WITHIN = 10_000;
const FIRST_PATIENCE = 5_000;
const LONGEST_PATIENCE = 40_000;

export function openLine(parts: LineParts): Line {
  let ws: WebSocket | null = null;
  let welcomed = false;
  let wait = FIRST_WAIT;
  let timer = 0;
  /** Ids that the hub has not answered yet. */
  const unanswered = new Set<string>();
  /** A hub that is slow is given longer each time, or it would be asked again and again. */
  let patience = FIRST_PATIENCE;
  let deadline = 0;

  function expectWithin(ms: number): void {
    window.clearTimeout(deadline);
    deadline = window.setTimeout(() => {
      if (welcomed) patience = Math.min(patience * 2, LONGEST_PATIENCE);
      lose();
    }, ms);
  }

  function connect(): void {
    window.clearTimeout(timer);
    const socket = new WebSocket(parts.url);
    ws = socket;
    welcomed = false;
    expectWithin(WELCOME_WITHIN);
    socket.onopen = () => {
      if (ws === socket) socket.send(JSON.stringify(parts.hello()));
    };
    socket.onmessage = (event) => {
      if (ws !== socket) return;
      let frame: ServerFrame;
      try {
        frame = JSON.parse(String(event.data)) as ServerFrame;
      } catch {
        return;
      }
      if (frame.type === 'welcome') {
        wait = FIRST_WAIT;
        welcomed = true;
        if (unanswered.size === 0) window.clearTimeout(deadline);
        parts.up(true);
      }
      if (frame.type === 'stored' || frame.type === 'refusal') heard(frame.id);
      parts.take(frame);
    };
    socket.onclose = () => {
      if (ws === socket) lose();
    };
  }

  function heard(id: string | undefined): void {
    if (id === undefined || !unanswered.delete(id)) return;
    if (unanswered.size > 0) return expectWithin(patience);
    window.clearTimeout(deadline);
    patience = FIRST_PATIENCE;
  }

  /** The socket is of no use any more, whether it knows or not. */
  function lose(): void {
    const lost = ws;
    ws = null;
    window.clearTimeout(deadline);
    unanswered.clear();
    lost?.close();
    parts.up(false);
    window.clearTimeout(timer);
    timer = window.setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  window.addEventListener('offline', () => {
    if (ws) lose();
  });
  window.addEventListener('online', () => {
    if (ws && welcomed) return;
    // What was begun without a network may hang for long.
    const hung = ws;
    connect();
    hung?.close();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && !ws) connect();
  });
  connect();
  return {
    send(frame) {
      if (ws?.readyState !== WebSocket.OPEN) return false;
      ws.send(JSON.stringify(frame));
      if ('id' in frame && frame.id !== undefined) {
        if (unanswered.size === 0) expectWithin(welcomed ? patience : WELCOME_WITHIN);
        unanswered.add(frame.id);
      }
      return true;
    },
    greet() {
      if (ws?.readyState === WebSocket.OPEN) ws.send(JSON.stringify(parts.hello()));
    },
  };
}
