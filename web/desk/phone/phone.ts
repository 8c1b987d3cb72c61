/**
 * The phone in the browser: SIP over the hub's own socket (RFC 7118), audio by WebRTC. The desk decides, the phone follows: it is lifted when
 * the offer of its call has been accepted here, and whatever rings or talks is known by the interaction that the hub names in `X-Leg`.
 * The library is loaded by whoever has such a phone, nobody else.
 */
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { UA } from 'jssip/lib/UA';
import type { LegSound } from '../../../src/core/callQuality.ts';
import { act } from '../../shared/act.ts';
import { link } from '../../shared/client.ts';
import { iceConfiguration } from '../../shared/ice.ts';
import { createStore } from '../../shared/store.ts';
import { desk } from '../state/desk.ts';
import { OPEN_PHONES } from '../state/mutations.ts';
import { deviceChoice } from './devices.ts';

export interface Call {
  readonly state: 'ringing' | 'talking';
  readonly muted: boolean;
  /** Ours and theirs, for the level meters. */
  readonly local: MediaStream | null;
  readonly remote: MediaStream | null;
}

interface Phone {
  /** `none`: this agent has no phone here. */
  readonly state: 'none' | 'connecting' | 'ready' | 'lost' | 'noMicrophone' | 'insecure';
  /** By interaction. */
  readonly calls: Readonly<Record<string, Call>>;
}

export const phone = createStore<Phone>({ state: 'none', calls: {} });
/** Under this the call that lets one hear oneself is kept. */
export const ECHO = 'echo';

const sessions = new Map<string, RTCSession>();
const sounds = new Map<string, HTMLAudioElement>();
let agents: UA[] = [];
let ice: RTCConfiguration = {};
let opening: ReturnType<typeof setTimeout> | null = null;
let wanted = false;
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

const change = (id: string, to: Partial<Call> | null): void =>
  phone.set((now) => {
    const { [id]: before, ...others } = now.calls;
    return { ...now, calls: to === null ? others : { ...others, [id]: { state: 'ringing', muted: false, local: null, remote: null, ...before, ...to } } };
  });

/** Opens the phone of whoever is signed in, and keeps it open. */
export function openPhone(): () => void {
  wanted = true;
  void open(FIRST_MS);
  const stop = desk.subscribe(liftWhatIsOurs);
  const back = link.subscribe(() => {
    if (link.get().state === 'open' && phone.get().state === 'lost') void open(FIRST_MS);
  });
  return () => {
    wanted = false;
    stop();
    back();
    if (opening) clearTimeout(opening);
    shut();
    phone.set({ state: 'none', calls: {} });
  };
}

function shut(): void {
  for (const ua of agents) ua.stop();
  agents = [];
}

async function open(again: number): Promise<void> {
  if (!wanted) return;
  if (opening) clearTimeout(opening);
  opening = setTimeout(() => void open(Math.min(again * 2, LONGEST_MS)), again);
  const asked = await act(OPEN_PHONES, {});
  if (!asked.ok) return;
  clearTimeout(opening);
  if (!wanted) return;
  const accounts = asked.value.__typename === 'BrowserPhones' ? asked.value.phones : [];
  if (accounts.length === 0) return phone.set({ state: 'none' });
  // Browsers give microphones to pages of https and of this machine alone.
  if (!navigator.mediaDevices) return phone.set({ state: 'insecure' });
  phone.set({ state: 'connecting' });
  const { default: sip } = await import('jssip');
  shut();
  if (!wanted) return;
  ice = iceConfiguration(accounts.flatMap((account) => account.ice));
  agents = accounts.map(({ uri, user, password, path }) => {
    const socket = new sip.WebSocketInterface(`${location.origin.replace(/^http/, 'ws')}${path}`);
    const ua = new sip.UA({ sockets: [socket], uri, authorization_user: user, password, register: true, register_expires: 120, session_timers: false, connection_recovery_min_interval: 1, connection_recovery_max_interval: 5, user_agent: 'Switchroom' });
    ua.on('registered', () => void askMicrophone());
    ua.on('disconnected', () => phone.get().state !== 'none' && phone.set({ state: 'lost' }));
    // The switch has forgotten the account (it was started anew), or the ticket is old.
    ua.on('registrationFailed', () => {
      phone.set({ state: 'lost' });
      ua.stop();
      if (wanted) opening = setTimeout(() => void open(FIRST_MS), FIRST_MS);
    });
    ua.on('newRTCSession', ({ session, request, originator }: { session: RTCSession; request: { getHeader(name: string): string | undefined }; originator: string }) => {
      if (originator === 'remote') ringing(session, request);
    });
    ua.start();
    return ua;
  });
}

