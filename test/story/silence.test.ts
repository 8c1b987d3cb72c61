/** Silence on either side, over a running hub: reminders, taking back, warnings and ends, and what survives a restart. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/refusal.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, loseLeader, type TestAgent, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const answers = async (agent: TestAgent, id: string, text: string): Promise<void> => void granted(await t.hub.messages.send(agent.viewer, id, text, [], randomUUID(), null));
const eventsOf = async (id: string): Promise<string[]> => (await rows<{ type: string }>(t.hub.pool, 'select type from event where interaction = $1 order by version', [id])).map((e) => e.type);
const lines = (id: string): Promise<{ code: string; direction: string; text: string | null; data: Record<string, unknown> }[]> =>
  rows(t.hub.pool, `select system_code as code, direction, text, data from entry where interaction = $1 and kind = 'system' order by seq`, [id]);
const stateOf = async (id: string): Promise<string | undefined> => (await t.interactions()).find((i) => i.id === id)?.state;
/** A restart in place: the leader loses its connection and reads everything from the rows. */
const restart = (): Promise<void> => loseLeader(t);
async function savesQueue(more: Record<string, number>): Promise<unknown> {
  const saved = await t.hub.admin.queue(t.admin, { id: t.made.queue, name: 'General', priority: 0, teams: [t.made.team], targetSeconds: 60, enabled: true, ...more });
  return isRefusal(saved) ? saved : null;
}

describe('an agent who takes a chat and says nothing', () => {
  it('is reminded after a minute; after another the chat goes to somebody else, with its place, and the agent is missed', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const id = await li.accepts();
    const before = await wang.interaction();
    await t.pass(61 * SECOND);
    await t.until('li is reminded', async () => (await eventsOf(id)).includes('nudged'));
    const [seen] = await rows<{ nudgedAt: Date | null }>(t.hub.pool, 'select nudged_at as "nudgedAt" from interaction where id = $1', [id]);
    expect(seen?.nudgedAt).not.toBeNull();
    await zhao.comes();
    await t.pass(61 * SECOND);
    expect((await zhao.rings()).interaction).toBe(id);
    expect(await li.presence()).toBe('missed');
    expect(await li.load()).toBe(0);
    expect((await wang.interaction())?.t0).toEqual(before?.t0);
    const told = (await lines(id)).filter((l) => l.code === 'nudged' || l.code === 'takenBack' || l.code === 'requeued');
    expect(told.map((l) => [l.code, l.direction, l.data.agent])).toEqual([['nudged', 'internal', 'li'], ['takenBack', 'internal', 'li']]);
  });

  it('is left alone once they have written, and is not reminded of what they answered', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    await answers(li, id, 'good morning');
    await t.pass(61 * SECOND);
    await t.pass(61 * SECOND);
    expect(await stateOf(id)).toBe('active');
    expect(await eventsOf(id)).not.toContain('nudged');
  });

  it('owes a word of their own when a colleague hands the chat over, though nothing is told to the ACD then', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    await answers(li, id, 'one moment, my colleague knows this');
    await zhao.comes();
    granted(await t.hub.work.transferToAgent(li.viewer, id, zhao.id, null));
    await zhao.accepts();
    await t.pass(61 * SECOND);
    await t.until('zhao is reminded', async () => (await eventsOf(id)).includes('nudged'));
    await answers(zhao, id, 'zhao here');
    await t.pass(61 * SECOND);
    expect(await stateOf(id)).toBe('active');
    expect((await eventsOf(id)).filter((e) => e === 'nudged' || e === 'takenBack')).toEqual(['nudged']);
  });

  it('is reminded once, also when the hub restarts in between', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    await t.pass(61 * SECOND);
    await t.until('li is reminded', async () => (await eventsOf(id)).includes('nudged'));
    await restart();
    await t.pass(30 * SECOND);
    expect((await eventsOf(id)).filter((e) => e === 'nudged' || e === 'takenBack')).toEqual(['nudged']);
    await zhao.comes();
    await t.pass(31 * SECOND);
    await t.until('it is taken back', async () => (await eventsOf(id)).includes('takenBack'));
    expect((await eventsOf(id)).filter((e) => e === 'nudged')).toHaveLength(1);
  });
});

