/** How much may be on its way to the SMSC at once, and how fast: turns in the order they were asked for. */
import { type Ms, SECOND } from '../../src/core/time.ts';

export interface Window {
  /** Runs when a place is free and the pace allows it. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Nothing begins for so long: the far side was asked for too much. */
  rest(ms: Ms): void;
  /** Nothing waits for the pace any more. */
  hurry(): void;
}

export function createWindow(size: number, perSecond: number): Window {
  const clock = (): Ms => performance.now();
  const resting = new Map<NodeJS.Timeout, () => void>();
  let hurried = false;
  const queue: (() => void)[] = [];
  let inFlight = 0;
  /** When the next may go; a quiet second is not saved up beyond one burst. */
  let nextAt = 0;
  const gap = SECOND / perSecond;

  const pause = (ms: Ms): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        resting.delete(timer);
        resolve();
      }, ms);
      resting.set(timer, resolve);
    });

  async function turn(): Promise<void> {
    if (inFlight >= size) await new Promise<void>((resolve) => queue.push(resolve));
    else inFlight += 1;
    const now = clock();
    const at = Math.max(nextAt, now - gap);
    nextAt = at + gap;
    if (at > now && !hurried) await pause(at - now);
  }

  return {
    rest: (ms) => void (nextAt = Math.max(nextAt, clock() + ms)),
    hurry() {
      hurried = true;
      for (const [timer, resolve] of resting) {
        clearTimeout(timer);
        resolve();
      }
      resting.clear();
    },
    async run(work) {
      await turn();
      try {
        return await work();
      } finally {
        // The place goes to the next in line, or is free.
        const next = queue.shift();
        if (next) next();
        else inFlight -= 1;
      }
    },
  };
}
