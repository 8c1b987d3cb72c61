/** One after the other within a lane, lanes beside each other. Tells which lanes have work that takes its time. */

export type Lanes = ReturnType<typeof createLanes>;

export function createLanes() {
  const ends = new Map<string, Promise<unknown>>();
  const slow = new Map<string, number>();

  /** Runs when what came earlier in its lane is done, however that went. */
  function run<T>(lane: string, task: () => Promise<T>): Promise<T> {
    const before = ends.get(lane) ?? Promise.resolve();
    const mine = before.then(task, task);
    const end = mine.then(() => undefined, () => undefined).then(() => {
      if (ends.get(lane) === end) ends.delete(lane);
    });
    ends.set(lane, end);
    return mine;
  }

  return {
    run,
    /** Nobody waits for it; whatever comes to this lane meanwhile should not be waited for either. Must not reject. */
    runSlow(lane: string, task: () => Promise<void>): void {
      slow.set(lane, (slow.get(lane) ?? 0) + 1);
      void run(lane, task).finally(() => {
        const left = (slow.get(lane) ?? 1) - 1;
        if (left === 0) slow.delete(lane);
        else slow.set(lane, left);
      });
    },
    isSlow: (lane: string): boolean => slow.has(lane),
    /** When all lanes are empty. */
    async settled(): Promise<void> {
      while (ends.size > 0) await Promise.all(ends.values());
    },
  };
}
