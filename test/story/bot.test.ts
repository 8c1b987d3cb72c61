import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/access.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
let leaf: Viewer;
beforeEach(async () => {
  t = await testHub();
  const bot = await t.hub.admin.bot(t.admin, null, 'Leaf', true);
  if ('refused' in bot) throw new Error(bot.message);
  leaf = { ...t.admin, kind: 'bot', id: bot.id, name: 'Leaf', roles: ['bot'] };
  const saved = await t.hub.admin.entryPoint(t.admin, { id: t.made.entryPoint, channel: 'webchat', key: 'main', name: 'With Leaf', queue: t.made.queue, bot: bot.id, priority: 0, settings: { greeting: { en: 'Hi', zh: '你好' }, colour: '#000000', form: [], origins: [], closedAction: 'queue' }, enabled: true });
  if ('refused' in saved) throw new Error(saved.message);
});
afterEach(() => t.close());

describe('a bot', () => {
  it('owns a new interaction, answers, hands over with what it learned, and is silent from then on', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('where is my parcel?');
    const i = await wang.interaction();
    expect(i).toMatchObject({ state: 'selfService', ownerId: leaf.id });
    expect(await li.offer()).toBeNull();
    granted(await t.hub.messages.send(leaf, i?.id ?? '', 'Which order?', [], 'b1', null));
    await t.until('the customer reads it', () => t.paper.sent.some((m) => m.entry.text === 'Which order?' && m.entry.from.kind === 'bot'));
    granted(await t.hub.work.handOff(leaf, { interaction: i?.id ?? '', reason: 'parcel', summary: 'order 20391', language: 'en', queue: null, skills: null, slots: { order: 20391 }, priority: null }));
    expect(await t.hub.messages.send(leaf, i?.id ?? '', 'still here!', [], 'b2', null)).toMatchObject({ code: 'NOT_OWNER' });
    const offer = await li.rings();
    expect(offer.interaction).toBe(i?.id);
    expect(await rows(t.hub.pool, 'select slots, handover from interaction where id = $1', [i?.id])).toMatchObject([{ slots: { order: 20391 }, handover: { from: 'Leaf', summary: 'order 20391' } }]);
  });

  it('gets work back from a person, and only then may speak again', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = t.customer('wang');
    await wang.writes('hello');
    const id = (await wang.interaction())?.id ?? '';
    granted(await t.hub.work.handOff(leaf, { interaction: id, reason: null, summary: null, language: null, queue: null, skills: null, slots: null, priority: null }));
    await li.accepts();
    granted(await t.hub.work.handBack(li.viewer, id, leaf.id));
    expect(await wang.interaction()).toMatchObject({ state: 'selfService', ownerId: leaf.id });
    granted(await t.hub.messages.send(leaf, id, 'I am back', [], 'b3', null));
    expect(await li.load()).toBe(0);
  });

  it('gets its messages only while it owns the interaction', async () => {
    const feed = t.hub.feeds.botWork(leaf);
    const wang = t.customer('wang');
    await wang.writes('one');
    const first = await feed.next();
    expect(first.value?.entries).toHaveLength(1);
    const id = first.value?.interaction ?? '';
    granted(await t.hub.work.handOff(leaf, { interaction: id, reason: null, summary: null, language: null, queue: null, skills: null, slots: null, priority: null }));
    await wang.writes('two');
    await t.customer('chen').writes('another');
    const second = await feed.next();
    expect(second.value?.interaction).not.toBe(id);
    await feed.return?.();
  });
});
