/** How fast a personal account may write: like a person, and slower while it is new, for accounts get banned. */
import { HOUR, MINUTE, type Ms } from '../../../src/core/time.ts';
import type { WechatySettings } from '../settings.ts';

/** Where the warm-up begins. */
const FIRST_SHARE = 0.2;

export function createPace({ perMinute, warmUpHours }: Pick<WechatySettings, 'perMinute' | 'warmUpHours'>) {
  const sent: Ms[] = [];
  const limitAt = (now: Ms, signedInSince: Ms): number => {
    const warm = warmUpHours === 0 ? 1 : Math.min(1, Math.max(0, now - signedInSince) / (warmUpHours * HOUR));
    return Math.max(1, Math.floor(perMinute * (FIRST_SHARE + (1 - FIRST_SHARE) * warm)));
  };
  return {
    /** True: it may be written now, and is counted. */
    may(now: Ms, signedInSince: Ms): boolean {
      while (sent.length > 0 && (sent[0] ?? now) <= now - MINUTE) sent.shift();
      if (sent.length >= limitAt(now, signedInSince)) return false;
      sent.push(now);
      return true;
    },
    limitAt,
  };
}
