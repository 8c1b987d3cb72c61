/** Several queues at once, from what an administrator says to what two desks see; and through a restart of the leader. */
import { loseLeader } from '../support/hub.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
const ids = { tea: '', coffee: '', west: '' };
const saveQueue = (input: object) =>
  t.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Queue { id overflow } ... on Refusal { field message } } }', { in: input }, admin).then(({ data }) => data.saveQueue);
const tea = (overflow: unknown) => saveQueue({ id: ids.tea, name: 'Tea', teams: [t.made.team], overflow });
const also = (queue: string, afterMs = 0) => ({ afterMs, when: null, then: { kind: 'also', queue } });

beforeEach(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  ids.tea = (await t.ask('{ queues { id } }', {}, admin)).data.queues[0].id;
  ids.west = (await t.ask('mutation { saveTeam(name: "West", agents: []) { ... on Team { id } } }', {}, admin)).data.saveTeam.id;
  ids.coffee = (await saveQueue({ name: 'Coffee', teams: [ids.west] })).id;
});
afterEach(() => t.close());

/** An agent of the team West alone, who therefore serves Coffee and not Tea. */
async function ofWest(name: string) {
  const self = await t.agent(name);
  await t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { id: self.id, name, email: `${name}@test.example`, roles: ['agent'], teams: [ids.west] } }, admin);
  await self.comes();
  return { self, token: await t.signIn(`${name}@test.example`) };
}
const ONE = '{ id state queue { name } alsoQueues { name } offers { queue { name } en: sentences(locale: "en") } }';
const shown = (id: string) => t.ask(`query($i: ID!) { interaction(id: $i) ${ONE} }`, { i: id }, admin).then(({ data }) => data.interaction);
const waiting = () => t.ask('{ queues { name waiting } }', {}, admin).then(({ data }) => Object.fromEntries((data.queues as { name: string; waiting: number }[]).map((q) => [q.name, q.waiting])));
const comesToTea = async (): Promise<string> => {
  await t.customer('wang').writes('Hello?');
  return (await t.until('it waits', async () => (await t.interactions())[0])).id as string;
};

