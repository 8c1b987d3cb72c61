/**
 * What callers are told before and after the talk: that it is recorded, before anybody is put through; and, when the agent has hung up and
 * they are still there, how it was. Nothing is remembered that matters: after a restart who is still there is asked again.
 */
import type { CallOrder, Carried } from '../../src/core/calls.ts';
import type { Hub } from '../../src/core/channel.ts';
import type { Prompts } from './prompts.ts';
import type { Settings } from './settings.ts';
import { NOTICE, RATE, THANKS } from './words.ts';

export interface AroundParts {
  readonly hub: Hub;
  readonly settings: Settings;
  readonly prompts: Pick<Prompts, 'say' | 'idle'>;
  carry(order: CallOrder): Promise<Carried>;
}

/** Who is told at length is put through all the same after this. */
const MOST_NOTICE_MS = 20_000;
const ASK = { for: 'choice', most: 1 } as const;

export function createAround({ hub, settings, prompts, carry }: AroundParts) {
  const { language } = settings;
  const asking = new Set<string>();
  /** Answered, and not yet told that they are recorded. */
  const untold = new Set<string>();
  const notice = settings.record === 'never' || !settings.recordNotice ? null : settings.recordNoticeText.trim() || NOTICE[language][settings.recordRefusal ? 'refusable' : 'plain'];
  /** Who called us; what we rang has a name of ours. */
  const isCaller = (leg: string): boolean => !leg.includes('~');

  /** What must be said before anything else. */
  async function before(leg: string): Promise<void> {
    if (notice === null || !untold.delete(leg)) return;
    await prompts.say(leg, notice, language, null).catch((error: unknown) => hub.log('error', 'A caller could not be told that calls are recorded.', { err: error, leg }));
  }

  async function askRating(leg: string): Promise<Carried> {
    if (asking.has(leg)) return { ok: true };
    asking.add(leg);
    const left = await carry({ kind: 'askRating', leg });
    if (!left.ok) asking.delete(leg);
    else if (!(await say(leg, settings.surveyText.trim() || RATE[language]))) return carry({ kind: 'hangUp', leg, why: 'over' });
    return left;
  }

  async function say(leg: string, text: string): Promise<boolean> {
    return prompts.say(leg, text, language, ASK).then(() => true, (error: unknown) => {
      hub.log('warn', 'A caller could not be asked for a rating.', { err: error, leg });
      return false;
    });
  }

  return {
    async carry(order: CallOrder): Promise<Carried> {
      if (order.kind === 'askRating') return askRating(order.leg);
      if (order.kind === 'join' && notice !== null && isCaller(order.leg)) await Promise.race([prompts.idle(order.leg), new Promise((resolve) => setTimeout(resolve, MOST_NOTICE_MS).unref())]);
      const carried = await carry(order);
      if (order.kind === 'answer' && carried.ok && notice !== null && isCaller(order.leg)) untold.add(order.leg);
      // Not before: who is spoken to in no room can be put into none until that is over.
      if (order.kind === 'wait' && carried.ok) await before(order.leg);
      return carried;
    },
    before,
    /** A key that rates; false = this caller was asked nothing by us. */
    async rated(leg: string, text: string): Promise<boolean> {
      if (!asking.has(leg)) return false;
      if (!/^[1-5]$/.test(text)) {
        await say(leg, settings.surveyText.trim() || RATE[language]);
        return true;
      }
      // Said first: the hub hangs up when it has stored it, as soon as nothing is said any more.
      await prompts.say(leg, THANKS[language], language, null).catch(() => undefined);
      await hub.report({ kind: 'rated', ref: `rated:${leg}`, thread: leg, at: hub.now(), score: Number(text), comment: '' });
      return true;
    },
    over(leg: string): void {
      asking.delete(leg);
      untold.delete(leg);
    },
  };
}
