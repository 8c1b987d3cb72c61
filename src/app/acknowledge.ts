/**
 * The acknowledgement of what waits on a channel that is not live: "we have it", with place and expected wait where they are known.
 * Once for each interaction that a customer opens, at most once a day for each address, never to what no person wrote (RFC 3834, 2)
 * and never in a quick exchange with a machine that does not say that it is one. Said after a moment, when the ACD has placed it; whoever
 * has been answered by then needs none. A hub that dies within that moment, or whose database was away, leaves an interaction that waits
 * without one: the node that leads its domain finds it, soon after its start and once a minute.
 */
import { uuidv7 } from 'uuidv7';
import { MINUTE, SECOND } from '../core/time.ts';
import { type Pool, withTransaction } from '../db/client.ts';
import { row, rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import type { Gate } from './intake.ts';
import type { MessageFact } from './intake/opens.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';
import { joinPeople, mailOf } from './mailDrafts.ts';
import { standingOf, threadOf } from './timeline.ts';
import { acknowledgement } from './words.ts';

export interface AcknowledgeParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly log: Log;
  leaderOf(domain: string): Leader | null;
  /** Ids of the domains that this node leads and whose state it has. */
  led(): readonly string[];
  /** Entry points that are in use. */
  gates(): readonly Gate[];
  /** Whether mails go out by it, with a subject. */
  isMail(entryPoint: string): boolean;
  wakeOutbox(): void;
  readonly afterMs?: number;
}

/** Until what was missed is looked for the first time, and again. */
const MISSED_FIRST_MS = 3 * SECOND;
const MISSED_MS = MINUTE;
/** So many at a time, the oldest first. */
const MOST_MISSED = 500;

/** So many messages of one address in an hour are an exchange between machines (10 mails: as mail servers' own vacation programs have it). */
const MOST_AN_HOUR = 10;

export interface Texts {
  readonly en: string;
  readonly zh: string;
}
/** The hub's own setting of an entry point: `acknowledge`; absent or empty = none. */
function textsOf(settings: Readonly<Record<string, unknown>>): Texts | null {
  const a = settings.acknowledge as Partial<Texts> | null | undefined;
  if (typeof a !== 'object' || a === null) return null;
  const [en, zh] = [typeof a.en === 'string' ? a.en.trim() : '', typeof a.zh === 'string' ? a.zh.trim() : ''];
  return en === '' && zh === '' ? null : { en: en || zh, zh: zh || en };
}

/** That nobody at the address `a` was acknowledged for a day; $2 = now. */
const NONE_TODAY = `not exists (select 1 from conversation k join entry e on e.conversation = k.id where k.address = a.id and e.direction = 'out' and e.author_kind = 'system' and e.kind = 'message' and e.at > $2::timestamptz - interval '1 day')`;

