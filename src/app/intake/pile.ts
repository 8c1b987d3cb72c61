/**
 * Natural batching: what is asked while a batch is under way is done together once it is through. Whoever comes alone is served at
 * once, alone. A batch that takes long (a row of it is locked) does not hold up those who come after: then another lane opens.
 */
export interface PileOptions {
  /** How many batches may be under way at once; a further one begins only when all that are have been for so long. */
  readonly lanes: number;
  readonly patienceMs: number;
  /** So long the first of a batch waits for others; absent = not at all. */
  readonly gatherMs?: number;
  /** The largest batch. */
  readonly most: number;
  /** Whether a batch that failed so is to be tried again one by one: one of it was at fault, and the others need not suffer. */
  mayPart(error: unknown): boolean;
}

interface Waiting<One, Result> {
  readonly one: One;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** `run` answers a batch in its order. */
export function pile<One, Result>({ lanes, patienceMs, gatherMs = 0, most, mayPart }: PileOptions, run: (batch: readonly One[]) => Promise<readonly Result[]>): (one: One) => Promise<Result> {
  const waiting: Waiting<One, Result>[] = [];
  /** Batches under way, and those of them that nobody waits for any more. */
  let busy = 0;
  let slow = 0;

  function goOn(): void {
    while (busy === slow && busy < lanes && waiting.length > 0) {
      const batch = waiting.splice(0, most);
      busy += 1;
      let isSlow = false;
      const overtake = setTimeout(() => {
        isSlow = true;
        slow += 1;
        goOn();
      }, patienceMs);
      void serve(batch).finally(() => {
        clearTimeout(overtake);
        busy -= 1;
        if (isSlow) slow -= 1;
        goOn();
      });
    }
  }

  async function serve(batch: readonly Waiting<One, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ one }) => one));
      batch.forEach(({ resolve }, n) => resolve(results[n] as Result));
    } catch (error) {
      if (batch.length > 1 && mayPart(error)) await Promise.all(batch.map((w) => serve([w])));
      else for (const { reject } of batch) reject(error);
    }
  }

  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (gatherMs === 0) goOn();
      else if (waiting.length === 1) setTimeout(goOn, gatherMs);
    });
}

/** Runs what is asked of one key in the order in which it was asked, each after the one before has ended; other keys go their own way. */
export function oneByOne(): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = last.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    last.set(key, mine);
    const forget = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  };
}
