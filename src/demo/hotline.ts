/** The demo's telephone: a line of its own in the hub, led to the Asterisk of this run, phones of the simulated agents, and people who call. */
import type { App } from '../app/hub.ts';
import { row } from '../db/queries/query.ts';
import { demoAdmin } from './admin.ts';
import type { FaxLine } from './faxes.ts';
import { addressOf } from './people.ts';
import { between, createTimers, oneOf } from './timers.ts';

/** A telephone system with people in it, however it is made. */
export interface Telephone {
  /** Settings of a voice entry point that reaches it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Somebody calls the line, speaks when they are taken, and hangs up. Resolves when it is over. */
  call(call: { readonly number: string; readonly name: string; readonly patienceMs: number; readonly talkMs: number }): Promise<unknown>;
  /** Its fax line. */
  readonly fax: FaxLine;
  stop(): Promise<void>;
}

export const HOTLINE = 'demo-hotline';
/** Simulated agents who have a phone that answers by itself, by mail address; the others and all people take calls in the browser. */
export const PHONES: Readonly<Record<string, string>> = { 'zhao@demo.local': 'zhao', 'sofia@demo.local': 'sofia' };

interface EntryPoint {
  readonly id: string;
  readonly queue: string;
  readonly enabled: boolean;
  readonly settings: Record<string, unknown>;
}
const found = (hub: App): Promise<EntryPoint | null> => row<EntryPoint>(hub.pool, 'select id, queue, enabled, settings from entry_point where key = $1', [HOTLINE]);

/** Makes the line and leads it to `telephone`; the first time with a queue of its own. */
export async function openHotline(hub: App, telephone: Telephone, log: (line: string) => void): Promise<void> {
  const viewer = await demoAdmin(hub);
  const before = await found(hub);
  const saved = await hub.admin.entryPoint(viewer, {
    id: before?.id ?? null, channel: 'voice', key: HOTLINE, name: 'Hotline 电话热线', queue: before?.queue ?? (await hotlineQueue()), priority: 0,
    settings: { ...before?.settings, ...telephone.settings }, enabled: true,
  });
  if ('refused' in saved) return log(`The demo’s hotline could not be set up: ${saved.message}`);
  for (const [email, phone] of Object.entries(PHONES)) await hub.pool.query('update agent set phone = $2 where email = $1', [email, `extension:${phone}`]);

  /** Calls go before chats that came a little earlier: a chat can be answered beside others, a call cannot. */
  async function hotlineQueue(): Promise<string> {
    const team = await row<{ id: string }>(hub.pool, `select id from team where tenant = $1 and name like 'Shop floor%' limit 1`, [viewer.tenant]);
    const made = await hub.admin.queue(viewer, { name: 'Hotline 电话热线', priority: 5, teams: team ? [team.id] : [], targetSeconds: 20, enabled: true });
    if ('refused' in made) throw new Error(`The demo’s hotline got no queue: ${made.message}`);
    return made.id;
  }
}

/** Without an Asterisk of this run the line of an earlier one leads nowhere. */
export async function closeHotline(hub: App): Promise<void> {
  const before = await found(hub);
  if (!before?.enabled) return;
  await hub.admin.entryPoint(await demoAdmin(hub), { id: before.id, channel: 'voice', key: HOTLINE, name: 'Hotline 电话热线', queue: before.queue, priority: 0, settings: before.settings, enabled: false });
}

/** The same people who mail and text (60 to 79), so that one history joins up, and strangers. */
const FIRST = 60;
const PEOPLE = 20;
const MOST_CALLS = 2;

export function startCallers(telephone: () => Telephone | null): () => void {
  const timers = createTimers();
  const calling = new Set<string>();

  const ring = (): void => {
    timers.after(between(12_000, 28_000), ring);
    const line = telephone();
    const caller = oneOf([known(), known(), stranger()]);
    if (!line || !caller || calling.size >= MOST_CALLS || calling.has(caller.number)) return;
    calling.add(caller.number);
    void line.call({ ...caller, patienceMs: between(40_000, 90_000), talkMs: between(15_000, 40_000) }).finally(() => calling.delete(caller.number));
  };
  timers.after(between(4_000, 8_000), ring);
  return () => timers.stop();
}

function known(): { readonly number: string; readonly name: string } {
  const person = FIRST + Math.floor(Math.random() * PEOPLE);
  return { number: addressOf(person).sms, name: `Customer ${person}` };
}

const stranger = (): { readonly number: string; readonly name: string } => ({ number: `+861390013${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`, name: '' });
