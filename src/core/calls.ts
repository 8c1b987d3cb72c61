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
  | { readonly kind: 'hangUp'; readonly leg: string; readonly why: HangUp }
  /** Records what is heard in a room under this name; twice is once. */
  | { readonly kind: 'record'; readonly room: string; readonly recording: string }
  | { readonly kind: 'pauseRecording' | 'resumeRecording' | 'stopRecording'; readonly recording: string }
  /** Takes whoever is left out of every room and asks what they thought of it; asked twice is once. */
  | { readonly kind: 'askRating'; readonly leg: string };

/** What whoever is at the other end is told, where the line can say it. */
export type HangUp = 'over' | 'busy' | 'refused' | 'failed';

/** Where an agent is rung: the browser, a phone registered at the switch by its name, or an outside number. */
export type Phone = { readonly kind: 'browser'; readonly agent: string } | { readonly kind: 'extension'; readonly name: string } | { readonly kind: 'number'; readonly number: string };

export type Carried = { readonly ok: true } | { readonly ok: false; readonly gone: boolean; readonly code: string; readonly explain: string };

/** Why a leg ended, in the field's words. The switch's and SIP's own numbers are kept beside. */
export const LEG_ENDS = ['over', 'busy', 'noAnswer', 'refused', 'unreachable', 'failed', 'lost'] as const;
export type LegEnd = (typeof LEG_ENDS)[number];

/** What happened to a leg. Lossy: whoever missed some lists the legs. */
export type LegEvent = { readonly leg: string; readonly at: Ms } & (
  | { readonly kind: 'arrived' | 'ringing' | 'answered' }
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
  /** Since when the switch runs; calls from before it are lost. Null = not known. */
  since(): Ms | null;
  /** Whether `legs` can be believed: the switch can be asked now, or is surely gone with all its calls. */
  up(): boolean;
  carry(order: CallOrder): Promise<Carried>;
  /** Absent = it records nothing. */
  readonly recordings?: Recordings;
}
