/**
 * Takes contacts through their flows in writing. Where each one is stands in `flow_run`, moved in the one commit that also writes what
 * the flow says and, at the end, the command by which the leader takes over: a hub that dies goes on where it was, on whichever node.
 * A contact ends in the version in which it began; a new one begins in the newest. Whoever stores a customer's line tells of it; a look
 * every second finds those whose time is over, and those of whom nobody was told. One that fails again and again goes to people.
 */
import type { Actor } from '../../core/events.ts';
import { BEFORE, type Flow, type FlowInput, type Position, type Prompt } from '../../core/flow/flow.ts';
import { step } from '../../core/flow/step.ts';
import { isOpenAt, type Hours } from '../../core/hours.ts';
import type { ChannelKind } from '../../core/interaction.ts';
import { MINUTE, SECOND, type Ms } from '../../core/time.ts';
import type { Capabilities } from '../../core/channel.ts';
import { type Pool, withTransaction } from '../../db/client.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import type { Announcer } from '../announcer.ts';
import type { Clock } from '../clock.ts';
import { oneByOne } from '../intake/pile.ts';
import type { Leader, StoredCommand } from '../leader.ts';
import type { Log } from '../log.ts';
import { type Contact, endingOf } from './ending.ts';
import { messagesOf, type Speaker, write, WRITTEN } from './written.ts';

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
  stop(): Promise<void>;
}

interface Met extends Contact {
  readonly conversation: string;
  readonly entryPoint: string;
  readonly channel: ChannelKind;
  readonly state: string;
  readonly ownerKind: string;
  readonly flow: string | null;
  readonly lastSeq: number;
  /** The customer's address where that is a telephone number. */
  readonly number: string | null;
}

interface Run {
  readonly version: number;
  readonly position: Position;
  readonly takenSeq: number;
  readonly dueAt: Date | null;
  readonly state: 'waiting' | 'ending' | 'ended';
  readonly changedAt: Date;
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
    const met = await lock(db, interaction);
    if (!met) return null;
    const run = await row<Run>(db, 'select version, position, taken_seq as "takenSeq", due_at as "dueAt", state, changed_at as "changedAt" from flow_run where interaction = $1 for update', [interaction]);
    if (met.ownerKind !== 'flow' || met.state !== 'selfService' || met.flow === null) {
      if (run && run.state !== 'ended') await db.query("update flow_run set state = 'ended', due_at = null, changed_at = $2 where interaction = $1", [interaction, new Date(clock.now())]);
      return null;
    }
    if (!WRITTEN.includes(met.channel)) return null;
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
      const [at, said] = step(body, position, { ...input, now, closedQueues });
      position = at;
      prompts.push(...said);
    }
    const name = flow?.name ?? '';
    const by: Speaker = { tenant: met.tenant, interaction, conversation: met.conversation, entryPoint: met.entryPoint, queue: met.queue, flow: met.flow, flowName: name };
    const texts = messagesOf(prompts, met.channel, met.language?.startsWith('zh') ?? false, parts.capabilitiesOf(met.entryPoint)?.maxTextLength ?? 1_000);
    const seq = await write(db, by, texts, met.lastSeq, now);
    const moved: Run = { version: flow?.version ?? 0, position, takenSeq: seq, dueAt: dueAt(position, prompts, now), state: 'waiting', changedAt: new Date(now) };
    if (position.end !== null) return finish(db, met, met.flow, moved, position, name, seq);
    await save(db, met, met.flow, moved);
    return { met, command: null };
  }

  /** Asks the leader, in this commit, to take over. */
  async function finish(db: Queryable, met: Met, flow: string, run: Run, position: Position, name: string, seq: number): Promise<Done> {
    const now = clock.now();
    const { input, aside } = await endingOf(db, met, position, name, now);
    const actor: Actor = { kind: 'flow', id: flow };
    if (input.kind === 'handOff' && input.leftMessage) await db.query('update interaction set left_message = true where id = $1', [met.id]);
    const made = await row<{ id: string }>(db, 'insert into command (tenant, domain, actor, input, aside) values ($1, $2, $3, $4, $5) returning id', [met.tenant, met.domain, JSON.stringify(actor), JSON.stringify(input), JSON.stringify(aside)]);
    await save(db, met, flow, { ...run, position, takenSeq: seq, dueAt: null, state: 'ending', changedAt: new Date(now) });
    return { met, command: made ? { id: Number(made.id), actor, input, aside } : null };
  }

  /** Its own failures are nobody else's: then people take over, as if the flow had never been. */
  const giveUp = (interaction: string): Promise<Done | null> =>
    withTransaction(pool, async (db) => {
      const met = await lock(db, interaction);
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

  function heard(interaction: string): void {
    if (stopped) return;
    const work = inOrder(interaction, () => advance(interaction));
    working.add(work);
    void work.finally(() => working.delete(work));
  }

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
      due.push(...await rows<{ id: string }>(pool, `select id from interaction i where closed_at is null and owner_kind = 'flow' and channel = any($1) and not exists (select 1 from flow_run r where r.interaction = i.id) limit 500`, [WRITTEN]));
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
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all(working);
    },
  };
}