export function createAcknowledge(parts: AcknowledgeParts): { opened(gate: Gate, fact: MessageFact, interaction: string): void; stop(): void } {
  const { pool, clock, announcer, log } = parts;
  const afterMs = parts.afterMs ?? 1.5 * SECOND;
  const waiting = new Set<NodeJS.Timeout>();
  let stopped = false;
  let looking: NodeJS.Timeout;
  const lookAfter = (ms: number): void => {
    looking = setTimeout(() => {
      takeMissed()
        .catch((error: unknown) => log.warn({ err: error }, 'What waits without an acknowledgement could not be looked for; it is looked for again.'))
        .finally(() => stopped || lookAfter(MISSED_MS));
    }, ms);
  };
  lookAfter(MISSED_FIRST_MS);

  /** `said`: the message, by which its language is guessed. */
  async function acknowledge(gate: Gate, said: string, interaction: string, texts: Texts): Promise<void> {
    const i = await row<{ conversation: string; language: string | null }>(pool, 'select conversation, language from interaction where id = $1', [interaction]);
    const thread = i ? await threadOf(pool, { conversation: i.conversation }) : null;
    const standing = standingOf(thread, parts.leaderOf(gate.domain), clock.now());
    if (!i || standing.state !== 'waiting') return;
    const language = i.language ?? (/\p{Script=Han}/u.test(said) ? 'zh-CN' : 'en');
    const text = acknowledgement(texts, language, standing);
    const stored = await withTransaction(pool, async (db) => {
      // Both locked before it is looked: two interactions of one sender are acknowledged once.
      await db.query('select 1 from conversation where id = $1 for update', [i.conversation]);
      await db.query('select 1 from address where id = (select address from conversation where id = $1) for update', [i.conversation]);
      const c = await row<{ seq: number }>(
        db,
        `select c.last_seq + 1 as seq from conversation c join address a on a.id = c.address where c.id = $1
           and not exists (select 1 from do_not_contact d where d.tenant = c.tenant and d.kind = a.kind and d.value = a.value)
           and ${NONE_TODAY}
           and (select count(*) from conversation k join entry e on e.conversation = k.id where k.address = a.id and e.direction = 'in' and e.at > $2::timestamptz - interval '1 hour') < $3`,
        [i.conversation, new Date(clock.now()), MOST_AN_HOUR],
      );
      if (!c) return false;
      const at = new Date(clock.now());
      const entry = uuidv7();
      const mail = parts.isMail(gate.id) ? await mailOf(db, i.conversation, null, true) : null;
      if (mail) await joinPeople(db, i.conversation, mail);
      await db.query('update conversation set last_seq = $2, last_at = $3 where id = $1', [i.conversation, c.seq, at]);
      await db.query(
        `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, text, delivery, at, mail) values ($1, $2, $3, $4, $5, 'message', 'out', 'system', $6, 'queued', $7, $8)`,
        [entry, gate.tenant, i.conversation, interaction, c.seq, text, at, mail ? JSON.stringify(mail) : null],
      );
      const v = await row<{ version: number; queue: string | null }>(db, 'update interaction set version = version + 1 where id = $1 returning version, queue', [interaction]);
      await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, 'messageOut', 'system', null, 'acknowledge', $3, $4, $5, $6)`, [gate.tenant, at, interaction, v?.queue ?? null, v?.version ?? null, JSON.stringify({ entry, seq: c.seq })]);
      await db.query('insert into outbox (id, tenant, entry_point, conversation, entry, next_at) values ($1, $2, $3, $4, $5, now())', [uuidv7(), gate.tenant, gate.id, i.conversation, entry]);
      return true;
    });
    if (!stored) return;
    announcer.changed({ tenant: gate.tenant, conversations: [i.conversation] });
    parts.wakeOutbox();
  }

  /** What waits, unanswered and unacknowledged, though it was opened within the last day and more than a moment ago. */
  async function takeMissed(): Promise<void> {
    const led = new Set(parts.led());
    const gates = new Map(parts.gates().flatMap((gate) => {
      const texts = led.has(gate.domain) ? textsOf(gate.settings) : null;
      return texts ? [[gate.id, { gate, texts }] as const] : [];
    }));
    if (gates.size === 0) return;
    const missed = await rows<{ interaction: string; entryPoint: string; said: string }>(
      pool,
      `select i.id as interaction, i.entry_point as "entryPoint", concat(i.subject, ' ', f.text) as said from interaction i
       join conversation c on c.id = i.conversation join address a on a.id = c.address
       join entry f on f.conversation = i.conversation and f.seq = i.first_seq
       where i.closed_at is null and i.state in ('queued', 'offered') and i.first_response_at is null and not i.left_message
         and i.arrived_at between $2::timestamptz - interval '1 day' and $2::timestamptz - make_interval(secs => $3)
         and f.mail ->> 'automatic' is null and ${NONE_TODAY} and i.domain = any($4) and i.entry_point = any($1)
       order by i.arrived_at limit ${MOST_MISSED}`,
      [[...gates.keys()], new Date(clock.now()), (2 * afterMs) / SECOND, [...led]],
    );
    for (const { interaction, entryPoint, said } of missed) {
      const at = gates.get(entryPoint);
      if (at && !stopped) await acknowledge(at.gate, said, interaction, at.texts);
    }
  }

  return {
    opened(gate, fact, interaction) {
      const texts = textsOf(gate.settings);
      if (texts === null || fact.past || fact.leftMessage || (fact.mail && fact.mail.automatic !== null)) return;
      const timer = setTimeout(() => {
        waiting.delete(timer);
        acknowledge(gate, `${fact.mail?.subject ?? ''} ${fact.text}`, interaction, texts).catch((error: unknown) => log.warn({ err: error }, 'An acknowledgement could not be sent.'));
      }, afterMs);
      waiting.add(timer);
    },
    stop() {
      stopped = true;
      clearTimeout(looking);
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
