/** Callbacks whose customer is rung first, and the hours in which customers are called; without a switch, as the rows and the leader have it. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { SYSTEM } from '../../src/core/events.ts';
import { DAY } from '../../src/core/time.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, loseLeader, paperChannel, type TestAgent, type TestCustomer, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
let paper: ReturnType<typeof paperChannel>;
let li: TestAgent;
let hotline = '';
beforeEach(async () => {
  hotline = '';
  paper = paperChannel();
  t = await testHub({ channels: [paper.channel, voice] });
  li = await t.agent('li');
});
afterEach(() => t.close());

const leader = () => t.hub.leaderOf(t.made.domain) ?? expect.fail('Nobody leads.');
const told = async (input: Parameters<ReturnType<typeof leader>['ask']>[1]) => expect(await leader().ask(SYSTEM, input)).toBeNull();
const rules = async (callback: object) => granted(await t.hub.admin.queue(t.admin, { id: t.made.queue, name: 'Tea', priority: 0, teams: [], targetSeconds: 60, enabled: true, callback: { attempts: 3, gapSeconds: 60, offerAfterSeconds: 0, ...callback } }));
const trunk = async (name: string) => {
  const saved = await t.hub.admin.entryPoint(t.admin, { ...(hotline === '' ? {} : { id: hotline }), key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { url: 'http://127.0.0.1:1', user: 'hub', password: 'none', trunk: name } });
  hotline = 'refused' in saved ? expect.fail(saved.message) : saved.id;
};
const segments = async (id: string) => (await rows<{ state: string }>(t.hub.pool, 'select state from segment where interaction = $1 order by started_at, id', [id])).map((s) => s.state);

/** Wang has written and wants to be called. */
async function booked(): Promise<{ readonly wang: TestCustomer; readonly id: string }> {
  const from = { kind: 'visitor' as const, value: 'wang', verified: false, name: 'wang' };
  const tell = (fact: object) => paper.hub().report({ ref: randomUUID(), thread: 'wang', at: Date.now(), from, files: [], ...fact } as never);
  await tell({ kind: 'message', text: 'call me' });
  const wang = t.customer('wang');
  const id = (await wang.interaction())?.id ?? '';
  granted(await t.hub.work.bookCallback(t.admin, id, '13800138000', null));
  return { wang, id };
}
/** So many calls that were answered, so long ago, and so many of them with nobody there. */
async function history(id: string, answered: number, abandoned: number): Promise<void> {
  for (let n = 0; n < answered; n++) {
    await t.hub.pool.query(`insert into call_out (tenant, interaction, attempt, entry_point, agent, purpose, number, trunk, caller_id, asked_at, first, queue) values ($1, $2, $3, $4, $5, 'callback', '+8613800138000', 'trunk', '', now(), 'customer', $6)`, [t.made.tenant, id, 1_000 + n, hotline, li.id, t.made.queue]);
    await t.hub.pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, started_at, answered_at, joined_at, ended_at, ending) values ($1, $2, $3, $4, 'caller', now(), now(), now() + $5 * interval '1 ms', now() + interval '1 minute', 'over')`, [`out~${id}~${1_000 + n}`, t.made.tenant, hotline, id, n < abandoned ? 2_001 : 1_999]);
  }
}

it('an agent is kept for it without being asked, over a leader that falls; who answers is theirs, and keeps the place when they are lost', async () => {
  await trunk('trunk');
  await rules({ first: 'customer' });
  const { wang, id } = await booked();
  const place = (await wang.interaction())?.t0;
  await li.comes();
  await t.until('Li is kept', async () => (await wang.interaction())?.state === 'active');
  expect([await segments(id), await li.load(), await li.offer()]).toEqual([['dialing'], 100, null]);
  await loseLeader(t);
  await told({ kind: 'callbackAnswered', interaction: id });
  expect(await segments(id)).toEqual(['dialing', 'connected']);
  await loseLeader(t);
  await told({ kind: 'legFailed', interaction: id, agent: li.id, reason: 'unreachable' });
  expect(await wang.interaction()).toMatchObject({ state: 'queued', t0: place });
  expect(await li.presence()).toBe('missed');
  const zhao = await t.agent('zhao');
  await zhao.comes();
  await t.until('Zhao has Wang', async () => (await wang.interaction())?.ownerId === zhao.id);
  expect((await segments(id)).at(-1)).toBe('connected');
});

it('without a trunk, or above the cap, the agent is asked; when what was abandoned is long ago, they are kept again', async () => {
  await rules({ first: 'customer', mostAbandoned: 3 });
  const { wang, id } = await booked();
  await li.comes();
  expect((await li.rings()).interaction).toBe(id);
  await trunk('trunk');
  // 2 of 60 are 3.3 %: what counts is who was with somebody within two seconds.
  await history(id, 60, 2);
  await leader().reconfigure(SYSTEM);
  const offer = await li.rings();
  granted(await t.hub.work.decline(li.viewer, offer.id, 'busy'));
  expect((await t.hub.routingWarnings(t.admin)).map((w) => [w.kind, w.en])).toEqual([['abandoned', '“Tea” has abandoned 3.3 % of 60 customers who were rung first and answered within 30 days, more than 3 %: agents are rung first until it has fallen.']]);
  await t.pass(31 * DAY);
  expect(await t.hub.routingWarnings(t.admin)).toEqual([]);
  await leader().reconfigure(SYSTEM);
  await li.comes();
  await t.until('Li is kept', async () => (await segments(id)).at(-1) === 'dialing');
  expect((await wang.interaction())?.ownerId).toBe(li.id);
});

it('outside the hours in which customers are called a callback waits with its place, whoever is ready', async () => {
  const at = async (shift: string) => (await row<{ clock: string }>(t.hub.pool, `select to_char(now() at time zone 'UTC' + $1::interval, 'HH24:MI') as clock`, [shift]))?.clock;
  await rules({ from: await at('2 hours'), until: await at('4 hours') });
  const { wang } = await booked();
  const place = (await wang.interaction())?.t0;
  await li.comes();
  await t.pass(60_000);
  expect([(await wang.interaction())?.state, await li.offer()]).toEqual(['queued', null]);
  await t.pass(2 * 3_600_000);
  await li.comes();
  await li.rings();
  expect((await wang.interaction())?.t0).toEqual(place);
});
