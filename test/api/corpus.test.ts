/** The third-party cases through the public doors. After each the process lives and the next good input works. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { rows } from '../../src/db/queries/query.ts';
import { type Case, casesOf, corpusFile, corpusIsHere } from './corpus.ts';
import { raw, type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
beforeAll(async () => {
  t = await testServer(true);
  admin = await t.signIn('admin@test.example');
});
afterAll(() => t.close());

const must = (file: string): Case[] => casesOf(file).filter((c) => c.level === 'must');

/** A visitor on the chat socket; every frame that comes is kept. */
async function visitor(): Promise<{ ws: WebSocket; frames: Record<string, unknown>[]; token: string; send(frame: unknown): void }> {
  const ws = new WebSocket(`${t.base.replace('http', 'ws')}/channels/main/socket`);
  const frames: Record<string, unknown>[] = [];
  ws.on('message', (data) => frames.push(JSON.parse(String(data)) as Record<string, unknown>));
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject));
  ws.send(JSON.stringify({ type: 'hello' }));
  const welcome = await t.until('the visitor is welcomed', () => frames.find((f) => f.type === 'welcome'));
  return { ws, frames, token: String(welcome.token), send: (frame) => ws.send(JSON.stringify(frame)) };
}

async function goodInputWorks(): Promise<void> {
  expect((await t.ask('{ viewer { name } }', {}, admin)).data.viewer.name).toBe('Admin');
}

