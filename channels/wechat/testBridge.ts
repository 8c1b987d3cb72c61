/** An HTTP server before a hub in memory, as a reverse proxy stands before a real one: far sides call it by its address. */
import { createServer } from 'node:http';
import type { FakeHub } from '../../test/support/fakeHub.ts';

export async function startBridge() {
  let fake: FakeHub | null = null;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = request.method === 'POST' ? Buffer.concat(chunks) : null;
      const answer = fake ? await fake.request(request.url ?? '/', { method: request.method ?? 'GET', body }) : new Response(null, { status: 502 });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/callback`,
    leadTo: (next: FakeHub | null): void => void (fake = next),
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
