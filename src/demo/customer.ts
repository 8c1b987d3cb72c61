/** A simulated customer: opens the chat socket as the widget does, tells a small story, waits for answers, ends, rates. */
import { WebSocket } from 'ws';
import { oneOf, between, createTimers } from './timers.ts';
import { TALKS } from './scripts.ts';

/** Starts one visit; the returned function ends it at once. `done` is called when the visit is over. */
export function startVisit(url: string, entryPoint: string, done: () => void): () => void {
  const talk = oneOf(TALKS) ?? TALKS[0];
  const timers = createTimers();
  const ws = new WebSocket(`${url.replace('http', 'ws')}/channels/${entryPoint}/socket`);
  let told = 0;
  let over = false;
  const send = (frame: object): void => {
    if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify(frame));
  };
  const finish = (): void => {
    if (over) return;
    over = true;
    timers.stop();
    ws.close();
    done();
  };
  const say = (): void => {
    const line = talk?.lines[told];
    if (line === undefined) {
      timers.once('end', between(4_000, 12_000), () => {
        send({ type: 'end' });
        timers.after(1_500, () => {
          send({ type: 'rate', score: oneOf([3, 4, 4, 5, 5, 5]) ?? 5, comment: '' });
          timers.after(1_000, finish);
        });
      });
      return;
    }
    told += 1;
    send({ type: 'typing', on: true });
    timers.after(between(1_500, 4_000), () => send({ type: 'message', id: `m${told}`, text: line }));
  };
  ws.on('open', () => send({ type: 'hello', locale: talk?.locale, page: { url: `${url}/demo`, title: 'Cloud Mountain Tea' } }));
  ws.on('message', (data) => {
    const frame = JSON.parse(String(data)) as { type: string; formDone?: boolean; form?: unknown[]; entry?: { kind: string; from: { kind: string } } };
    if (frame.type === 'welcome') {
      send({ type: 'form', values: { name: talk?.name ?? '' } });
      say();
    }
    if (frame.type === 'entry' && frame.entry?.kind === 'message' && (frame.entry.from.kind === 'agent' || frame.entry.from.kind === 'bot')) timers.once('say', between(2_000, 6_000), say);
  });
  ws.on('error', finish);
  ws.on('close', finish);
  // Nobody waits for ever: after four minutes without an end the customer goes.
  timers.after(240_000, () => {
    send({ type: 'end' });
    timers.after(500, finish);
  });
  return finish;
}