describe.runIf(corpusIsHere)('graphql', () => {
  it.each(must('graphql/abuse.jsonl').map((c) => [c.id, c] as const))('%s', async (_id, c) => {
    const want = c.expect as { rejected?: boolean; status?: number[]; notStatus?: number[]; noText?: string[] };
    const generated = typeof c.generate === 'string' ? JSON.stringify({ query: '{__typename}', pad: 'x'.repeat(10_485_760) }) : String(c.body ?? '');
    const method = String(c.method ?? 'POST');
    const answer = await fetch(`${t.base}${String(c.path ?? '/graphql')}`, { method, headers: c.headers as Record<string, string>, ...(method === 'GET' ? {} : { body: generated }) }).catch(() => null);
    if (answer) {
      const text = await answer.text();
      expect(answer.status).toBeLessThan(500);
      if (want.status) expect(want.status).toContain(answer.status);
      if (want.notStatus) expect(want.notStatus).not.toContain(answer.status);
      for (const no of want.noText ?? []) expect(text).not.toContain(no);
      if (want.rejected) expect(answer.status >= 400 || 'errors' in (JSON.parse(text) as object)).toBe(true);
    } else expect(want.status).toContain(413);
    await goodInputWorks();
  });

  it('every MUST of GraphQL over HTTP holds', async () => {
    const failed: string[] = [];
    // One of them asks for a type, which needs a sign-in.
    const fetchFn = (url: string, init: RequestInit) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${admin}` } });
    for (const audit of serverAudits({ url: `${t.base}/graphql`, fetchFn })) {
      if (!audit.name.startsWith('MUST')) continue;
      const result = await audit.fn();
      if (result.status !== 'ok') failed.push(`${audit.id} ${audit.name}`);
    }
    expect(failed).toEqual([]);
  });
});

describe.runIf(corpusIsHere)('websocket', () => {
  /** A handshake by hand, then raw bytes; resolves with the close code, null when the socket just ended. */
  async function rawFrames(frames: readonly string[]): Promise<number | null> {
    const { port } = t.server;
    const socket: Socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.on('data', (c: Buffer) => chunks.push(c));
    socket.write(`GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`);
    await t.until('the socket is upgraded', () => Buffer.concat(chunks).includes('\r\n\r\n'));
    for (const f of frames) socket.write(Buffer.from(f, 'base64'));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3_000))]);
    socket.destroy();
    const all = Buffer.concat(chunks);
    const after = all.subarray(all.indexOf('\r\n\r\n') + 4);
    for (let i = 0; i + 3 < after.length; i += 1) if (after[i] === 0x88 && (after[i + 1] ?? 0) >= 2) return after.readUInt16BE(i + 2);
    return null;
  }

  it.each(must('websocket/raw-frames.jsonl').map((c) => [c.id, c] as const))('%s', async (_id, c) => {
    const code = await rawFrames(c.framesBase64 as string[]);
    expect((c.expect as { closeCode: number[] }).closeCode).toContain(code);
    await goodInputWorks();
  });

  const gql = () => new WebSocket(`${t.base.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');

  it('subscribing before the acknowledgement is closed with 4401', async () => {
    const ws = gql();
    await new Promise((resolve) => ws.once('open', resolve));
    const closed = new Promise((resolve) => ws.once('close', resolve));
    ws.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '{ viewer { name } }' } }));
    expect(await closed).toBe(4401);
  });

  it('10,000 subscribe messages on one socket are limited', async () => {
    const ws = gql();
    let refused = 0;
    ws.on('message', (data) => {
      const m = JSON.parse(String(data)) as { type: string };
      if (m.type === 'error') refused += 1;
    });
    await new Promise((resolve) => ws.once('open', resolve));
    ws.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${admin}` } }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let n = 0; n < 10_000; n += 1) ws.send(JSON.stringify({ type: 'subscribe', id: `s${n}`, payload: { query: 'subscription { events { id } }' } }));
    await t.until('most are refused or the socket is closed', () => refused > 9_000 || ws.readyState === ws.CLOSED);
    ws.terminate();
    await goodInputWorks();
  });

  it('a handshake with 2,000 headers and one with a hostile protocol list do no harm', async () => {
    const base = `GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n`;
    expect(await raw(t, `${base}${Array.from({ length: 2_000 }, (_, n) => `x-h${n}: 1\r\n`).join('')}\r\n`)).toMatch(/^HTTP\/1\.1 4(00|31)/);
    await raw(t, `${base}Sec-WebSocket-Protocol: b${' '.repeat(15_000)}x\r\n\r\n`);
    await goodInputWorks();
  });

  it('a flood of pings is closed', async () => {
    const ws = gql();
    await new Promise((resolve) => ws.once('open', resolve));
    ws.on('error', () => undefined);
    for (let n = 0; n < 5_000 && ws.readyState === ws.OPEN; n += 1) ws.ping(undefined, undefined, () => undefined);
    await t.until('it is closed', () => ws.readyState === ws.CLOSED);
    await goodInputWorks();
  });
});

describe.runIf(corpusIsHere)('upload', () => {
  it.each(must('upload/cases.jsonl').map((c) => [c.id, c] as const))('%s', async (_id, c) => {
    const { token, ws } = await visitor();
    const body = typeof c.file === 'string' ? corpusFile(`upload/${c.file}`) : Buffer.from(String(c.contentBase64), 'base64');
    const name = String(c.filename ?? c.file ?? 'file');
    const answer = await fetch(`${t.base}/channels/main/files`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/html', 'x-file-name': encodeURIComponent(name) }, body: new Uint8Array(body) });
    expect([200, 201, 400, 413, 415, 422]).toContain(answer.status);
    const put = (await answer.json()) as { url?: string; name?: string; message?: string };
    if (answer.status === 201) {
      expect(put.name).not.toMatch(/[/\\]|^\.+$/);
      const got = await fetch(`${t.base}${put.url}`);
      expect(got.headers.get('x-content-type-options')).toBe('nosniff');
      expect(got.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(got.headers.get('content-type')).toMatch(/^(application\/octet-stream|image\/(png|jpeg|gif|webp|bmp))$/);
      if (!got.headers.get('content-type')?.startsWith('image/')) expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(Buffer.from(await got.arrayBuffer()).equals(body)).toBe(true);
    } else expect(put.message).toBeTruthy();
    expect(existsSync('/etc/passwd.uploaded')).toBe(false);
    ws.close();
  });
});

describe.runIf(corpusIsHere)('text', () => {
  it('every text comes back byte for byte, through the API and the history', async () => {
    const texts = must('text/cases.jsonl').map((c) => String(c.text ?? ''));
    const { ws, frames, send } = await visitor();
    const sent = texts.map((text, n) => ({ id: `t${n}`, text }));
    for (const { id, text } of sent) {
      send({ type: 'message', id, text });
      await t.until(`${id} is answered`, () => frames.some((f) => f.id === id));
      const answer = frames.find((f) => f.id === id);
      if (text.trim() === '' && answer?.type === 'refusal') continue;
      expect(answer, text.slice(0, 80)).toMatchObject({ type: 'stored' });
    }
    const stored = await rows<{ ref: string; text: string }>(t.hub.pool, "select ref, text from entry where direction = 'in' and kind = 'message' and ref like '%:t%'");
    const wrong = sent.filter(({ id, text }) => {
      const row = stored.find((r) => r.ref.endsWith(`:${id}`));
      return row ? row.text !== text : text.trim() !== '';
    });
    expect(wrong).toEqual([]);
    ws.close();
    await goodInputWorks();
  });

  it('markup in a chat stays text: what the desk gets is what was written', async () => {
    const cases = must('html-xss/cases.jsonl').map((c) => String(c.html)).filter((html) => html.length < 9_000);
    const { ws, frames, send } = await visitor();
    for (const [n, html] of cases.entries()) {
      send({ type: 'message', id: `h${n}`, text: html });
      await t.until(`h${n} is answered`, () => frames.some((f) => f.id === `h${n}`));
    }
    const { interactions } = (await t.ask('{ interactions(first: 1) { nodes { timeline(first: 200) { nodes { text direction kind } } } } }', {}, admin)).data;
    const got = new Set(interactions.nodes[0].timeline.nodes.map((e: { text: string }) => e.text));
    for (const html of cases.slice(-150)) expect(got.has(html.replaceAll('\u0000', '\ufffd')), html.slice(0, 80)).toBe(true);
    ws.close();
  });
});