/** The conversation before its interaction, as everywhere. */
async function lock(db: Queryable, interaction: string): Promise<Met | null> {
  const c = await row<{ lastSeq: number }>(db, 'select last_seq as "lastSeq" from conversation where id = (select conversation from interaction where id = $1) for update', [interaction]);
  if (!c) return null;
  const found = await row<Omit<Met, 'lastSeq'>>(
    db,
    `select i.id, i.tenant, i.domain, i.conversation, i.entry_point as "entryPoint", i.channel, i.state, i.owner_kind as "ownerKind", i.owner_id as flow, i.queue, i.priority, i.needs, i.language,
       case when a.kind = 'phone' then a.value end as number
     from interaction i join conversation c on c.id = i.conversation left join address a on a.id = c.address where i.id = $1`,
    [interaction],
  );
  return found ? { ...found, lastSeq: c.lastSeq } : null;
}

type Heard = { readonly kind: 'begin'; readonly number: string | null } | { readonly kind: 'said'; readonly text: string; readonly attached: boolean } | { readonly kind: 'silence' };

/** What the customer has said since; silence when nothing came in time. */
async function inputsOf(db: Queryable, met: Met, run: Run, now: Ms): Promise<readonly Heard[]> {
  const said = met.lastSeq > run.takenSeq
    ? await rows<{ text: string | null; files: readonly unknown[] }>(db, `select text, files from entry where conversation = $1 and seq > $2 and direction = 'in' and kind = 'message' order by seq limit 100`, [met.conversation, run.takenSeq])
    : [];
  if (said.length > 0) return said.map(({ text, files }) => ({ kind: 'said', text: text ?? '', attached: files.length > 0 }));
  return run.dueAt !== null && run.dueAt.getTime() <= now ? [{ kind: 'silence' }] : [];
}

async function closedAt(db: Queryable, { nodes }: Flow, now: Ms): Promise<FlowInput['closedQueues']> {
  const asked = nodes.flatMap((n) => (n.kind === 'hours' && n.queue !== null ? [n.queue] : []));
  if (asked.length === 0) return [];
  const found = await rows<{ id: string; hours: Hours | null }>(db, 'select id, hours from queue where id = any($1::uuid[])', [asked]);
  return found.flatMap(({ id, hours }) => (isOpenAt(hours, now) ? [] : [id]));
}

/** When what is waited for now counts as silence; no less than a moment, so that nobody is asked twice in one. */
function dueAt({ node }: Position, prompts: readonly Prompt[], now: Ms): Date | null {
  const writtenMs = prompts.findLast((p) => p.node === node && p.waits !== null)?.waits?.writtenMs ?? null;
  return writtenMs === null ? null : new Date(now + Math.min(Math.max(writtenMs, SECOND), 10_080 * MINUTE));
}

const save = (db: Queryable, met: Met, flow: string, run: Run) =>
  db.query(
    `insert into flow_run (interaction, tenant, flow, version, position, taken_seq, due_at, state, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (interaction) do update set version = excluded.version, position = excluded.position, taken_seq = excluded.taken_seq, due_at = excluded.due_at, state = excluded.state, changed_at = excluded.changed_at`,
    [met.id, met.tenant, flow, run.version, JSON.stringify(run.position), run.takenSeq, run.dueAt, run.state, run.changedAt],
  );
