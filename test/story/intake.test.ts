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
