/**
 * The legs of our application as Asterisk has them. Events keep the picture; `compare` holds it against Asterisk's own lists, and
 * what it finds different becomes the events that were missed. Names that we gave carry our application's name before them, so that
 * several hubs may share one Asterisk.
 */
import type { Leg, LegEnd, LegEvent } from '../../src/core/calls.ts';
import { createLegBook } from '../../src/core/legBook.ts';
import type { Ms } from '../../src/core/time.ts';
import type { AriEvent } from './ari.ts';

/** Of a channel that reached us by the dialplan: which number it was for, and who calls. */
export interface Arrived {
  readonly leg: string;
  readonly to: string;
  readonly number: string;
  readonly name: string;
}

/** Fields of ARI's Channel that are read here. */
interface AriChannel {
  readonly id: string;
  readonly state: string;
  readonly caller: { readonly number: string; readonly name: string };
  readonly app: string;
  readonly appData: string;
  /** What was dialled. */
  readonly number: string;
}

export interface LegsOptions {
  readonly app: string;
  now(): Ms;
  tell(event: LegEvent): void;
  /** A call came in by the dialplan: `Stasis(<app>,inbound,<number>)`. */
  arrived(call: Arrived): void;
}

/** Names of ours at Asterisk: `<app>!<name>`. */
export const nameAt = (app: string, name: string): string => `${app}!${name}`;

