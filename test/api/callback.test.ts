/** A customer who asks to be called: from the queue's setting through the chat socket to the agent's desk. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
beforeAll(async () => {
  t = await testServer(true);
  admin = await t.signIn('admin@test.example');
});
afterAll(() => t.close());

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly code?: string;
  readonly message?: string;
  readonly state?: string;
  readonly place?: number | null;
  readonly callback?: string;
}

async function visitor(): Promise<{ readonly frames: Frame[]; say(frame: object): void; last(type: string): Frame | undefined; leave(): void }> {
  const socket = new WebSocket(`${t.base.replace('http', 'ws')}/channels/main/socket`);
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data)) as Frame));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'hello', locale: 'en' }));
  await expect.poll(() => frames.some((f) => f.type === 'welcome')).toBe(true);
  return { frames, say: (frame) => socket.send(JSON.stringify(frame)), last: (type) => frames.findLast((f) => f.type === type), leave: () => socket.close() };
}

const save = async (callback: unknown) =>
  (await t.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Queue { callback } ... on Refusal { code faults { field } } } }', { in: { id: t.made.queue, name: 'General', teams: [t.made.team], callback } }, admin)).data.saveQueue;

describe('a queue that calls back', () => {
  it('is told what is wrong with its settings, each mistake with its field', async () => {
    expect(await save({ attempts: 0, gapSeconds: 5, offerAfterSeconds: -1 })).toEqual({ code: 'BAD_INPUT', faults: [{ field: 'callback.attempts' }, { field: 'callback.gapSeconds' }, { field: 'callback.offerAfterSeconds' }] });
    expect(await save('yes')).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('says who is rung first, how many may be abandoned and when customers are called; what cannot be is refused', async () => {
    const usual = { attempts: 2, gapSeconds: 60, offerAfterSeconds: 0 };
    expect(await save({ ...usual, first: 'both', mostAbandoned: 101, from: '9:00', until: '20:00' })).toEqual({ code: 'BAD_INPUT', faults: [{ field: 'callback.first' }, { field: 'callback.mostAbandoned' }, { field: 'callback.from' }] });
    for (const mostAbandoned of [-1, '3', Number.MAX_VALUE, true]) expect(await save({ ...usual, mostAbandoned })).toEqual({ code: 'BAD_INPUT', faults: [{ field: 'callback.mostAbandoned' }] });
    for (const [from, until, field] of [['09:00', null, 'until'], [null, '20:00', 'from'], ['09:00', '09:00', 'until'], ['24:00', '09:00', 'from'], ['09:00', '25:00', 'until'], [9, 20, 'from']]) expect(await save({ ...usual, from, until })).toEqual({ code: 'BAD_INPUT', faults: [{ field: `callback.${field}` }] });
    for (const first of [1, '', 'Customer', {}]) expect(await save({ ...usual, first })).toEqual({ code: 'BAD_INPUT', faults: [{ field: 'callback.first' }] });
    const whole = { ...usual, first: 'customer', mostAbandoned: 2.5, from: '20:00', until: '24:00' };
    expect(await save(whole)).toEqual({ callback: whole });
    expect(await save({ ...usual, first: null, mostAbandoned: null, from: null, until: null })).toMatchObject({ callback: usual });
    expect(await save(null)).toEqual({ callback: null });
  });

  it('offers it to who waits; they keep their place without the page, an agent calls, and nobody answers', async () => {
    const none = await visitor();
    none.say({ type: 'message', id: 'm', text: 'Hello' });
    await expect.poll(() => none.last('state')?.state).toBe('waiting');
    expect(none.last('state')?.callback).toBeUndefined();
    none.say({ type: 'callback', id: 'c', phone: '+86 138 0013 8000' });
    await expect.poll(() => none.last('refusal')).toMatchObject({ id: 'c', code: 'NOT_ALLOWED', message: expect.stringContaining('does not call back') });
    none.say({ type: 'end' });
    none.leave();

    const settings = { attempts: 2, gapSeconds: 60, offerAfterSeconds: 0 };
    expect(await save(settings)).toEqual({ callback: settings });
    const wang = await visitor();
    wang.say({ type: 'message', id: 'm', text: 'Nobody answers here' });
    await expect.poll(() => wang.last('state')?.callback, { timeout: 10_000 }).toBe('offered');
    wang.say({ type: 'callback', id: 'c0', phone: 'call me' });
    await expect.poll(() => wang.last('refusal')).toMatchObject({ id: 'c0', code: 'BAD_INPUT' });
    wang.say({ type: 'callback', id: 'c1', phone: '+86 138 0013 8000' });
    wang.say({ type: 'callback', id: 'c1', phone: '+86 138 0013 8000' });
    await expect.poll(() => wang.frames.filter((f) => f.type === 'stored' && f.id === 'c1').length).toBe(2);
    await expect.poll(() => wang.last('state')).toMatchObject({ state: 'waiting', place: 1, callback: 'booked' });
    wang.leave();

    await t.agent('li');
    const li = await t.signIn('li@test.example');
    const desk = t.follow('subscription { desk { offers { id interaction { id weight callback { to attempts of nextAt } } } } }', {}, li);
    await t.ask('mutation { setPresence(presence: ready) { __typename } }', {}, li);
    const offer = (): { id: string; interaction: { id: string } } | undefined => desk.items.flatMap((i) => (i as { desk?: { offers?: { id: string; interaction: { id: string } }[] } }).desk?.offers ?? []).at(-1);
    await expect.poll(offer, { timeout: 10_000 }).toMatchObject({ interaction: { weight: 100, callback: { to: '+86 138 0013 8000', attempts: 0, of: 2, nextAt: null } } });
    const { id, interaction } = offer() ?? { id: '', interaction: { id: '' } };
    await t.ask('mutation($o: ID!) { acceptOffer(offer: $o) { __typename } }', { o: id }, li);
    const missed = (await t.ask('mutation($i: ID!) { callbackMissed(interaction: $i, reason: busy) { ... on Interaction { state callback { attempts nextAt } } ... on Refusal { message } } }', { i: interaction.id }, li)).data.callbackMissed;
    expect(missed).toMatchObject({ state: 'scheduled', callback: { attempts: 1, nextAt: expect.any(String) } });
    // Stored as it stands: a node that takes over goes on from here.
    const [row] = await rows<{ callback: { to: string; attempts: number }; wakes: boolean }>(t.hub.pool, 'select callback, wake_at > now() as wakes from interaction where id = $1', [interaction.id]);
    expect(row).toMatchObject({ callback: { to: '+86 138 0013 8000', attempts: 1 }, wakes: true });
    expect((await t.ask('mutation($i: ID!) { bookCallback(interaction: $i, to: "nonsense") { ... on Refusal { code } } }', { i: interaction.id }, li)).data.bookCallback).toEqual({ code: 'BAD_INPUT' });
    desk.stop();
  });

  it('keeps the number out of the event log', async () => {
    const events = await rows<{ data: unknown }>(t.hub.pool, 'select data from event');
    expect(events.length).toBeGreaterThan(5);
    expect(JSON.stringify(events)).not.toContain('138 0013');
  });
});
