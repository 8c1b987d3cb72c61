/** The call-control port on Asterisk: orders become requests, events and lists become legs (`legs.ts`). */
import type { CallOrder, Calls, Carried, HangUp, LegEvent, LegSound, Phone } from '../../src/core/calls.ts';
import { WAITING } from '../../src/core/calls.ts';
import { type Ms, SECOND } from '../../src/core/time.ts';
import { type Ari, AriError, type AriEvent, openAri } from './ari.ts';
import { type Arrived, keepLegs, nameAt } from './legs.ts';
import { keepRecordings } from './recordings.ts';
import { keepWaitingMusic, type WaitingSound } from './waitingMusic.ts';

export interface SwitchOptions {
  readonly url: string;
  readonly app: string;
  readonly user: string;
  readonly password: string;
  /** The PJSIP endpoint by which outside numbers are called; empty = none is. */
  readonly trunk: string;
  /** Music for who waits, a class of musiconhold.conf. */
  readonly music: string;
  /** A sound of the hub's own in its place; the class plays where there is none to be had. @throws with a sentence. */
  readonly sound?: () => Promise<WaitingSound>;
  /** Why the class is heard in place of the sound: the error; null = the sound is heard. */
  soundTold?(why: unknown): void;
  readonly signal: AbortSignal;
  now(): Ms;
  fetch(url: string, init: RequestInit): Promise<Response>;
  tell(event: LegEvent): void;
  arrived(call: Arrived): void;
  /** A recording of ours has ended. */
  recorded(name: string): void;
  /** An event told of a recording that is not ours. */
  strangeRecording(name: unknown): void;
  /** A file, which may be large. */
  fetchFile(url: string, init: RequestInit): Promise<Response>;
  /** An event that could not be made sense of; the next one is heard all the same. */
  unheard(type: string, error: unknown): void;
  /** Every event that was heard, besides. */
  hear?(event: AriEvent): void;
  /** Asterisk has been reached and may have forgotten everything; nothing is asked of it before this is done. */
  prepare?(ari: Ari): Promise<void>;
  /** Connected and compared; or down, and why. */
  health(up: boolean, why: string): void;
}

export interface Switch extends Calls {
  readonly ari: Ari;
  close(): Promise<void>;
}

const COMPARE_MS = 3_000;
/** Music that could not be begun is tried again so often. */
const MOST_TRIES = 10;
const TRY_AGAIN_MS = 500;
/** Calls of one moment that are looked after at once. */
const LANES = 3;
/** Tries of 0.25, 0.5 and 1 s. */
const GONE_AFTER = 3;
/** Events that say nothing of legs and would flood the socket. */
const UNHEARD = ['ChannelVarset', 'ChannelConnectedLine', 'ChannelDialplan', 'ChannelCallerId', 'Dial', 'PlaybackStarted', 'PlaybackContinuing', 'BridgeCreated', 'BridgeDestroyed', 'ChannelCreated'];
/** What one hears while somebody is rung (ITU-T E.180): a second of it, four of silence, for as long as anybody is rung (45 s) and no longer (`!` = not again). */
const RINGBACK = `tone:${Array.from({ length: 10 }, () => '!450/1000|!0/4000').join('|')}`;
/** Where a sound is tried; nobody is ever in it. */
const NOBODY = 'nobody';
/** Q.850 causes for the other end. */
const CAUSES: Readonly<Record<HangUp, number>> = { over: 16, busy: 17, refused: 21, failed: 41 };