export function keepLegs({ app, now, tell, arrived }: LegsOptions) {
  const book = createLegBook();
  const legs = book.all;
  /** Why legs that are about to end do. Of those that we hang up Asterisk tells flags of its own in place of a cause. */
  const causes = new Map<string, { readonly cause: number | null; readonly sip: number | null }>();
  const byUs = new Set<string>();
  /** Told as ended; an event of theirs that comes late makes no leg of them again. */
  const gone = new Set<string>();
  /** Of which something was heard since Asterisk was last asked for its lists: what those say of them is older. */
  let heardSince = new Set<string>();
  const forget = (id: string): void => {
    gone.add(id);
    if (gone.size > 5_000) for (const old of [...gone].slice(0, 1_000)) gone.delete(old);
  };
  const ours = (id: string): string => (id.startsWith(`${app}!`) ? id.slice(app.length + 1) : id);
  const roomOf = (bridge: string): string | null => (bridge.startsWith(`${app}!`) ? bridge.slice(app.length + 1) : null);

  function set(id: string, change: Partial<Leg>): void {
    heardSince.add(id);
    const before = legs.get(id);
    const leg: Leg = { id, state: 'ringing', room: null, ...before, ...change };
    book.put(leg);
    if (before?.state !== leg.state) tell({ leg: id, at: now(), kind: leg.state === 'up' ? 'answered' : 'ringing' });
    if ((before?.room ?? null) !== leg.room) tell({ leg: id, at: now(), kind: 'moved', room: leg.room });
  }

  function end(id: string, how: LegEnd, cause: string | null): void {
    if (!book.drop(id)) return;
    forget(id);
    causes.delete(id);
    byUs.delete(id);
    tell({ leg: id, at: now(), kind: 'ended', end: how, cause });
  }

  /** Answered, and nothing of Asterisk's own holds it any more: one that we ring is told as up a moment before it can be put anywhere. */
  const isOurs = (channel: AriChannel, id: string): boolean => channel.state === 'Up' && (id === channel.id || channel.app === 'Stasis' || legs.get(id)?.state === 'up');

  function enter(channel: AriChannel, args: readonly string[]): void {
    const id = ours(channel.id);
    const isCaller = id === channel.id;
    // Of a channel that ended before its beginning was told nobody is rung.
    if (gone.has(id) || (isCaller && ((args[0] ?? 'inbound') !== 'inbound' || legs.has(id)))) return;
    set(id, { state: channel.state === 'Up' ? 'up' : 'ringing' });
    if (isCaller) arrived({ leg: id, to: args[1] ?? channel.number, number: channel.caller.number, name: channel.caller.name });
  }

  return {
    legs,
    of: book.of,
    /** One that is being rung: known from now on, though Asterisk tells of it later. */
    ringing: (id: string) => set(id, { state: 'ringing' }),
    /** We hang it up ourselves. */
    hungUp: (id: string) => void (legs.has(id) && byUs.add(id)),
    refused: (id: string, cause: string) => end(id, 'failed', cause),
    hear(event: AriEvent): void {
      const channel = channelOf(event.channel);
      if (!channel) return;
      const id = ours(channel.id);
      switch (event.type) {
        case 'StasisStart':
          return enter(channel, Array.isArray(event.args) ? event.args.map(String) : []);
        case 'ChannelStateChange':
          if (legs.has(id) && isOurs(channel, id)) set(id, { state: 'up' });
          else if (legs.has(id) && id !== channel.id && channel.state === 'Ringing') tell({ leg: id, at: now(), kind: 'rings' });
          return;
        case 'ChannelEnteredBridge':
          if (legs.has(id)) set(id, { room: roomOf(idOf(event.bridge)) });
          return;
        case 'ChannelLeftBridge':
          // It may be in the next already.
          if (legs.get(id)?.room === roomOf(idOf(event.bridge))) set(id, { room: null });
          return;
        case 'ChannelDtmfReceived':
          if (legs.has(id) && typeof event.digit === 'string') tell({ leg: id, at: now(), kind: 'digit', digit: event.digit });
          return;
        case 'ChannelHangupRequest':
          causes.set(id, { cause: numberOf(event.cause), sip: numberOf(event.tech_cause) });
          return;
        case 'StasisEnd':
        case 'ChannelDestroyed': {
          if (event.type === 'ChannelDestroyed' && !legs.has(id)) return forget(id);
          if (byUs.has(id)) return end(id, 'over', 'hub');
          const heard = causes.get(id);
          const cause = numberOf(event.cause) ?? heard?.cause ?? null;
          const sip = numberOf(event.tech_cause) ?? heard?.sip ?? null;
          return end(id, endOf(cause, sip, legs.get(id)?.state === 'up'), [cause === null ? null : `Q.850 ${cause}`, sip === null ? null : `SIP ${sip}`].filter((c) => c !== null).join(', ') || null);
        }
      }
    },
    /** The lists are asked for now; `compare` must follow. */
    asking: (): void => void (heardSince = new Set()),
    /** `missed`: how those ended of which nothing was heard; with Asterisk itself they are `lost`. */
    compare(channels: unknown, bridges: unknown, missed: 'over' | 'lost'): void {
      const newer = heardSince;
      heardSince = new Set();
      const rooms = new Map<string, string | null>();
      for (const bridge of listOf(bridges)) for (const c of listOf((bridge as Record<string, unknown>).channels)) rooms.set(String(c), roomOf(idOf(bridge)));
      const there = new Set<string>();
      for (const one of listOf(channels)) {
        const channel = channelOf(one);
        if (!channel) continue;
        const id = ours(channel.id);
        const [appOf, kind, to] = channel.appData.split(',');
        if (id === channel.id && (channel.app !== 'Stasis' || appOf !== app || (kind ?? 'inbound') !== 'inbound')) continue;
        if (gone.has(id)) continue;
        there.add(id);
        if (newer.has(id)) continue;
        const isNew = !legs.has(id);
        set(id, { state: isOurs(channel, id) ? 'up' : 'ringing', room: rooms.get(channel.id) ?? null });
        if (isNew && id === channel.id) arrived({ leg: id, to: to ?? channel.number, number: channel.caller.number, name: channel.caller.name });
      }
      for (const id of [...legs.keys()]) if (!there.has(id) && !newer.has(id)) end(id, missed, null);
    },
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
const idOf = (value: unknown): string => (typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : '');
const recordOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** Null = an event that lacks what it must have. */
function channelOf(value: unknown): AriChannel | null {
  const { id, state, caller, dialplan } = recordOf(value);
  if (typeof id !== 'string' || id === '') return null;
  const { number, name } = recordOf(caller);
  const { app_name, app_data, exten } = recordOf(dialplan);
  return { id, state: String(state ?? ''), caller: { number: String(number ?? ''), name: String(name ?? '') }, app: String(app_name ?? ''), appData: String(app_data ?? ''), number: String(exten ?? '') };
}

/** Q.850 causes (ITU-T Q.850 table 1) and SIP's (RFC 3261 §21) as one word. */
export function endOf(cause: number | null, sip: number | null, wasUp: boolean): LegEnd {
  if (wasUp) return cause === null || cause === 16 || cause === 31 ? 'over' : 'failed';
  if (sip === 486 || sip === 600 || cause === 17) return 'busy';
  if (sip === 603 || cause === 21) return 'refused';
  if (sip === 480 || sip === 408 || cause === 18 || cause === 19) return sip === 480 ? 'unreachable' : 'noAnswer';
  if (sip === 404 || sip === 410 || sip === 604 || cause === 1 || cause === 3 || cause === 20 || cause === 27) return 'unreachable';
  if (cause === 16 || cause === 0 || cause === null || sip === 487) return 'over';
  return 'failed';
}
