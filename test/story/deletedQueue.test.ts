/** A queue is deleted while people wait in it: they go where the supervisor says, in their order, and nobody is lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/refusal.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const another = async (name: string): Promise<string> => {
  const saved = granted(await t.hub.admin.queue(t.admin, { name, priority: 0, teams: [t.made.team], targetSeconds: 60, enabled: true }));
  return 'id' in saved ? saved.id : '';
};
const queuesOf = async () => Object.fromEntries((await rows<{ who: string; queue: string; state: string }>(t.hub.pool, 'select c.thread_ref as who, i.queue, i.state from interaction i join conversation c on c.id = i.conversation')).map(({ who, queue, state }) => [who, { queue, state }]));

describe('deleting a queue', () => {
  it('moves whoever waits, what rings and what is in hand; newcomers follow', async () => {
    const [li, zhao] = [await t.agent('li'), await t.agent('zhao', { capacity: 30 })];
    await zhao.comes();
    await t.customer('inHand').writes('hello');
    await zhao.accepts();
    await li.comes();
    await t.customer('ringing').writes('hello');
    const rang = await li.rings();
    await t.customer('first').writes('hello');
    await t.customer('second').writes('hello');

    const no = await t.hub.admin.deleteQueue(t.admin, t.made.queue, null);
    expect(no).toMatchObject({ code: 'IN_USE', message: '4 open interactions belong to this queue; say where they go (moveTo).' });
    const heir = await another('Others');
    expect(await t.hub.admin.deleteQueue(t.admin, t.made.queue, t.made.queue)).toMatchObject({ field: 'moveTo' });
    granted(await t.hub.admin.deleteQueue(t.admin, t.made.queue, heir));

    const again = await t.until('the call that rang is offered again', async () => (await li.offer()) ?? null);
    expect(again.interaction).toBe(rang.interaction);
    expect(again.id).not.toBe(rang.id);
    await t.customer('late').writes('hello');
    expect(await queuesOf()).toEqual({
      inHand: { queue: heir, state: 'active' }, ringing: { queue: heir, state: 'offered' },
      first: { queue: heir, state: 'queued' }, second: { queue: heir, state: 'queued' }, late: { queue: heir, state: 'queued' },
    });
    expect(await rows(t.hub.pool, "select state, reason from offer where id = $1", [rang.id])).toEqual([{ state: 'rescinded', reason: 'config' }]);

    await li.accepts();
    const next = await li.rings();
    expect((await t.customer('first').interaction())?.id).toBe(next.interaction);
  });

  it('that inherited from another passes all of it on, and what named it leads to its heir', async () => {
    const [second, third] = [await another('Second'), await another('Third')];
    await t.customer('wang').writes('hello');
    granted(await t.hub.admin.deleteQueue(t.admin, t.made.queue, second));
    granted(await t.hub.admin.deleteQueue(t.admin, second, third));
    expect(await queuesOf()).toEqual({ wang: { queue: third, state: 'queued' } });
    const last = await t.hub.admin.deleteQueue(t.admin, third, null);
    expect(isRefusal(last) && last.message).toBe('1 open interactions belong to this queue; say where they go (moveTo).');
  });
});
