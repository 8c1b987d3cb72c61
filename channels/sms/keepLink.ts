/** Keeps a connection to the SMSC up: opened anew after growing waits with some chance in them, so that many do not come at once. */
import { type Ms, SECOND } from '../../src/core/time.ts';
import type { Link, LinkFault } from './link.ts';

export interface Kept {
  link(): Link | null;
  /** Why there is none; null = there is, or nobody has tried. */
  fault(): LinkFault | null;
  /** Resolves after the first try, however it went. */
  readonly tried: Promise<void>;
  /** Stops for good; what is connected is unbound. */
  stop(): Promise<void>;
}

const FIRST_WAIT: Ms = SECOND / 2;
const LONGEST_WAIT: Ms = 8 * SECOND;
/** Who refuses a sign-in will refuse the next: some lock accounts that ask too often. */
const LONGEST_REFUSED: Ms = 60 * SECOND;
/** A session that lasted so long was well. */
const WELL_MS: Ms = 10 * SECOND;

/** `open` never rejects. */
export function keepLink(open: () => Promise<Link | LinkFault>, changed: () => void): Kept {
  let link: Link | null = null;
  let fault: LinkFault | null = null;
  let stopped = false;
  let wake: () => void = () => undefined;
  let tried: () => void = () => undefined;
  const firstTry = new Promise<void>((resolve) => (tried = resolve));

  const pause = (ms: Ms): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      const opened = await open();
      const isUp = 'ended' in opened;
      const upAt = performance.now();
      if (isUp) {
        link = opened;
        fault = null;
        if (stopped) await opened.close();
        else changed();
        tried();
        const explain = await opened.ended;
        link = null;
        fault = { step: 'connect', code: 'CONNECTION_LOST', explain };
        failures = performance.now() - upAt > WELL_MS ? 0 : failures + 1;
      } else {
        fault = opened;
        failures += 1;
      }
      if (!stopped) changed();
      tried();
      if (stopped) return;
      const longest = !isUp && opened.step === 'bind' && opened.code !== 'NO_ANSWER' ? LONGEST_REFUSED : LONGEST_WAIT;
      await pause(Math.min(longest, FIRST_WAIT * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2));
    }
  }
  const running = run();

  return {
    link: () => link,
    fault: () => fault,
    tried: firstTry,
    async stop() {
      stopped = true;
      wake();
      await link?.close();
      await running;
    },
  };
}
