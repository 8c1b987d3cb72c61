/** A visitor's page over a real socket and the hub's real HTTP server, as the widget would be. */
import { WebSocket } from 'ws';

export type Frame = Record<string, unknown> & { readonly type: string };

export interface ChatPage {
  readonly frames: readonly Frame[];
  /** Of the last welcome. */
  readonly token: () => string;
  say(frame: object): void;
  /** The first frame that fits and came after `from` frames. */
  next(fits: (frame: Frame) => boolean, from?: number): Promise<Frame>;
  /** Says hello (again), on the same socket. */
  hello(frame?: object): Promise<Frame>;
  /** The answer: `stored` or `refusal`. */
  write(id: string, text: string, more?: object): Promise<Frame>;
  upload(body: string, name: string): Promise<{ status: number; body: { id: string; url: string; code?: string } }>;
  leave(): void;
}

const PATIENCE = 5_000;

export async function chatPage(base: string, key: string, hello: object = {}, headers: Record<string, string> = {}): Promise<ChatPage> {
  const frames: Frame[] = [];
  const looks = new Set<() => void>();
  const ws = new WebSocket(`${base.replace('http', 'ws')}/channels/${key}/socket`, { headers });
  ws.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as Frame);
    for (const look of looks) look();
  });
  ws.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    ws.once('open', () => resolve());
    ws.once('error', reject);
  });
  const token = (): string => String(frames.findLast((f) => f.type === 'welcome')?.token);
  const page: ChatPage = {
    frames, token,
    say: (frame) => ws.send(JSON.stringify(frame)),
    next: (fits, from = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = frames.slice(from).find(fits);
          if (!found) return;
          looks.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        const timer = setTimeout(() => {
          looks.delete(look);
          reject(new Error(`Waited in vain; came: ${JSON.stringify(frames.slice(-4))}`));
        }, PATIENCE);
        looks.add(look);
        look();
      }),
    hello(frame = {}) {
      const from = frames.length;
      page.say({ type: 'hello', locale: 'en', ...frame });
      return page.next((f) => f.type === 'welcome', from);
    },
    write(id, text, more = {}) {
      const from = frames.length;
      page.say({ type: 'message', id, text, ...more });
      return page.next((f) => f.id === id && (f.type === 'stored' || f.type === 'refusal'), from);
    },
    async upload(body, name) {
      const answer = await fetch(`${base}/channels/${key}/files`, { method: 'POST', body, headers: { authorization: `Bearer ${token()}`, 'content-type': 'text/plain', 'x-file-name': encodeURIComponent(name) } });
      return { status: answer.status, body: (await answer.json()) as { id: string; url: string } };
    },
    leave: () => ws.close(),
  };
  await page.hello(hello);
  return page;
}
