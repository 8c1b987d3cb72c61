/**
 * The call-control port: what a switch (Asterisk, a carrier's webhooks, the tests' fake) does for the hub. The hub decides, the
 * switch executes. It knows **legs** (one connection each, to a caller, to an agent's phone) and **rooms** (whoever is in one hears
 * the others); it keeps no state that the hub needs: after any loss the legs are listed again and compared with what is wanted.
 */
import type { Ms } from './time.ts';

/** One connection as the switch has it. */
export interface Leg {
  /** The caller's: the switch's own. Of those we rang: the name that we gave it (`legName`). */
  readonly id: string;
  /** `ringing`: not answered yet; a caller is `ringing` until we answer. */
  readonly state: 'ringing' | 'up';
  /** The room it is in; `WAITING` = by itself with music; null = nowhere, it hears nothing. */
  readonly room: string | null;
}

/** The room in which nobody hears anybody: each has music. */
export const WAITING = 'waiting';

/** Whom an agent's leg was rung for: its name says it, so that a hub which has forgotten everything can read it again. */
export interface LegName {
  readonly interaction: string;
  readonly agent: string;
  /** The offer, or the moment at which the agent took it over. */
  readonly stint: string;
}
const PREFIX = 'agent';
/** No part has a `~`. */
export const legName = ({ interaction, agent, stint }: LegName): string => [PREFIX, interaction, agent, stint].join('~');
/** Null = not one of ours. */
export function readLegName(id: string): LegName | null {
  const [prefix, interaction, agent, stint, ...more] = id.split('~');
  return prefix === PREFIX && interaction && agent && stint && more.length === 0 ? { interaction, agent, stint } : null;
}

/** The leg of somebody who is on the call besides caller and owner (`callParties`). */
export const partyName = (interaction: string, party: string): string => `party~${interaction}~${party}`;
export function readPartyName(id: string): { readonly interaction: string; readonly party: string } | null {
  const [prefix, interaction, party, ...more] = id.split('~');
  return prefix === 'party' && interaction && party && more.length === 0 ? { interaction, party } : null;
}

/** The ear at an agent's leg by which a supervisor listens or whispers. Its name says at whose, so that another owner gets another. */
export interface EarName {
  readonly interaction: string;
  readonly party: string;
  readonly how: 'listen' | 'whisper';
  readonly agent: string;
}
export const earName = ({ interaction, party, how, agent }: EarName): string => ['ear', interaction, party, how, agent].join('~');
export function readEarName(id: string): EarName | null {
  const [prefix, interaction, party, how, agent, ...more] = id.split('~');
  return prefix === 'ear' && interaction && party && (how === 'listen' || how === 'whisper') && agent && more.length === 0 ? { interaction, party, how, agent } : null;
}

/** The customer's leg of a call that we dial. */
export interface OutName {
  readonly interaction: string;
  readonly attempt: number;
}
export const outName = ({ interaction, attempt }: OutName): string => ['out', interaction, attempt].join('~');
export function readOutName(id: string): OutName | null {
  const [prefix, interaction, attempt, ...more] = id.split('~');
  return prefix === 'out' && interaction && /^\d{1,9}$/.test(attempt ?? '') && more.length === 0 ? { interaction, attempt: Number(attempt) } : null;
}

/** The call that a leg of ours belongs to, whatever it was made for; null = none that we named. */
export const callOfLeg = (id: string): string | null => (readLegName(id) ?? readPartyName(id) ?? readEarName(id) ?? readOutName(id))?.interaction ?? null;

/** The trunk of an entry point as its settings have it: one that the hub makes at the switch is named after the application; empty = outside numbers are not called. */
export function trunkNameOf(settings: Readonly<Record<string, unknown>>): string {
  if (settings.trunkBy === 'account') return `${typeof settings.app === 'string' ? settings.app : 'hub'}-trunk`;
  return typeof settings.trunk === 'string' ? settings.trunk.trim() : '';
}

/** What is asked of the switch. Each may be asked twice; a leg that has gone meanwhile is `gone`, no fault. */
export type CallOrder =
  | { readonly kind: 'answer'; readonly leg: string }
  /** Into the room with music. */
  | { readonly kind: 'wait'; readonly leg: string }
  /** Into a room with whoever is there; made if it is not there. */
  | { readonly kind: 'join'; readonly leg: string; readonly room: string }
  /** Rings a phone as the leg `leg`; twice is once. */
  | {
      readonly kind: 'ring';
      readonly leg: string;
      readonly to: Phone;
      /** Whom the phone shows: the caller. */
      readonly from: { readonly number: string; readonly name: string | null };
      readonly forMs: Ms;
      /** The phone should answer by itself, for the agent has accepted already. */
      readonly answersItself: boolean;
    }
  /** Makes the leg `leg`, which hears what leg `at` hears and says; what is said into it, by `whisper`, `at` alone hears. */
  | { readonly kind: 'overhear'; readonly leg: string; readonly at: string; readonly how: 'listen' | 'whisper' }
  /** Whoever is by themselves, in a room or in none, hears that somebody else is being rung, or does not any more; twice is once, and it ends by itself within a minute. */
  | { readonly kind: 'ringback'; readonly leg: string; readonly on: boolean }
  | { readonly kind: 'hangUp'; readonly leg: string; readonly why: HangUp }
  /** Records what is heard in a room under this name; twice is once. */
  | { readonly kind: 'record'; readonly room: string; readonly recording: string }
  | { readonly kind: 'pauseRecording' | 'resumeRecording' | 'stopRecording'; readonly recording: string }
  /** Takes whoever is left out of every room and asks what they thought of it; asked twice is once. */
  | { readonly kind: 'askRating'; readonly leg: string };