export function openSwitch(options: SwitchOptions): Switch {
  const { app } = options;
  const kept = keepLegs({ app, now: options.now, tell: options.tell, arrived: options.arrived });
  /** Rooms that are there; forgotten with each connection. */
  let rooms = new Map<string, Promise<unknown>>();
  /** Since when Asterisk runs, and whether it is another than before. */
  let since: Ms | null = null;
  let restarted = false;
  /** How often in a row nothing listened at its port. */
  let refusals = 0;
  let comparing: Promise<void> | null = null;

  const ari = openAri({
    ...options,
    lanes: LANES,
    onEvent(event) {
      try {
        kept.hear(event);
        if (event.type === 'StasisStart') refuseDialling(event);
        records.hear(event);
        music.hear(event);
        options.hear?.(event);
      } catch (error) {
        options.unheard(event.type, error);
      }
    },
    async onUp() {
      rooms = new Map();
      isClassInRoom = false;
      refusals = 0;
      music.up();
      const startedAt = startOf(await ari.request('GET', 'asterisk/info', { only: 'status' }).catch(() => null));
      restarted = since !== null && startedAt !== null && startedAt !== since;
      since = startedAt ?? since;
      await ari.request('PUT', `applications/${encodeURIComponent(app)}/eventFilter`, {}, { disallowed: UNHEARD.map((type) => ({ type })) });
      await options.prepare?.(ari);
      await compare();
      // The music of who waits already may have been another's, by settings that are no more.
      if (isAwaited()) await roomAt(WAITING);
      options.health(true, '');
    },
    onDown(why, refused) {
      refusals = refused ? refusals + 1 : 0;
      // Its calls went with it; a way that is cut says nothing of them.
      if (refusals === GONE_AFTER) {
        kept.asking();
        kept.compare([], [], 'lost');
      }
      options.health(false, why);
    },
  });
  const isAwaited = (): boolean => [...kept.legs.values()].some((leg) => leg.room === WAITING);
  const records = keepRecordings(ari, { ...options, strange: options.strangeRecording });
  const music = keepWaitingMusic({
    app, ari, now: options.now, sound: options.sound,
    isAwaited,
    told: (why) => options.soundTold?.(why),
    playClass: classInRoom,
    async rooms() {
      await Promise.all([roomAt(WAITING), roomAt(NOBODY)]);
      return { waiting: nameAt(app, WAITING), nobody: nameAt(app, NOBODY) };
    },
  });
  const at = (leg: string): string => encodeURIComponent(channelOf(leg));
  /** Names that we gave have a `~`, Asterisk's own have none. */
  const channelOf = (leg: string): string => (leg.includes("~") ? nameAt(app, leg) : leg);

  async function compare(): Promise<void> {
    kept.asking();
    const [channels, bridges] = await Promise.all([ari.request('GET', 'channels'), ari.request('GET', 'bridges')]);
    kept.compare(channels, bridges, restarted ? 'lost' : 'over');
    restarted = false;
    for (const bridge of Array.isArray(bridges) ? bridges : []) await tidy(bridge);
  }
  /** A room that everybody has left. */
  async function tidy(bridge: { readonly id?: unknown; readonly channels?: unknown }): Promise<void> {
    const id = String(bridge.id ?? '');
    const room = id.startsWith(`${app}!`) ? id.slice(app.length + 1) : null;
    if (room === null || room === WAITING || !Array.isArray(bridge.channels) || bridge.channels.length > 0 || [...kept.legs.values()].some((l) => l.room === room) || rooms.has(room)) return;
    await ari.request('DELETE', `bridges/${encodeURIComponent(id)}`).catch(() => undefined);
  }
  const timer = setInterval(() => {
    if (!ari.isUp() || comparing) return;
    music.needed();
    comparing = compare().catch(() => undefined).finally(() => (comparing = null));
  }, COMPARE_MS);

  function roomAt(room: string): Promise<unknown> {
    const there = rooms.get(room);
    if (there) return there;
    const id = encodeURIComponent(nameAt(app, room));
    const making = (async () => {
      await ari.request('POST', `bridges/${id}`, { type: room === WAITING ? 'holding' : 'mixing', name: room }).catch(unlessThere);
      if (room === WAITING) await playClass(id, !options.sound);
    })();
    rooms.set(room, making);
    making.catch(() => rooms.delete(room));
    return making;
  }
  /** In place of the sound. */
  let isClassInRoom = false;
  async function classInRoom(on: boolean): Promise<void> {
    if (on === isClassInRoom) return;
    await roomAt(WAITING);
    const id = encodeURIComponent(nameAt(app, WAITING));
    isClassInRoom = on;
    if (!on) return playClass(id, false);
    // What was played a moment ago may not have left the room yet.
    for (let tries = 1; isClassInRoom; tries += 1) {
      try {
        return await playClass(id, true);
      } catch (error) {
        if (tries === MOST_TRIES) {
          isClassInRoom = false;
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }
  /** To the whole room, or not any more: one thing alone is played to a room. */
  async function playClass(id: string, on: boolean): Promise<void> {
    if (!on) return void (await ari.request('DELETE', `bridges/${id}/moh`).catch(unlessThere));
    await music.silence();
    await ari.request('POST', `bridges/${id}/moh`, { mohClass: options.music });
  }
  const unlessThere = (error: unknown): undefined => {
    if (error instanceof AriError && error.status === 409) return undefined;
    throw error;
  };

  /** Phones are rung by the hub; what they dial by themselves goes nowhere, whatever a dialplan hands over. */
  function refuseDialling({ args, channel }: AriEvent): void {
    const id = (channel as { id?: unknown } | null | undefined)?.id;
    if (Array.isArray(args) && args[0] === 'outbound' && typeof id === 'string' && !id.startsWith(`${app}!`)) void ari.request('DELETE', `channels/${encodeURIComponent(id)}`, { reason_code: CAUSES.refused }).catch(() => undefined);
  }

  /** Who is put into a room at the same moment goes there in one request. */
  const coming = new Map<string, { readonly legs: string[]; readonly done: Promise<boolean> }>();
  async function put(leg: string, room: string): Promise<void> {
    // Which music they hear while nothing is played to the room, each channel says itself.
    if (room === WAITING && options.sound && options.music !== 'default') await ari.request('POST', `channels/${at(leg)}/variable`, { variable: 'CHANNEL(musicclass)', value: options.music }).catch(() => undefined);
    const there = coming.get(room);
    if (there) {
      there.legs.push(leg);
      if (await there.done) return;
      return add([leg], room);
    }
    const legs = [leg];
    const done = roomAt(room).then(() => {
      coming.delete(room);
      return legs.length === 1 ? false : add(legs, room).then(() => true, () => false);
    });
    coming.set(room, { legs, done });
    done.catch(() => coming.delete(room));
    if (!(await done)) await add([leg], room);
    // Next time it is made again; making what is there does no harm.
    if (room === WAITING) music.needed(true);
    else setTimeout(() => rooms.delete(room), COMPARE_MS).unref();
  }
  async function add(legs: readonly string[], room: string): Promise<void> {
    const ask = () => ari.request('POST', `bridges/${encodeURIComponent(nameAt(app, room))}/addChannel`, { channel: legs.map(channelOf).join(','), ...(room === WAITING ? { role: 'holding_participant' } : {}) });
    await ask().catch(async (error: unknown) => {
      // The room went with its last leg meanwhile.
      if (!(error instanceof AriError) || error.status !== 404 || !legs.every((leg) => kept.legs.has(leg))) throw error;
      rooms.delete(room);
      await roomAt(room);
      await ask();
    });
  }

  /** One that plays already is let be. */
  const tone = (leg: string): Promise<unknown> =>
    ari.request('POST', `channels/${at(leg)}/play/${encodeURIComponent(nameAt(app, `tone~${leg}`))}`, { media: RINGBACK }).catch((error: unknown) => {
      if (!(error instanceof AriError) || error.status === 404 || error.status === 0) throw error;
    });
  const unlessGone = (error: unknown): undefined => {
    if (error instanceof AriError && error.status === 404) return undefined;
    throw error;
  };
  /** Out of whatever room it is in. */
  async function leave(leg: string): Promise<unknown> {
    const room = kept.legs.get(leg)?.room ?? null;
    return room === null ? undefined : ari.request('POST', `bridges/${encodeURIComponent(nameAt(app, room))}/removeChannel`, { channel: channelOf(leg) });
  }

  async function ring(order: Extract<CallOrder, { kind: 'ring' }>): Promise<void> {
    kept.ringing(order.leg);
    const { number, name } = order.from;
    await ari
      .request('POST', 'channels', {}, {
        endpoint: endpointOf(order.to, options.trunk), app, appArgs: 'leg', channelId: nameAt(app, order.leg), timeout: Math.max(1, Math.ceil(order.forMs / 1_000)),
        callerId: name ? `"${name.replace(/["\\\x00-\x1f\x7f]/g, '')}" <${number}>` : number, ...(order.to.kind === 'browser' ? { formats: 'opus,ulaw' } : {}),
        variables: { 'PJSIP_HEADER(add,X-Leg)': order.leg, ...(order.answersItself ? { 'PJSIP_HEADER(add,Alert-Info)': '<http://localhost>;info=alert-autoanswer;delay=0', 'PJSIP_HEADER(add,Call-Info)': '<sip:localhost>;answer-after=0' } : {}) },
      })
      .catch((error: unknown) => {
        if (error instanceof AriError && error.status === 409) return;
        kept.refused(order.leg, error instanceof Error ? error.message : String(error));
        throw error;
      });
  }

  /** A snoop channel; it comes into our application like any leg that we made. */
  async function overhear({ leg, at: agent, how }: Extract<CallOrder, { kind: 'overhear' }>): Promise<void> {
    await ari.request('POST', `channels/${at(agent)}/snoop`, { spy: 'both', whisper: how === 'whisper' ? 'out' : 'none', app, appArgs: 'leg', snoopId: nameAt(app, leg) }).catch(unlessThere);
  }

  function run(order: CallOrder): Promise<unknown> {
    switch (order.kind) {
      case 'answer':
        return ari.request('POST', `channels/${at(order.leg)}/answer`);
      case 'wait':
        return put(order.leg, WAITING);
      case 'join':
        return put(order.leg, order.room);
      case 'ring':
        return ring(order);
      case 'overhear':
        return overhear(order);
      case 'ringback':
        return order.on ? tone(order.leg) : ari.request('DELETE', `playbacks/${encodeURIComponent(nameAt(app, `tone~${order.leg}`))}`).catch(unlessGone);
      case 'hangUp':
        kept.hungUp(order.leg);
        return ari.request('DELETE', `channels/${at(order.leg)}`, { reason_code: CAUSES[order.why] });
      case 'askRating':
        return leave(order.leg);
      default:
        return records.order(order);
    }
  }

  return {
    ari,
    recordings: records.recordings,
    site: options.url,
    legs: () => kept.legs,
    legsOf: kept.of,
    since: () => since,
    up: () => ari.isUp() || refusals >= GONE_AFTER,
    async carry(order): Promise<Carried> {
      try {
        await run(order);
        return { ok: true };
      } catch (error) {
        const { status, message } = error instanceof AriError ? error : new AriError(0, String(error));
        return { ok: false, gone: status === 404 || message.startsWith('Channel not '), code: status === 0 ? 'SWITCH_AWAY' : `ARI_${status}`, explain: message };
      }
    },
    sound: (leg) => ari.request('GET', `channels/${at(leg)}/rtp_statistics`).then(soundOf, () => null),
    async close() {
      clearInterval(timer);
      ari.close();
      await comparing?.catch(() => undefined);
    },
  };
}

/** ARI's RTPstat, in seconds. Its `tx…` of jitter is what we measured ourselves and its `rx…` what the far end reports, of loss the other way about (res_rtp_asterisk, ast_rtp_get_stat). */
function soundOf(answer: unknown): LegSound | null {
  const told = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const of = (name: string): number => (typeof told[name] === 'number' && Number.isFinite(told[name]) ? told[name] : 0);
  if (typeof told.rxcount !== 'number') return null;
  return {
    received: of('rxcount'), lost: of('rxploss'), sent: of('txcount'), lostThere: of('txploss'),
    jitterMs: of('txjitter') * SECOND, jitterThereMs: of('rxjitter') * SECOND, roundTripMs: of('rtt') > 0 ? of('rtt') * SECOND : null,
  };
}

const startOf = (info: unknown): Ms | null => {
  const at = Date.parse(String((info as { status?: { startup_time?: unknown } } | null)?.status?.startup_time ?? ''));
  return Number.isNaN(at) ? null : at;
};

/** Throws for an outside number without a trunk. */
function endpointOf(to: Phone, trunk: string): string {
  switch (to.kind) {
    case 'browser':
      return `PJSIP/${to.agent}`;
    case 'extension':
      return `PJSIP/${to.name}`;
    case 'number':
      if ((to.trunk ?? trunk) === '') throw new AriError(400, 'This entry point has no trunk for outside numbers; name one in its settings.');
      // Whatever asked: a target of the dialplan's is made of digits and of nothing else.
      if (!/^\+?\d{2,15}$/.test(to.number)) throw new AriError(400, 'This is no telephone number; nothing was dialled.');
      return `PJSIP/${to.number.replace(/^\+/, '')}@${to.trunk ?? trunk}`;
  }
}
