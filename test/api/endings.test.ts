/** What is followed ends with what it was opened by: a sign-in, a token, an account and what it may do. On sockets and on streams. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anotherNode, type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
let id: string;
beforeEach(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  ({ id } = await t.agent('li'));
  expect(await save({ roles: ['supervisor'] })).toBe('Agent');
});
afterEach(() => t.close());

const save = async (input: object): Promise<string> => {
  const { data } = await t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename ... on Refusal { message } } }', { in: { id, name: 'li', email: 'li@test.example', teams: [t.made.team], ...input } }, admin);
  return data.saveAgent.__typename;
};

interface Stream {
  /** What came, each as it was sent. */
  readonly items: { readonly data?: Record<string, unknown>; readonly errors?: { readonly message: string; readonly extensions: { readonly code: string } }[] }[];
  readonly over: () => boolean;
  readonly text: () => string;
}

/** A subscription over plain HTTP. */
async function stream(path: string, query: string, token: string, base = t.base): Promise<Stream> {
  const answer = await fetch(`${base}${path}`, { method: 'POST', headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query }) });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  let over = false;
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
    over = true;
    // What the test leaves open is cut off with the hub.
  })().catch(() => undefined);
  return { get items() { return [...text.matchAll(/^data: (\{.*\})$/gm)].map((m) => JSON.parse(m[1] ?? '')); }, over: () => over, text: () => text };
}

/** Two streams and a socket of the same person, all with something received. */
async function everyWay(token: string) {
  const streams = [await stream('/graphql', 'subscription { wall { snapshot } }', token), await stream('/graphql/stream', 'subscription { wall { snapshot } }', token)];
  const silent = await stream('/graphql/stream', 'subscription { events(types: ["targetMissed"]) { id } }', token);
  const socket = t.follow('subscription { wall { snapshot } }', {}, token);
  await t.until('all have begun', () => streams.every((s) => s.items.length > 0) && socket.items.length > 0);
  const closed = new Promise<number>((resolve) => socket.socket()?.once('close', resolve));
  return { streams: [...streams, silent], socket, closed };
}

/** All have ended, have said why, and nothing comes any more whatever happens. */
async function expectEnded({ streams, socket, closed }: Awaited<ReturnType<typeof everyWay>>): Promise<void> {
  expect(await closed).toBe(4403);
  await t.until('the streams have ended', () => streams.every((s) => s.over()));
  for (const s of streams) {
    expect(s.items.at(-1)?.errors).toEqual([expect.objectContaining({ message: expect.stringContaining('This stream is over'), extensions: { code: 'NOT_SIGNED_IN' } })]);
    expect(s.text()).toMatch(/event: complete\ndata:\n\n$/);
  }
  const before = [socket.items.length, ...streams.map((s) => s.items.length)];
  const other = t.follow('subscription { wall { snapshot } }', {}, admin);
  await t.until('the other wall is open', () => other.items.length > 0);
  await t.customer('wang').writes('Hello?');
  await t.until('the other wall has heard', () => other.items.length > 1);
  other.stop();
  expect([socket.items.length, ...streams.map((s) => s.items.length)]).toEqual(before);
}

describe('what is followed ends at once', () => {
  it('when its person signs out; who has signed in elsewhere goes on', async () => {
    const [here, elsewhere] = [await t.signIn('li@test.example'), await t.signIn('li@test.example')];
    const open = await everyWay(here);
    const goesOn = await stream('/graphql/stream', 'subscription { wall { snapshot } }', elsewhere);
    await t.ask('mutation { signOut { __typename } }', {}, here);
    await expectEnded(open);
    await t.until('the other stream has heard', () => goesOn.items.length > 1);
    expect(goesOn.over()).toBe(false);
  });

  it('when its token is revoked', async () => {
    const { createApiToken } = (await t.ask('mutation { createApiToken(name: "wall", roles: ["supervisor", "developer"]) { ... on NewToken { id secret } } }', {}, admin)).data;
    const open = await everyWay(createApiToken.secret);
    await t.ask('mutation($i: ID!) { revokeApiToken(id: $i) { __typename } }', { i: createApiToken.id }, admin);
    await expectEnded(open);
  });

  it('when its account is disabled, whose tokens are worth nothing from then on', async () => {
    const token = await t.signIn('li@test.example');
    const open = await everyWay(token);
    expect(await save({ roles: ['supervisor'], enabled: false })).toBe('Agent');
    await expectEnded(open);
    expect((await t.ask('{ agents { id } }', {}, token)).errors?.[0]?.extensions?.code).toBe('NOT_SIGNED_IN');
  });

  it('when its password is another', async () => {
    const token = await t.signIn('li@test.example');
    const open = await everyWay(token);
    expect(await save({ roles: ['supervisor'], password: 'another-long-password' })).toBe('Agent');
    await expectEnded(open);
    expect((await t.ask('{ agents { id } }', {}, token)).errors?.[0]?.extensions?.code).toBe('NOT_SIGNED_IN');
  });

  it('when its roles are others; opened anew, it is refused what it may not see any more', async () => {
    const token = await t.signIn('li@test.example');
    const open = await everyWay(token);
    expect(await save({ roles: ['agent'] })).toBe('Agent');
    await expectEnded(open);
    const again = await stream('/graphql/stream', 'subscription { wall { snapshot } }', token);
    await t.until('it is refused', () => again.over());
    expect(again.items.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['NOT_ALLOWED']);
    const desk = t.follow('subscription { desk { snapshot } }', {}, token);
    await t.until('the desk is open', () => desk.items.length > 0);
    desk.stop();
  });

  it('on the other node as well', async () => {
    const other = await anotherNode(t, 'other');
    await t.until('they know each other', () => t.hub.nodes.hasPeers() && other.hub.nodes.hasPeers());
    const there = await stream('/graphql/stream', 'subscription { wall { snapshot } }', await t.signIn('li@test.example'), other.base);
    await t.until('it has begun', () => there.items.length > 0);
    expect(await save({ roles: ['agent'] })).toBe('Agent');
    await t.until('it has ended', () => there.over());
    expect(there.items.at(-1)?.errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
    await other.close();
  });

  it('when a bot is disabled', async () => {
    const { saveBot } = (await t.ask('mutation { saveBot(name: "Leaf") { ... on BotResultOk { secret bot { id } } } }', {}, admin)).data;
    const work = await stream('/graphql/stream', 'subscription { botWork { interaction { id } } }', saveBot.secret);
    await t.ask('mutation($i: ID!) { saveBot(id: $i, name: "Leaf", enabled: false) { __typename } }', { i: saveBot.bot.id }, admin);
    await t.until('it has ended', () => work.over());
    expect(work.items.at(-1)?.errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
  });
});

it('an account that is saved as it was keeps what it has open', async () => {
  const token = await t.signIn('li@test.example');
  const open = await everyWay(token);
  expect(await save({ roles: ['supervisor'], capacity: 50 })).toBe('Agent');
  await t.customer('wang').writes('Hello?');
  await t.until('all have heard', () => open.streams.slice(0, 2).every((s) => s.items.length > 1) && open.socket.items.length > 1);
  expect(open.streams.some((s) => s.over())).toBe(false);
  open.socket.stop();
});