describe('a customer who says nothing', () => {
  async function chat(language?: string): Promise<{ li: TestAgent; id: string }> {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').report({ kind: 'message', text: 'hello', ...(language ? { language } : {}) });
    const id = await li.accepts();
    await answers(li, id, 'what is your order number?');
    return { li, id };
  }

  it.each([[undefined, 'Are you still there? This chat will end in 5 minutes unless you write.'], ['zh-CN', '您还在吗？若 5 分钟内没有收到您的消息，本次会话将结束。']])('is warned in their language (%s) where they see it, then the chat expires', async (language, text) => {
    const { li, id } = await chat(language);
    await t.pass(5 * MINUTE + SECOND);
    await t.until('the warning is written', async () => (await eventsOf(id)).includes('silenceWarned'));
    expect((await lines(id)).filter((l) => l.code === 'silenceWarned')).toMatchObject([{ direction: 'out', text }]);
    await t.pass(5 * MINUTE + SECOND);
    await t.until('it is ended', async () => (await stateOf(id)) === 'wrapUp');
    await t.pass(16 * SECOND);
    await t.until('it is closed', async () => (await stateOf(id)) === 'closed');
    expect((await t.interactions())[0]).toMatchObject({ outcome: 'expired' });
    expect((await lines(id)).slice(-3).map((l) => [l.code, l.direction])).toEqual([['silenceEnded', 'internal'], ['ended', 'out'], ['closed', 'internal']]);
    expect(await li.load()).toBe(0);
  });

  it('and writes after the warning keeps the chat; the agent’s next word starts the silence anew', async () => {
    const { li, id } = await chat();
    await t.pass(5 * MINUTE + SECOND);
    await t.until('the warning is written', async () => (await eventsOf(id)).includes('silenceWarned'));
    await t.customer('wang').writes('here it is');
    await t.pass(6 * MINUTE);
    expect(await stateOf(id)).toBe('active');
    await answers(li, id, 'thank you, anything else?');
    await t.pass(4 * MINUTE);
    expect((await eventsOf(id)).filter((e) => e === 'silenceWarned')).toHaveLength(1);
    await t.pass(MINUTE + SECOND);
    await t.until('they are warned again', async () => (await eventsOf(id)).filter((e) => e === 'silenceWarned').length === 2);
    expect(await stateOf(id)).toBe('active');
  });

  it('is given the whole time they were told of, over a restart of the hub, and the chat is ended once', async () => {
    const { id } = await chat();
    await t.pass(5 * MINUTE + SECOND);
    await t.until('the warning is written', async () => (await eventsOf(id)).includes('silenceWarned'));
    await restart();
    await t.pass(4 * MINUTE);
    expect(await stateOf(id)).toBe('active');
    await t.pass(MINUTE + SECOND);
    await t.until('it is ended', async () => (await stateOf(id)) === 'wrapUp');
    expect((await eventsOf(id)).filter((e) => e.startsWith('silence'))).toEqual(['silenceWarned', 'silenceEnded']);
  });

  it('and writes in the very instant of the end is not lost: the chat goes on', async () => {
    const { id } = await chat();
    await t.pass(5 * MINUTE + SECOND);
    await t.until('the warning is written', async () => (await eventsOf(id)).includes('silenceWarned'));
    // Whoever stores a message holds its conversation; the leader, having looked, waits for it to commit the end.
    const storing = await t.hub.pool.connect();
    try {
      await storing.query('begin');
      await storing.query('select 1 from conversation where id = (select conversation from interaction where id = $1) for update', [id]);
      const passed = t.pass(5 * MINUTE + SECOND);
      await t.until('the leader waits', async () => (await rows(t.hub.pool, `select 1 from pg_stat_activity where application_name like 'switchroom leader%' and datname = current_database() and wait_event_type = 'Lock'`)).length > 0);
      await storing.query('update interaction set last_customer_at = $2 where id = $1', [id, new Date(t.hub.clock.now())]);
      await storing.query('commit');
      await passed;
    } finally {
      storing.release();
    }
    await t.until('it is taken up again', async () => (await stateOf(id)) === 'active');
    expect((await eventsOf(id)).slice(-3)).toEqual(['silenceEnded', 'wrapUpStarted', 'woken']);
  });

  it('costs no commit per message: only the first answer and the reminders pass through the leader', async () => {
    const { li, id } = await chat();
    const leader = t.hub.leaderOf(t.made.domain);
    const before = leader?.counters.batches;
    for (let n = 0; n < 5; n += 1) {
      await t.customer('wang').writes(`word ${n}`);
      await answers(li, id, `answer ${n}`);
      await t.pass(4 * MINUTE);
    }
    expect(leader?.counters.batches).toBe(before);
  });

  it('on text messages is not closed; after a day it is parked until they write', async () => {
    const { id } = await chat();
    await t.hub.pool.query(`update interaction set channel = 'sms' where id = $1`, [id]);
    await restart();
    await t.pass(23 * 60 * MINUTE);
    expect(await stateOf(id)).toBe('active');
    await t.pass(61 * MINUTE);
    await t.until('it is parked', async () => (await stateOf(id)) === 'parked');
    expect((await lines(id)).slice(-1)).toMatchObject([{ code: 'silenceEnded', data: { then: 'park' } }]);
  });
});

describe('a queue’s own times of silence', () => {
  it('hold at once for chats in hand', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    const id = await li.accepts();
    expect(await savesQueue({ firstResponseSeconds: 20 })).toBeNull();
    await t.pass(21 * SECOND);
    await t.until('li is reminded', async () => (await eventsOf(id)).includes('nudged'));
  });

  it('are refused in words where they make no sense', async () => {
    expect(await savesQueue({ firstResponseSeconds: 3 })).toMatchObject({ code: 'BAD_INPUT', field: 'firstResponseSeconds' });
    expect(await savesQueue({ idleWarnSeconds: 600 })).toMatchObject({ field: 'idleWarnSeconds', message: expect.stringContaining('before the chat ends') });
    expect(await savesQueue({ idleCloseSeconds: 240 })).toMatchObject({ field: 'idleWarnSeconds' });
    expect(await savesQueue({ idleParkSeconds: -1 })).toMatchObject({ field: 'idleParkSeconds' });
    expect(await savesQueue({ firstResponseSeconds: 0, idleWarnSeconds: 0, idleCloseSeconds: 0, idleParkSeconds: 0 })).toBeNull();
  });
});
