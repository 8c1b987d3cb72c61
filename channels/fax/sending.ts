/**
 * Faxes of ours: made into pages, kept in the spool folder, sent one call at a time, tried again where a later call may go better. `send`
 * answers when the fax is kept; how it went is told as a `delivery` fact, for a fax takes minutes.
 */
import type { Hub, OutboundMessage, Progress, Sent } from '../../src/core/channel.ts';
import { type Ari, AriError, type AriEvent } from '../asterisk/ari.ts';
import { endOf, nameAt } from '../asterisk/legs.ts';
import { type FaxSession, openManager } from '../asterisk/manager.ts';
import { type FaxDone, readDone } from './done.ts';
import { type Job, loadJobs, TROUBLED, WAITS } from './jobs.ts';
import { answered, type Ended, type Outcome, UNCERTAIN, unanswered } from './outcomes.ts';
import type { Press } from './press.ts';
import type { Settings } from './settings.ts';
import { nameOf, type Spool } from './spool.ts';

const MOST_BYTES = 30 << 20;
const RING_SECONDS = 60;

export interface Sending {
  send(message: OutboundMessage): Promise<Sent>;
  hear(event: AriEvent): void;
  /** Does what is due: tells outcomes, looks after the call, begins the next. */
  pump(): Promise<void>;
  resume(): Promise<void>;
  settled(): Promise<void>;
}

interface Call {
  readonly name: string;
  readonly channel: string;
  done: FaxDone | null;
  end: Ended | null;
  up: boolean;
  /** As Asterisk told last; null = it does not tell. */
  seen: FaxSession | null;
}
const begun = (name: string, channel: string): Call => ({ name, channel, done: null, end: null, up: false, seen: null });

const never = (code: string, explain: string): Sent => ({ ok: false, retry: 'never', code, explain });
const later = (code: string, explain: string): Sent => ({ ok: false, retry: 'later', code, explain });
const refOf = (name: string): string => `fax:${name}`;

