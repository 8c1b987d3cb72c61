import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

describe('messages that come at the same moment', () => {
  it('in a thread that nobody knows make one customer, one conversation, one interaction and a timeline without gaps', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => t.customer('wang').writes(`line ${n}`, `ref-${n}`)));
    expect(answers.every((a) => a.ok)).toBe(true);
    expect(await rows(t.hub.pool, `select (select count(*)::int from customer) as customers, (select count(*)::int from conversation) as conversations, (select count(*)::int from interaction) as interactions`)).toEqual([
      { customers: 1, conversations: 1, interactions: 1 },
    ]);
    const seqs = (await rows<{ seq: number }>(t.hub.pool, `select seq from entry where kind = 'message' order by seq`)).map((e) => e.seq);
    expect(seqs).toHaveLength(20);
    const all = (await rows<{ seq: number }>(t.hub.pool, 'select seq from entry order by seq')).map((e) => e.seq);
    expect(all).toEqual(all.map((_, n) => n + 1));
    const versions = (await rows<{ version: number }>(t.hub.pool, 'select version from event where version is not null order by version')).map((e) => e.version);
    expect(versions).toEqual(versions.map((_, n) => n + 1));
  });

  it('with the same ref are one message', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => t.customer('wang').writes('hello', 'same')));
    expect(answers.filter((a) => a.ok && !a.again)).toHaveLength(1);
    expect(await rows(t.hub.pool, `select count(*)::int as n from entry where kind = 'message'`)).toEqual([{ n: 1 }]);
  });

  it('of many customers share statements: each is stored as their own, and who is refused or sends twice spoils nothing for the others', async () => {
    await t.customer('mallory').writes('hello');
    await rows(t.hub.pool, 'update customer set blocked_at = now()');
    await t.customer('chen').writes('I was first');
    const peer = (value: string) => ({ kind: 'visitor' as const, value, verified: false, name: value });
    const answers = await Promise.all([
      ...Array.from({ length: 60 }, (_, n) => t.customer(`c${n}`).writes(`I am ${n}`)),
      // Somebody who is blocked, in a thread that is new; the same stranger in two; one message twice; one to a thread that is there.
      t.customer('elsewhere').report({ kind: 'message', text: 'me again', ref: 'm', from: peer('mallory') } as never),
      t.customer('left').report({ kind: 'message', text: 'left', ref: 'l', from: peer('zhao') } as never),
      t.customer('right').report({ kind: 'message', text: 'right', ref: 'r', from: peer('zhao') } as never),
      t.customer('wu').writes('twice', 'same'), t.customer('wu').writes('twice', 'same'),
      t.customer('chen').writes('and second'),
    ]);
    expect(answers.filter((a) => !a.ok)).toMatchObject([{ code: 'BLOCKED' }]);
    expect(answers.filter((a) => a.ok && a.again)).toHaveLength(1);
    const stored = await rows<{ thread: string; who: string; said: string[]; events: number; open: number }>(
      t.hub.pool,
      `select c.thread_ref as thread, a.value as who, array_agg(e.text order by e.seq) as said, (select count(*)::int from interaction i where i.conversation = c.id and closed_at is null) as open,
         (select count(*)::int from event v join interaction i on i.id = v.interaction where i.conversation = c.id and v.type = 'messageIn' and v.actor_id = c.customer::text) as events
       from entry e join conversation c on c.id = e.conversation join address a on a.id = c.address where e.kind = 'message' and a.value <> 'mallory' group by c.id, a.value`,
    );
    const wanted = [
      ...Array.from({ length: 60 }, (_, n) => ({ thread: `c${n}`, who: `c${n}`, said: [`I am ${n}`] })),
      { thread: 'left', who: 'zhao', said: ['left'] }, { thread: 'right', who: 'zhao', said: ['right'] }, { thread: 'wu', who: 'wu', said: ['twice'] }, { thread: 'chen', who: 'chen', said: ['I was first', 'and second'] },
    ];
    const byThread = (a: { thread: string }, b: { thread: string }): number => (a.thread < b.thread ? -1 : 1);
    expect(stored.sort(byThread)).toEqual(wanted.map((w) => ({ ...w, open: 1, events: w.said.length })).sort(byThread));
  });

  it('on work that was set aside wake all of it, each by a command of its own', async () => {
    const li = await t.agent('li');
    await li.comes();
    const names = ['wang', 'wu', 'zhao'];
    for (const name of names) {
      await t.customer(name).writes('hello');
      await li.rings();
      const id = await li.accepts();
      expect(await t.hub.work.park(li.viewer, id, null, false)).toMatchObject({ id });
    }
    await Promise.all(names.map((name) => t.customer(name).writes('I am back')));
    await t.until('all three are in hand', async () => (await t.interactions()).every((i) => i.state === 'active'));
    expect(await rows(t.hub.pool, 'select id from command')).toEqual([]);
  });

  it('as the agent finishes are kept, and wake the work instead of being buried with it', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('hello');
    await li.rings();
    const id = await li.accepts();
    await Promise.all([t.hub.work.finish(li.viewer, id, 'resolved'), ...Array.from({ length: 5 }, (_, n) => t.customer('wang').writes(`more ${n}`))]);
    expect(await rows(t.hub.pool, `select count(*)::int as n from entry where kind = 'message'`)).toEqual([{ n: 6 }]);
  });
});