describe('a queue whose customers also wait in another one', () => {
  it('shows them in both; who serves the other one is offered them, and then they are theirs', async () => {
    expect(await tea([also(ids.coffee)])).toMatchObject({ overflow: [also(ids.coffee)] });
    const id = await comesToTea();
    await t.until('it waits in both', async () => (await shown(id)).alsoQueues.length === 1);
    expect(await shown(id)).toMatchObject({ state: 'queued', queue: { name: 'Tea' }, alsoQueues: [{ name: 'Coffee' }] });
    expect(await waiting()).toEqual({ Tea: 1, Coffee: 1 });
    const why = (locale: string) => t.ask('query($i: ID!, $l: String!) { whyWaiting(interaction: $i, locale: $l) { sentences data } }', { i: id, l: locale }, admin).then(({ data }) => data.whyWaiting);
    expect((await why('en')).sentences).toEqual(expect.arrayContaining([expect.stringContaining('number 1 in “Tea”'), expect.stringContaining('number 1 in “Coffee”'), 'It waits in 1 further queue too; the first agent of any of them who can takes it.']));
    expect((await why('zh-CN')).sentences).toContain('它同时还在另外 1 个队列中等待；最先可接的坐席得。');
    expect((await why('en')).data.also).toMatchObject([{ queue: ids.coffee, place: { place: 1 } }]);

    const { self: zhao, token } = await ofWest('zhao');
    await zhao.rings();
    expect((await shown(id)).offers[0]).toMatchObject({ queue: { name: 'Coffee' }, en: expect.arrayContaining(['It waited in “Tea” too; the first who could take it was found in “Coffee”.']) });
    expect((await t.ask('query($i: ID!) { whyThis(interaction: $i, locale: "zh-CN") { sentences } }', { i: id }, token)).data.whyThis.sentences).toContain('它同时在“Tea”等待；最先有坐席可接的是“Coffee”。');
    await zhao.accepts();
    expect(await shown(id)).toMatchObject({ state: 'active', queue: { name: 'Coffee' }, alsoQueues: [] });
    expect(await waiting()).toEqual({ Tea: 0, Coffee: 0 });
    expect(await rows(t.hub.pool, "select type, queue from event where interaction = $1 and type in ('queueAdded', 'offerCreated', 'offerAccepted') order by version", [id])).toEqual([
      { type: 'queueAdded', queue: ids.coffee }, { type: 'offerCreated', queue: ids.coffee }, { type: 'offerAccepted', queue: ids.coffee },
    ]);
  });

  it('keeps them in both through a restart of the leader, and leads them to the heir of the other when that is deleted', async () => {
    const milk = (await saveQueue({ name: 'Milk', teams: [ids.west] })).id;
    await tea([also(ids.coffee)]);
    const id = await comesToTea();
    await t.until('it waits in both', async () => (await shown(id)).alsoQueues.length === 1);
    await loseLeader(t);
    expect(await waiting()).toEqual({ Tea: 1, Coffee: 1, Milk: 0 });
    expect((await t.ask('mutation($q: ID!, $to: ID!) { deleteQueue(queue: $q, moveTo: $to) { __typename } }', { q: ids.coffee, to: milk }, admin)).data.deleteQueue.__typename).toBe('Done');
    await t.until('it waits in the heir', async () => (await shown(id)).alsoQueues[0]?.name === 'Milk');
    const { self: zhao } = await ofWest('zhao');
    await zhao.accepts();
    expect(await shown(id)).toMatchObject({ queue: { name: 'Milk' }, alsoQueues: [] });
  });

  it('lets who picks from the other one by hand see them there and take them', async () => {
    await saveQueue({ id: ids.coffee, name: 'Coffee', teams: [ids.west], offerMode: 'pull' });
    await tea([also(ids.coffee)]);
    const { token } = await ofWest('zhao');
    const desk = t.follow('subscription { desk { picks { id } } }', {}, token);
    const picks = (): string[] => desk.items.map((item) => (item as unknown as { desk: { picks: { id: string }[] | null } }).desk.picks).findLast((p) => p !== null)?.map((p) => p.id) ?? [];
    await t.until('zhao has a desk', () => desk.items.length > 0);
    const id = await comesToTea();
    await t.until('zhao sees it', () => picks().includes(id));
    expect((await t.ask('mutation($i: ID!) { pickInteraction(interaction: $i) { ... on Interaction { queue { name } alsoQueues { name } } ... on Refusal { code message } } }', { i: id }, token)).data.pickInteraction).toEqual({ queue: { name: 'Coffee' }, alsoQueues: [] });
    await t.until('it is in the list no more', () => picks().length === 0);
  });

  it('is refused in a sentence where it makes no sense; that two queues name each other makes sense', async () => {
    expect(await tea([also('00000000-0000-4000-8000-000000000000')])).toEqual({ field: 'overflow.0.then', message: 'The queue to wait in besides does not exist.' });
    expect(await tea([also(ids.tea)])).toEqual({ field: 'overflow.0.then', message: 'A customer waits in this queue already. Choose another one to wait in besides.' });
    const many: string[] = [];
    for (const name of ['B', 'C', 'D', 'E', 'F']) many.push((await saveQueue({ name, teams: [ids.west] })).id);
    expect(await tea(many.map((q) => also(q)))).toEqual({ field: 'overflow', message: 'A customer may wait in at most 4 further queues. Take some of the rules that add one out.' });
    expect(await tea([...many.slice(0, 4), ...many.slice(0, 4)].map((q) => also(q)))).toHaveProperty('overflow');
    expect(await tea([also(ids.coffee)])).toHaveProperty('overflow');
    expect(await saveQueue({ id: ids.coffee, name: 'Coffee', teams: [ids.west], overflow: [also(ids.tea)] })).toHaveProperty('overflow');
  });
});

describe('a bot that hands over to several queues', () => {
  it('finds the first agent of any of them; an unknown one, or too many, are refused', async () => {
    const made = (await t.ask('mutation { saveBot(name: "Leaf") { ... on BotResultOk { secret bot { id } } } }', {}, admin)).data.saveBot;
    const gate = (await t.ask('{ entryPoints { id key channel name queue { id } settings } }', {}, admin)).data.entryPoints[0];
    await t.ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename ... on Refusal { message } } }', { in: { ...gate, queue: gate.queue.id, bot: made.bot.id } }, admin);
    const { self: zhao } = await ofWest('zhao');
    const id = await comesToTea();
    await t.until('the bot has it', async () => (await shown(id)).state === 'selfService');
    const handOff = (alsoQueues: readonly string[]) =>
      t.ask(`mutation($in: HandoffInput!) { requestHandoff(input: $in) { ... on Interaction ${ONE} ... on Refusal { code message } } }`, { in: { interaction: id, alsoQueues } }, made.secret).then(({ data }) => data.requestHandoff);
    expect(await handOff(['nowhere'])).toMatchObject({ code: 'NOT_FOUND', message: 'There is no queue with this id.' });
    const many: string[] = [];
    for (const name of ['B', 'C', 'D', 'E', 'F']) many.push((await saveQueue({ name, teams: [ids.west] })).id);
    expect(await handOff(many)).toEqual({ code: 'BAD_INPUT', message: 'An interaction may wait in at most 4 further queues. Name fewer of them.' });
    expect((await shown(id)).state).toBe('selfService');
    await handOff([ids.coffee]);
    expect((await zhao.rings()).interaction).toBe(id);
    await zhao.accepts();
    expect(await shown(id)).toMatchObject({ state: 'active', queue: { name: 'Coffee' }, alsoQueues: [] });
  });
});
