/**
 * The leader of one routing domain, on the node that ought to lead it; on the others it stands by. It holds the domain's advisory lock
 * on the very connection it writes with, which all leaders of the node share, keeps the ACD's state in memory, and works in turns:
 *
 *     inputs that piled up ──► step(state, input) each, tentatively ──► ONE commit ──► answer the callers, announce
 *
 * While a commit runs the next inputs pile up: natural batching, no timer. Only when a whole batch has piled up already is the next
 * turn prepared beside the commit, so that both cores have work; it is sent when the one before has been stored. When a commit fails the
 * lock is given back, and when that cannot be done the connection is in doubt and dropped with all its locks; everybody waiting is told
 * TRY_AGAIN, and the state is loaded afresh from the rows: no compensation code.
 */
import { createState, nextWake, step, type State, unheard } from '../core/acd/step.ts';
import type { Input, Item, Numbered } from '../core/acd/types.ts';
import { CALM_MS } from '../core/acd/silence.ts';
import { type Actor, SYSTEM } from '../core/events.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { Ms } from '../core/time.ts';
import type { OwnConnection as Connection, Pool } from '../db/client.ts';
import { commitBatch, type LineToWrite } from '../db/queries/commitBatch.ts';
import { loadConfig } from '../db/queries/loadConfig.ts';
import { loadDomain, loadItems, loadUnknown, loadWords } from '../db/queries/loadDomain.ts';
import { row, rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { gather } from './gather.ts';
import type { Reader } from './lines.ts';
import type { Log } from './log.ts';
import { DOMAIN_LOCK, type Writer } from './nodes/writer.ts';

/** What a caller wants written in the same commit as what it asks. */
export interface Aside {
  readonly lines?: readonly LineToWrite[];
  readonly handover?: { readonly interaction: string; readonly handover: unknown; readonly slots?: unknown; readonly language?: string | null };
}

/** The leader of a domain, on whichever node it is. */
export interface Leader {
  /** Applies one input; resolves after the commit. Refused inputs change nothing. */
  ask(actor: Actor, input: Input, aside?: Aside): Promise<Refusal | null>;
  /** Tells of a committed new interaction or durable command; the rows are the truth, this only saves a look. */
  wake(items: readonly Item[], commands: readonly StoredCommand[]): void;
  /** Reads the configuration again and applies it. */
  reconfigure(actor: Actor): Promise<Refusal | null>;
  /** The state for reading only; null while loading. Where another node leads it is what the rows said a moment ago. */
  readonly state: State | null;
  /** Of this node. */
  readonly counters: { readonly batches: number; readonly inputs: number; readonly offers: number; readonly reloads: number };
}

/** The leader as its own node has it. */
export interface OwnLeader extends Leader {
  /** Whether this node holds the domain, though perhaps still loading. */
  readonly leads: boolean;
  /** Another node has stored these interactions, or commands: the rows are read before the next turn. */
  look(interactions: readonly string[]): void;
  /** Whether to lead may have to be answered anew. */
  kick(): void;
  /** After the batch under way; gives the domain back. */
  stop(): Promise<void>;
}

export interface StoredCommand {
  readonly id: number;
  readonly actor: Actor;
  readonly input: Input;
  readonly aside?: Aside | null;
  /** The waiting node's own id of it. */
  readonly ask?: string | null;
}

interface Asked {
  readonly actor: Actor;
  readonly input: Input;
  readonly aside: Aside | null;
  readonly command: number | null;
  readonly ask: string | null;
  readonly answer: (refusal: Refusal | null) => void;
}

/** Inputs stepped through together: written in one commit, answered after it. */
interface Turn {
  readonly asked: readonly Asked[];
  /** Work that this turn set aside because its customer was silent. */
  readonly leftInSilence: readonly Item[];
  write(db: Connection): Promise<void>;
  finish(): void;
}

const MOST_IN_BATCH = 500;
const SWEEP_MS = 1_000;
/** Most interactions whose last words are read at once. */
const MOST_LOOKED = 1_000;

/** How often a held lock is tried; and how often what a waiting node asked is cleared away. */
const LOCK_MS = 100;
const CLEAR_MS = 10_000;

export const LATER = refuse('TRY_AGAIN', 'The hub is catching up with its database; try again in a moment.');

export interface LeaderParts {
  readonly tenant: string;
  readonly domain: string;
  readonly node: string;
  readonly pool: Pool;
  readonly writer: Writer;
  /** Whether this node ought to lead a domain that nobody leads. */
  mayLead(): boolean;
  /** Whether another node ought to lead what this one leads. */
  mustYield(): boolean;
  /** The domain is led here from now on, or no more. */
  moved(leads: boolean): void;
  /** Nodes that wait for an answer have it in the rows. */
  answered(answers: readonly (readonly [ask: string, refusal: Refusal | null])[]): void;
  /** Asks the leader that comes after this one. */
  handOver(actor: Actor, input: Input, aside: Aside | null): Promise<Refusal | null>;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly log: Log;
}

export function startLeader(parts: LeaderParts): OwnLeader {
  const { tenant, domain, clock, announcer, log } = parts;
  let state: State | null = null;
  let leads = false;
  let epoch = 0;
  let no = 0;
  let stopped = false;
  let queue: Asked[] = [];
  let rouse: (() => void) | null = null;
  let lastSweep = 0;
  let lastClear = 0;
  /** Interactions that other nodes stored; and whether they stored commands. */
  const told = new Set<string>();
  let toldMore = false;
  const counters = { batches: 0, inputs: 0, offers: 0, reloads: 0 };
  const names = new Map<string, string>();
  /** Languages of the customers whose silence was looked into for the turn to come. */
  const languages = new Map<string, string | null>();
  const reader: Reader = { nameOf: (id) => names.get(id ?? '') ?? null, languageOf: (id) => languages.get(id) ?? null };
  /** Durable commands seen, so that a sweep does not take one twice. */
  const seen = new Set<number>();

  const kick = (): void => {
    rouse?.();
    rouse = null;
  };

  const push = (asked: Asked): void => {
    queue.push(asked);
    kick();
  };

  const ask: Leader['ask'] = (actor, input, aside) =>
    new Promise((resolve) => {
      if (stopped) resolve(refuse('UNAVAILABLE', 'The hub is shutting down; try again in a moment.'));
      else if (state === null && queue.length > 5_000) resolve(LATER);
      else push({ actor, input, aside: aside ?? null, command: null, ask: null, answer: resolve });
    });

  function takeCommands(commands: readonly StoredCommand[]): void {
    for (const c of commands) {
      if (seen.has(c.id)) continue;
      seen.add(c.id);
      push({ actor: c.actor, input: c.input, aside: c.aside ?? null, command: c.id, ask: c.ask ?? null, answer: () => undefined });
    }
  }

  const wake: Leader['wake'] = (items, commands) => {
    kick();
    if (state === null) return;
    for (const item of items) push(own({ kind: 'arrived', item }));
    takeCommands(commands);
  };

  const look: OwnLeader['look'] = (interactions) => {
    for (const id of interactions) told.add(id);
    toldMore = true;
    kick();
  };

  /** Everything is read beside the writing connection, whose plans are for finding rows by their keys. */
  async function load(db: Connection): Promise<void> {
    const taken = await row<{ epoch: number; lastNo: string; before: Date | null }>(
      db,
      'update domain set epoch = epoch + 1, heartbeat_at = now(), leader = $2 where id = $1 returning epoch, last_no as "lastNo", (select heartbeat_at from domain where id = $1) as before',
      [domain, parts.node],
    );
    if (!taken) throw new Error(`The domain ${domain} does not exist.`);
    epoch = taken.epoch;
    no = Number(taken.lastNo);
    await clock.sync(db);
    // Leases count from when the leader is back, so an outage of ours expires nobody (10-decisions 12); but nobody comes back who had gone before it.
    await db.query(
      `update lease set until = greatest(until, now() + interval '20 seconds')
       where agent in (select id from agent where domain = $1) and until > coalesce($2::timestamptz, '-infinity') - interval '1 minute'`,
      [domain, taken.before],
    );
    told.clear();
    toldMore = false;
    const snapshot = await loadDomain(parts.pool, domain, clock.now());
    // … nor is anybody's silence held against them who could not reach us.
    state = createState({ ...snapshot, calmUntil: clock.now() + CALM_MS });
    rememberNames(snapshot.config);
    seen.clear();
    await sweepCommands(db);
    lastSweep = clock.now();
  }

  function rememberNames(config: { agents: readonly { id: string; name: string }[]; queues: readonly { id: string; name: string }[] }): void {
    for (const named of [...config.agents, ...config.queues]) names.set(named.id, named.name);
  }

  async function sweepCommands(db: Connection): Promise<void> {
    const found = await rows<{ id: string; actor: Actor; input: Input | { kind: 'reconfigure' }; aside: Aside | null; ask: string | null }>(
      db,
      `select id, actor, input, aside, ask from command
       where domain = $1 and done_at is null and (ask is null or at > now() - make_interval(secs => 3)) order by id limit 1000`,
      [domain],
    );
    const commands: StoredCommand[] = [];
    for (const { id, input, ...c } of found) {
      if (seen.has(Number(id))) continue;
      commands.push({ ...c, id: Number(id), input: input.kind === 'reconfigure' ? { kind: 'config', config: await loadConfig(parts.pool, domain, clock.now()) } : input });
    }
    takeCommands(commands);
  }

  /** What other nodes stored for us. */
  async function takeTold(db: Connection, known: State): Promise<void> {
    const fresh = [...told].filter((id) => !known.works.has(id));
    told.clear();
    toldMore = false;
    if (fresh.length > 0) for (const item of await loadItems(db, domain, fresh)) push(own({ kind: 'arrived', item }));
    await sweepCommands(db);
  }

  /** Catches wake-ups that never came: waiting rows the state does not know, commands not yet applied. */
  async function sweep(db: Connection): Promise<void> {
    if (state === null) return;
    lastSweep = clock.now();
    const { works } = state;
    const announced = new Set(queue.flatMap(({ input }) => (input.kind === 'arrived' && !works.has(input.item.id) ? [input.item.id] : [])));
    const missed = await loadUnknown(db, domain, works.size + announced.size, (id) => works.has(id) || announced.has(id));
    for (const item of missed) push(own({ kind: 'arrived', item }));
    await sweepCommands(db);
    if (lastSweep - lastClear < CLEAR_MS) return;
    lastClear = lastSweep;
    await parts.pool.query(`delete from command where domain = $1 and ask is not null and at < now() - interval '1 minute'`, [domain]);
    // A node that died could not take its leases away.
    await parts.pool.query(`delete from lease where tenant = $1 and until < now() - interval '1 hour'`, [tenant]);
  }

  async function work(db: Connection): Promise<void> {
    while (!stopped && state !== null && !parts.mustYield()) {
      if (!parts.writer.isOurs(db)) throw new Error('Connection terminated: what this node led is led by whoever has the locks now.');
      const now = clock.now();
      const due = nextWake(state);
      if (queue.length === 0 && !toldMore && (due === null || due > now)) {
        const until = Math.min(due ?? Number.POSITIVE_INFINITY, lastSweep + SWEEP_MS);
        await sleepUntil(until);
      }
      if (stopped) return;
      if (toldMore) await takeTold(db, state);
      if (clock.now() - lastSweep >= SWEEP_MS) await sweep(db);
      const due2 = nextWake(state);
      if (due2 !== null && due2 <= clock.now()) queue.unshift(own(await clockInput(db, state)));
      await turns(db);
    }
  }

  /** Works through what has piled up. */
  async function turns(db: Connection): Promise<void> {
    let next = prepare();
    while (next !== null) {
      const turn: Turn = next;
      next = null;
      const stored = turn.write(db);
      try {
        if (queue.length >= MOST_IN_BATCH && !toldMore) next = prepare();
        await stored;
        turn.finish();
        await lookBack(db, turn.leftInSilence);
      } catch (error) {
        for (const a of [...turn.asked, ...(next?.asked ?? [])]) a.answer(LATER);
        await stored.catch(() => undefined);
        throw error;
      }
    }
  }

  const own = (input: Input): Asked => ({ actor: SYSTEM, input, aside: null, command: null, ask: null, answer: () => undefined });

  /** What lets the clock act: where somebody's silence is due, with the last words as the rows have them (core/acd/silence). */
  async function clockInput(db: Connection, known: State): Promise<Input> {
    languages.clear();
    const silent = unheard(known, clock.now()).slice(0, MOST_LOOKED);
    if (silent.length === 0) return { kind: 'tick' };
    const found = new Map((await loadWords(db, silent)).map((w) => [w.interaction, w]));
    for (const [id, { language }] of found) languages.set(id, language);
    return { kind: 'heard', words: silent.map((interaction) => ({ interaction, customerAt: found.get(interaction)?.customerAt ?? null, agentAt: found.get(interaction)?.agentAt ?? null })) };
  }

  /** The customer may have written between the look and the commit that set the work aside: whoever stored that saw it still in hand. */
  async function lookBack(db: Connection, ended: readonly Item[]): Promise<void> {
    if (ended.length === 0) return;
    const known = new Map(ended.map((i) => [i.id, i.lastCustomerAt ?? 0]));
    for (const { interaction, customerAt } of await loadWords(db, [...known.keys()]))
      if (customerAt !== null && customerAt > (known.get(interaction) ?? 0)) queue.push(own({ kind: 'customerWrote', interaction }));
  }

  const sleepUntil = (until: Ms): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(kick, Math.max(0, Math.min(until - clock.now(), SWEEP_MS)));
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Steps through the next inputs, tentatively; null = there are none. */
  function prepare(): Turn | null {
    if (state === null || queue.length === 0) return null;
    const asked = queue.splice(0, MOST_IN_BATCH);
    try {
      return stepThrough(state, asked);
    } catch (error) {
      for (const a of asked) a.answer(LATER);
      throw error;
    }
  }

  function stepThrough(known: State, asked: readonly Asked[]): Turn {
    const at = clock.now();
    const refusals: (Refusal | null)[] = [];
    const gathered = gather();
    asked.forEach((a, i) => {
      if (a.input.kind === 'arrived' && known.works.has(a.input.item.id)) {
        refusals[i] = null;
        return;
      }
      no += 1;
      const numbered: Numbered = { no, at, actor: a.actor, input: a.input };
      const output = step(known, numbered);
      refusals[i] = output.refusal;
      if (a.input.kind === 'config') rememberNames(a.input.config);
      gathered.add(numbered, output, output.refusal ? null : a.aside);
    });
    const stored = asked.flatMap((a, i) => (a.command === null ? [] : [{ command: a.command, ask: a.ask, refusal: refusals[i] ?? null }]));
    const commands = stored.flatMap((c) => (c.ask === null ? [c.command] : []));
    const answers = stored.filter((c) => c.ask !== null);
    const write = gathered.changed || stored.length > 0
      ? commitBatch({ tenant, domain, epoch, lastNo: no, at, commands, answers, ...gathered.batch(reader) })
      : null;
    const change = gathered.changed ? gathered.change() : null;
    return {
      asked,
      leftInSilence: gathered.leftInSilence(),
      async write(db) {
        if (write === null) return;
        await write(db);
        for (const { command } of stored) seen.delete(command);
        counters.batches += 1;
        counters.offers += gathered.offersNew.size;
      },
      finish() {
        counters.inputs += asked.length;
        asked.forEach((a, i) => a.answer(refusals[i] ?? null));
        if (answers.length > 0) parts.answered(answers.map((a) => [a.ask ?? '', a.refusal]));
        if (change) announcer.changed({ tenant, ...change });
      },
    };
  }

  async function lead(): Promise<void> {
    let pause = 100;
    while (!stopped) {
      while (!stopped && !parts.mayLead()) {
        for (const a of queue.splice(0)) passOn(a);
        await sleepUntil(clock.now() + SWEEP_MS);
      }
      if (stopped) break;
      let db: Connection | null = null;
      let failed = false;
      try {
        db = await parts.writer.take();
        const got = await row<{ got: boolean }>(db, 'select pg_try_advisory_lock($1, lock_key) as got from domain where id = $2', [DOMAIN_LOCK, domain]);
        if (got === null) throw new Error(`The domain ${domain} does not exist.`);
        if (got.got) {
          leads = true;
          parts.moved(true);
          await load(db);
          pause = 100;
          await work(db);
        }
      } catch (error) {
        failed = true;
        if (!stopped) {
          counters.reloads += 1;
          log.warn({ err: error }, 'The leader lost its database or its batch and loads afresh.');
        }
      }
      const led = leads;
      await leave(db, failed);
      if (stopped) break;
      await new Promise((resolve) => setTimeout(resolve, failed ? pause : LOCK_MS));
      if (!failed && led) log.info({ domain }, 'The domain was handed to another node.');
      if (failed) pause = Math.min(pause * 2, 2_000);
    }
  }

  /** Gives the domain back. Whoever still waits is told to try again, or is asked for at the next leader when nothing went wrong. */
  async function leave(db: Connection | null, failed: boolean): Promise<void> {
    state = null;
    const waiting = leads || failed ? queue : [];
    if (leads || failed) queue = [];
    if (leads && db) {
      // Answers come in order: when this one does, all before it have, and nothing is in doubt.
      await db.query('select pg_advisory_unlock($1, lock_key) from domain where id = $2', [DOMAIN_LOCK, domain]).catch(() => db && parts.writer.drop(db));
    }
    if (leads) {
      leads = false;
      parts.moved(false);
    }
    for (const a of waiting) {
      if (failed || stopped) a.answer(LATER);
      else passOn(a);
    }
  }

  /** What is in the rows the next leader finds there; the rest it is asked. */
  function passOn(a: Asked): void {
    if (a.command !== null || a.actor === SYSTEM) a.answer(LATER);
    else void parts.handOver(a.actor, a.input, a.aside).then(a.answer, () => a.answer(LATER));
  }

  const running = lead();
  return {
    ask,
    wake,
    look,
    kick,
    reconfigure: async (actor) => ask(actor, { kind: 'config', config: await loadConfig(parts.pool, domain, clock.now()) }),
    get state() {
      return state;
    },
    get leads() {
      return leads;
    },
    counters,
    async stop() {
      stopped = true;
      kick();
      await running;
    },
  };
}
