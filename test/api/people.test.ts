/** What is a person's own: the language of the account, and drafts of what they are about to say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
let li: string;
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  for (const name of ['li', 'zhao']) await t.agent(name);
  li = await t.signIn('li@test.example');
});
afterAll(() => t.close());

describe('the language of an account', () => {
  const chosen = (locale: string | null, token: string) => t.ask('mutation($l: String) { setLanguage(locale: $l) { __typename ... on Agent { name locale } ... on Refusal { code field message } } }', { l: locale }, token).then(({ data }) => data.setLanguage);
  const viewer = (token: string) => t.ask('{ viewer { locale } }', {}, token).then(({ data }) => data.viewer.locale);

  it('is the browser’s until it is chosen, and goes with every sign-in', async () => {
    expect(await viewer(li)).toBeNull();
    expect(await chosen('zh-CN', li)).toEqual({ __typename: 'Agent', name: 'li', locale: 'zh-CN' });
    expect(await viewer(li)).toBe('zh-CN');
    const again = await t.ask('mutation { signIn(email: "li@test.example", password: "a-long-password") { ... on Session { viewer { locale agent { locale } } } } }');
    expect(again.data.signIn.viewer).toEqual({ locale: 'zh-CN', agent: { locale: 'zh-CN' } });
    expect(await chosen(null, li)).toMatchObject({ locale: null });
    expect(await viewer(li)).toBeNull();
  });

  it('is one that there is, and nobody else’s', async () => {
    expect(await chosen('fr', li)).toEqual({ __typename: 'Refusal', code: 'BAD_INPUT', field: 'locale', message: 'A language is en or zh-CN.' });
    await chosen('en', li);
    expect(await viewer(await t.signIn('zhao@test.example'))).toBeNull();
    const { saveBot } = (await t.ask('mutation { saveBot(name: "Leaf") { ... on BotResultOk { secret } } }', {}, admin)).data;
    expect(await chosen('en', saveBot.secret)).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await chosen('en', '')).toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('may be given by an administrator', async () => {
    const save = (input: object) => t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Agent { locale } ... on Refusal { field message } } }', { in: { name: 'Chen', email: 'chen@test.example', password: 'a-long-password', roles: ['developer'], ...input } }, admin).then(({ data }) => data.saveAgent);
    expect(await save({ locale: 'de' })).toMatchObject({ field: 'locale' });
    expect(await save({ locale: 'zh-CN' })).toEqual({ locale: 'zh-CN' });
    // Whoever works only with the API has one too.
    expect(await chosen('en', await t.signIn('chen@test.example'))).toMatchObject({ locale: 'en' });
  });
});

describe('somebody who is signed in', () => {
  const save = (id: string, more: object) => t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename ... on Agent { enabled } ... on Refusal { message } } }', { in: { id, name: 'wu', email: 'wu@test.example', roles: ['agent'], ...more } }, admin).then(({ data }) => data.saveAgent);
  const isIn = async (token: string) => (await t.ask('{ viewer { name } }', {}, token)).data?.viewer?.name === 'wu';

  it('is out at once when the account is given another password, or is switched off', async () => {
    const { id } = await t.agent('wu');
    const first = await t.signIn('wu@test.example');
    expect(await isIn(first)).toBe(true);
    expect(await save(id, { password: 'another-long-password' })).toEqual({ __typename: 'Agent', enabled: true });
    expect(await isIn(first)).toBe(false);
    const again = (await t.ask('mutation { signIn(email: "wu@test.example", password: "another-long-password") { ... on Session { accessToken } } }')).data.signIn.accessToken;
    expect(await isIn(again)).toBe(true);
    expect(await save(id, { enabled: false })).toEqual({ __typename: 'Agent', enabled: false });
    expect(await isIn(again)).toBe(false);
  });
});

describe('a draft', () => {
  const draft = (conversation: string, token: string) => t.ask('query($c: ID!) { draft(conversation: $c) { text seenSeq } }', { c: conversation }, token).then(({ data }) => data.draft);
  const save = (conversation: string, text: string, seenSeq: number | null) => t.ask('mutation($c: ID!, $t: String!, $s: Int) { saveDraft(conversation: $c, text: $t, seenSeq: $s) { __typename ... on Refusal { code message } } }', { c: conversation, t: text, s: seenSeq }, li).then(({ data }) => data.saveDraft);

  it('keeps with its words the last line that was seen when it was begun, and forgets both', async () => {
    const wang = t.customer('wang');
    await wang.writes('One');
    const { conversation } = await t.until('it is there', async () => (await t.interactions())[0]);
    expect(await draft(conversation, li)).toBeNull();
    expect(await save(conversation, 'It is', 1)).toEqual({ __typename: 'Done' });
    expect(await draft(conversation, li)).toEqual({ text: 'It is', seenSeq: 1 });
    // Lines that come meanwhile change nothing: that is what it is for.
    await wang.writes('Two');
    expect(await draft(conversation, li)).toEqual({ text: 'It is', seenSeq: 1 });
    await save(conversation, 'It is two', 2);
    expect(await draft(conversation, li)).toEqual({ text: 'It is two', seenSeq: 2 });
    await save(conversation, 'Begun before anything was said', null);
    expect(await draft(conversation, li)).toMatchObject({ seenSeq: null });
    expect(await draft(conversation, await t.signIn('zhao@test.example'))).toBeNull();
    await save(conversation, '', null);
    expect(await draft(conversation, li)).toBeNull();
    await wang.ends();
  });

  it('begun before a line came holds the message back with it', async () => {
    const liu = t.customer('liu');
    await liu.writes('Is it in stock?');
    const agent = await t.agent('chen-li');
    await agent.comes();
    const id = await agent.accepts();
    const token = await t.signIn('chen-li@test.example');
    const { conversationId } = (await t.ask('query($id: ID!) { interaction(id: $id) { conversationId } }', { id }, token)).data.interaction;
    const last = async (): Promise<number> => (await t.ask('query($id: ID!) { interaction(id: $id) { lastEntry { seq } } }', { id }, token)).data.interaction.lastEntry.seq;
    await t.ask('mutation($c: ID!, $s: Int) { saveDraft(conversation: $c, text: "Yes", seenSeq: $s) { __typename } }', { c: conversationId, s: await last() }, token);
    await liu.writes('And the oolong?');
    const { seenSeq } = await draft(conversationId, token);
    const send = (seen: number | null) => t.ask('mutation($i: ID!, $s: Int) { sendMessage(interaction: $i, text: "Yes", clientId: "c1", seenSeq: $s) { __typename ... on Refusal { code message } } }', { i: id, s: seen }, token).then(({ data }) => data.sendMessage);
    expect(await send(seenSeq)).toEqual({ __typename: 'Refusal', code: 'CONFLICT', message: '1 new message since you began: look first, then send again.' });
    expect(await send(await last())).toMatchObject({ __typename: 'Entry' });
  });
});
