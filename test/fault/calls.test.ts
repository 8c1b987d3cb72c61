/**
 * Twenty calls on a real Asterisk, ten talking and ten waiting: the hub is killed with −9 and started again, and owns them all; then
 * Asterisk is killed and stays away, and the calls are closed with their truth. Times are printed, and asserted with room to spare.
 */
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';
import { query, wait, waitFor } from './check.ts';

const why = missing();
const AGENTS = 10;
const CALLS = 20;

describe.skipIf(why !== null)('twenty calls', () => {
  let pbx: Pbx;
  let hub: HubProcess;
  const stops: (() => void)[] = [];

  const ask = async <T>(text: string, variables: object = {}, token = ''): Promise<T> => {
    const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query: text, variables }) });
    const body = (await answer.json()) as { data?: T; errors?: readonly { message: string }[] };
    if (!body.data) throw new Error(body.errors?.[0]?.message ?? `The hub answered ${answer.status}.`);
    return body.data;
  };
  const until = (what: string, ms: number, look: () => Promise<boolean> | boolean): Promise<number> => waitFor(what, ms, look, hub.output, 20);
  const states = async (): Promise<string> => (await query<{ s: string }>(hub.databaseUrl(), `select string_agg(state || ' ' || n, ', ' order by state) as s from (select state, count(*) as n from interaction where channel = 'voice' group by state) x`))[0]?.s ?? '';
  const channels = async (): Promise<{ id: string }[]> => (await pbx.ask('channels')) as { id: string }[];

  /** A desk that stays open and ready, over every kill. */
  function desk(token: string): void {
    const client = createClient({ url: `${hub.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: Number.POSITIVE_INFINITY, retryWait: () => wait(100), shouldRetry: () => true, connectionParams: { authorization: `Bearer ${token}` } });
    client.subscribe({ query: 'subscription { desk { now } }' }, { next: () => undefined, error: () => undefined, complete: () => undefined });
    stops.push(() => void client.dispose());
  }

  beforeAll(async () => {
    pbx = await startPbx(['desk']);
    hub = await hubProcess();
    await hub.start();
    const { setUp } = await ask<{ setUp: { accessToken: string } }>('mutation { setUp(tenantName: "Calls", name: "Admin", email: "admin@calls.example", password: "a-long-password") { ... on Session { accessToken } } }');
    const admin = setUp.accessToken;
    const { teams, queues } = await ask<{ teams: { id: string }[]; queues: { id: string }[] }>('{ teams { id } queues { id } }', {}, admin);
    await ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename ... on Refusal { message } } }', { in: { key: 'hotline', channel: 'voice', name: 'Hotline', queue: queues[0]?.id, settings: pbx.settings } }, admin);
    for (let n = 0; n < AGENTS; n += 1) {
      const email = `agent${n}@calls.example`;
      await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename ... on Refusal { message } } }', { in: { name: `Agent ${n}`, email, password: 'a-long-password', roles: ['agent'], teams: teams.map((t) => t.id), phone: 'extension:desk' } }, admin);
      const { signIn } = await ask<{ signIn: { accessToken: string } }>('mutation($e: String!) { signIn(email: $e, password: "a-long-password") { ... on Session { accessToken } } }', { e: email });
      desk(signIn.accessToken);
      await wait(50);
      await ask('mutation { setPresence(presence: ready) { __typename } }', {}, signIn.accessToken);
    }
  });
  afterAll(async () => {
    for (const stop of stops) stop();
    await hub?.remove();
    await pbx?.stop();
  });

  it('live on when the hub is killed, and are owned again', async () => {
    const phones = pbx.phone('desk', 'phone', { times: 200 });
    const callers = pbx.call('caller-stays', { times: CALLS });
    await until('ten talk and ten wait', 60_000, async () => (await states()) === `active ${AGENTS}, queued ${CALLS - AGENTS}`);
    await until('they are put through', 20_000, async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'mixing' && b.channels.length === 2).length === AGENTS);
    await hub.kill('SIGKILL');
    await wait(1_000);
    expect(await channels()).toHaveLength(CALLS + AGENTS);
    expect([phones.isOver(), callers.isOver()]).toEqual([false, false]);
    // One hangs up while nobody listens.
    await pbx.hangUp(1);
    const ready = await hub.start();
    const seen = await until('it is seen who left meanwhile', 15_000, async () => (await states()) === `active ${AGENTS}, closed 1, queued ${CALLS - AGENTS - 1}`);
    await pbx.hangUp(1);
    const heard = await until('and who leaves now', 15_000, async () => (await states()) === `active ${AGENTS}, closed 2, queued ${CALLS - AGENTS - 2}`);
    console.log(`hub killed: ready again after ${Math.round(ready)} ms; ${seen} ms later it knew who had left meanwhile, ${heard} ms after hanging up who left then`);
    expect(await channels()).toHaveLength(CALLS + AGENTS - 2);
    expect(await query(hub.databaseUrl(), `select 1 from interaction where outcome = 'failed'`)).toEqual([]);
  });

  it('are closed as failed when Asterisk is killed and stays away, and the agents are free', async () => {
    pbx.asterisk().kill('SIGKILL');
    const closed = await until('all are closed', 15_000, async () => /^closed \d+$/.test(await states()));
    const free = await until('the agents are free', 5_000, async () => (await query<{ n: number }>(hub.databaseUrl(), 'select sum(load)::int as n from agent'))[0]?.n === 0);
    console.log(`Asterisk killed: calls closed after ${closed} ms, agents free after ${closed + free} ms`);
    expect((await query<{ outcome: string }>(hub.databaseUrl(), `select outcome from interaction where channel = 'voice' and outcome <> 'abandoned'`)).map((i) => i.outcome)).toEqual(Array.from({ length: CALLS - 2 }, () => 'failed'));
    await until('every leg has its end', 20_000, async () => (await query(hub.databaseUrl(), 'select 1 from call_leg where ended_at is null')).length === 0);
  });
});
