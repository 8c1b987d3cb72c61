import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { openPage, type TestPage } from './testPage.ts';
import { webchat } from './webchat.ts';

const MOST = 1_000;

let fake: FakeHub;
let chat: Connection;
let page: TestPage;
beforeEach(async () => {
  fake = fakeHub();
  chat = await fake.open(webchat, { maxFileBytes: MOST, origins: ['https://shop.example'] });
  page = await openPage(fake);
});
afterEach(() => chat.close());

async function upload(body: BodyInit | null, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fake.request('/files', { method, ...(body === null ? {} : { body, duplex: 'half' }), headers: { authorization: `Bearer ${page.token}`, 'content-type': 'image/png', 'x-file-name': 'tea.png', ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}

/** A body without a length that goes on for ever. */
function endless() {
  const seen = { chunks: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      seen.chunks += 1;
      controller.enqueue(new Uint8Array(100));
    },
    cancel: () => void (seen.cancelled = true),
  });
  return { body, seen };
}

describe('a file', () => {
  it('is stored, and goes with a message that names it', async () => {
    const sent = await upload(new Uint8Array([1, 2, 3]), { 'x-file-name': encodeURIComponent('茶 单.png') });
    expect(sent).toMatchObject({ status: 201, body: { name: '茶 单.png', mediaType: 'image/png', size: 3, url: expect.stringMatching(/^\/media\//) } });
    const id = String(sent.body?.id);
    expect(await page.write('a', '', { files: [id] })).toMatchObject({ type: 'stored' });
    expect(fake.messages()[0]?.files).toEqual([{ id, name: '茶 单.png', mediaType: 'image/png', size: 3 }]);
    expect([...(fake.files.get(id)?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  it('is its visitor’s alone: another who names it is told so, and nothing is stored', async () => {
    const id = String((await upload(new Uint8Array([1, 2, 3]))).body?.id);
    const thief = await openPage(fake, { locale: 'zh-CN' });
    expect(await thief.write('a', 'Look', { files: [id] })).toMatchObject({ type: 'refusal', code: 'NOT_FOUND', id: 'a', message: '消息中的文件不是您在此上传的，请重新添加。' });
    expect(await thief.write('b', 'Look', { files: ['-'.repeat(36)] })).toMatchObject({ type: 'refusal', code: 'NOT_FOUND' });
    expect(fake.messages()).toEqual([]);
    const otherTab = await openPage(fake, { token: page.token });
    expect(await otherTab.write('a', 'Mine', { files: [id] })).toMatchObject({ type: 'stored' });
  });

  it('larger than allowed is refused by its length, or as soon as it passes it', async () => {
    expect(await upload(new Uint8Array(10), { 'content-length': String(MOST + 1) })).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    expect(await upload(new Uint8Array(MOST + 1))).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    const { body, seen } = endless();
    expect(await upload(body)).toMatchObject({ status: 413 });
    expect(seen.cancelled).toBe(true);
    expect(seen.chunks).toBeLessThan(20);
    expect(await upload(new Uint8Array(MOST))).toMatchObject({ status: 201 });
    expect(fake.files.size).toBe(1);
  });

  it.each([
    ['no token', { authorization: '' }, 401, 'NOT_SIGNED_IN'],
    ['a forged token', { authorization: 'Bearer e30.forged' }, 401, 'NOT_SIGNED_IN'],
    ['another scheme', { authorization: 'Basic abc' }, 401, 'NOT_SIGNED_IN'],
    ['a name that is not URI-encoded', { 'x-file-name': '%E0%A4%A' }, 400, 'BAD_INPUT'],
    ['a page that is not on the list', { origin: 'https://evil.example' }, 403, 'NOT_ALLOWED'],
  ])('with %s is refused', async (_what, headers, status, code) => {
    const answer = await upload(new Uint8Array(3), headers);
    expect(answer).toMatchObject({ status, body: { code, message: expect.stringMatching(/\.$/) } });
    expect(fake.files.size).toBe(0);
  });

  it('without content, by another method, too often or after closing is refused', async () => {
    expect(await upload(null)).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } });
    expect(await upload(new Uint8Array(0))).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } });
    expect(await upload(null, {}, 'GET')).toMatchObject({ status: 405 });
    fake.set.allow = (_key, limit) => limit !== 'upload';
    const often = await upload(new Uint8Array(3));
    expect(often).toMatchObject({ status: 429, body: { code: 'TOO_MANY' } });
    expect(often.headers.get('retry-after')).toBe('5');
    await chat.close();
    expect(await upload(new Uint8Array(3))).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  });

  it('is refused in the language that the page asks for', async () => {
    expect(await upload(null, { 'accept-language': 'zh-CN' })).toMatchObject({ body: { message: '文件为空。' } });
    expect(await upload(new Uint8Array(MOST + 1), { 'accept-language': 'en-GB, zh' })).toMatchObject({ body: { message: 'The file is larger than 1000 bytes; send a smaller one.' } });
  });

  it('that the hub cannot store now is an outage, which the hub’s door answers', async () => {
    fake.set.down = true;
    await expect(upload(new Uint8Array(3))).rejects.toThrow('does not answer');
  });
});

describe('a page of another origin', () => {
  it('may ask first, and read the answer and the refusals', async () => {
    const origin = 'https://shop.example';
    const asked = await fake.request('/files', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('x-file-name');
    for (const answer of [asked, (await upload(new Uint8Array(3), { origin })), (await upload(new Uint8Array(3), { origin, authorization: '' }))]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('vary')).toBe('origin');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('that is not on the list is told nothing it may read', async () => {
    for (const method of ['OPTIONS', 'POST']) {
      const answer = await upload(method === 'POST' ? new Uint8Array(3) : null, { origin: 'https://evil.example' }, method);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
