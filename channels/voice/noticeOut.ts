/**
 * Who is called by us and is recorded hears so when they lift, and the agent hears it with them: the two are put together when it has been
 * said. What the hub wants meanwhile waits until then; nothing of it is remembered beyond that, and a hub that comes back says it again.
 */
import { callOfLeg, type CallOrder, type Carried, type Leg, readLegName, readOutName, WAITING } from '../../src/core/calls.ts';
import type { Hub } from '../../src/core/channel.ts';
import { AriError } from '../asterisk/ari.ts';
import { nameAt } from '../asterisk/legs.ts';
import type { Prompts } from './prompts.ts';
import type { Settings } from './settings.ts';
import { NOTICE } from './words.ts';

export interface NoticeOutParts {
  readonly hub: Pick<Hub, 'log'>;
  readonly settings: Settings;
  readonly prompts: Pick<Prompts, 'say' | 'idle' | 'over'>;
  legs(): ReadonlyMap<string, Leg>;
  carry(order: CallOrder): Promise<Carried>;
}

/** Who is told at length is put through all the same after this. */
const MOST_MS = 20_000;
/** A leg that has just been lifted may be a moment away from where it can be spoken to. */
const TRIES = 10;
const AGAIN_MS = 50;

/** What waits until it has been said: by leg, where it was last wanted. */
interface Telling {
  readonly wanted: Map<string, CallOrder>;
  /** By leg that is told. */
  readonly said: Map<string, Promise<unknown>>;
}

export function createNoticeOut({ hub, settings, prompts, legs, carry }: NoticeOutParts) {
  const { language } = settings;
  const notice = settings.record === 'never' || !settings.recordNotice || !settings.recordNoticeOut ? null : settings.recordNoticeOutText.trim() || NOTICE[language].plain;
  /** By call. */
  const telling = new Map<string, Telling>();
  /** Of customers who were rung before there was an agent: told as they are put together. */
  const untold = new Set<string>();
  const channelOf = (leg: string): string => nameAt(settings.app, leg);

  async function say(leg: string, text: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await prompts.say(channelOf(leg), text, language, null);
        return await prompts.idle(channelOf(leg));
      } catch (error) {
        const isThere = legs().has(leg);
        if (isThere && error instanceof AriError && error.status === 409 && tries < TRIES) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        else if (isThere) return hub.log('error', 'Somebody who was called could not be told that calls are recorded.', { err: error, leg });
        else return;
      }
    }
  }
  const sayTo = (leg: string): Promise<unknown> => (notice === null ? Promise.resolve() : Promise.race([say(leg, notice), new Promise((resolve) => setTimeout(resolve, MOST_MS).unref())]));

  async function tell(call: string, leg: string): Promise<void> {
    const one: Telling = { wanted: new Map(), said: new Map([[leg, sayTo(leg)]]) };
    telling.set(call, one);
    // The agent's, which begins a moment later, is waited for as well: a map is walked to what was added on the way.
    for (const heard of one.said.values()) await heard;
    telling.delete(call);
    for (const order of one.wanted.values()) await carry(order);
  }

  const agentsOf = (call: string): string[] => [...legs().values()].filter((leg) => leg.state === 'up' && readLegName(leg.id)?.interaction === call).map((leg) => leg.id);

  function begin(call: string, leg: string): void {
    const room = legs().get(leg)?.room;
    if (room === undefined || telling.has(call)) return;
    const agents = agentsOf(call);
    if (room === null && agents.length > 0) void tell(call, leg);
    // Nobody is kept from an agent who may be there only just in time. Who has an agent in a room is on hold.
    else if ((room === null || room === WAITING) && !agents.some((agent) => legs().get(agent)?.room)) untold.add(leg);
  }

  return {
    /** A leg is up; of one that the hub finds when it comes back it is judged when it has found them all. */
    answered(leg: string): void {
      const call = notice === null ? undefined : readOutName(leg)?.interaction;
      if (call !== undefined) queueMicrotask(() => begin(call, leg));
    },
    async carry(order: CallOrder): Promise<Carried> {
      const call = 'leg' in order ? callOfLeg(order.leg) : null;
      const now = call === null ? undefined : telling.get(call);
      if (!now || !('leg' in order)) {
        const carried = await carry(order);
        if (order.kind === 'join' && carried.ok && untold.delete(order.leg)) for (const leg of [order.leg, ...agentsOf(call ?? '')]) void sayTo(leg);
        return carried;
      }
      if (order.kind === 'join' || order.kind === 'wait') {
        now.wanted.set(order.leg, order);
        return { ok: true };
      }
      const carried = await carry(order);
      // They heard it ring until now.
      if (order.kind === 'ringback' && !order.on && readLegName(order.leg) && !now.said.has(order.leg)) now.said.set(order.leg, sayTo(order.leg));
      return carried;
    },
    /** A leg has ended. */
    over(leg: string): void {
      untold.delete(leg);
      if (notice === null) return;
      const call = callOfLeg(leg);
      if (call === null) return;
      void prompts.over(channelOf(leg));
      if (readOutName(leg)) telling.get(call)?.wanted.clear();
    },
  };
}
