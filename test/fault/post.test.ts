/**
 * kill −9 of the hub while mails, texts and WeChat messages come in and answers go out: each that was taken is stored once, none of ours
 * goes twice, what may or may not have gone is shown as such, and each conversation keeps its order.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACKNOWLEDGE, FAR_CHANNELS, type FarSides, startFarSides } from '../support/farSides.ts';
import { random } from '../support/dice.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';
import { openLeft, query, wait, waitFor } from './check.ts';
import { setUpAgents } from './load.ts';
import { startAnswering, startPeople } from './postLoad.ts';

const KILLS = Number(process.env.FAULT_KILLS ?? 6);
const SEED = Number(process.env.FAULT_SEED ?? 11);
/** A lease of a minute, and a mail that may be taken back for ten seconds, end before all is known. */
const DRAIN_MS = 150_000;

let hub: HubProcess;
let far: FarSides;
let logins: readonly { readonly email: string; readonly password: string }[];

async function ask<T>(text: string, variables: object, token = ''): Promise<T> {
  const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query: text, variables }) });
  return ((await answer.json()) as { data: T }).data;
}

beforeAll(async () => {
  [hub, far] = await Promise.all([hubProcess(), startFarSides()]);
  await hub.start();
  logins = await setUpAgents(hub.url, 3);
  const { signIn } = await ask<{ signIn: { accessToken: string } }>('mutation { signIn(email: "admin@fault.example", password: "a-long-password") { ... on Session { accessToken } } }', {});
  const { queues } = await ask<{ queues: { id: string }[] }>('{ queues { id } }', {}, signIn.accessToken);
  for (const channel of FAR_CHANNELS) {
    const input = { channel, key: channel, name: channel, queue: queues[0]?.id, settings: { ...far[channel].settings, acknowledge: ACKNOWLEDGE } };
    const { saveEntryPoint } = await ask<{ saveEntryPoint: { __typename: string } }>('mutation($i: EntryPointInput!) { saveEntryPoint(input: $i) { __typename } }', { i: input }, signIn.accessToken);
    expect(saveEntryPoint.__typename).toBe('EntryPoint');
  }
  far.callTo(hub.url);
});
afterAll(async () => {
  await hub.remove();
  await far.stop();
});

interface Line {
  readonly conversation: string;
  readonly address: string;
  readonly direction: 'in' | 'out';
  readonly text: string;
  readonly delivery: string | null;
  readonly author: string;
  readonly interaction: string;
}
const GONE = ['sent', 'delivered', 'read'];

it(`${KILLS} kills lose no message, store and send none twice, and keep the order`, async () => {
  const next = random(SEED);
  const people = startPeople(far, () => 500 + next() * 1_500);
  const leave = logins.map((login) => startAnswering(hub.url, login));
  const all = <R extends object>(text: string) => query<R>(hub.databaseUrl(), text);
  const back: number[] = [];
  try {
    await waitFor('answers go out', 60_000, async () => ((await all<{ n: number }>("select count(*)::int as n from entry where direction = 'out' and delivery = 'delivered' or delivery = 'sent'"))[0]?.n ?? 0) > 3, hub.output);
    for (let n = 0; n < KILLS; n += 1) {
      await wait(1_500 + next() * 4_000);
      await hub.kill('SIGKILL');
      back.push(Math.round(await hub.start()));
    }
    await people.stop();
    await waitFor('all is answered and gone, or known not to be', DRAIN_MS, async () => (await openLeft(hub.databaseUrl())) === 0 && (await all("select 1 from outbox where state in ('due', 'sending') limit 1")).length === 0, hub.output, 1_000);
  } finally {
    for (const end of leave) end();
  }

  const lines = await all<Line>(
    `select e.conversation, a.value as address, e.direction, e.text, e.delivery, e.author_kind as author, e.interaction from entry e join conversation c on c.id = e.conversation join address a on a.id = c.address
     where e.kind = 'message' order by e.conversation, e.seq`,
  );
  const written = [...people.written].flatMap(([address, { texts }]) => texts.map((text) => `${address}: ${text}`));
  const stored = lines.filter((l) => l.direction === 'in').map((l) => `${l.address}: ${l.text}`);
  expect(stored.toSorted(), 'What was taken is stored once, and nothing else.').toEqual(written.toSorted());
  for (const [address, { channel, texts }] of people.written)
    if (channel !== 'email') expect(lines.filter((l) => l.address === address && l.direction === 'in').map((l) => l.text), 'A conversation keeps its order.').toEqual(texts);

  const out = lines.filter((l) => l.direction === 'out');
  const got = (address: string): readonly string[] => FAR_CHANNELS.flatMap((c) => far[c].got(address).map((g) => g.text));
  const counted: Record<string, number> = {};
  for (const line of out.filter((l) => l.author === 'agent')) {
    const times = got(line.address).filter((text) => text.startsWith(line.text)).length;
    counted[line.delivery ?? ''] = (counted[line.delivery ?? ''] ?? 0) + 1;
    // Sent or known not to be; where nobody knows, never twice.
    if (line.delivery === 'uncertain') expect(times, line.text).toBeLessThanOrEqual(1);
    else expect([times, line.delivery], line.text).toEqual([1, expect.toSatisfy((d: string) => GONE.includes(d))]);
  }
  for (const conversation of new Set(out.map((l) => l.conversation))) {
    const mine = out.filter((l) => l.conversation === conversation && l.author === 'agent');
    const places = mine.map((l) => got(l.address).findIndex((text) => text.startsWith(l.text))).filter((place) => place >= 0);
    expect(places, 'Answers of a conversation come in their order.').toEqual(places.toSorted((a, b) => a - b));
  }
  const automatic = out.filter((l) => l.author === 'system');
  expect(new Set(automatic.map((l) => l.interaction)).size, 'An interaction is acknowledged once.').toBe(automatic.length);
  expect(automatic.length).toBeGreaterThan(0);
  for (const { address, delivery } of automatic) expect(got(address).filter((text) => /^(We have it|已收到)/.test(text)).length, address).toSatisfy((n: number) => n === 1 || (n === 0 && delivery === 'uncertain'));
  console.log(`seed ${SEED}: ${KILLS} kills, ready again after ${back.join(' ')} ms; ${written.length} messages in, ${out.length} out: ${JSON.stringify(counted)}, ${automatic.length} acknowledgements`);
});
