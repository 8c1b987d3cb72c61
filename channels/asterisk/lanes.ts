/**
 * Further sockets for requests, so that calls do not wait for each other's (`asking.ts`). Each is an application of its own by name, to
 * which nothing ever happens. They come and go with the socket that carries the events; while none is open, that one carries requests too.
 */
import type WebSocket from 'ws';
import { readMessage } from './answers.ts';
import { type Asking, askingOver, endIfSilent } from './asking.ts';

export interface Lanes {
  /** The one with the least to do; null = none is open. */
  free(): Asking | null;
  close(): void;
}

const AGAIN_MS = 1_000;

/** `open(n)`: connects the n-th, from 1. */
export function openLanes(count: number, open: (n: number) => WebSocket): Lanes {
  const lanes = new Map<WebSocket, Asking>();
  const timers = new Set<NodeJS.Timeout>();
  const sockets = new Set<WebSocket>();
  let closed = false;

  function connect(n: number): void {
    if (closed) return;
    const ws = open(n);
    sockets.add(ws);
    const asking = askingOver(ws);
    endIfSilent(ws);
    ws.on('open', () => lanes.set(ws, asking));
    ws.on('message', (data) => {
      const said = readMessage(String(data));
      if (said?.type === 'RESTResponse') asking.answered(said);
    });
    // The way of the events says why, if it is gone too.
    ws.on('error', () => undefined);
    ws.on('close', () => {
      sockets.delete(ws);
      lanes.delete(ws);
      asking.fail();
      if (closed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        connect(n);
      }, AGAIN_MS);
      timers.add(timer);
    });
  }
  for (let n = 1; n <= count; n += 1) connect(n);

  return {
    free() {
      let best: Asking | null = null;
      for (const lane of lanes.values()) if (best === null || lane.waiting() < best.waiting()) best = lane;
      return best;
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const ws of sockets) ws.close();
    },
  };
}
