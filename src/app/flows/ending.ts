/** How a flow ends, as what the domain's leader is asked durably, with what whoever takes over should know. */
import type { Input } from '../../core/acd/types.ts';
import type { Position } from '../../core/flow/flow.ts';
import type { SkillNeed } from '../../core/skills.ts';
import type { Ms } from '../../core/time.ts';
import { type Queryable, row } from '../../db/queries/query.ts';
import type { Aside } from '../leader.ts';

export interface Contact {
  readonly id: string;
  readonly tenant: string;
  readonly domain: string;
  /** The entry point's. */
  readonly queue: string | null;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  readonly language: string | null;
}

export interface Ending {
  readonly input: Input;
  readonly aside: Aside;
}

/**
 * The queue that the flow names, or whoever has its work now that it is deleted; else the entry point's; else any of the domain: nobody
 * is left in silence.
 */
async function queueFor(db: Queryable, { tenant, domain, queue }: Contact, wanted: string | null): Promise<string | null> {
  const found = await row<{ id: string }>(
    db,
    `select q.id from queue q where q.tenant = $1 and q.domain = $2 and q.enabled
     order by q.id = $3 desc nulls last, q.id = (select heir from queue where id = $3) desc nulls last, q.id = $4 desc nulls last, q.id = (select heir from queue where id = $4) desc nulls last, q.id limit 1`,
    [tenant, domain, wanted, queue],
  );
  return found?.id ?? null;
}

/** What was chosen and answered, in one line: what an agent reads first. */
function summaryOf({ chose, attributes, end }: Position, isChinese: boolean): string | null {
  const chosen = chose.map(({ en, zh }) => (isChinese ? zh || en : en || zh)).join(' › ');
  const answers = Object.entries(attributes).map(([name, value]) => `${name}: ${value}`).join(', ');
  const call = end?.kind === 'callback' ? end.to : '';
  return [chosen, answers, call].filter((part) => part !== '').join('; ') || null;
}

const FAILED = { en: 'The flow could not go on.', zh: '流程无法继续。' };

export async function endingOf(db: Queryable, contact: Contact, position: Position, flowName: string, now: Ms): Promise<Ending> {
  const { id: interaction, language } = contact;
  const end = position.end ?? { kind: 'queue', queue: null, why: 'fault' };
  if (end.kind === 'hangUp') return { input: { kind: 'close', interaction, outcome: 'botResolved' }, aside: {} };
  const queue = await queueFor(db, contact, end.queue);
  const isChinese = language?.startsWith('zh') ?? false;
  const reason = end.kind === 'queue' && end.why === 'fault' ? FAILED[isChinese ? 'zh' : 'en'] : null;
  const handover = { from: flowName, reason, summary: summaryOf(position, isChinese), language, slots: position.attributes, at: now };
  return {
    input: {
      kind: 'handOff', interaction, queue: queue ?? '', needs: [...contact.needs, ...position.needs], priority: contact.priority + position.priority,
      ...(end.kind === 'callback' ? { callBack: end.to } : {}), ...(end.kind === 'message' ? { leftMessage: true as const } : {}),
    },
    aside: { handover: { interaction, handover, slots: position.attributes, language } },
  };
}
