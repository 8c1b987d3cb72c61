/**
 * Asking a leader that is another node. The question is a row in `command`; the leader hears of it by the bus, applies it in its next
 * batch and writes the answer in the same commit. Nobody waits longer than three seconds: then the row is taken back, and only when it
 * could be is the answer TRY_AGAIN; else what the leader wrote stands.
 */
import { randomUUID } from 'node:crypto';
import type { Input } from '../../core/acd/types.ts';
import type { Actor } from '../../core/events.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { type Ms, SECOND } from '../../core/time.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import { type Aside, LATER } from '../leader.ts';
import type { Log } from '../log.ts';
import type { Bus } from './bus.ts';
import type { TellLeader } from './domains.ts';

export const ANSWER_MS: Ms = 3 * SECOND;
/** How often the rows are looked at, in case the answer's notice was lost. */
const LOOK_MS: Ms = 250;

const UNANSWERED = refuse('TRY_AGAIN', 'The part of the hub that decides this did not answer in time; try again in a moment.');

/** What a leader can be asked: an input, or to read its configuration again. */
export type Question = Input | { readonly kind: 'reconfigure' };

/** Questions and how each was answered; null = done. */
export type Answers = readonly (readonly [ask: string, refusal: Refusal | null])[];

export interface Asking {
  ask(of: { readonly tenant: string; readonly domain: string }, actor: Actor, question: Question, aside: Aside | null): Promise<Refusal | null>;
  stop(): void;
}

export function createAsking({ pool, bus, log }: { readonly pool: Queryable; readonly bus: Bus; readonly log: Log }): Asking {
  const waiting = new Map<string, { readonly until: number; answer(refusal: Refusal | null): void }>();

  const answered = (ask: string, refusal: Refusal | null): void => {
    const one = waiting.get(ask);
    waiting.delete(ask);
    one?.answer(refusal);
  };
  const off = bus.subscribe<Answers>('answered', (answers) => {
    if (answers === null) void look();
    else for (const [ask, refusal] of answers) answered(ask, refusal);
  });

  let looking = false;
  async function look(): Promise<void> {
    if (looking || waiting.size === 0) return;
    looking = true;
    try {
      const done = await rows<{ ask: string; result: Refusal | null }>(pool, 'select ask, result from command where ask = any($1::uuid[]) and done_at is not null', [[...waiting.keys()]]);
      for (const { ask, result } of done) answered(ask, result);
      const now = performance.now();
      const late = [...waiting].flatMap(([ask, one]) => (one.until <= now ? [ask] : []));
      await Promise.all(late.map(takeBack));
    } catch (error) {
      log.warn({ err: error }, 'The answers of other nodes could not be read.');
      const now = performance.now();
      for (const [ask, one] of waiting) if (one.until <= now) answered(ask, LATER);
    } finally {
      looking = false;
    }
  }

  async function takeBack(ask: string): Promise<void> {
    const back = await row(pool, 'delete from command where ask = $1 and done_at is null returning 1', [ask]);
    if (back !== null) return answered(ask, UNANSWERED);
    const done = await row<{ result: Refusal | null }>(pool, 'select result from command where ask = $1', [ask]);
    answered(ask, done === null ? UNANSWERED : done.result);
  }

  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    async ask({ tenant, domain }, actor, question, aside) {
      const ask = randomUUID();
      try {
        await pool.query({
          name: 'askLeader',
          text: 'insert into command (tenant, domain, actor, input, aside, ask) values ($1, $2, $3, $4, $5, $6)',
          values: [tenant, domain, JSON.stringify(actor), JSON.stringify(question), aside === null ? null : JSON.stringify(aside), ask],
        });
      } catch (error) {
        log.warn({ err: error }, 'The leader could not be asked.');
        return LATER;
      }
      const answer = new Promise<Refusal | null>((resolve) => waiting.set(ask, { until: performance.now() + ANSWER_MS, answer: resolve }));
      bus.publish('toLeader', { domain } satisfies TellLeader);
      return answer;
    },
    stop() {
      clearInterval(timer);
      off();
      for (const ask of [...waiting.keys()]) answered(ask, LATER);
    },
  };
}
