/** A program that makes text of sound, as an operator would run one: it answers what it is told to, and keeps what it was sent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FarTranscriber {
  readonly address: string;
  /** What was posted, and to which address. */
  readonly heard: { readonly url: string; readonly type: string; readonly wav: Buffer }[];
  /** What it answers next. */
  answers: { readonly status: number; readonly body: string };
  stop(): Promise<void>;
}

export async function startTranscriber(): Promise<FarTranscriber> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      far.heard.push({ url: request.url ?? '', type: String(request.headers['content-type']), wav: Buffer.concat(chunks) });
      response.writeHead(far.answers.status, { 'content-type': 'application/json' }).end(far.answers.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const far: FarTranscriber = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/transcribe?model=small`, heard: [], answers: { status: 200, body: '{"text":""}' },
    stop: () => new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
  return far;
}
