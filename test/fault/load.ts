/**
 * A load that keeps its own history: customers on the chat socket who remember what was acknowledged, agents on the public
 * API who accept, answer and close. Everything reconnects by itself, as the widget and the desk do.
 */
import { WebSocket } from 'ws';
import { openApi, signInAs } from '../../src/demo/api.ts';

export interface History {
  /** Client id → text, of every message written. */
  readonly written: Map<string, string>;
  readonly acknowledged: Set<string>;
  accepted: number;
  closed: number;
}

export interface Load {
  readonly history: History;
  /** No new messages; customers go on resending what is not acknowledged. */
  stopWriting(): void;
  /** True when every message written is acknowledged. */
  readonly settled: () => boolean;
  stop(): void;
}

const FRAMES_MS = 50;

/** `perSecond` messages in all; each visitor writes three and then a new visitor comes. */
export function startCustomers(url: string, entryPoint: string, perSecond: number, history: History): Pick<Load, 'stopWriting' | 'settled' | 'stop'> {
  let writing = true;
  let stopped = false;
  let serial = 0;
  const visitors = new Set<() => void>();

  function visit(name: string): void {
    const unsent = new Map<string, string>();
    let token: string | undefined;
    let ws: WebSocket | null = null;
    let welcomed = false;
    let over = false;
    const send = (frame: object): void => {
      if (ws?.readyState === WebSocket.OPEN) ws.send(JSON.stringify(frame));
    };
    const connect = (): void => {
      if (stopped || over) return;
      ws = new WebSocket(`${url.replace('http', 'ws')}/channels/${entryPoint}/socket`);
      ws.on('open', () => send({ type: 'hello', token, locale: 'en' }));
      ws.on('message', (data) => {
        const frame = JSON.parse(String(data)) as { type: string; token?: string; id?: string };
        if (frame.type === 'welcome') {
          token = frame.token;
          welcomed = true;
          for (const [id, text] of unsent) send({ type: 'message', id, text });
        }
        if (frame.type === 'stored' && frame.id) {
          unsent.delete(frame.id);
          history.acknowledged.add(frame.id);
        }
      });
      ws.on('error', () => undefined);
      ws.on('close', () => {
        welcomed = false;
        if (!over) setTimeout(connect, 100);
      });
    };
    connect();
    let written = 0;
    const timer = setInterval(() => {
      if (stopped) return;
      if (writing && written < 3) {
        written += 1;
        const id = `${name}-${written}`;
        const text = `${id} says hello`;
        unsent.set(id, text);
        history.written.set(id, text);
        if (welcomed) send({ type: 'message', id, text });
      } else if (unsent.size === 0 && (written >= 3 || !writing)) {
        over = true;
        clearInterval(timer);
        visitors.delete(end);
        send({ type: 'end' });
        setTimeout(() => ws?.close(), 200);
      } else if (welcomed) for (const [id, text] of unsent) send({ type: 'message', id, text });
    }, 1_500);
    const end = (): void => {
      over = true;
      clearInterval(timer);
      ws?.close();
    };
    visitors.add(end);
  }

  let owed = 0;
  const timer = setInterval(() => {
    if (!writing) return;
    owed += (perSecond / 3) * (FRAMES_MS / 1_000);
    while (owed >= 1) {
      owed -= 1;
      serial += 1;
      visit(`v${process.pid}-${serial}`);
    }
  }, FRAMES_MS);
  return {
    stopWriting: () => {
      writing = false;
    },
    settled: () => history.written.size === history.acknowledged.size,
    stop: () => {
      stopped = true;
      clearInterval(timer);
      for (const end of visitors) end();
    },
  };
}

/** Sets up the hub with a tenant and agents of it; their logins. */
export async function setUpAgents(url: string, count: number): Promise<{ email: string; password: string }[]> {
  async function ask<T>(query: string, variables: object = {}, token = ''): Promise<T> {
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
    return ((await answer.json()) as { data: T }).data;
  }
  const { setUp } = await ask<{ setUp: { accessToken: string } }>('mutation { setUp(tenantName: "Fault", name: "Admin", email: "admin@fault.example", password: "a-long-password") { ... on Session { accessToken } } }');
  const { teams } = await ask<{ teams: { id: string }[] }>('{ teams { id } }', {}, setUp.accessToken);
  const logins = Array.from({ length: count }, (_, n) => ({ email: `agent${n}@fault.example`, password: 'a-long-password' }));
  for (const [n, login] of logins.entries())
    await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { name: `Agent ${n}`, ...login, roles: ['agent'], capacity: 300, teams: teams.map((t) => t.id) } }, setUp.accessToken);
  return logins;
}

