/** C3: how long WeChat waits for the answer to a callback, signed and encrypted, through the hub's HTTP server and two commits; beside a bare HTTP echo of the same calls. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contextOf } from '../../schema/context.ts';
import { buildSchema } from '../../schema/schema.ts';
import { newSecrets } from '../../src/demo/farSides.ts';
import { startWechatPlatform } from '../../src/demo/wechatPlatform.ts';
import { listen } from '../../src/http/server.ts';
import { openPoint, sureStored } from './far.ts';
import { benchHub, quiet } from './hub.ts';
import { ms, quantile, type Row, times } from './row.ts';
import { atRate } from './traffic.ts';

const ROUNDS = 5;
const RATE = 50;
const EACH = 100;
/** WeChat calls again after it. */
const PATIENCE_MS = 5_000;

async function startEcho(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'text/plain' }).end('success'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const callbacks: Row = {
  name: 'C3',
  what: `WeChat callback answered at an open load of ${RATE}/s`,
  source: 'issue 4',
  target: 'p99 ≤ 1/50 of the 5 s that WeChat waits',
  how: `messages of strangers by the platform's side of the demo, signed and encrypted by Tencent's library; the time from the call to the answer "success", which is given when the interaction is committed; beside a bare node:http server that reads the same calls and answers; ${ROUNDS} rounds of ${EACH} calls by turns, all waits together`,
  async run(bench) {
    const { hub, made, client } = await benchHub(bench.server, 'bench_callbacks');
    const door = await listen({
      hub, schema: buildSchema(), log: quiet, host: '127.0.0.1', port: 0, tls: null, dist: '/nonexistent', trustedProxies: [], version: 'bench', demo: null, setUpNeeded: async () => false,
      contextFor: (facts) => contextOf(hub, facts, null),
    });
    const { appSecret, token, encodingAesKey } = newSecrets();
    const account = { appId: 'wxbench000000001', appSecret, token, encodingAesKey };
    const platform = await startWechatPlatform({ host: '127.0.0.1', port: 0, ...account });
    await openPoint(hub, made, 'wechat', { door: 'official', ...account, mode: 'safe', apiBase: `http://127.0.0.1:${platform.port}` });
    const echo = await startEcho();
    const round = async (no: string, url: string): Promise<number[]> => {
      platform.callTo(url);
      const running: Promise<number>[] = [];
      await atRate(RATE, EACH, (n) => {
        const from = performance.now();
        running.push(platform.send(`o-${no}-${n}`, { type: 'text', text: '我的订单到哪里了？' }).then((status) => {
          if (status !== 200) throw new Error(`A callback was answered ${status}.`);
          return performance.now() - from;
        }));
      });
      return Promise.all(running);
    };
    const [waits, bare]: [number[], number[]] = [[], []];
    // The first is for compiled code; it is not counted.
    for (let no = 0; no <= ROUNDS; no += 1) {
      const [echoed, answered] = [await round(`bare-${no}`, echo.url), await round(`hub-${no}`, `${door.url}/channels/wechat/callback`)];
      if (no === 0) continue;
      bare.push(...echoed);
      waits.push(...answered);
    }
    await sureStored(client, 'wechat', (ROUNDS + 1) * EACH);
    await client.end();
    await door.close();
    await hub.stop();
    await platform.stop();
    echo.stop();
    const [p50, p99] = [quantile(waits, 0.5), quantile(waits, 0.99)];
    const [bare50, bare99] = [quantile(bare, 0.5), quantile(bare, 0.99)];
    return { measured: `p50 ${ms(p50)}, p99 ${ms(p99)}`, limit: `bare echo p50 ${ms(bare50)}, p99 ${ms(bare99)}`, ratio: `p50 ${times(p50 / bare50)}, p99 ${times(p99 / bare99)}`, held: p99 <= PATIENCE_MS / 50 };
  },
};
