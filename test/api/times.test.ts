/** How long a customer waited, and who took it when, as the API tells it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../src/core/time.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
let li: TestAgent;
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  li = await t.agent('li');
});
afterAll(() => t.close());

interface Times {
  readonly id: string;
  readonly state: string;
  readonly arrivedAt: string;
  readonly acceptedAt: string | null;
  readonly queueSeconds: number;
  readonly waitingSince: string | null;
}
async function timesOf(id: string): Promise<Times> {
  return (await t.ask('query($id: ID!) { interaction(id: $id) { id state arrivedAt acceptedAt queueSeconds waitingSince } }', { id }, admin)).data.interaction as Times;
}
const between = (n: number, least: number, most: number): void => {
  expect(n).toBeGreaterThanOrEqual(least);
  expect(n).toBeLessThanOrEqual(most);
};

describe('the times of an interaction', () => {
  it('queueSeconds runs while it waits, stands while somebody has it, and runs on when it is back in the queue; acceptedAt is the first taking and stays', async () => {
    const wang = t.customer('wang');
    await wang.writes('Anybody there?');
    const { id } = await t.until('it waits', () => wang.interaction());

    const fresh = await timesOf(id);
    expect(fresh).toMatchObject({ state: 'queued', acceptedAt: null });
    between(fresh.queueSeconds, 0, 5);
    expect(fresh.waitingSince).not.toBeNull();

    await t.pass(40 * SECOND);
    between((await timesOf(id)).queueSeconds, 40, 50);

    // Somebody comes: until it is taken it still waits; what rings is not yet answered.
    await li.comes();
    await li.rings();
    expect(await timesOf(id)).toMatchObject({ state: 'offered', acceptedAt: null });
    await li.accepts();
    const taken = await timesOf(id);
    expect(taken).toMatchObject({ state: 'active', waitingSince: null });
    between((Date.parse(taken.acceptedAt ?? '') - Date.parse(taken.arrivedAt)) / SECOND, 40, 60);
    between(taken.queueSeconds, 40, 60);

    // Time in hand is no time in the queue.
    granted(await t.hub.messages.send(li.viewer, id, 'Yes.', [], 'c1', null));
    await t.pass(30 * SECOND);
    expect(await timesOf(id)).toMatchObject({ queueSeconds: taken.queueSeconds, acceptedAt: taken.acceptedAt });

    // Back in the queue, and with somebody else.
    await li.goes();
    const zhao = await t.agent('zhao');
    const requeued = await t.ask('mutation($id: ID!) { requeueInteraction(interaction: $id) { __typename ... on Refusal { message } } }', { id }, admin);
    expect(requeued.data.requeueInteraction.__typename).toBe('Interaction');
    await t.pass(20 * SECOND);
    between((await timesOf(id)).queueSeconds, taken.queueSeconds + 19, taken.queueSeconds + 40);
    await zhao.comes();
    await zhao.accepts();
    const again = await timesOf(id);
    expect(again).toMatchObject({ state: 'active', waitingSince: null, acceptedAt: taken.acceptedAt });
    granted(await t.hub.messages.send(zhao.viewer, id, 'It is me now.', [], 'c2', null));
    await zhao.goes();
  });

  it('one that nobody took has waited, and was never accepted', async () => {
    const liu = t.customer('liu');
    await liu.writes('Hello?');
    const { id } = await t.until('it waits', () => liu.interaction());
    await t.pass(MINUTE);
    await liu.ends();
    await t.until('it is closed', async () => (await liu.interaction())?.state === 'closed');
    const closed = await timesOf(id);
    expect(closed).toMatchObject({ state: 'closed', acceptedAt: null, waitingSince: null });
    between(closed.queueSeconds, 60, 75);
    await t.pass(MINUTE);
    expect((await timesOf(id)).queueSeconds).toBe(closed.queueSeconds);
  });
});
