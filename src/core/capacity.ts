/** How each channel is worked unless a queue says otherwise (2-language "weight", 4-model "Timers"). */
import type { ChannelRules } from './acd/types.ts';
import type { ChannelKind } from './interaction.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** A call hears silence itself; who writes a letter expects none of this. */
const NO_SILENCE = { firstResponseMs: 0, idleWarnMs: 0, idleEndMs: 0, idleThen: 'close' } as const;
const MESSAGING = { firstResponseMs: 5 * MINUTE, idleWarnMs: 0, idleEndMs: DAY, idleThen: 'park' } as const;

export const CHANNEL_RULES: Readonly<Record<ChannelKind, ChannelRules>> = {
  voice: { weight: 100, offerMs: 20 * SECOND, wrapUpMs: 30 * SECOND, parkMs: HOUR, awaitMs: HOUR, missedOnExpiry: true, pace: 'live', ...NO_SILENCE },
  webchat: { weight: 30, offerMs: 30 * SECOND, wrapUpMs: 15 * SECOND, parkMs: DAY, awaitMs: DAY, missedOnExpiry: true, pace: 'live', firstResponseMs: MINUTE, idleWarnMs: 5 * MINUTE, idleEndMs: 10 * MINUTE, idleThen: 'close' },
  sms: { weight: 25, offerMs: 60 * SECOND, wrapUpMs: 0, parkMs: 3 * DAY, awaitMs: 2 * DAY, missedOnExpiry: false, pace: 'deferred', ...MESSAGING },
  wechat: { weight: 25, offerMs: 60 * SECOND, wrapUpMs: 0, parkMs: 3 * DAY, awaitMs: 2 * DAY, missedOnExpiry: false, pace: 'deferred', ...MESSAGING },
  email: { weight: 20, offerMs: 120 * SECOND, wrapUpMs: 0, parkMs: 7 * DAY, awaitMs: 7 * DAY, missedOnExpiry: false, pace: 'deferred', ...NO_SILENCE },
  fax: { weight: 15, offerMs: 120 * SECOND, wrapUpMs: 0, parkMs: 7 * DAY, awaitMs: 7 * DAY, missedOnExpiry: false, pace: 'deferred', ...NO_SILENCE },
};
