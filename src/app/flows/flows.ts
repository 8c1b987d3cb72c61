/**
 * Takes contacts through their flows in writing. Where each one is stands in `flow_run`, moved in the one commit that also writes what
 * the flow says and, at the end, the command by which the leader takes over: a hub that dies goes on where it was, on whichever node.
 * A contact ends in the version in which it began; a new one begins in the newest. Whoever stores a customer's line tells of it; a look
 * every second finds those whose time is over, and those of whom nobody was told. One that fails again and again goes to people.
 */
import type { Actor } from '../../core/events.ts';
import { BEFORE, type Flow, type Position, type Prompt } from '../../core/flow/flow.ts';
import { step } from '../../core/flow/step.ts';
import { SECOND } from '../../core/time.ts';
import type { Capabilities } from '../../core/channel.ts';
import { type Pool, withTransaction } from '../../db/client.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import type { Announcer } from '../announcer.ts';
import type { Clock } from '../clock.ts';
import { oneByOne } from '../intake/pile.ts';
import type { Leader, StoredCommand } from '../leader.ts';
import type { Log } from '../log.ts';
import { closedAt, dueAt, inputsOf, lengthsOf, lockContact, type Met, type Run, saveRun } from './contact.ts';
import { endingOf } from './ending.ts';
import { MEETS, messagesOf, type Saying, type Speaker, spoken, spokenMs, write } from './written.ts';

export interface FlowsParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly log: Log;
  leaderOf(domain: string): Leader | null;
  capabilitiesOf(entryPoint: string): Capabilities | null;
  wakeOutbox(): void;
}

export interface Flows {
  /** A line of a customer whom a flow has is stored. */
  heard(interaction: string): void;
  /** Resolves when its flow has taken all that is stored of it now. */
  caughtUp(interaction: string): Promise<void>;
  stop(): Promise<void>;
}

interface Drawn {
  readonly name: string;
  readonly version: number;
  readonly body: Flow;
}

interface Done {
  readonly met: Met;
  readonly command: StoredCommand | null;
}

/** How often it is looked for those whose time is over; for those with whom nobody has begun. */
const LOOK_MS = SECOND;
const BEGIN_MS = 10 * SECOND;
/** So long the leader may take to take somebody over before it is asked again. */
const ENDING_MS = 15 * SECOND;
/** After so many failures in a row people take over. */
const MOST_FAILURES = 3;
const NOTHING: Flow = { start: '', nodes: [], person: null };

