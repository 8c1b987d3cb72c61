/** E-mail against mail servers that nobody here wrote: Dovecot and Postfix. */
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { email } from '../../channels/email/email.ts';
import { freePort, plainMail, startMx } from '../../channels/email/testPeer.ts';
import type { Connection, Fact, OutboundMessage } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../support/fakeHub.ts';
import { type MailServers, missing, startMailServers } from './emailServers.ts';

if (missing) console.log(`E-mail against real servers is skipped: ${missing}.`);
if (missing && process.env.CI) throw new Error(missing);

/** Mails per second that a backlog is asked to go at. */
const WANTED_RATE = 50;
const BACKLOG = 5_000;

describe.skipIf(missing !== null)('a mailbox on Dovecot, mails by Postfix', () => {
  let servers: MailServers;
  let mx: Awaited<ReturnType<typeof startMx>>;
  const ends: (() => Promise<unknown>)[] = [];
  let users = 0;

  beforeAll(async () => {
    const mxPort = await freePort();
    mx = await startMx(mxPort);
    servers = await startMailServers(mxPort);
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    mx.set.rcpt = () => null;
    mx.mails.length = 0;
  });
  afterAll(async () => {
    await servers?.end();
    await mx?.end();
  });

  const newUser = (): string => `box${(users += 1)}@shop.example`;
  const settingsOf = (user: string, more: object = {}) => ({ address: user, name: 'Tea shop', intake: 'imap', imap: { host: '127.0.0.1', port: servers.imapPort, secure: 'none', user, password: 'secret', sentFolder: 'Sent', ...more }, smtp: { host: '127.0.0.1', port: servers.smtpPort, secure: 'none', auth: 'none' } });

  async function opened(user: string, fake: FakeHub = fakeHub(), more: object = {}): Promise<{ fake: FakeHub; connection: Connection }> {
    const connection = await fake.open(email, settingsOf(user, more));
    ends.push(() => connection.close());
    await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
    // Connected and at its end: the cursor is kept.
    await expect.poll(() => fake.memory.size).toBeGreaterThan(0);
    return { fake, connection };
  }

  async function send(to: string, id: string, text: string, more: object = {}): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: 'Wang <wang@customers.example>', to, subject: 'Order 42', messageId: `<${id}@customers.example>`, text, ...more });
    transport.close();
  }

  const texts = (fake: FakeHub): string[] => fake.messages().map((m) => m.text);
  const order = (fake: FakeHub, to: string, text: string, mail: Partial<NonNullable<OutboundMessage['mail']>> = {}): OutboundMessage =>
    fake.order('mail:x', { text }, { to: { kind: 'email', value: to, name: null }, mail: { subject: 'Re: Order 42', html: null, to: [{ name: 'Wang', address: to }], cc: [], bcc: [], references: [], automatic: false, ...mail } });

  it('takes a mail that comes while it waits, and answers into the same thread', async () => {
    const user = newUser();
    const { fake, connection } = await opened(user);
    await send(user, 'first', 'Where is my order?\n\n-- \nWang');
    await expect.poll(() => texts(fake)).toEqual(['Where is my order?']);
    const [first] = fake.messages();
    expect(first).toMatchObject({ from: { kind: 'email', value: 'wang@customers.example', verified: false, name: 'Wang' }, subject: 'Order 42', mail: { messageId: '<first@customers.example>', quoted: '-- \nWang', automatic: null } });
    const sent = await connection.messages?.send(order(fake, 'wang@customers.example', 'It left today.', { references: ['<first@customers.example>'] }));
    expect(sent).toMatchObject({ ok: true, ref: expect.stringMatching(/^<.+@shop\.example>$/) });
    await expect.poll(() => mx.mails.length).toBe(1);
    const got = mx.mails[0]?.mail;
    expect(got).toMatchObject({ messageId: sent?.ok ? sent.ref : '', answers: ['<first@customers.example>'], text: 'It left today.', automatic: null });
    // Their answer names ours, and ours is known as ours; a forged one is not.
    const ours = sent?.ok ? sent.ref : '';
    await send(user, 'second', 'Thank you!', { inReplyTo: ours, references: ['<first@customers.example>', ours, ours.replace(/\.[A-Za-z0-9_-]{22}@/, '.AAAAAAAAAAAAAAAAAAAAAA@')] });
    await expect.poll(() => texts(fake)).toEqual(['Where is my order?', 'Thank you!']);
    expect(fake.messages()[1]?.mail?.answers).toEqual([ours, '<first@customers.example>']);
    // A copy lies in the folder of sent mails, and what was taken is marked as read.
    const look = new ImapFlow({ host: '127.0.0.1', port: servers.imapPort, secure: false, doSTARTTLS: false, auth: { user, pass: 'secret' }, logger: false });
    await look.connect();
    expect(await look.status('Sent', { messages: true })).toMatchObject({ messages: 1 });
    await expect.poll(() => look.status('INBOX', { unseen: true })).toMatchObject({ unseen: 0 });
    await look.logout();
  });

  it('starts at the end of a mailbox that is full, or takes the last days as history', async () => {
    const user = newUser();
    await servers.fill(user, [plainMail('li', 'old1', 'Long ago'), plainMail('li', 'old2', 'Long ago too')], new Date(Date.UTC(2024, 0, 1)));
    const { fake } = await opened(user);
    await send(user, 'new', 'Now');
    await expect.poll(() => texts(fake)).toEqual(['Now']);
    const past = fakeHub();
    past.set.now = Date.now();
    await opened(user, past, { historyDays: 3 });
    await expect.poll(() => texts(past).sort()).toEqual(['Now']);
    expect(past.messages().every((m) => m.past === true)).toBe(true);
    const others = fakeHub();
    others.set.now = Date.now();
    const all = newUser();
    for (const id of ['h1', 'h2']) await send(all, id, id);
    await expect.poll(async () => (await count(all)) ?? 0).toBe(2);
    await opened(all, others, { historyDays: 1 });
    await expect.poll(() => texts(others).sort()).toEqual(['h1', 'h2']);
    await send(all, 'h3', 'h3');
    await expect.poll(() => others.messages().find((m) => m.text === 'h3')?.past ?? 'present').toBe('present');
  });

  async function count(user: string): Promise<number | undefined> {
    const look = new ImapFlow({ host: '127.0.0.1', port: servers.imapPort, secure: false, doSTARTTLS: false, auth: { user, pass: 'secret' }, logger: false });
    await look.connect();
    const status = await look.status('INBOX', { messages: true });
    await look.logout();
    return status ? status.messages : undefined;
  }

  it('comes back when its connection is cut or the server restarts, and loses and doubles nothing', async () => {
    const user = newUser();
    const { fake } = await opened(user);
    const all: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const part of ['a', 'b']) {
        const text = `${round}${part}`;
        all.push(text);
        await send(user, `cut-${text}`, text);
        if (part === 'a') await servers.kick(user);
      }
    }
    await servers.stopDovecot();
    await expect.poll(() => fake.health.at(-1)?.state).not.toBe('connected');
    all.push('while down');
    await send(user, 'while-down', 'while down');
    await servers.startDovecot();
    await servers.flush();
    await expect.poll(() => texts(fake).sort(), { timeout: 60_000 }).toEqual([...all].sort());
    await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
  });

  it('waits in an outage of the store, keeps the order, and takes all when it is over', async () => {
    const user = newUser();
    const { fake } = await opened(user);
    fake.set.down = true;
    for (const n of [1, 2, 3]) await send(user, `down-${n}`, `${n}`);
    await expect.poll(() => fake.logs.some((l) => l.message.includes('could not be stored'))).toBe(true);
    expect(texts(fake)).toEqual([]);
    fake.set.down = false;
    await expect.poll(() => texts(fake).sort(), { timeout: 30_000 }).toEqual(['1', '2', '3']);
  });

  it('takes what the others say when one mail alone cannot be stored, and does not lose that one', async () => {
    const user = newUser();
    const { fake } = await opened(user);
    fake.set.refuse = (fact) => {
      if (fact.kind === 'message' && fact.text === 'poison') throw new Error('This one breaks the store.');
      return null;
    };
    await send(user, 'poison', 'poison');
    await send(user, 'good', 'good');
    await expect.poll(() => texts(fake), { timeout: 90_000 }).toEqual(['good']);
    expect(fake.unread).toMatchObject([{ code: 'NOT_STORED', about: { from: { value: 'wang@customers.example' } } }]);
  });

  it('is not confused when the server numbers the mailbox anew', async () => {
    const user = newUser();
    await servers.fill(user, Array.from({ length: 20 }, (_, n) => plainMail('li', `ancient${n}`, `ancient ${n}`)));
    const fake = fakeHub();
    fake.set.now = Date.now();
    await opened(user, fake);
    for (const n of [1, 2, 3]) await send(user, `uv-${n}`, `uv ${n}`);
    await expect.poll(() => texts(fake).length).toBe(3);
    await servers.renumber(user);
    await send(user, 'uv-4', 'uv 4');
    await servers.flush();
    await expect.poll(() => texts(fake).sort(), { timeout: 60_000 }).toEqual(['uv 1', 'uv 2', 'uv 3', 'uv 4']);
    expect(fake.logs.some((l) => l.message.includes('numbered the folder anew'))).toBe(true);
    await send(user, 'uv-5', 'uv 5');
    await expect.poll(() => texts(fake).length).toBe(5);
  });

  it('is taken by two hubs mail by mail under the same ref', async () => {
    const user = newUser();
    const { fake: one } = await opened(user);
    const { fake: two } = await opened(user);
    for (const n of [1, 2, 3, 4, 5]) await send(user, `two-${n}`, `mail ${n}`);
    await expect.poll(() => [texts(one).length, texts(two).length]).toEqual([5, 5]);
    const refs = (fake: FakeHub): string[] => fake.messages().map((m) => m.ref).sort();
    expect(refs(one)).toEqual(refs(two));
    expect(new Set(refs(one)).size).toBe(5);
  });

  it('hears of a bounce as news of the mail that bounced', async () => {
    const user = newUser();
    const { fake, connection } = await opened(user);
    mx.set.rcpt = (address) => (address.startsWith('ghost') ? Object.assign(new Error('5.1.1 <ghost@customers.example>: User unknown'), { responseCode: 550 }) : null);
    const sent = await connection.messages?.send(order(fake, 'ghost@customers.example', 'Hello?'));
    expect(sent?.ok).toBe(true);
    await expect.poll(() => fake.facts.filter((f) => f.kind === 'delivery'), { timeout: 30_000 }).toHaveLength(1);
    const news = fake.facts.find((f): f is Extract<Fact, { kind: 'delivery' }> => f.kind === 'delivery');
    expect(news).toMatchObject({ of: sent?.ok ? sent.ref : '', state: 'failed', code: 'MAIL_5_1_1', addressDead: true, explain: expect.stringContaining('ghost@customers.example') });
    expect(texts(fake)).toEqual([]);
  });

  it(`takes a backlog of ${BACKLOG} mails at ${WANTED_RATE} a second or more`, async () => {
    const user = newUser();
    const { fake, connection } = await opened(user);
    await connection.close();
    await servers.fill(user, Array.from({ length: BACKLOG }, (_, n) => plainMail(`c${n % 400}`, `b${n}`, `Mail ${n}\n\n${'A line of a letter about tea. '.repeat(20)}`)));
    const start = performance.now();
    const again = await fake.open(email, settingsOf(user));
    ends.push(() => again.close());
    await expect.poll(() => fake.messages().length, { timeout: 600_000, interval: 200 }).toBe(BACKLOG);
    const seconds = (performance.now() - start) / 1000;
    const rate = BACKLOG / seconds;
    console.info(`A backlog of ${BACKLOG} mails took ${seconds.toFixed(1)} s: ${rate.toFixed(0)} mails/s.`);
    expect(fake.messages().map((m) => Number(/^Mail (\d+)/.exec(m.text)?.[1]))).toEqual(Array.from({ length: BACKLOG }, (_, n) => n));
    expect(rate).toBeGreaterThan(WANTED_RATE / 2);
  });

  it('says of its settings what is right and what is wrong', async () => {
    const user = newUser();
    const tools = fakeHub().hub;
    await send(user, 'exists', 'so that the mailbox is there');
    expect(await email.test?.(settingsOf(user), tools)).toMatchObject([{ step: 'resolve', ok: true }, { step: 'signIn', ok: true }, { step: 'folder', ok: true }, { step: 'sentFolder', ok: true }, { step: 'resolve', ok: true }, { step: 'send', ok: true }]);
    const last = async (more: object): Promise<unknown> => (await email.test?.(settingsOf(user, more), tools))?.at(-1);
    expect(await last({ password: 'wrong' })).toMatchObject({ step: 'signIn', ok: false, code: 'IMAP_SIGN_IN', explain: expect.stringContaining('password') });
    expect(await last({ folder: 'Nowhere' })).toMatchObject({ step: 'folder', ok: false, code: 'IMAP_FOLDER' });
    expect(await last({ port: await freePort() })).toMatchObject({ step: 'signIn', ok: false, code: 'IMAP_NOT_REACHED', explain: expect.stringContaining('port') });
    expect(await last({ secure: 'tls' })).toMatchObject({ step: 'signIn', ok: false });
  });
});
