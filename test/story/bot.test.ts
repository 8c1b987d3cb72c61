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

  it('has no message again when it is given back what it had', async () => {
    const li = await t.agent('li');
    await li.comes();
    const feed = t.hub.feeds.botWork(leaf);
    const wang = t.customer('wang');
    await wang.writes('one');
    const id = (await feed.next()).value?.interaction ?? '';
    granted(await t.hub.work.handOff(leaf, { interaction: id, reason: null, summary: null, language: null, queue: null, skills: null, slots: null, priority: null }));
    await li.accepts();
    await wang.writes('two');
    granted(await t.hub.work.handBack(li.viewer, id, leaf.id));
    const back = await feed.next();
    const told = await rows<{ text: string }>(t.hub.pool, 'select text from entry where id = any($1)', [back.value?.entries]);
    expect(told).toEqual([{ text: 'two' }]);
    await feed.return?.();
  });

  it('that is switched off leaves whom it was talking to to people; a supervisor may take one from it too', async () => {
    const li = await t.agent('li');
    for (const name of ['wang', 'wu']) await t.customer(name).writes('hello');
    const wang = (await t.customer('wang').interaction())?.id ?? '';
    granted(await t.hub.work.requeue(t.admin, wang, null));
    expect(await t.customer('wang').interaction()).toMatchObject({ state: 'queued', ownerId: null });
    await t.hub.admin.bot(t.admin, leaf.id, 'Leaf', false);
    await t.until('nobody is with the bot', async () => (await t.interactions()).every((i) => i.state === 'queued'));
    await li.comes();
    await li.rings();
  });

  it('is told what is wrong with how it hands over, all of it at once', async () => {
    await t.customer('wang').writes('hello');
    const interaction = (await t.customer('wang').interaction())?.id ?? '';
    const wrong = await t.hub.work.handOff(leaf, { interaction, reason: 'x'.repeat(10_001), summary: null, language: 'the language of <b>tea</b>', queue: null, skills: null, slots: ['a list'], priority: 2_147_483_647 });
    expect(wrong).toMatchObject({ code: 'BAD_INPUT', field: 'reason', more: [{ field: 'language' }, { field: 'priority' }, { field: 'slots' }] });
    expect(await t.customer('wang').interaction()).toMatchObject({ state: 'selfService' });
  });

  it('may cut a summary through a sign: what cannot be stored is not, and nobody else is held up', async () => {
    await t.customer('wang').writes('hello');
    const interaction = (await t.customer('wang').interaction())?.id ?? '';
    granted(await t.hub.work.handOff(leaf, { interaction, reason: 'a\ud83c', summary: 'nul \u0000', language: null, queue: null, skills: null, slots: { '\udc00': '\ud800' }, priority: null }));
    expect(await rows(t.hub.pool, 'select slots, handover from interaction')).toMatchObject([{ slots: { '\ufffd': '\ufffd' }, handover: { reason: 'a\ufffd', summary: 'nul \ufffd' } }]);
    expect(t.hub.leaderOf(t.made.domain)?.counters.reloads).toBe(0);
  });
});
