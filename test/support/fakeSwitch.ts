/**
 * A switch in memory behind the call-control port: calls come, phones are lifted or not, the way to it is cut. Stories run on it in
 * milliseconds; `test/contract/callContract` holds it to what a real one promises.
 */
import { voice } from '../../channels/voice/voice.ts';
import { type CallOrder, type Carried, type Calls, type Leg, type LegEnd, type LegEvent, WAITING } from '../../src/core/calls.ts';
import type { Channel, Hub } from '../../src/core/channel.ts';
import { createLegBook } from '../../src/core/legBook.ts';

/** It is found again so long after it was cut off. */
const BACK_MS = 200;
const AGAIN_MS = 50;

type Happened = LegEvent extends infer E ? (E extends LegEvent ? Omit<E, 'at'> : never) : never;

export function fakeSwitch() {
  let book = createLegBook();
  const numbers = new Map<string, string>();
  let hub: Hub | null = null;
  let isUp = false;
  let since = 0;
  /** What the hub has heard of; compared with `legs` when the switch is reached again. */
  const heard = new Set<string>();
  /** Legs that hear somebody being rung. */
  const ringing = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };

  function tell(event: Happened): void {
    if (hub && isUp) hub.leg({ ...event, at: hub.now() } as LegEvent);
  }
  function set(id: string, change: Partial<Leg>): void {
    const before = book.all.get(id);
    const leg: Leg = { id, state: 'ringing', room: null, ...before, ...change };
    book.put(leg);
    if (isUp) heard.add(id);
    if (before?.state !== leg.state) tell({ leg: id, kind: leg.state === 'up' ? 'answered' : 'ringing' });
    if ((before?.room ?? null) !== leg.room) tell({ leg: id, kind: 'moved', room: leg.room });
  }
  function end(id: string, how: LegEnd): void {
    ringing.delete(id);
    if (!book.drop(id) || !isUp) return;
    heard.delete(id);
    tell({ leg: id, kind: 'ended', end: how, cause: null });
  }

  async function report(id: string): Promise<void> {
    const to = hub;
    if (!to || !book.all.has(id)) return;
    const number = numbers.get(id) ?? '';
    try {
      await to.report({ kind: 'message', thread: id, at: to.now(), ref: `call:${id}`, text: '', files: [], call: { to: '1000' }, language: 'en', from: number === '' ? { kind: 'external', value: `call:${id}`, verified: false } : { kind: 'phone', value: number, verified: false } });
      tell({ leg: id, kind: 'arrived' });
    } catch (error) {
      to.log('warn', 'A call could not be stored and is reported again.', { err: error, leg: id });
      later(AGAIN_MS, () => void report(id));
    }
  }

  /** Reached (again): what was missed is told. `lost`: it is another switch than before. */
  function reach(lost: boolean): void {
    if (!hub) return;
    isUp = true;
    for (const id of [...heard]) if (!book.all.has(id)) {
      heard.delete(id);
      tell({ leg: id, kind: 'ended', end: lost ? 'lost' : 'over', cause: null });
    }
    for (const id of book.all.keys()) if (!heard.has(id)) {
      heard.add(id);
      tell({ leg: id, kind: 'ringing' });
      void report(id);
    }
    hub.health({ state: 'connected' });
  }
  function away(): void {
    isUp = false;
    hub?.health({ state: 'failed', code: 'SWITCH_AWAY', explain: 'The switch cannot be reached.' });
  }

  const ok: Carried = { ok: true };
  const gone: Carried = { ok: false, gone: true, code: 'GONE', explain: 'There is no such leg any more.' };
  function carry(order: CallOrder): Carried {
    if (!isUp) return { ok: false, gone: false, code: 'SWITCH_AWAY', explain: 'The switch cannot be reached.' };
    if ('recording' in order) return { ok: false, gone: false, code: 'UNSUPPORTED', explain: 'It records nothing.' };
    if (order.kind === 'ring') {
      if (order.to.kind === 'number' && !order.to.trunk) return { ok: false, gone: false, code: 'NO_TRUNK', explain: 'This entry point has no trunk for outside numbers.' };
      if (!book.all.has(order.leg)) set(order.leg, { state: 'ringing' });
      return ok;
    }
    if (order.kind === 'overhear') {
      if (!book.all.has(order.at)) return gone;
      if (!book.all.has(order.leg)) set(order.leg, { state: 'up' });
      return ok;
    }
    if (!book.all.has(order.leg)) return gone;
    if (order.kind === 'answer') set(order.leg, { state: 'up' });
    if (order.kind === 'wait') set(order.leg, { room: WAITING });
    if (order.kind === 'join') set(order.leg, { room: order.room });
    if (order.kind === 'askRating') set(order.leg, { room: null });
    if (order.kind === 'ringback') ringing[order.on ? 'add' : 'delete'](order.leg);
    if (order.kind === 'hangUp') end(order.leg, 'over');
    return ok;
  }

  const calls: Calls = { site: 'memory', legs: () => new Map(book.all), legsOf: (interaction, caller) => book.of(interaction, caller), since: () => since, up: () => isUp, carry: async (order) => carry(order) };
  const channel: Channel = {
    kind: 'voice', label: voice.label, pace: 'live', capabilities: voice.capabilities, alone: () => true,
    configure: () => async (opened) => {
      hub = opened;
      since = opened.now();
      reach(false);
      return {
        calls,
        async close() {
          hub = null;
          isUp = false;
          for (const timer of timers) clearTimeout(timer);
          timers.clear();
        },
      };
    },
  };

  return {
    channel, calls,
    /** Somebody calls; empty = they withhold their number. */
    call(id: string, number = '13800138000'): void {
      if (book.all.has(id)) return;
      numbers.set(id, number);
      set(id, { state: 'ringing' });
      if (isUp) void report(id);
    },
    lift: (leg: string): void => void (book.all.get(leg)?.state === 'ringing' && set(leg, { state: 'up' })),
    end,
    /** Keys that whoever is there presses. */
    press: (leg: string, digit: string): void => tell({ leg, kind: 'digit', digit }),
    inRoom: (room: string): string[] => [...book.all.values()].filter((leg) => leg.room === room).map((leg) => leg.id),
    hearsRinging: (leg: string): boolean => ringing.has(leg),
    /** Legs that ring for an agent. */
    ringingFor: (agent: string): string[] => [...book.all.values()].filter((leg) => leg.state === 'ringing' && leg.id.split('~')[2] === agent).map((leg) => leg.id),
    cut(meanwhile: () => void = () => undefined): void {
      away();
      meanwhile();
      later(BACK_MS, () => reach(false));
    },
    restart(): void {
      away();
      book = createLegBook();
      since += 1;
      later(BACK_MS, () => reach(true));
    },
  };
}
export type FakeSwitch = ReturnType<typeof fakeSwitch>;
