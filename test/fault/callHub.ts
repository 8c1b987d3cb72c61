/** A hub as a process, with a voice entry point on a real Asterisk and agents at their phones; what the fault tests of calls share. */
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Pbx } from '../peer/voicePeers.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';
import { query, wait, waitFor } from './check.ts';

export interface CallHub {
  readonly hub: HubProcess;
  /** What a person asks of the API. */
  ask<T>(text: string, variables?: object, token?: string): Promise<T>;
  /** Resolves with the milliseconds it took. */
  until(what: string, ms: number, look: () => Promise<boolean> | boolean): Promise<number>;
  rows<R extends object>(text: string, values?: unknown[]): Promise<R[]>;
  /** Somebody with this telephone, whose desk is open over every kill, and who is ready; how they sign. */
  agent(name: string, phone: string): Promise<{ readonly id: string; readonly token: string }>;
  close(): Promise<void>;
}

export async function callHub(pbx: Pbx, settings: object = {}, env: Readonly<Record<string, string>> = {}): Promise<CallHub> {
  const hub = await hubProcess(env);
  await hub.start();
  const stops: (() => void)[] = [];

  const ask: CallHub['ask'] = async (text, variables = {}, token = '') => {
    const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query: text, variables }) });
    const body = (await answer.json()) as { data?: never; errors?: readonly { message: string }[] };
    if (!body.data) throw new Error(body.errors?.[0]?.message ?? `The hub answered ${answer.status}.`);
    return body.data;
  };

  function desk(token: string): void {
    const client = createClient({ url: `${hub.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: Number.POSITIVE_INFINITY, retryWait: () => wait(100), shouldRetry: () => true, connectionParams: { authorization: `Bearer ${token}` } });
    client.subscribe({ query: 'subscription { desk { now } }' }, { next: () => undefined, error: () => undefined, complete: () => undefined });
    stops.push(() => void client.dispose());
  }

  const { setUp } = await ask<{ setUp: { accessToken: string } }>('mutation { setUp(tenantName: "Calls", name: "Admin", email: "admin@calls.example", password: "a-long-password") { ... on Session { accessToken } } }');
  const admin = setUp.accessToken;
  const { teams, queues } = await ask<{ teams: { id: string }[]; queues: { id: string }[] }>('{ teams { id } queues { id } }', {}, admin);
  await ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename ... on Refusal { message } } }', { in: { key: 'hotline', channel: 'voice', name: 'Hotline', queue: queues[0]?.id, settings: { ...pbx.settings, ...settings } } }, admin);

  return {
    hub, ask,
    until: (what, ms, look) => waitFor(what, ms, look, hub.output, 20),
    rows: (text, values) => query(hub.databaseUrl(), text, values),
    async agent(name, phone) {
      const email = `${name.replaceAll(' ', '').toLowerCase()}@calls.example`;
      await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename ... on Refusal { message } } }', { in: { name, email, password: 'a-long-password', roles: ['agent'], teams: teams.map((t) => t.id), phone } }, admin);
      const { signIn } = await ask<{ signIn: { accessToken: string } }>('mutation($e: String!) { signIn(email: $e, password: "a-long-password") { ... on Session { accessToken } } }', { e: email });
      desk(signIn.accessToken);
      await wait(50);
      await ask('mutation { setPresence(presence: ready) { __typename } }', {}, signIn.accessToken);
      const [found] = await query<{ id: string }>(hub.databaseUrl(), 'select id from agent where email = $1', [email]);
      return { id: found?.id ?? '', token: signIn.accessToken };
    },
    async close() {
      for (const stop of stops) stop();
      await hub.remove();
    },
  };
}
