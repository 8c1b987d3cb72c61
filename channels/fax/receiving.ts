/**
 * Faxes that come in: the call is taken from the dialplan and given back to it to be received, and what lies in the spool folder when it
 * has ended is stored, read and reported. Whatever was not taken (the hub was away, the database did not answer) is found there again.
 */
import type { FileInfo, Hub, Peer } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import { type Ari, AriError, type AriEvent } from '../asterisk/ari.ts';
import { type FaxDone, readDone } from './done.ts';
import type { Press } from './press.ts';
import type { Settings } from './settings.ts';
import { type Arrived, arrivedOf, bare, type Spool } from './spool.ts';

/** Of a received fax; the TIFF has them all. */
const MOST_PAGES = 200;
const MOST_BYTES = 64 << 20;
/** Given by the dialplan to the receiver, in docs/channels.md. */
const RECEIVE = { context: 'fax-receive', extension: 's', priority: 1 };

export interface Receiving {
  hear(event: AriEvent): void;
  /** Looks for what lies there; twice at once is once. */
  sweep(): Promise<void>;
  reread(ref: string, raw: RawId, bytes: Uint8Array): Promise<void>;
  /** Connected again: their ends are to be heard. */
  resume(): Promise<void>;
  settled(): Promise<void>;
}

export function startReceiving(hub: Hub, settings: Settings, ari: () => Ari, spool: Spool, press: Press, subscribe: (channel: string) => Promise<unknown>): Receiving {
  /** Calls that are being received, by their channel. */
  const calls = new Map<string, { readonly arrived: Arrived; done: FaxDone | null }>();
  const taking = new Map<string, Promise<void>>();
  const doing = new Set<Promise<unknown>>();
  let sweeping: Promise<void> | null = null;
  let closed = false;

  function run(what: Promise<unknown>, said: string, about: Readonly<Record<string, unknown>>): void {
    const done = what.catch((error: unknown) => hub.log('warn', said, { err: error, ...about })).finally(() => doing.delete(done));
    doing.add(done);
  }

  async function accept(channel: string, number: string): Promise<void> {
    const at = `channels/${encodeURIComponent(channel)}`;
    if (!(await hub.allow(number || 'withheld', 'message'))) {
      hub.log('warn', 'A fax call was refused: too many from this number.', { number });
      return void (await ari().request('DELETE', at, { reason: 'busy' }));
    }
    const { arrived, file } = spool.expect(channel, number);
    calls.set(channel, { arrived, done: null });
    try {
      await subscribe(channel);
      for (const [variable, value] of [['FAXFILE', file], ['FAXSTATION', settings.station || settings.number]] as const) await ari().request('POST', `${at}/variable`, { variable, value });
      await ari().request('POST', `${at}/continue`, RECEIVE);
    } catch (error) {
      calls.delete(channel);
      if (!(error instanceof AriError && error.status === 404)) throw error;
    }
  }

  function over(channel: string): void {
    const call = calls.get(channel);
    if (!call) return;
    calls.delete(channel);
    run(take(call.arrived, call.done), 'A received fax could not be stored; it stays in its folder and is taken again.', { fax: call.arrived.ref });
  }

  /** One after the other for a file; the file goes when its fax is stored. */
  function take(arrived: Arrived, done: FaxDone | null): Promise<void> {
    const now = taking.get(arrived.ref);
    if (now) return now;
    const taken = (async () => {
      if (closed) return;
      const bytes = await spool.read(arrived.ref);
      if (!bytes || bytes.length === 0) {
        hub.log('info', 'A call on the fax number brought no page.', { number: arrived.number, why: done?.explain ?? null });
        return spool.taken(arrived.ref);
      }
      const raw = await hub.receive(arrived.ref, bytes, 'image/tiff');
      await report(arrived, raw, bytes, done);
      await spool.taken(arrived.ref);
    })().finally(() => taking.delete(arrived.ref));
    taking.set(arrived.ref, taken);
    return taken;
  }

  async function report(arrived: Arrived, raw: RawId, bytes: Uint8Array, done: FaxDone | null): Promise<void> {
    const from = senderOf(arrived, done);
    const thread = from.value;
    const read = await press.read(bytes, MOST_PAGES);
    if (!read.ok) return hub.unreadable(raw, read.code, read.explain, { from, thread, text: '' });
    const { pdf, pictures, damagedPages, lostPages, cut } = read.made;
    const put = async (body: Uint8Array, name: string, mediaType: string): Promise<FileInfo> => {
      const stored = await hub.blobs.put(once(body), { name, mediaType, maxBytes: MOST_BYTES, thread });
      if ('id' in stored) return stored;
      throw new Error(stored.message);
    };
    const name = `fax-${new Date(hub.now()).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}`;
    const files = [await put(pdf, `${name}.pdf`, 'application/pdf'), await put(bytes, `${name}.tif`, 'image/tiff')];
    for (const [n, picture] of pictures.entries()) files.push(await put(picture, `${name}-${String(n + 1).padStart(3, '0')}.png`, 'image/png'));
    const wrong = [
      ...(done && !done.ok ? ['The line broke: there may have been more pages. 线路中断，可能还有未收到的页。'] : []),
      ...(damagedPages > 0 ? [`${damagedPages} of the pages came damaged. 其中 ${damagedPages} 页有损坏。`] : []),
      ...(lostPages > 0 ? [`${lostPages} pages could not be read; they are in the TIFF. ${lostPages} 页无法读取，保留在 TIFF 中。`] : []),
      ...(cut ? [`Only the first ${pictures.length} pages are shown; the TIFF has them all. 仅显示前 ${pictures.length} 页，全部页在 TIFF 中。`] : []),
    ];
    const taken = await hub.report({ kind: 'message', ref: `fax:${arrived.ref}`, thread, at: hub.now(), from, text: wrong.join('\n'), files }, raw);
    if (!taken.ok) hub.log('warn', 'A fax was not taken.', { fax: arrived.ref, code: taken.code });
  }

  async function look(): Promise<void> {
    const waiting = await spool.arrived();
    if (waiting.length === 0) return;
    const channels = await ari().request('GET', 'channels');
    const live = new Set((Array.isArray(channels) ? channels : []).map((c: unknown) => bare(String((c as { id?: unknown } | null)?.id ?? ''))));
    for (const arrived of waiting) if (!live.has(arrived.call) && ![...calls.values()].some((c) => c.arrived.ref === arrived.ref)) await take(arrived, null);
  }

  return {
    hear(event) {
      const { id, number } = channelOf(event);
      if (id === null || closed) return;
      if (event.type === 'StasisStart' && Array.isArray(event.args) && event.args[0] === 'inbound' && !calls.has(id)) run(accept(id, number), 'A fax call could not be accepted.', { number });
      const call = calls.get(id);
      if (event.type === 'ChannelUserevent' && event.eventname === 'FaxDone' && call) call.done = readDone(event.userevent);
      if (event.type === 'ChannelDestroyed') over(id);
    },
    sweep() {
      sweeping ??= look()
        .catch((error: unknown) => hub.log('warn', 'Received faxes could not be taken from their folder; they are tried again.', { err: error }))
        .finally(() => (sweeping = null));
      return sweeping;
    },
    reread: (ref, raw, bytes) => report(arrivedOf(ref), raw, bytes, null),
    async resume() {
      // Whose channel is gone has ended meanwhile.
      for (const channel of calls.keys()) await subscribe(channel).catch(() => over(channel));
    },
    async settled() {
      closed = true;
      while (doing.size > 0 || taking.size > 0 || sweeping) await Promise.allSettled([...doing, ...taking.values(), ...(sweeping ? [sweeping] : [])]);
    },
  };
}

/** By the number that called; where it is withheld, by the number that the machine says of itself. Neither is proof. */
function senderOf({ number, call }: Arrived, done: FaxDone | null): Peer {
  const station = done?.station.trim() ?? '';
  const said = station.replace(/[\s().-]/g, '');
  const value = /^\+?\d{3,20}$/.test(number) ? number : /^\+?\d{5,15}$/.test(said) ? said : null;
  const name = /\p{L}/u.test(station) ? { name: station } : {};
  return value === null ? { kind: 'external', value: `fax:${call}`, verified: false, ...name } : { kind: 'phone', value, verified: false, ...name };
}

function channelOf(event: AriEvent): { readonly id: string | null; readonly number: string } {
  const { id, caller } = (event.channel ?? {}) as { id?: unknown; caller?: { number?: unknown } | null };
  return { id: typeof id === 'string' && id !== '' ? id : null, number: typeof caller?.number === 'string' ? caller.number : '' };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
