/** One Asterisk application, connected: who calls is reported, legs are told, orders are carried out, and what a flow says is spoken. */
import type { Calls, Leg, LegEvent } from '../../src/core/calls.ts';
import { callOfLeg, WAITING } from '../../src/core/calls.ts';
import type { Connection, Hub, OutboundMessage, Sent, Standing } from '../../src/core/channel.ts';
import { keepBrowserPhones } from '../asterisk/browserPhones.ts';
import type { Arrived } from '../asterisk/legs.ts';
import { keepGuestPhones } from '../asterisk/guestPhones.ts';
import { openSwitch } from '../asterisk/switch.ts';
import { keepTrunk, type TrunkAccount } from '../asterisk/trunk.ts';
import { iceServers } from './ice.ts';
import { claimNumbers, whoseNumber } from './numbers.ts';
import { createAround } from './around.ts';
import { keepHealth } from './health.ts';
import { createNoticeOut } from './noticeOut.ts';
import { type Ask, createPrompts } from './prompts.ts';
import type { Settings } from './settings.ts';
import { serveSip, ticketFor } from './sipSocket.ts';
import { watchTrunk } from './trunkHealth.ts';
import { faultOfMusic, findWaitingSound } from './waitingSound.ts';
import { placeInWords } from './words.ts';
import { serveWebCalls } from './webCalls.ts';

/** A call that could not be stored is reported again after this. */
const AGAIN_MS = 1_000;
/** Who waits is told where they stand no more often than this. */
const ANNOUNCE_MS = 45_000;
const SOON_MS = 1_000;
/** A call is not cut off while it is being told goodbye; so long the first word of it may take. */
const GRACE_MS = 1_500;
/** Fetching a recording takes so long at most; eight hours of talk are half a gigabyte. */
const FETCH_MS = 300_000;
const MOST_RECORDED = 1_073_741_824;

