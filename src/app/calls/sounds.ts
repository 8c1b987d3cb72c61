/** How good the sound is of those who hear somebody: asked for soon after they do, and then now and again. */
import { type Calls, type LegSound, WAITING } from '../../core/calls.ts';
import { type Ms, SECOND } from '../../core/time.ts';

const EVERY_MS = 9 * SECOND;

export function createSounds() {
  /** By connection and leg, when it was last asked. */
  const askedAt = new WeakMap<Calls, Map<string, Ms>>();
  return {
    async of(calls: Calls, now: Ms): Promise<ReadonlyMap<string, LegSound>> {
      const before = askedAt.get(calls);
      const asked = new Map<string, Ms>();
      askedAt.set(calls, asked);
      const due = [...calls.legs().values()].filter((leg) => {
        if (leg.state !== 'up' || leg.room === null || leg.room === WAITING) return false;
        const last = before?.get(leg.id);
        const isDue = last === undefined || now - last >= EVERY_MS;
        asked.set(leg.id, isDue ? now : last);
        return isDue;
      });
      const sounds = await Promise.all(due.map(async ({ id }) => [id, (await calls.sound?.(id)) ?? null] as const));
      return new Map(sounds.flatMap(([id, sound]) => (sound ? [[id, sound] as const] : [])));
    },
  };
}
