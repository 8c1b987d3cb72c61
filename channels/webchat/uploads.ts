/** `POST /channels/<key>/files`: a visitor's file, streamed into the blob store, answered with its reference. */
import type { Hub } from '../../src/core/channel.ts';
import { fileNameFrom } from '../../src/core/fileName.ts';
import type { MayOpen } from './origins.ts';
import type { Settings } from './settings.ts';
import { visitorOf } from './visitors.ts';
import { type Said, saidIn } from './words.ts';

const MIB = 1_048_576;

type Answer = { readonly status: number; readonly body: object | null } | { readonly status: number; readonly code: string; readonly said: Said };

const refusal = (status: number, code: string, said: Said): Answer => ({ status, code, said });

/** A page of another origin may read the answer, a refusal too. */
const corsOf = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  vary: 'origin',
  'access-control-allow-headers': 'authorization, content-type, x-file-name',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-max-age': '600',
});

export function serveUploads(hub: Hub, settings: Settings, mayOpen: MayOpen, isOpen: () => boolean): void {
  const tooLarge = refusal(413, 'TOO_LARGE', { en: `The file is larger than ${sizeInWords(settings.maxFileBytes)}; send a smaller one.`, zh: `文件超过 ${sizeInWords(settings.maxFileBytes)}，请发送较小的文件。` });

  async function take(request: Request): Promise<Answer> {
    if (request.method === 'OPTIONS') return { status: 204, body: null };
    if (request.method !== 'POST') return refusal(405, 'BAD_INPUT', { en: 'Send a file with POST.', zh: '请用 POST 发送文件。' });
    const token = /^Bearer (\S{1,4096})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    const visitor = token ? await visitorOf(hub, token) : null;
    if (!visitor) return refusal(401, 'NOT_SIGNED_IN', { en: 'Open the chat first; a file is sent with the visitor’s token.', zh: '请先打开会话，再发送文件。' });
    if (!(await hub.allow(visitor.thread, 'upload'))) return refusal(429, 'TOO_MANY', { en: 'Too many files at once; wait a minute.', zh: '文件发送过于频繁，请稍后再试。' });
    if (Number(request.headers.get('content-length') ?? 0) > settings.maxFileBytes) return tooLarge;
    const name = fileNameFrom(request.headers.get('x-file-name'));
    if (name === null) return refusal(400, 'BAD_INPUT', { en: 'The header x-file-name must be URI-encoded.', zh: '文件名无法读取。' });
    if (!request.body) return refusal(400, 'BAD_INPUT', { en: 'The file is empty.', zh: '文件为空。' });
    const put = await hub.blobs.put(chunksOf(request.body), { name, mediaType: request.headers.get('content-type') ?? '', maxBytes: settings.maxFileBytes, thread: visitor.thread });
    if (!('code' in put)) return { status: 201, body: { ...put, url: await hub.blobs.link(put) } };
    return put.code === 'TOO_LARGE' ? tooLarge : refusal(400, put.code, { en: put.message, zh: '文件无法保存，请换一个。' });
  }

  hub.route('/files', async (request) => {
    const origin = request.headers.get('origin');
    const allowed = mayOpen(origin, request.headers.get('host'));
    const answer = !isOpen()
      ? refusal(503, 'UNAVAILABLE', { en: 'The chat is being reopened; try again in a moment.', zh: '聊天正在重新开启，请稍后再试。' })
      : allowed
        ? await take(request)
        : refusal(403, 'NOT_ALLOWED', { en: 'This page may not use this chat; its origin is not on the list.', zh: '此网页未获准使用本聊天。' });
    const { status } = answer;
    // The widget says the language of its page, which need not be the browser's.
    const body = 'said' in answer ? { code: answer.code, message: saidIn(request.headers.get('accept-language') ?? '', answer.said) } : answer.body;
    const headers = { ...(allowed && origin ? corsOf(origin) : { vary: 'origin' }), ...(status === 429 || status === 503 ? { 'retry-after': '5' } : {}) };
    if (body === null) return new Response(null, { status, headers });
    return new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } });
  });
}

/** A body read chunk by chunk; left early, its sender is told to stop. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}

const sizeInWords = (bytes: number): string => (bytes >= MIB ? `${Math.floor(bytes / MIB)} MiB` : `${bytes} bytes`);