interface Desk {
  desk: { offers: { id: string }[]; upserted: { id: string; state: string }[]; me: { presence: string } };
}

interface Answer {
  readonly __typename: string;
  readonly code?: string;
}

/** Whether it was done; an answer that says "try again" is thrown, so that the agent does. */
function isDone(answer: Answer): boolean {
  if (answer.code === 'TRY_AGAIN' || answer.code === 'UNAVAILABLE') throw new Error(answer.code);
  return answer.code === undefined;
}

/** An agent who takes everything offered, answers once and closes. */
export function startAgent(url: string, login: { email: string; password: string }, history: History): () => void {
  const api = openApi(url, signInAs(url, login));
  const busy = new Set<string>();
  const act = async (id: string, run: () => Promise<unknown>): Promise<void> => {
    if (busy.has(id)) return;
    busy.add(id);
    // An outage answers with an error: a person would try again.
    for (let tries = 0; tries < 30; tries += 1) {
      const done = await run().then(() => true, () => false);
      if (done) break;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    busy.delete(id);
  };
  const leave = api.follow<Desk>('subscription { desk { offers { id } upserted { id state } me { presence } } }', ({ desk }) => {
    if (desk.me.presence !== 'ready') void act('presence', () => api.ask('mutation { setPresence(presence: ready) { __typename ... on Refusal { code } } }').then((done) => isDone((done as { setPresence: Answer }).setPresence)));
    for (const o of desk.offers)
      void act(o.id, async () => {
        const done = await api.ask<{ acceptOffer: Answer }>('mutation($o: ID!) { acceptOffer(offer: $o) { __typename ... on Refusal { code } } }', { o: o.id });
        if (isDone(done.acceptOffer)) history.accepted += 1;
      });
    for (const i of desk.upserted)
      if (i.state === 'active' || i.state === 'wrapUp')
        void act(i.id, async () => {
          if (i.state === 'active') {
            const sent = await api.ask<{ sendMessage: Answer }>('mutation($i: ID!, $c: String!) { sendMessage(interaction: $i, text: "hello", clientId: $c) { __typename ... on Refusal { code } } }', { i: i.id, c: `reply-${i.id}` });
            isDone(sent.sendMessage);
          }
          await new Promise((resolve) => setTimeout(resolve, 300));
          const done = await api.ask<{ closeInteraction: Answer }>('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename ... on Refusal { code } } }', { i: i.id });
          if (isDone(done.closeInteraction)) history.closed += 1;
        });
  });
  return () => {
    leave();
    api.close();
  };
}

/** What the database says against what the history says; each number should be 0. */
export const AUDIT = `select
  (select count(*)::int from (select ref from entry where direction = 'in' and kind = 'message' group by conversation, ref having count(*) > 1) d) as doubled,
  (select count(*)::int from (select 1 from offer a join offer b on a.interaction = b.interaction and a.id < b.id
     and a.created_at < coalesce(b.ended_at, 'infinity') and b.created_at < coalesce(a.ended_at, 'infinity')) o) as "doubleOffers",
  (select count(*)::int from (select interaction, version from event where version is not null group by interaction, version having count(*) > 1) v) as "doubleVersions",
  (select count(*)::int from agent a where a.load <> coalesce((select sum(i.weight) from interaction i where i.owner_id = a.id and i.state in ('active', 'wrapUp', 'dialing')), 0)
     + coalesce((select sum(o.weight) from offer o where o.agent = a.id and o.state = 'live'), 0)) as "wrongLoads",
  (select count(*)::int from interaction i where i.state = 'offered' and not exists (select 1 from offer o where o.interaction = i.id and o.state = 'live')) as stuck`;