export function createFlows(parts: FlowsParts): Flows {
  const { pool, clock, announcer, log } = parts;
  const inOrder = oneByOne();
  const working = new Set<Promise<void>>();
  const failures = new Map<string, number>();
  /** Versions never change: by flow and number. */
  const drawn = new Map<string, Flow>();
  let stopped = false;

  async function read(db: Queryable, flow: string, version: number | null): Promise<Drawn | null> {
    const now = await row<{ name: string; version: number; enabled: boolean }>(db, 'select name, version, enabled from flow where id = $1', [flow]);
    if (!now || (version === null && !now.enabled)) return null;
    const no = version ?? now.version;
    const body = drawn.get(`${flow} ${no}`) ?? (await row<{ body: Flow }>(db, 'select body from flow_version where flow = $1 and no = $2', [flow, no]))?.body;
    if (!body) return null;
    drawn.set(`${flow} ${no}`, body);
    return { name: now.name, version: no, body };
  }

  async function go(db: Queryable, interaction: string): Promise<Done | null> {
    const met = await lockContact(db, interaction);
    if (!met) return null;
    const run = await row<Run>(db, 'select version, position, taken_seq as "takenSeq", due_at as "dueAt", state, changed_at as "changedAt" from flow_run where interaction = $1 for update', [interaction]);
    if (met.ownerKind !== 'flow' || met.state !== 'selfService' || met.flow === null) {
      if (run && run.state !== 'ended') await db.query("update flow_run set state = 'ended', due_at = null, changed_at = $2 where interaction = $1", [interaction, new Date(clock.now())]);
      return null;
    }
    if (!MEETS.includes(met.channel)) return null;
    const now = clock.now();
    const flow = await read(db, met.flow, run?.version ?? null);
    if (run?.state === 'ending') return now - run.changedAt.getTime() < ENDING_MS ? null : finish(db, met, met.flow, run, run.position, flow?.name ?? '', met.lastSeq);
    const heard = run ? await inputsOf(db, met, run, now) : [{ kind: 'begin', number: met.number } as const];
    if (heard.length === 0) {
      if (run && run.takenSeq !== met.lastSeq) await db.query('update flow_run set taken_seq = $2 where interaction = $1', [interaction, met.lastSeq]);
      return null;
    }
    const body = flow?.body ?? NOTHING;
    const closedQueues = await closedAt(db, body, now);
    let position = run?.position ?? BEFORE;
    const prompts: Prompt[] = [];
    for (const input of heard) {
      const [at, said] = step(body, position, { ...input, now, closedQueues, level: met.level });
      position = at;
      prompts.push(...said);
    }
    const name = flow?.name ?? '';
    const by: Speaker = { tenant: met.tenant, interaction, conversation: met.conversation, entryPoint: met.entryPoint, queue: met.queue, flow: met.flow, flowName: name };
    const longest = parts.capabilitiesOf(met.entryPoint)?.maxTextLength ?? 1_000;
    // Who cannot be spoken to is put through: a menu that nobody hears is silence.
    if (longest === 0) return finish(db, met, met.flow, { version: flow?.version ?? 0, position: BEFORE, takenSeq: met.lastSeq, dueAt: null, state: 'ending', changedAt: new Date(now) }, BEFORE, name, met.lastSeq);
    const isChinese = met.language?.startsWith('zh') ?? false;
    const isCall = met.channel === 'voice';
    const sayings: readonly Saying[] = isCall ? spoken(prompts, isChinese) : messagesOf(prompts, met.channel, isChinese, longest).map((text) => ({ text, ask: null }));
    const seq = await write(db, by, sayings, met.lastSeq, now);
    const moved: Run = { version: flow?.version ?? 0, position, takenSeq: seq, dueAt: dueAt(position, prompts, now, isCall ? spokenMs(sayings, await lengthsOf(db, met.tenant, sayings.flatMap((s) => s.file ?? []))) : null), state: 'waiting', changedAt: new Date(now) };
    if (position.end !== null) return finish(db, met, met.flow, moved, position, name, seq);
    await saveRun(db, met, met.flow, moved);
    return { met, command: null };
  }

  /** Asks the leader, in this commit, to take over. */
  async function finish(db: Queryable, met: Met, flow: string, run: Run, position: Position, name: string, seq: number): Promise<Done> {
    const now = clock.now();
    const { input, aside } = await endingOf(db, met, position, name, now);
    const actor: Actor = { kind: 'flow', id: flow };
    if (input.kind === 'handOff' && input.leftMessage) await db.query('update interaction set left_message = true where id = $1', [met.id]);
    const made = await row<{ id: string }>(db, 'insert into command (tenant, domain, actor, input, aside) values ($1, $2, $3, $4, $5) returning id', [met.tenant, met.domain, JSON.stringify(actor), JSON.stringify(input), JSON.stringify(aside)]);
    await saveRun(db, met, flow, { ...run, position, takenSeq: seq, dueAt: null, state: 'ending', changedAt: new Date(now) });
    return { met, command: made ? { id: Number(made.id), actor, input, aside } : null };
  }

  /** Its own failures are nobody else's: then people take over, as if the flow had never been. */
  const giveUp = (interaction: string): Promise<Done | null> =>
    withTransaction(pool, async (db) => {
      const met = await lockContact(db, interaction);
      if (met?.ownerKind !== 'flow' || met.flow === null) return null;
      return finish(db, met, met.flow, { version: 0, position: BEFORE, takenSeq: met.lastSeq, dueAt: null, state: 'ending', changedAt: new Date(clock.now()) }, BEFORE, '', met.lastSeq);
    });

  async function advance(interaction: string): Promise<void> {
    try {
      const done = await withTransaction(pool, (db) => go(db, interaction));
      failures.delete(interaction);
      tell(done);
    } catch (error) {
      const failed = (failures.get(interaction) ?? 0) + 1;
      failures.set(interaction, failed);
      log.warn({ err: error }, 'A flow could not go on.');
      if (failed < MOST_FAILURES) return;
      failures.delete(interaction);
      tell(await giveUp(interaction).catch(() => null));
    }
  }

  function tell(done: Done | null): void {
    if (!done) return;
    const { met, command } = done;
    announcer.changed({ tenant: met.tenant, conversations: [met.conversation], interactions: [{ id: met.id, owner: met.flow, queue: met.queue, conversation: met.conversation }] });
    parts.wakeOutbox();
    if (command) parts.leaderOf(met.domain)?.wake([], [command]);
  }

  function caughtUp(interaction: string): Promise<void> {
    if (stopped) return Promise.resolve();
    const work = inOrder(interaction, () => advance(interaction));
    working.add(work);
    return work.finally(() => working.delete(work));
  }
  const heard = (interaction: string): void => void caughtUp(interaction);

  let lastBegun = Number.NEGATIVE_INFINITY;
  async function look(): Promise<void> {
    const now = clock.now();
    const due = await rows<{ id: string }>(
      pool,
      `select r.interaction as id from flow_run r join interaction i on i.id = r.interaction join conversation c on c.id = i.conversation
       where r.state <> 'ended' and (i.owner_kind <> 'flow' or (r.state = 'waiting' and (r.due_at <= $1 or c.last_seq > r.taken_seq)) or (r.state = 'ending' and r.changed_at < $2)) limit 500`,
      [new Date(now), new Date(now - ENDING_MS)],
    );
    if (now - lastBegun >= BEGIN_MS) {
      lastBegun = now;
      due.push(...await rows<{ id: string }>(pool, `select id from interaction i where closed_at is null and owner_kind = 'flow' and channel = any($1) and not exists (select 1 from flow_run r where r.interaction = i.id) limit 500`, [MEETS]));
    }
    for (const { id } of due) heard(id);
  }

  let looking = false;
  const timer = setInterval(() => {
    if (looking || stopped) return;
    looking = true;
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'Flows could not be looked for.'))
      .finally(() => {
        looking = false;
      });
  }, LOOK_MS);

  return {
    heard,
    caughtUp,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all(working);
    },
  };
}
