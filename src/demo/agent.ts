/** A simulated agent: accepts after a moment, answers as a person would, wraps up. Only the public API. */
import { openApi, signInAs } from './api.ts';
import { REPLIES } from './scripts.ts';
import type { DemoLogin } from './seed.ts';
import { between, createTimers } from './timers.ts';

interface Held {
  id: string;
  channel: string;
  state: string;
  language: string | null;
  lastEntry: { seq: number; authorKind: string; kind: string } | null;
}
interface Desk {
  desk: { snapshot: boolean; me: { presence: string; presenceSince: string }; offers: { id: string }[]; picks: { id: string }[] | null; upserted: Held[]; removed: string[] };
}

const DESK = `subscription { desk { snapshot removed me { presence presenceSince } offers { id } picks { id }
  upserted { id channel state language lastEntry { seq authorKind kind } } } }`;

export function startAgent(url: string, login: DemoLogin, failed: (error: unknown) => void): () => void {
  const api = openApi(url, signInAs(url, login));
  const timers = createTimers();
  const answered = new Map<string, { seq: number; replies: number; ending: boolean }>();
  const ringing = new Set<string>();
  let pickable: string[] = [];
  const act = (query: string, variables: Record<string, unknown>): void => void api.ask(query, variables).catch(failed);

  const work = (i: Held): void => {
    const at = answered.get(i.id) ?? { seq: 0, replies: 0, ending: false };
    answered.set(i.id, at);
    if (i.state === 'wrapUp' && !at.ending) {
      at.ending = true;
      timers.after(between(2_000, 6_000), () => act('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename } }', { i: i.id }));
      return;
    }
    // On a call their phone speaks for them.
    if (i.channel === 'voice' || i.state !== 'active' || i.lastEntry?.authorKind !== 'customer' || i.lastEntry.seq <= at.seq) return;
    at.seq = i.lastEntry.seq;
    act('mutation($i: ID!, $s: Int) { signal(interaction: $i, kind: seen, seq: $s) { __typename } }', { i: i.id, s: at.seq });
    timers.after(between(800, 2_000), () => act('mutation($i: ID!) { signal(interaction: $i, kind: typing, on: true) { __typename } }', { i: i.id }));
    timers.after(between(3_000, 9_000), () => {
      const lines = REPLIES[i.language?.startsWith('zh') ? 'zh-CN' : 'en'];
      const text = lines[at.replies % lines.length] ?? lines[0];
      at.replies += 1;
      act('mutation($i: ID!, $t: String!, $c: String!) { sendMessage(interaction: $i, text: $t, clientId: $c) { __typename } }', { i: i.id, t: text, c: `${i.id}-${at.replies}` });
      // A mail or a text is answered, and done until they write again.
      if (at.replies >= 6 || i.channel !== 'webchat') timers.after(15_000, () => act('mutation($i: ID!) { finishInteraction(interaction: $i) { __typename } }', { i: i.id }));
    });
  };

  const leave = api.follow<Desk>(DESK, ({ desk }) => {
    if (desk.me.presence !== 'ready') timers.once('ready', between(1_000, 8_000), () => act('mutation { setPresence(presence: ready) { __typename } }', {}));
    for (const o of desk.offers) {
      if (ringing.has(o.id)) continue;
      ringing.add(o.id);
      timers.after(between(1_500, 6_000), () => act('mutation($o: ID!) { acceptOffer(offer: $o) { __typename } }', { o: o.id }));
      if (ringing.size > 500) ringing.clear();
    }
    if (desk.picks) pickable = desk.picks.map((one) => one.id);
    const [first] = pickable;
    if (first && desk.me.presence === 'ready') timers.once('pick', between(2_000, 8_000), () => act('mutation($i: ID!) { pickInteraction(interaction: $i) { __typename } }', { i: pickable[0] ?? first }));
    for (const id of desk.removed) answered.delete(id);
    for (const i of desk.upserted) work(i);
  });

  return () => {
    timers.stop();
    leave();
    void api.ask('mutation { setPresence(presence: offline) { __typename } }').catch(() => undefined).finally(() => api.close());
  };
}
