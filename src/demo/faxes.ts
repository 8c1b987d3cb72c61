/** The demo's fax line: an entry point that reaches the Asterisk of this run, and people who fax an order now and then. */
import type { App } from '../app/hub.ts';
import { row } from '../db/queries/query.ts';
import { demoAdmin } from './admin.ts';
import { addressOf } from './people.ts';
import { between, createTimers, oneOf } from './timers.ts';

/** However it is made. */
export interface FaxLine {
  /** Settings of a fax entry point that reaches it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Somebody's machine faxes us a page of text. Resolves when it is over. */
  send(fax: { readonly number: string; readonly text: string }): Promise<unknown>;
}

export const FAX_KEY = 'demo-fax';
const NAME = 'Fax 传真';
/** What the other machine prints of us, and the number we call from. */
const OURS = { number: '+8675588882000', station: 'Cloud Mountain Tea' };

interface EntryPoint {
  readonly id: string;
  readonly queue: string;
  readonly enabled: boolean;
  readonly settings: Record<string, unknown>;
}
const found = (hub: App): Promise<EntryPoint | null> => row<EntryPoint>(hub.pool, 'select id, queue, enabled, settings from entry_point where key = $1', [FAX_KEY]);

/** Makes the line, in the queue of orders, and leads it to the machine of this run. */
export async function openFaxLine(hub: App, line: FaxLine, log: (line: string) => void): Promise<void> {
  const viewer = await demoAdmin(hub);
  const before = await found(hub);
  const orders = before ? null : await row<{ id: string }>(hub.pool, `select id from queue where tenant = $1 and heir is null and enabled order by name like 'Orders%' desc, created_at limit 1`, [viewer.tenant]);
  const saved = await hub.admin.entryPoint(viewer, { id: before?.id ?? null, channel: 'fax', key: FAX_KEY, name: NAME, queue: before?.queue ?? orders?.id ?? '', priority: 0, settings: { ...OURS, ...before?.settings, ...line.settings }, enabled: true });
  if ('refused' in saved) log(`The demo’s fax line could not be set up: ${saved.message}`);
}

/** Without an Asterisk of this run the line of an earlier one leads nowhere. */
export async function closeFaxLine(hub: App): Promise<void> {
  const before = await found(hub);
  if (before?.enabled) await hub.admin.entryPoint(await demoAdmin(hub), { id: before.id, channel: 'fax', key: FAX_KEY, name: NAME, queue: before.queue, priority: 0, settings: before.settings, enabled: false });
}

const GOODS = ['Pu-erh cake 普洱饼 357 g', 'Longjing, spring 明前龙井 250 g', 'White peony 白牡丹 100 g', 'Tieguanyin 铁观音 500 g', 'Gaiwan 盖碗 120 ml', 'Keemun 祁门红茶 250 g'] as const;
const WORDS = ['Please send the invoice along. 请随货附发票。', 'Call before you deliver. 送货前请来电。', 'The same as last month, please. 照上月发货。', 'Confirm by fax, please. 请传真确认。'] as const;

/** An order as a small shop writes it. */
export function orderForm(number: string, person: number): string {
  const goods = [...GOODS].sort(() => Math.random() - 0.5).slice(0, 3);
  const rule = '─'.repeat(38);
  return [
    'ORDER FORM 订货单', rule, `No. 单号:      ${10_000 + Math.floor(Math.random() * 89_999)}`, `From 订货方:   Tea house 茶馆 ${person}`, `Fax 传真:      ${number}`, rule, '',
    ...goods.map((name) => `${String(1 + Math.floor(Math.random() * 12)).padStart(3)} x  ${name}`), '', rule, oneOf(WORDS) ?? '', '', 'Signed 签字:  ____________________',
  ].join('\n');
}

/** The same people who mail, text and call (60 to 79). */
const FIRST = 60;
const PEOPLE = 20;

/** One at a time: a page takes half a minute. */
export function startFaxers(line: () => FaxLine | null): () => void {
  const timers = createTimers();
  let stopped = false;
  const fax = (): void => {
    const machine = line();
    const again = (ms: number): void => {
      if (!stopped) timers.after(ms, fax);
    };
    if (!machine) return again(between(3_000, 6_000));
    const person = FIRST + Math.floor(Math.random() * PEOPLE);
    const number = addressOf(person).sms;
    void machine.send({ number, text: orderForm(number, person) }).finally(() => again(between(60_000, 150_000)));
  };
  timers.after(between(6_000, 10_000), fax);
  return () => {
    stopped = true;
    timers.stop();
  };
}
