/** Keeps each entry point to so many messages a second: a bucket that fills evenly and holds one second's worth. */
import { SECOND } from '../core/time.ts';

/** Milliseconds to wait before one may go; 0 = it may go now, and is counted. */
export function createPacer(paceOf: (entryPoint: string) => number | null, now: () => number = () => performance.now()): (entryPoint: string) => number {
  const full = new Map<string, { left: number; at: number }>();
  return (entryPoint) => {
    const pace = paceOf(entryPoint);
    if (pace === null) return 0;
    const at = now();
    const before = full.get(entryPoint) ?? { left: Math.max(pace, 1), at };
    const left = Math.min(Math.max(pace, 1), before.left + ((at - before.at) * pace) / SECOND + 1e-9);
    full.set(entryPoint, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? 0 : Math.max(1, Math.round(((1 - left) * SECOND) / pace));
  };
}
