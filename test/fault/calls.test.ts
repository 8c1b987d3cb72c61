/**
 * Twenty calls on a real Asterisk, ten talking and ten waiting: the hub is killed with −9 and started again, and owns them all; then
 * Asterisk is killed and stays away, and the calls are closed with their truth. Times are printed, and asserted with room to spare.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import type { HubProcess } from '../support/process.ts';
import { type CallHub, callHub } from './callHub.ts';
import { query, wait } from './check.ts';

const why = missing();
const AGENTS = 10;
const CALLS = 20;

describe.skipIf(why !== null)('twenty calls', () => {
  let pbx: Pbx;
  let at: CallHub;
  let hub: HubProcess;

  const until: CallHub['until'] = (what, ms, look) => at.until(what, ms, look);
  const states = async (): Promise<string> => (await query<{ s: string }>(hub.databaseUrl(), `select string_agg(state || ' ' || n, ', ' order by state) as s from (select state, count(*) as n from interaction where channel = 'voice' group by state) x`))[0]?.s ?? '';
  const channels = async (): Promise<{ id: string }[]> => (await pbx.ask('channels')) as { id: string }[];

  beforeAll(async () => {
    pbx = await startPbx(['desk']);
    at = await callHub(pbx);
    hub = at.hub;
    for (let n = 0; n < AGENTS; n += 1) await at.agent(`Agent ${n}`, 'extension:desk');
  });
  afterAll(async () => {
    await at?.close();
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