export async function startSending(hub: Hub, settings: Settings, ari: () => Ari, spool: Spool, press: Press, subscribe: (channel: string) => Promise<unknown>): Promise<Sending> {
  const jobs = await loadJobs(hub);
  /** What is known of the call that is up. */
  let call: Call | null = null;
  const manager = openManager(settings, hub.fetch);
  let shown = 0;
  let pumping: Promise<void> | null = null;
  const making = new Map<string, Promise<Sent>>();
  let closed = false;
  /** A channel that was not there when it was looked for. */
  let missed: string | null = null;

  async function make({ key, entry, to }: OutboundMessage): Promise<Sent> {
    const name = nameOf(key);
    if (jobs.get(name)) return { ok: true, ref: refOf(name) };
    if (to.kind !== 'phone' || !/^\+?\d{3,15}$/.test(to.value)) return never('BAD_NUMBER', 'This is no number that a fax can be sent to; enter one with its country code, like +8675588888888.');
    if (settings.trunk === '') return never('NO_TRUNK', 'This entry point has no trunk by which faxes go out; an administrator names one in its settings.');
    if (!ari().isUp()) return later('ASTERISK_AWAY', 'There is no connection to Asterisk now; the fax goes out when there is.');
    if (entry.files.reduce((sum, f) => sum + f.size, 0) > MOST_BYTES) return never('TOO_LARGE', 'The attached files are too large for a fax; send fewer or smaller ones.');
    const files = [];
    for (const file of entry.files) files.push({ name: file.name, mediaType: file.mediaType, bytes: await bytesOf(await hub.blobs.read(file)) });
    const date = `${new Date(hub.now()).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const cover = settings.cover ? { to: [to.name, to.value].filter((t) => t !== null).join(', '), from: [hub.entryPoint.name, settings.number].filter((t) => t !== '').join(', '), date } : null;
    const made = await press.render({ text: entry.text, files, cover, mostPages: settings.mostPages });
    if (!made.ok) return never(made.code, made.explain);
    await spool.put(name, made.made.tiff);
    await jobs.set({ name, key, number: to.value, pages: made.made.pages, tries: 0, why: null, dueAt: hub.now(), state: 'due', channel: null, outcome: null, went: null });
    void pump();
    return { ok: true, ref: refOf(name) };
  }

  async function begin(job: Job): Promise<void> {
    const channel = nameAt(settings.app, `fax-${job.name}-${job.tries + 1}`);
    // Written down before anybody is called: whoever finds it knows that there may have been a call.
    await jobs.set({ ...job, state: 'calling', tries: job.tries + 1, channel, went: null, why: null });
    call = begun(job.name, channel);
    show(job.name);
    const from = settings.number === '' ? {} : { callerId: settings.number };
    try {
      await ari().request('POST', 'channels', {}, {
        endpoint: `PJSIP/${job.number.replace(/^\+/, '')}@${settings.trunk}`, context: 'fax-send', extension: 's', priority: 1, channelId: channel, timeout: RING_SECONDS, ...from,
        // z: ask for T.38; f: audio where it is not to be had; F: audio alone (res_fax, SendFAX).
        variables: { FAXFILE: spool.fileOf(job.name), FAXFLAGS: settings.t38 ? 'zf' : 'F', FAXSTATION: settings.station || settings.number },
      });
      await subscribe(channel);
    } catch (error) {
      // Without an answer there may be a call all the same: `watch` looks.
      if (error instanceof AriError && error.status === 0) return;
      if (call) call.end = unanswered('failed');
    }
  }

  /** Events may have been missed: whether the call is still there. */
  async function watch(): Promise<void> {
    if (!call || call.end) return;
    const { channel } = call;
    const found = await ari().request('GET', `channels/${encodeURIComponent(channel)}`).then((c) => ({ state: textOf(c, 'state'), name: textOf(c, 'name') }), (error: unknown) => {
      if (error instanceof AriError && error.status === 404) return null;
      throw error;
    });
    if (call?.channel !== channel || call.end) return;
    if (found?.state === 'Up') call.up = true;
    if (found) return look(call, found.name);
    // Its end may just be on its way to us; the next look decides.
    if (missed !== channel) missed = channel;
    else call.end = call.done ? answered(call.done, jobs.get(call.name)?.pages ?? 0) : { ...UNCERTAIN, again: false };
  }

  /** Which page is being sent, where Asterisk says it. */
  async function look(on: Call, name: string): Promise<void> {
    if (!on.up || name === '') return;
    const seen = await manager.faxOf(name).catch(() => null);
    if (!seen || call !== on || on.end) return;
    const same = on.seen?.begun === seen.begun && on.seen.confirmed === seen.confirmed && on.seen.rate === seen.rate;
    on.seen = seen;
    if (!same) show(on.name);
  }

  function progressOf(job: Job): Progress {
    const seen = job.state === 'calling' && call?.name === job.name ? call.seen : null;
    return {
      pages: job.pages, page: seen?.begun ? Math.min(seen.confirmed + 1, job.pages) : null, confirmed: Math.min(seen?.confirmed ?? job.went?.confirmed ?? 0, job.pages), attempt: job.tries, attempts: WAITS.length + 1,
      nextAt: job.state === 'due' && job.tries > 0 ? job.dueAt : null, why: job.state === 'due' ? job.why : null, rate: seen ? (seen.begun ? seen.rate : null) : (job.went?.rate ?? null), station: job.went?.station ?? null,
    };
  }
  /** Lossy: what is missed here is told with the next page, and with the end. */
  function show(name: string): void {
    const job = jobs.get(name);
    shown += 1;
    if (job) void hub.report({ kind: 'progress', ref: `progress:${name}:${job.tries}:${shown}`, thread: '', at: hub.now(), of: job.key || refOf(name), progress: progressOf(job) }).catch(() => undefined);
  }

  async function finish(name: string, end: Ended, { done, seen }: Call): Promise<void> {
    const job = jobs.get(name);
    const wait = job ? WAITS[job.tries - 1] : undefined;
    const went = { confirmed: done?.pages ?? seen?.confirmed ?? 0, rate: done?.rate || (seen?.begun ? seen.rate : null) || null, station: done?.station.trim() || null };
    if (job && end.again && wait !== undefined) {
      await jobs.set({ ...job, state: 'due', dueAt: hub.now() + wait, channel: null, went, why: end.code });
      show(name);
    } else if (job) await jobs.set({ ...job, state: 'over', channel: null, went, why: null, outcome: { ok: end.ok, code: end.code, explain: end.explain } });
    // Not before it is written down: until then its end is kept here.
    call = null;
    missed = null;
  }

  async function tell(job: Job, outcome: Outcome): Promise<void> {
    const about = outcome.ok ? { state: 'delivered' as const } : { state: 'failed' as const, code: outcome.code, explain: outcome.explain };
    await hub.report({ kind: 'delivery', ref: `sent:${job.name}`, thread: '', at: hub.now(), of: refOf(job.name), progress: progressOf(job), ...about });
    await spool.sent(job.name);
    await jobs.set({ ...job, state: 'told' });
  }

  async function work(): Promise<void> {
    for (const job of jobs.all()) if (job.state === 'over' && job.outcome) await tell(job, job.outcome);
    if (!ari().isUp()) return;
    if (call?.end) await finish(call.name, call.end, call);
    else await watch();
    if (call?.end) await finish(call.name, call.end, call);
    for (const job of jobs.all()) if (job.state === 'over' && job.outcome) await tell(job, job.outcome);
    if (call || closed) return;
    const due = jobs.all().filter((j) => j.state === 'due' && j.dueAt <= hub.now()).sort((a, b) => a.dueAt - b.dueAt)[0];
    if (due) await begin(due);
  }
  function pump(): Promise<void> {
    pumping ??= work()
      .catch((error: unknown) => hub.log('warn', TROUBLED, { err: error }))
      .finally(() => (pumping = null));
    return pumping;
  }

  return {
    pump,
    send(message) {
      if (closed) return Promise.resolve(later('CLOSED', 'The entry point is being reopened; the fax goes out when it is.'));
      const now = making.get(message.key);
      if (now) return now;
      const made = make(message).finally(() => making.delete(message.key));
      making.set(message.key, made);
      return made;
    },
    hear(event) {
      const { id, state } = (event.channel ?? {}) as { id?: unknown; state?: unknown };
      if (!call || id !== call.channel) return;
      if (state === 'Up') call.up = true;
      if (event.type === 'ChannelUserevent' && event.eventname === 'FaxDone') call.done = readDone(event.userevent);
      if (event.type !== 'ChannelDestroyed') return;
      const pages = jobs.get(call.name)?.pages ?? 0;
      const number = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
      call.end = call.done || call.up ? answered(call.done, pages) : unanswered(endOf(number(event.cause), number(event.tech_cause), false));
      void pump();
    },
    async resume() {
      const job = jobs.all().find((j) => j.state === 'calling');
      if (!job?.channel) return;
      call ??= begun(job.name, job.channel);
      await subscribe(job.channel).catch(() => undefined);
    },
    async settled() {
      closed = true;
      await Promise.allSettled([...making.values()]);
      while (pumping) await pumping;
    },
  };
}

const textOf = (channel: unknown, key: 'state' | 'name'): string => String((channel as { state?: unknown; name?: unknown } | null)?.[key] ?? '');

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