/** What whoever is at the other end is told, where the line can say it. */
export type HangUp = 'over' | 'busy' | 'refused' | 'failed';

/** Who is rung: an agent's browser, a phone registered at the switch by its name, or an outside number, by a trunk of its own if it has one. */
export type Phone = { readonly kind: 'browser'; readonly agent: string } | { readonly kind: 'extension'; readonly name: string } | { readonly kind: 'number'; readonly number: string; readonly trunk?: string };

export type Carried = { readonly ok: true } | { readonly ok: false; readonly gone: boolean; readonly code: string; readonly explain: string };

/** Why a leg ended, in the field's words. The switch's and SIP's own numbers are kept beside. */
export const LEG_ENDS = ['over', 'busy', 'noAnswer', 'refused', 'unreachable', 'failed', 'lost'] as const;
export type LegEnd = (typeof LEG_ENDS)[number];

/** What happened to a leg. Lossy: whoever missed some lists the legs. */
export type LegEvent = { readonly leg: string; readonly at: Ms } & (
  /** `rings`: the far end says that it does, after we have begun to ring it. */
  | { readonly kind: 'arrived' | 'ringing' | 'rings' | 'answered' }
  | { readonly kind: 'moved'; readonly room: string | null }
  /** `lost`: it is not in the list any more, and nobody heard why. */
  | { readonly kind: 'ended'; readonly end: LegEnd; readonly cause: string | null }
  | { readonly kind: 'digit'; readonly digit: string }
);

/** An account at the switch for a phone in a browser. */
export interface BrowserPhone {
  /** `sip:user@host`. */
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Of the socket on the hub's own origin, with the proof that it may be opened; good for a day. */
  readonly path: string;
  /** By which its sound finds its way; none where the switch is reached directly. */
  readonly ice: readonly IceServer[];
}

/** A STUN or TURN server, as browsers take it (WebRTC, RTCIceServer). */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username: string | null;
  readonly credential: string | null;
}

/** What a switch or a browser has counted of one leg so far. `There` = as the far end reports it (RTCP, RFC 3550 §6.4). */
export interface LegSound {
  /** Packets. */
  readonly received: number;
  readonly lost: number;
  readonly sent: number;
  readonly lostThere: number;
  readonly jitterMs: Ms;
  readonly jitterThereMs: Ms;
  /** Null = the far end does not report. */
  readonly roundTripMs: Ms | null;
}

/** Names of recordings that we gave: nothing else is ever asked for at the switch, and none has a path in it. */
const RECORDING = /^rec~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
export const recordingName = (id: string): string => `rec~${id}`;
/** Null = not one of ours. */
export const readRecordingName = (name: string): string | null => RECORDING.exec(name)?.[1] ?? null;

/** A recording as the switch has it. `stored`: it is over and can be fetched. */
export type RecordingThere = 'recording' | 'paused' | 'stored' | 'gone';

/** A switch's ability to record. Each throws when it cannot be asked. */
export interface Recordings {
  there(name: string): Promise<RecordingThere>;
  /** Names of ours that are stored. */
  stored(): Promise<readonly string[]>;
  /** The whole of it, as WAV (8 kHz, 16-bit PCM, mono); throws when it is cut off on the way. Null = it is not there. */
  fetch(name: string): Promise<Uint8Array | null>;
  /** It is kept elsewhere now. */
  remove(name: string): Promise<void>;
}

/** A connection's ability to carry calls. */
export interface Calls {
  /** Which switch it is: two entry points may share one. */
  readonly site: string;
  /** Makes the account, or makes it again: switches forget them. Throws when the switch cannot be asked. */
  browserPhone?(agent: { readonly id: string; readonly name: string }): Promise<BrowserPhone>;
  /** As last heard: kept by events, compared with the switch's own list on each connect and every few seconds. */
  legs(): ReadonlyMap<string, Leg>;
  /** Of these: the caller's and those that were made for the call (`callOfLeg`), without looking through all. */
  legsOf(interaction: string, caller: string | null): ReadonlyMap<string, Leg>;
  /** Since when the switch runs; calls from before it are lost. Null = not known. */
  since(): Ms | null;
  /** Whether `legs` can be believed: the switch can be asked now, or is surely gone with all its calls. */
  up(): boolean;
  carry(order: CallOrder): Promise<Carried>;
  /** What is counted of a leg's packets so far; null = it has none, or the switch cannot say. */
  sound?(leg: string): Promise<LegSound | null>;
  /** Absent = it records nothing. */
  readonly recordings?: Recordings;
}
