/** How each channel is worked unless a queue says otherwise (2-language "weight", 4-model "Timers"). */
import type { ChannelRules } from './acd/types.ts';
import type { ChannelKind } from './interaction.ts';
import { DAY, HOUR, SECOND } from './time.ts';

export const CHANNEL_RULES: Readonly<Record<ChannelKind, ChannelRules>> = {
  voice: { weight: 100, offerMs: 20 * SECOND, wrapUpMs: 30 * SECOND, parkMs: HOUR, missedOnExpiry: true, pace: 'live' },
  webchat: { weight: 30, offerMs: 30 * SECOND, wrapUpMs: 15 * SECOND, parkMs: DAY, missedOnExpiry: true, pace: 'live' },
  sms: { weight: 25, offerMs: 60 * SECOND, wrapUpMs: 0, parkMs: 3 * DAY, missedOnExpiry: false, pace: 'deferred' },
  wechat: { weight: 25, offerMs: 60 * SECOND, wrapUpMs: 0, parkMs: 3 * DAY, missedOnExpiry: false, pace: 'deferred' },
  email: { weight: 20, offerMs: 120 * SECOND, wrapUpMs: 0, parkMs: 7 * DAY, missedOnExpiry: false, pace: 'deferred' },
  fax: { weight: 15, offerMs: 120 * SECOND, wrapUpMs: 0, parkMs: 7 * DAY, missedOnExpiry: false, pace: 'deferred' },
};
