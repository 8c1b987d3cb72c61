import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/refusal.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const SECOND = 1_000;

describe('an offer', () => {
  it('that rings out goes to the next agent with its original place, and the first agent is set to missed', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    await t.customer('wang').writes('hello');
    const first = await li.rings();
    const before = await t.customer('wang').interaction();
    await zhao.comes();
    await t.pass(31 * SECOND);
    const second = await zhao.rings();
    expect(second.interaction).toBe(first.interaction);
    expect((await t.customer('wang').interaction())?.t0).toEqual(before?.t0);
    expect(await li.presence()).toBe('missed');
    expect(await rows(t.hub.pool, `select state from offer where id = $1`, [first.id])).toEqual([{ state: 'expired' }]);
  });

  it('keeps its place: after a ring-out it is still before one who came later', async () => {
    const [li, zhao] = [await t.agent('li', { capacity: 30 }), await t.agent('zhao', { capacity: 30 })];
    await li.comes();
    await t.customer('wang').writes('first');
    const first = await li.rings();
    await t.customer('chen').writes('second');
    await t.pass(31 * SECOND);
    await zhao.comes();
    expect((await zhao.rings()).interaction).toBe(first.interaction);
  });

  it('accepted after it expired is refused in words and changes nothing', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const offer = await li.rings();
    await t.pass(31 * SECOND);
    const late = await t.hub.work.accept(li.viewer, offer.id);
    expect(late).toMatchObject({ code: 'OFFER_EXPIRED' });
    expect((await t.customer('wang').interaction())?.state).not.toBe('active');
  });

  it('accepted twice at once has one winner', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const offer = await li.rings();
    const answers = await Promise.all([t.hub.work.accept(li.viewer, offer.id), t.hub.work.accept(li.viewer, offer.id)]);
    expect(answers.filter(isRefusal)).toHaveLength(1);
    expect(await li.load()).toBe(30);
  });

  it('stops ringing at once when the customer leaves', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const offer = await li.rings();
    await wang.ends();
    await t.until('the offer ends', async () => (await li.offer()) === null);
    expect(await rows(t.hub.pool, 'select state, reason from offer where id = $1', [offer.id])).toEqual([{ state: 'rescinded', reason: 'customerLeft' }]);
    expect(await wang.interaction()).toMatchObject({ state: 'closed', outcome: 'abandoned' });
    expect(await li.load()).toBe(0);
    expect(await t.hub.work.accept(li.viewer, offer.id)).toMatchObject({ refused: true });
  });

  it('declined goes to another, and not back to who declined', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    await t.customer('wang').writes('hello');
    const offer = await li.rings();
    await zhao.comes();
    granted(await t.hub.work.decline(li.viewer, offer.id, 'on the phone'));
    expect((await zhao.rings()).interaction).toBe(offer.interaction);
    expect(await li.offer()).toBeNull();
  });

  it('is rescinded when the agent sets not ready, and presence does not flip back', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    await li.rings();
    granted(await t.hub.work.presence(li.viewer, null, 'notReady', 'lunch', false));
    expect(await li.offer()).toBeNull();
    await t.pass(60 * SECOND);
    expect(await li.presence()).toBe('notReady');
    expect((await t.customer('wang').interaction())?.state).toBe('queued');
  });

  it('tells the agent why: the decision is stored with it', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const offer = await li.rings();
    const [stored] = await rows<{ because: { rule: string; candidates: { eligible: number } } }>(t.hub.pool, 'select because from offer where id = $1', [offer.id]);
    expect(stored?.because).toMatchObject({ queue: t.made.queue, candidates: { eligible: 1 } });
  });
});

describe('capacity', () => {
  it('of 100 takes three chats of 30, not four', async () => {
    const li = await t.agent('li');
    await li.comes();
    for (const who of ['a', 'b', 'c', 'd']) await t.customer(who).writes('hello');
    for (let n = 0; n < 3; n += 1) await li.accepts();
    expect(await li.load()).toBe(90);
    await t.pass(SECOND);
    expect(await li.offer()).toBeNull();
    expect((await t.interactions()).filter((i) => i.state === 'queued')).toHaveLength(1);
  });

  it('parked work frees its weight and comes back on a message', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const id = await li.accepts();
    granted(await t.hub.work.park(li.viewer, id, null, false));
    expect(await li.load()).toBe(0);
    expect((await wang.interaction())?.state).toBe('parked');
    await wang.writes('are you there?');
    await t.until('it wakes', async () => (await wang.interaction())?.state === 'active');
    expect(await li.load()).toBe(30);
    expect((await t.interactions())).toHaveLength(1);
  });
});