export async function openVoice(hub: Hub, settings: Settings): Promise<Connection> {
  const reporting = new Set<Promise<void>>();
  const callers = new Map<string, Arrived>();
  /** Legs that have ended and whose message is still being stored: to the hub they are still there. */
  const lingering = new Map<string, Leg>();
  const announced = new Map<string, number>();
  /** Places that are told later: their caller is not in the room with music yet, or was told one a moment ago. */
  const later = new Map<string, NodeJS.Timeout>();
  const health = keepHealth(hub);
  let trunkFault: unknown = null;
  const phone = openSwitch({
    ...settings,
    signal: hub.signal,
    now: hub.now,
    fetch: (url, init) => hub.fetch(url, { ...init, to: 'configured', timeoutMs: 5_000 }),
    tell,
    fetchFile: (url, init) => hub.fetch(url, { ...init, to: 'configured', timeoutMs: FETCH_MS, maxBytes: MOST_RECORDED }),
    recorded: (name) => hub.recorded(name),
    strangeRecording: (name) => hub.log('warn', 'Asterisk told of a recording that is not one of ours; it is left alone.', { recording: String(name).slice(0, 200) }),
    hear: (event) => prompts.hear(event),
    unheard: (type, error) => hub.log('warn', 'An event of Asterisk’s made no sense and was left out.', { err: error, type }),
    arrived: (call) => {
      const whose = whoseNumber(settings.url, call.to);
      if (whose === null || whose === settings.app) return take(call);
      // Better taken by the wrong line than by none.
      track(phone.ari.request('POST', `channels/${encodeURIComponent(call.leg)}/move`, { app: whose, appArgs: `inbound,${call.to}` }).then(() => undefined, () => take(call)));
    },
    // Calls go on without a trunk; that it could not be made is told with the health.
    async prepare(ari) {
      trunkFault = await keepTrunk(ari, `${settings.app}-trunk`).make(trunkOf(settings)).then(() => null, (error: unknown) => error);
      if (trunkFault) hub.log('warn', 'The trunk could not be made at Asterisk.', { err: trunkFault });
    },
    ...(settings.musicPrompt === '' ? {} : { sound: () => waitingSound() }),
    soundTold(why) {
      const fault = faultOfMusic(why, settings);
      if (health.found('music', fault) && fault) hub.log('warn', 'Who waits does not hear the music that was chosen.', { code: fault.code, explain: fault.explain });
    },
    health: (up, why) => {
      health.asterisk(up, why);
      if (up) void trunk?.up();
    },
  });
  const trunk = settings.trunk === '' ? null : watchTrunk(health, phone.ari, settings.trunk, () => trunkFault !== null);
  const giveNumbersBack = claimNumbers(settings.url, settings.app, settings.numbers);
  const prompts = createPrompts({ ari: phone.ari, hub, settings, answered: async (leg, text) => void ((await around.rated(leg, text)) || (await says(leg, text, []))), recorded: storeMessage });
  const waitingSound = findWaitingSound(hub, settings, prompts.kept);
  const around = createAround({ hub, settings, prompts, carry: phone.carry });
  const noticeOut = createNoticeOut({ hub, settings, prompts, legs: phone.legs, carry: around.carry });
  hub.health({ state: 'connecting' });
  const accountOf = keepBrowserPhones(phone.ari, settings.phoneContext);
  const guests = settings.webCalls ? keepGuestPhones(phone.ari, { app: settings.app, context: settings.guestContext, now: hub.now }) : null;
  serveSip(hub, settings.url, guests?.leave);
  if (guests) serveWebCalls(hub, guests, settings, phone.up);

  function take(call: Arrived): void {
    callers.set(call.leg, call);
    track(report(call));
  }

  function track(work: Promise<void>): void {
    const one = work.finally(() => reporting.delete(one));
    reporting.add(one);
  }

  function tell(event: LegEvent): void {
    if (event.kind === 'digit') {
      // Keys are answers while a flow has the caller; in talk they are between those who talk.
      if (phone.legs().get(event.leg)?.room === null) prompts.key(event.leg, event.digit);
      return hub.leg(event);
    }
    if (event.kind === 'answered') noticeOut.answered(event.leg);
    if (event.kind === 'ended') noticeOut.over(event.leg);
    if (event.kind !== 'ended' || !callers.has(event.leg)) return hub.leg(event);
    const leg = event.leg;
    const gone = (): void => {
      lingering.delete(leg);
      callers.delete(leg);
      clearTimeout(later.get(leg));
      later.delete(leg);
      announced.delete(leg);
      around.over(leg);
      hub.hint(leg, { kind: 'present', on: false });
      hub.leg(event);
    };
    const kept = prompts.keeps(leg);
    if (kept) lingering.set(leg, { id: leg, state: 'up', room: null });
    // Told at once where nothing has to be stored first: how it ended is to be known as soon as the leg is not in the list any more.
    const over = prompts.over(leg);
    if (!kept) return gone();
    track(over.finally(gone));
  }

  /** Until it is stored or the caller has gone: the caller hears ringing meanwhile. */
  async function report(call: Arrived): Promise<void> {
    while (!hub.signal.aborted && phone.legs().has(call.leg)) {
      try {
        const taken = await hub.report({ ...factOf(call, hub.now()), ref: `call:${call.leg}`, text: '', files: [], call: { to: call.to }, language: settings.language });
        hub.hint(call.leg, { kind: 'present', on: phone.legs().has(call.leg) });
        if (taken.ok) return hub.leg({ leg: call.leg, at: hub.now(), kind: 'arrived' });
        hub.log('warn', 'A call was not taken.', { leg: call.leg, code: taken.code });
        return void (await phone.carry({ kind: 'hangUp', leg: call.leg, why: 'refused' }));
      } catch (error) {
        hub.log('warn', 'A call could not be stored and is reported again.', { err: error, leg: call.leg });
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  let answers = 0;
  async function says(leg: string, text: string, files: readonly Awaited<ReturnType<typeof putMessage>>[]): Promise<void> {
    const call = callers.get(leg);
    if (!call) return;
    answers += 1;
    await hub.report({ ...factOf(call, hub.now()), ref: `said:${leg}:${hub.now()}:${answers}`, text, files });
  }
  async function putMessage(leg: string, wav: Uint8Array) {
    const put = await hub.blobs.put(once(wav), { name: 'voicemail.wav', mediaType: 'audio/wav', maxBytes: 50 << 20, thread: leg });
    if ('code' in put) throw new Error(put.message);
    return put;
  }
  async function storeMessage(leg: string, wav: Uint8Array): Promise<void> {
    await says(leg, '', [await putMessage(leg, wav)]);
  }

  async function speak({ thread: leg, entry }: OutboundMessage): Promise<Sent> {
    if (settings.mediaUrl === '') return { ok: false, retry: 'never', code: 'NO_SPEECH', explain: 'This entry point says nothing: its settings do not name the address by which Asterisk reaches the hub.' };
    const there = phone.legs().get(leg);
    if (!there) return phone.up() ? { ok: false, retry: 'never', code: 'CALL_OVER', explain: 'The call is over; nothing can be said on it any more.' } : { ok: false, retry: 'later', code: 'ASTERISK_AWAY', explain: 'Asterisk cannot be reached now.' };
    try {
      if (there.state === 'ringing') await around.carry({ kind: 'answer', leg });
      await around.before(leg);
      return { ok: true, ref: await prompts.say(leg, entry.text, /\p{Script=Han}/u.test(entry.text) ? 'zh-CN' : settings.language, askOf(entry.data), typeof entry.data?.file === 'string' ? entry.data.file : null) };
    } catch (error) {
      return { ok: false, retry: 'never', code: 'NOT_SAID', explain: error instanceof Error ? error.message : 'It could not be said.' };
    }
  }

  function announce(leg: string, standing: Standing): void {
    clearTimeout(later.get(leg));
    later.delete(leg);
    const there = phone.legs().get(leg);
    const text = placeInWords(standing, settings.language);
    if (standing.state !== 'waiting' || !there || text === null) return;
    const now = hub.now();
    const wait = there.room === WAITING ? (announced.get(leg) ?? Number.NEGATIVE_INFINITY) + ANNOUNCE_MS - now : SOON_MS;
    if (wait > 0) return void later.set(leg, setTimeout(announce, wait, leg, standing));
    announced.set(leg, now);
    prompts.say(leg, text, settings.language, null).catch((error: unknown) => hub.log('warn', 'A caller could not be told their place.', { err: error, leg }));
  }

  const calls: Calls = {
    ...phone,
    legs: () => (lingering.size === 0 ? phone.legs() : new Map([...phone.legs(), ...lingering])),
    legsOf(interaction, caller) {
      const late = caller === null ? undefined : lingering.get(caller);
      const legs = phone.legsOf(interaction, caller);
      return late ? new Map([...legs, [late.id, late]]) : legs;
    },
    async carry(order) {
      const leg = order.kind === 'hangUp' && callOfLeg(order.leg) === null ? phone.legs().get(order.leg) : undefined;
      if (leg?.room === null && leg.state === 'up' && settings.mediaUrl !== '') {
        await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
        await prompts.idle(leg.id);
      }
      return noticeOut.carry(order);
    },
    browserPhone: async (agent) => {
      const account = await accountOf(agent);
      return { ...account, ice: iceServers(settings, agent.id, hub.now()), uri: `sip:${account.user}@switchroom`, path: `/channels/${hub.entryPoint.key}/sip?ticket=${encodeURIComponent(await ticketFor(hub, agent.id))}` };
    },
  };

  let closing: Promise<void> | null = null;
  return {
    calls,
    messages: { send: speak },
    ...(settings.announce && settings.mediaUrl !== '' ? { announce } : {}),
    close() {
      closing ??= (async () => {
        guests?.close();
        trunk?.close();
        for (const timer of later.values()) clearTimeout(timer);
        giveNumbersBack();
        await phone.close();
        await Promise.all(reporting);
      })();
      return closing;
    },
  };
}

const trunkOf = (s: Settings): TrunkAccount | null =>
  s.trunkBy === 'account' ? { host: s.trunkHost, user: s.trunkUser, password: s.trunkPassword, registers: s.trunkRegisters, from: s.trunkFrom, context: 'from-trunk' } : null;

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function askOf(data: Readonly<Record<string, unknown>> | null): Ask | null {
  const ask = data?.ask as Partial<Ask> | undefined;
  return ask?.for ? { for: ask.for, most: typeof ask.most === 'number' ? ask.most : 20 } : null;
}

/** Who withholds their number is somebody new each time. */
function factOf({ leg, number, name }: Arrived, at: number) {
  const known = /^\+?\d{3,20}$/.test(number);
  const from = { kind: known ? ('phone' as const) : ('external' as const), value: known ? number : `call:${leg}`, verified: false, ...(name && name !== number ? { name } : {}) };
  return { kind: 'message' as const, thread: leg, at, from };
}