/** Asked before a call comes, so that none is answered into silence. */
export async function askMicrophone(): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    phone.set({ state: 'ready' });
  } catch {
    phone.set({ state: 'noMicrophone' });
  }
}

/** The hub names the leg `agent~<interaction>~<agent>~<stint>`. */
const interactionOf = (leg: string | undefined): string | null => leg?.split('~')[1] ?? null;

function ringing(session: RTCSession, request: { getHeader(name: string): string | undefined }): void {
  const id = interactionOf(request.getHeader('X-Leg'));
  if (id === null) return session.terminate({ status_code: 403 });
  keep(id, session);
  change(id, { state: 'ringing' });
  // Accepted already: it only has to be lifted.
  if (/answer-after=0/.test(request.getHeader('Call-Info') ?? '')) lift(id);
  else liftWhatIsOurs();
}

function keep(id: string, session: RTCSession): void {
  sessions.get(id)?.terminate();
  sessions.set(id, session);
  const over = (): void => {
    if (sessions.get(id) !== session) return;
    sessions.delete(id);
    sounds.get(id)?.remove();
    sounds.delete(id);
    change(id, null);
  };
  session.on('ended', over);
  session.on('failed', over);
  session.on('accepted', () => change(id, { state: 'talking' }));
  session.on('getusermediafailed', () => phone.set({ state: 'noMicrophone' }));
  const listen = (connection: RTCPeerConnection): void =>
    connection.addEventListener('track', ({ track, streams }) => {
      const remote = streams[0] ?? new MediaStream([track]);
      const sound = sounds.get(id) ?? new Audio();
      sounds.set(id, sound);
      sound.autoplay = true;
      sound.srcObject = remote;
      void deviceChoice.speaker(sound);
      const local = new MediaStream(connection.getSenders().flatMap((sender) => (sender.track ? [sender.track] : [])));
      change(id, { remote, local });
    });
  // Of a call that comes in the connection is made when it is answered.
  if (session.connection) listen(session.connection);
  else session.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) => listen(peerconnection));
}

/** Calls that ring here and that we have in hand by now. */
function liftWhatIsOurs(): void {
  for (const [id, call] of Object.entries(phone.get().calls)) if (call.state === 'ringing' && desk.get().interactions[id]?.state === 'active') lift(id);
}

export function lift(id: string): void {
  const session = sessions.get(id);
  if (!session || session.isEstablished() || !session.isInProgress()) return;
  if (lifted.has(session)) return;
  lifted.add(session);
  session.answer({ mediaConstraints: { audio: deviceChoice.microphone(), video: false }, pcConfig: ice });
}
const lifted = new WeakSet<RTCSession>();

export function mute(id: string, on: boolean): void {
  const session = sessions.get(id);
  if (!session) return;
  if (on) session.mute({ audio: true });
  else session.unmute({ audio: true });
  change(id, { muted: on });
}

/** Digits for a menu at the other end (RFC 4733, by the switch). */
export function press(id: string, key: string): void {
  sessions.get(id)?.sendDTMF(key, { transportType: 'RFC2833' as never, duration: 120, interToneGap: 80 });
}

/** Calls the switch's echo: one hears what others would hear. */
export function testEcho(on: boolean): void {
  if (!on) return void sessions.get(ECHO)?.terminate();
  const ua = agents[0];
  if (!ua) return;
  keep(ECHO, ua.call('sip:echo@switchroom', { mediaConstraints: { audio: deviceChoice.microphone(), video: false }, pcConfig: ice }));
  change(ECHO, { state: 'ringing' });
}

/** What the browser counts of the call's packets (WebRTC statistics); null = there is no such call, or nothing came yet. */
export async function soundOf(id: string): Promise<LegSound | null> {
  const all = await sessions.get(id)?.connection?.getStats().catch(() => null);
  if (!all) return null;
  const told = [...all.values()] as readonly (RTCStats & { readonly kind?: string } & Readonly<Record<string, unknown>>)[];
  const of = (type: string, name: string): number | null => {
    const value = told.find((one) => one.type === type && one.kind === 'audio')?.[name];
    return typeof value === 'number' ? value : null;
  };
  const [received, away] = [of('inbound-rtp', 'packetsReceived'), of('remote-inbound-rtp', 'roundTripTime')];
  if (received === null) return null;
  return {
    received, lost: of('inbound-rtp', 'packetsLost') ?? 0, sent: of('outbound-rtp', 'packetsSent') ?? 0, lostThere: of('remote-inbound-rtp', 'packetsLost') ?? 0,
    jitterMs: (of('inbound-rtp', 'jitter') ?? 0) * 1_000, jitterThereMs: (of('remote-inbound-rtp', 'jitter') ?? 0) * 1_000, roundTripMs: away === null ? null : away * 1_000,
  };
}
