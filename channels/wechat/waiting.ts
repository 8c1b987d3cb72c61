/** A wait that ends early, and leaves no timer, when the connection closes. */
import type { Ms } from '../../src/core/time.ts';

/** False: the signal came first. */
export const waited = (ms: Ms, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
