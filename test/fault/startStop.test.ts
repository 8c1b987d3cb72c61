/** `npm start` as people run it: the demo lives and its switch is remembered; a stop, and a start that fails, leave nothing running. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { preparePlace } from '../../src/db/embedded/place.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';

const SLOW = { timeout: 60_000, interval: 250 };
let hub: HubProcess;
afterEach(() => hub.remove());

const postgresPid = (): number => Number(readFileSync(join(preparePlace(hub.dataDir).cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

interface Start {
  readonly demoOn: boolean;
  readonly logins: readonly { readonly email: string; readonly password: string }[];
}
const startPage = async (): Promise<Start> => (await (await fetch(`${hub.url}/start.json`)).json()) as Start;
const turn = async (on: boolean): Promise<unknown> => (await fetch(`${hub.url}/demo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ on }) })).json();

async function ask<T>(query: string, variables: object, token?: string): Promise<T> {
  const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
  return ((await answer.json()) as { data: T }).data;
}

/** How many interactions agents have taken, as an administrator of the demo sees it. */
async function taken(token: string): Promise<number> {
  const { interactions } = await ask<{ interactions: { nodes: { state: string }[] } }>('{ interactions(first: 50) { nodes { state } } }', {}, token);
  return interactions.nodes.filter((i) => ['active', 'wrapUp', 'closed'].includes(i.state)).length;
}

describe('the demo', () => {
  it('lives: simulated customers are answered by simulated agents; its switch is remembered over a restart', async () => {
    hub = await hubProcess({ HUB_DEMO: 'on' });
    await hub.start();
    // It is ready a moment before the shop is furnished.
    await expect.poll(async () => (await startPage()).demoOn, SLOW).toBe(true);
    const { logins } = await startPage();
    const admin = logins.find((l) => l.email.startsWith('admin@'));
    const { signIn } = await ask<{ signIn: { accessToken: string } }>('mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { ... on Session { accessToken } } }', { e: admin?.email, p: admin?.password });
    await expect.poll(() => taken(signIn.accessToken), SLOW).toBeGreaterThan(0);
    expect(await turn(false)).toEqual({ on: false });
    await hub.kill('SIGTERM');
    await hub.start();
    await expect.poll(async () => (await startPage()).logins, SLOW).toEqual(logins);
    expect((await startPage()).demoOn).toBe(false);
    expect(await turn(true)).toEqual({ on: true });
    expect((await startPage()).demoOn).toBe(true);
  });
});

describe('npm start', () => {
  it('ends with all that it started when it is told to', async () => {
    hub = await hubProcess({}, true);
    await hub.start();
    const postgres = postgresPid();
    expect(lives(postgres)).toBe(true);
    await hub.kill('SIGTERM');
    await expect.poll(() => lives(postgres), SLOW).toBe(false);
    await expect(fetch(`${hub.url}/ready`)).rejects.toThrow();
  });

  it('leaves nothing running where it cannot start, and says which setting to change', async () => {
    hub = await hubProcess({}, true);
    const taker = createServer();
    const port = Number(new URL(hub.url).port);
    await new Promise<void>((resolve) => taker.listen(port, '127.0.0.1', resolve));
    await expect(hub.start()).rejects.toThrow(/PORT/);
    expect(() => postgresPid()).toThrow();
    taker.close();
  });
});
