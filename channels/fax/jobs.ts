/** Faxes of ours that are under way, kept in the hub's memory so that none is forgotten or sent twice when the hub dies. */
import { z } from 'zod';
import type { Hub } from '../../src/core/channel.ts';
import type { Ms } from '../../src/core/time.ts';
import type { Outcome } from './outcomes.ts';

const job = z.object({
  /** `nameOf` the message's key. */
  name: z.string(),
  /** By which the hub knows the message before it has our id of it. */
  key: z.string().default(''),
  number: z.string(),
  pages: z.number(),
  tries: z.number(),
  /** Why the last call did not do, while another is due. */
  why: z.string().nullable().default(null),
  dueAt: z.number(),
  /** `calling`: `channel` is or was at Asterisk; `over`: the outcome is to be told; `told`: kept so that the key is known. */
  state: z.enum(['due', 'calling', 'over', 'told']),
  channel: z.string().nullable(),
  outcome: z.object({ ok: z.boolean(), code: z.string(), explain: z.string() }).nullable(),
  /** Of the last call: pages confirmed, bits a second, what the far machine says of itself. */
  went: z.object({ confirmed: z.number(), rate: z.number().nullable(), station: z.string().nullable() }).nullable().default(null),
});
export type Job = Omit<Readonly<z.infer<typeof job>>, 'outcome'> & { readonly outcome: Outcome | null };

const KEY = 'faxes';
/** Told ones, the youngest: a message is given again within minutes. */
const MOST_TOLD = 500;

export async function loadJobs(hub: Hub) {
  const stored = z.array(job).safeParse(JSON.parse((await hub.memory.get(KEY)) ?? '[]'));
  const jobs = new Map<string, Job>((stored.data ?? []).map((j) => [j.name, j]));
  let saving: Promise<void> = Promise.resolve();
  function save(): Promise<void> {
    const told = [...jobs.values()].filter((j) => j.state === 'told');
    for (const old of told.slice(0, -MOST_TOLD)) jobs.delete(old.name);
    saving = saving.catch(() => undefined).then(() => hub.memory.set(KEY, JSON.stringify([...jobs.values()])));
    return saving;
  }
  return {
    all: (): readonly Job[] => [...jobs.values()],
    get: (name: string): Job | null => jobs.get(name) ?? null,
    /** Resolves when it is remembered; as it was when it could not be. */
    async set(next: Job): Promise<void> {
      const before = jobs.get(next.name);
      jobs.set(next.name, next);
      await save().catch((error: unknown) => {
        if (before) jobs.set(next.name, before);
        else jobs.delete(next.name);
        throw error;
      });
    },
  };
}
export type Jobs = Awaited<ReturnType<typeof loadJobs>>;

/** How long to wait after each try that may go better later. */
export const WAITS: readonly Ms[] = [2, 5, 15, 30].map((minutes) => minutes * 60_000);

/** Logged where the database or Asterisk did not answer. */
export const TROUBLED = 'Faxes that go out could not be looked after; it is tried again.';
