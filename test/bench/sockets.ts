/** M1: memory an idle chat socket costs the hub, beside a bare `ws` socket: slope of heap and external memory between two counts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { contextOf } from '../../schema/context.ts';
import { buildSchema } from '../../schema/schema.ts';
import { listen } from '../../src/http/server.ts';
import { benchHub, quiet } from './hub.ts';
import { type Row, times } from './row.ts';

const FEW = 500;
const MANY = 2_500;

/** A client process, so that only the server's side is measured: opens as many sockets as it is told. */
const CLIENT = `const { WebSocket } = require('ws'); let open = []; process.stdin.on('data', async (d) => { const n = Number(d);
  while (open.length < n) { const batch = Array.from({ length: Math.min(50, n - open.length) }, () => new Promise((r, j) => { const w = new WebSocket(process.argv[1]);
    w.on('error', j); w.on('open', () => { if (process.argv[2]) { w.send('{"type":"hello"}'); w.once('message', () => r(w)); } else r(w); }); }));
    open.push(...await Promise.all(batch)); } console.log('ready'); });`;

async function slope(url: string, hello: boolean): Promise<number> {
  const client: ChildProcess = spawn(process.execPath, ['-e', CLIENT, url, ...(hello ? ['hello'] : [])], { stdio: ['pipe', 'pipe', 'inherit'] });
  const measure = async (count: number): Promise<number> => {
    const ready = new Promise((resolve) => client.stdout?.once('data', resolve));
    client.stdin?.write(String(count));
    await ready;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 200));
    globalThis.gc?.();
    const m = process.memoryUsage();
    return m.heapUsed + m.external;
  };
  const few = await measure(FEW);
  const many = await measure(MANY);
  client.kill();
  await new Promise((resolve) => client.once('exit', resolve));
  return (many - few) / (MANY - FEW);
}

async function measure(server: string): Promise<{ chat: number; bare: number }> {
  const plain = createServer();
  const wss = new WebSocketServer({ server: plain, perMessageDeflate: false });
  wss.on('connection', (ws) => ws.on('message', () => undefined));
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const bare = await slope(`ws://127.0.0.1:${(plain.address() as AddressInfo).port}`, false);
  wss.close();
  plain.close();

  const { hub, client } = await benchHub(server, 'bench_sockets');
  await client.end();
  const door = await listen({
    hub, schema: buildSchema(), log: quiet, host: '127.0.0.1', port: 0, tls: null, dist: '/nonexistent', trustedProxies: [], version: 'bench', demo: null, setUpNeeded: async () => false,
    contextFor: (facts) => contextOf(hub, facts, null),
  });
  const chat = await slope(`${door.url.replace('http', 'ws')}/channels/main/socket`, true);
  await door.close();
  await hub.stop();
  return { chat, bare };
}

const kib = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KiB`;

export const sockets: Row = {
  name: 'M1',
  what: 'memory of an idle chat socket',
  source: '7-quality',
  target: '≤ 3 × a bare socket',
  how: `slope of heap and external memory between ${FEW} and ${MANY.toLocaleString('en')} sockets whose clients are another process; beside it a bare ws server`,
  async run(bench) {
    const { chat, bare } = await measure(bench.server);
    return { measured: kib(chat), limit: `bare ${kib(bare)}`, ratio: times(chat / bare), held: chat <= 3 * bare };
  },
};
