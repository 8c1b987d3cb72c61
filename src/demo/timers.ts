/** Timers of a simulated person, all stopped at once when the demo is switched off. */
export interface Timers {
  after(ms: number, run: () => void): void;
  /** Only one of a name runs at a time. */
  once(name: string, ms: number, run: () => void): void;
  stop(): void;
}

export const between = (least: number, most: number): number => least + Math.random() * (most - least);
export const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>();
  const names = new Set<string>();
  const after = (ms: number, run: () => void): void => {
    const timer = setTimeout(() => {
      running.delete(timer);
      run();
    }, ms);
    running.add(timer);
  };
  return {
    after,
    once(name, ms, run) {
      if (names.has(name)) return;
      names.add(name);
      after(ms, () => {
        names.delete(name);
        run();
      });
    },
    stop() {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
