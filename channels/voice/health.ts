/** One word of how an entry point is, from what its parts find: Asterisk itself first, then what is wrong with it there. */
import type { Hub } from '../../src/core/channel.ts';

export interface Fault {
  readonly code: string;
  readonly explain: string;
}
/** In the order in which they are told. */
const PARTS = ['trunk', 'music'] as const;

export function keepHealth(hub: Pick<Hub, 'health'>) {
  const faults = new Map<(typeof PARTS)[number], Fault>();
  let isUp = false;
  let told = '';
  function tell(): void {
    if (!isUp) return;
    const fault = PARTS.map((part) => faults.get(part)).find((f) => f !== undefined);
    const now = fault?.explain ?? '';
    if (now === told) return;
    told = now;
    hub.health(fault ? { state: 'failed', ...fault } : { state: 'connected' });
  }
  return {
    /** Asterisk is reached, or not; what was found of the rest is told with it. */
    asterisk(up: boolean, why: string): void {
      isUp = up;
      told = '';
      hub.health(up ? { state: 'connected' } : { state: 'failed', code: 'ASTERISK_AWAY', explain: why });
      tell();
    },
    /** Null = nothing is wrong with it. True = that is news. */
    found(part: (typeof PARTS)[number], fault: Fault | null): boolean {
      const isNews = (faults.get(part)?.explain ?? '') !== (fault?.explain ?? '');
      if (fault) faults.set(part, fault);
      else faults.delete(part);
      tell();
      return isNews;
    },
  };
}
export type Health = ReturnType<typeof keepHealth>;
