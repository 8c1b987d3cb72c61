/** The hub behind its HTTP server, in this process, on a database of the test's own; and a client to ask it. */
import { connect } from 'node:net';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { channels } from '../../channels/index.ts';
import { contextOf } from '../../schema/context.ts';
import { buildSchema } from '../../schema/schema.ts';
import { type HubOptions, openHub } from '../../src/app/hub.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type Listening, listen } from '../../src/http/server.ts';
import { type TestHub, testHub } from '../support/hub.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests pick what they expect out of the answer.
  readonly data: any;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export interface TestServer extends TestHub {
  readonly server: Listening;
  readonly base: string;
  ask(query: string, variables?: object, token?: string): Promise<Answer>;
  signIn(email: string, password?: string): Promise<string>;
  /** Follows a subscription on a socket of its own; `items` grows as they come. */
  follow(query: string, variables: object, token: string): { readonly items: Record<string, never>[]; readonly socket: () => WebSocket | undefined; stop(): void };
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `real`: the shipped channels in place of the paper one. `dist`: where the built pages are. */
export async function testServer(real: boolean | readonly Channel[] = false, trustedProxies: readonly string[] = [], dist = '/nonexistent', options: Partial<HubOptions> = {}): Promise<TestServer> {
  return serve(await testHub(real === false ? options : { ...options, channels: real === true ? channels : real }), trustedProxies, dist);
}

/** One more node on the database of `t`, with the same secret and files. Its people are `t`'s; `close` stops this node alone. */
export async function anotherNode(t: TestHub, node: string, options: Partial<HubOptions> = {}): Promise<TestServer> {
  const hub = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node, log: silent, channels, messagesPerSecond: 1_000, ...options });
  return serve({ ...t, hub, close: () => hub.stop() });
}

async function serve(t: TestHub, trustedProxies: readonly string[] = [], dist = '/nonexistent'): Promise<TestServer> {
  const server = await listen({
    hub: t.hub, schema: buildSchema(), log: silent, host: '127.0.0.1', port: 0, tls: null, dist, trustedProxies, version: 'test', demo: null,
    setUpNeeded: async () => false,
    contextFor: (facts) => contextOf(t.hub, facts, null),
  });
  const base = server.url;
  const ask: TestServer['ask'] = async (query, variables = {}, token) => {
    const answer = await fetch(`${base}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
    return { status: answer.status, ...((await answer.json()) as Omit<Answer, 'status'>) };
  };
  return {
    ...t, server, base, ask,
    async signIn(email, password = 'a-long-password') {
      const { data } = await ask('mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { ... on Session { accessToken } ... on Refusal { code message } } }', { e: email, p: password });
      if (!data.signIn.accessToken) throw new Error(data.signIn.message);
      return data.signIn.accessToken as string;
    },
    follow(query, variables, token) {
      const items: Record<string, never>[] = [];
      let socket: WebSocket | undefined;
      const client = createClient({
        url: `${base.replace('http', 'ws')}/graphql`, retryAttempts: 0, connectionParams: { authorization: `Bearer ${token}` },
        webSocketImpl: class extends WebSocket {
          constructor(url: string, protocols: string) {
            super(url, protocols);
            socket = this;
          }
        },
      });
      client.subscribe<Record<string, never>>({ query, variables: variables as Record<string, unknown> }, { next: ({ data }) => data && items.push(data), error: () => undefined, complete: () => undefined });
      return { items, socket: () => socket, stop: () => void client.dispose() };
    },
    async close() {
      await server.close();
      await t.close();
    },
  };
}

/** What is sent as it stands, which no client would; what comes back until the server closes, or for two seconds. */
export const raw = (t: TestServer, head: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(t.server.port, '127.0.0.1', () => socket.write(head));
    let text = '';
    socket.on('data', (c) => (text += c.toString()));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
    setTimeout(() => socket.destroy(), 2_000).unref();
  });