describe('an agent who goes away', () => {
  it('keeps nothing: ringing work goes on at once, live chats after the grace, with their place', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const id = await li.accepts();
    const t0 = (await wang.interaction())?.t0;
    await li.goes();
    await t.pass(61 * SECOND);
    await zhao.comes();
    expect((await zhao.rings()).interaction).toBe(id);
    expect((await wang.interaction())?.t0).toEqual(t0);
    expect(await li.load()).toBe(0);
  });
});

describe('a message', () => {
  it('after the close opens a new interaction linked to the last, a courtesy does not', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const id = await li.accepts();
    granted(await t.hub.messages.send(li.viewer, id, 'hi', [], 'c1', null));
    granted(await t.hub.work.close(li.viewer, id, null, null, null));
    await wang.writes('thanks!');
    expect(await t.interactions()).toHaveLength(1);
    await wang.writes('but one more question?');
    const all = await t.interactions();
    expect(all).toHaveLength(2);
    expect(await rows(t.hub.pool, 'select reopen_of from interaction where id = $1', [all[1]?.id])).toEqual([{ reopen_of: id }]);
  });

  it('reported twice is stored once', async () => {
    const wang = t.customer('wang');
    const [a, b] = await Promise.all([wang.writes('hello', 'ref-1'), wang.writes('hello', 'ref-1')]);
    expect([a, b].map((x) => x.ok && x.again).sort()).toEqual([false, true]);
    expect(await rows(t.hub.pool, `select count(*)::int as n from entry where kind = 'message'`)).toEqual([{ n: 1 }]);
  });

  it('of a blocked customer is refused in words', async () => {
    const wang = t.customer('wang');
    await wang.writes('hello');
    const [c] = await rows<{ id: string }>(t.hub.pool, 'select id from customer');
    granted(await t.hub.customers.block(t.admin, c?.id ?? '', true));
    expect(await wang.writes('again')).toMatchObject({ ok: false, code: 'BLOCKED' });
  });
});

describe('the outbox', () => {
  it('sends what an agent wrote once, and a resend with the same clientId writes nothing new', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    const first = granted(await t.hub.messages.send(li.viewer, id, 'hi there', [], 'c1', null));
    const again = granted(await t.hub.messages.send(li.viewer, id, 'hi there', [], 'c1', null));
    expect(again.id).toBe(first.id);
    await t.until('it is sent', () => t.paper.sent.some((m) => m.entry.text === 'hi there'));
    await t.until('delivery is recorded', async () => (await rows<{ delivery: string }>(t.hub.pool, 'select delivery from entry where id = $1', [first.id]))[0]?.delivery === 'sent');
    expect(t.paper.sent.filter((m) => m.entry.text === 'hi there')).toHaveLength(1);
  });

  it('refuses to write before looking at what came in since', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const id = await li.accepts();
    await wang.writes('and another thing');
    expect(await t.hub.messages.send(li.viewer, id, 'hi', [], 'c1', 1)).toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses to write on what is not one’s own', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    expect(await t.hub.messages.send(zhao.viewer, id, 'hi', [], 'c1', null)).toMatchObject({ code: 'NOT_OWNER' });
  });
});

describe('a transfer', () => {
  const lines = (id: string | undefined) => rows<{ code: string; direction: string; agent: string | null }>(t.hub.pool, "select system_code as code, direction, data ->> 'agent' as agent from entry where interaction = $1 and kind = 'system' and system_code <> 'joined' order by seq", [id]);

  it('is one line of the conversation, which names the colleague who gets it', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    granted(await t.hub.work.transferToAgent(li.viewer, id, zhao.id, null));
    expect(await lines(id)).toEqual([{ code: 'transferred', direction: 'out', agent: 'zhao' }]);
  });

  it('to another queue names nobody, for nobody has it yet', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    const other = await t.hub.admin.queue(t.admin, { name: 'Second line', priority: 0, teams: [], targetSeconds: 60, enabled: true });
    granted(await t.hub.work.transferToQueue(li.viewer, id, isRefusal(other) ? '' : other.id, null, null));
    expect(await lines(id)).toEqual([{ code: 'transferred', direction: 'out', agent: null }]);
  });
});
