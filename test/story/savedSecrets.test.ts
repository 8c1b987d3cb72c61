/** Passwords, keys and tokens of an entry point: used by its adapter, never shown again by the API or the log, never readable in the database. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channels } from '../../channels/index.ts';
import type { Log } from '../../src/app/log.ts';
import { rows } from '../../src/db/queries/query.ts';
import { anotherNode, type TestServer } from '../api/server.ts';
import { FAR_CHANNELS, type FarSides, followerOf, leadTo, SECRETS, startFarSides } from '../support/farSides.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';

const IMAP_PASSWORD = 'imap-horse-battery-staple';
const MORE = { smtp: 'smtp-horse-battery-staple', client: 'client-secret-of-ours', refresh: 'refresh-token-of-ours', wrong: 'wr0ngPw', authToken: 'twilio-auth-token-of-ours' } as const;
/** What must be seen nowhere. */
const ALL: readonly string[] = [...Object.values(SECRETS), IMAP_PASSWORD, ...Object.values(MORE)];

const said: string[] = [];
const listen = (about: object, sentence: string): void => void said.push(`${sentence} ${inspect(about, { depth: 12, showHidden: true })} ${JSON.stringify(about)}`);
const log: Log = { info: listen, warn: listen, error: listen };

let far: FarSides;
let t: TestHub;
let node: TestServer;
let token: string;
let li: TestAgent;

/** In clear, in Base64, or as bytes are written. */
const spellings = (secret: string): readonly string[] => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), Buffer.from(secret).toString('hex')];
const shown = (text: string): readonly string[] => ALL.filter((secret) => spellings(secret).some((s) => text.includes(s)));
const ask = async (query: string, variables: object = {}): Promise<string> => {
  const answer = await node.ask(query, variables, token);
  expect(answer.errors).toBeUndefined();
  return JSON.stringify(answer.data);
};
const SAVE = 'mutation($i: EntryPointInput!) { saveEntryPoint(input: $i) { __typename ... on EntryPoint { id settings secretsSet } ... on Refusal { code message } } }';
const saves = (channel: string, key: string, settings: object, id: string | null = null) => ask(SAVE, { i: { id, channel, key, name: key, queue: t.made.queue, settings } });

beforeAll(async () => {
  far = await startFarSides();
  t = await testHub({ channels, log });
  node = await anotherNode(t, followerOf(t), { log });
  token = await node.signIn('admin@test.example');
  await leadTo({ ...t, base: node.base }, far);
  li = await t.agent('li');
  await li.comes();
});
afterAll(async () => {
  await node.close();
  await t.close();
  await far.stop();
});

describe('a secret of an entry point', () => {
  it('works: the adapter has it', async () => {
    for (const channel of FAR_CHANNELS) {
      const who = { email: 'wang@customers.example', sms: '+8613800138001', wechat: 'openid-wang' }[channel];
      expect(await far[channel].write(who, 'Hello', '20260105001')).toBe(true);
      granted(await t.hub.messages.send(li.viewer, await li.accepts(), 'Hello to you.', [], `hello ${channel}`, null));
      await expect.poll(() => far[channel].got(who).length, { timeout: 60_000 }).toBe(1);
    }
  }, 90_000);

  it('does not come back when it is saved, nor with the settings later', async () => {
    const mailbox = { address: 'other@shop.example', imap: { host: '127.0.0.1', port: 1, secure: 'none', user: 'other', password: IMAP_PASSWORD }, smtp: { host: '127.0.0.1', port: 1, secure: 'none', user: 'other', password: MORE.smtp }, oauth2: { tokenUrl: 'http://127.0.0.1:1/token', clientId: 'us', clientSecret: MORE.client, refreshToken: MORE.refresh } };
    const sms = { door: 'smpp', number: '+8613900000001', smpp: { host: '127.0.0.1', port: (far.sms.settings.smpp as { port: number }).port, systemId: 'hub', password: MORE.wrong } };
    const answers = [await saves('email', 'mailbox', mailbox), await saves('sms', 'refused', sms), await saves('sms', 'gateway', { door: 'http', number: '+8613900000002', http: { accountSid: `AC${'0'.repeat(32)}`, authToken: MORE.authToken, publicUrl: 'https://hub.example/channels/gateway' } })];
    for (const answer of answers) expect(answer).toContain('"__typename":"EntryPoint"');
    const later = await ask('{ entryPoints { id key settings secretsSet health { state explain } } }');
    expect(later).toContain('smpp.password');
    expect([...answers, later].flatMap(shown)).toEqual([]);
  });

  it('is in no audit event, though that it was given is', async () => {
    const page = await ask('{ events(first: 200, types: ["configChanged"]) { nodes { type data } } }');
    const events = page + JSON.stringify(await rows(t.hub.pool, 'select data from event'));
    expect(page).toContain('•••');
    expect(shown(events)).toEqual([]);
  });

  it('does not come back from a trial of the settings, tried with what is stored', async () => {
    const { entryPoints } = JSON.parse(await ask('{ entryPoints { id key channel settings } }')) as { entryPoints: { id: string; key: string; channel: string; settings: object }[] };
    const tries = await Promise.all(entryPoints.filter((e) => e.channel !== 'webchat').map((e) => ask('mutation($c: ChannelKind!, $id: ID!, $s: JSON!) { tryEntryPoint(channel: $c, id: $id, settings: $s) { __typename ... on Trial { tried { step ok code explain } } ... on Refusal { code message } } }', { c: e.channel, id: e.id, s: e.settings })));
    expect(tries.join(' ')).toContain('"ok":false');
    expect(tries.flatMap(shown)).toEqual([]);
  });

  it('is not in the log, whatever went wrong meanwhile', async () => {
    await expect.poll(() => said.length).toBeGreaterThan(0);
    expect(said.flatMap(shown)).toEqual([]);
  });

  it('lies in clear in no row of any table, nor does WeChat’s access token or the reading place of a mailbox', async () => {
    const tables = await rows<{ name: string }>(t.hub.pool, `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    expect(tables.map((x) => x.name)).toEqual(expect.arrayContaining(['entry_point', 'event', 'channel_memory', 'command']));
    const found: string[] = [];
    for (const { name } of tables) for (const { line } of await rows<{ line: string }>(t.hub.pool, `select x::text as line from ${name} x`)) found.push(...shown(line).map((secret) => `${name}: ${secret}`));
    expect(found).toEqual([]);
    const remembered = await rows<{ key: string; value: string }>(t.hub.pool, 'select key, value from channel_memory');
    expect(remembered.map((m) => m.key)).toContain('token:wx0123456789abcdef');
    // Neither its JSON nor what is in it.
    for (const { value } of remembered) expect(value).not.toMatch(/token|until|[{}"]/);
  });

  it('stays when the settings are saved without it, and goes when it is taken away', async () => {
    const { entryPoints } = JSON.parse(await ask('{ entryPoints { id key settings } }')) as { entryPoints: { id: string; key: string; settings: Record<string, unknown> }[] };
    const texts = entryPoints.find((e) => e.key === 'sms') ?? { id: '', settings: { smpp: {} } };
    expect(await saves('sms', 'sms', texts.settings, texts.id)).toContain('smpp.password');
    await expect.poll(() => t.hub.connections.healthOf(texts.id)?.state, { timeout: 30_000 }).toBe('connected');
    expect(await saves('sms', 'sms', { ...texts.settings, smpp: { ...(texts.settings.smpp as object), password: null } }, texts.id)).not.toContain('smpp.password');
  });
});
