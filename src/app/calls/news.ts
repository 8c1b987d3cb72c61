/** What the switch has found out, as what the ACD is told, with the lines that people read of it. */
import { uuidv7 } from 'uuidv7';
import type { Input } from '../../core/acd/types.ts';
import type { DialNews } from '../../core/callDial.ts';
import type { CallNews } from '../../core/callPlan.ts';
import type { LegEnd, Phone } from '../../core/calls.ts';
import type { Barred } from '../../core/dialRules.ts';
import { type Actor, SYSTEM } from '../../core/events.ts';
import type { CallbackMiss } from '../../core/interaction.ts';
import type { CallFound } from '../../db/queries/loadCalls.ts';
import { type Queryable, row } from '../../db/queries/query.ts';
import type { Aside } from '../leader.ts';

type Told = readonly [Actor, Input, Aside?];
type BarredNow = Pick<Barred, 'why' | 'message'>;

export function phoneOf(agent: string, phone: string | null): Phone {
  if (phone === null) return { kind: 'browser', agent };
  return phone.startsWith('+') ? { kind: 'number', number: phone } : { kind: 'extension', name: phone.replace(/^extension:/, '') };
}

const isOfDial = (news: CallNews): news is DialNews => news.kind === 'callBack' || news.kind === 'customerAnswered' || news.kind === 'hungUpAlone' || news.kind === 'notReached' || news.kind === 'phoneFailed' || news.kind === 'gaveUp';

/** `barred`: why a callback's number may not be rung. */
export async function inputOf(db: Queryable, f: CallFound, news: CallNews, barred: BarredNow | null): Promise<Told> {
  if (isOfDial(news)) return dialTold(f, news, barred ?? (news.kind === 'notReached' && news.end === 'barred' ? await barredWhy(db, f) : null));
  const { interaction } = f;
  switch (news.kind) {
    case 'customerLeft':
      return [{ kind: 'customer', id: f.customer }, { kind: 'customerLeft', interaction }];
    case 'lost':
      return [SYSTEM, { kind: 'close', interaction, outcome: 'failed' }];
    case 'accept':
      return [{ kind: 'agent', id: news.agent }, { kind: 'accept', offer: news.offer, agent: news.agent }];
    case 'decline':
      return [{ kind: 'agent', id: news.agent }, { kind: 'decline', offer: news.offer, agent: news.agent, reason: news.reason }];
    case 'finish':
      return [{ kind: 'agent', id: news.agent }, { kind: 'finish', interaction, outcome: 'resolved' }];
    case 'handOver':
      return [{ kind: 'agent', id: news.agent }, { kind: 'handOver', interaction, from: news.agent, to: news.to }];
    case 'transferOut':
      return [{ kind: 'agent', id: news.agent }, { kind: 'finish', interaction, outcome: 'transferredOut' }];
    case 'requeue':
      return [{ kind: 'agent', id: news.agent }, { kind: 'requeue', interaction }];
    case 'legFailed':
      return [SYSTEM, { kind: 'legFailed', interaction, agent: news.agent, reason: news.reason }];
  }
}

const barredWhy = (db: Queryable, { interaction, dial }: CallFound): Promise<BarredNow | null> =>
  row<BarredNow>(db, 'select barred as why, barred_explain as message from call_out where interaction = $1 and attempt = $2 and barred is not null', [interaction, dial?.attempt ?? 0]);

/** A callback comes again with its place or after a while; what an agent began by themselves is over, and says how. */
function dialTold(f: CallFound, news: DialNews, barred: BarredNow | null): Told {
  const { interaction } = f;
  if (news.kind === 'customerAnswered') return [SYSTEM, { kind: 'callbackAnswered', interaction }];
  if (news.kind === 'hungUpAlone') return [SYSTEM, { kind: 'callbackMissed', interaction, reason: 'noAnswer' }];
  const actor: Actor = { kind: 'agent', id: news.agent };
  const isCallback = f.callback !== null;
  switch (news.kind) {
    case 'callBack':
    case 'notReached': {
      const end = news.kind === 'callBack' ? 'barred' : news.end;
      const told = line(f, 'notReached', { end, number: f.dial?.number ?? f.callback?.to ?? '', ...(barred ? { why: barred.why, explain: barred.message } : {}) });
      return isCallback ? [actor, { kind: 'callbackMissed', interaction, reason: outcomeOf(end) }, told] : [actor, { kind: 'finish', interaction, outcome: outcomeOf(end) }, told];
    }
    case 'phoneFailed':
      if (isCallback) return [SYSTEM, { kind: 'legFailed', interaction, agent: news.agent, reason: news.reason }];
      return [actor, { kind: 'finish', interaction, outcome: 'failed' }, line(f, 'ownPhoneFailed', { reason: news.reason })];
    case 'gaveUp':
      if (!isCallback) return [actor, { kind: 'finish', interaction, outcome: 'cancelled' }, line(f, 'callCancelled', { number: f.dial?.number ?? '' })];
      return news.rang ? [actor, { kind: 'callbackMissed', interaction, reason: 'noAnswer' }] : [SYSTEM, { kind: 'legFailed', interaction, agent: news.agent, reason: 'refused' }];
  }
}

const outcomeOf = (end: LegEnd | 'barred'): CallbackMiss => (end === 'busy' || end === 'refused' ? 'busy' : end === 'noAnswer' || end === 'over' ? 'noAnswer' : 'failed');

const line = (f: CallFound, code: string, data: Readonly<Record<string, unknown>>): Aside => ({
  lines: [{ id: uuidv7(), conversation: f.conversation, interaction: f.interaction, kind: 'system', direction: 'internal', authorKind: 'system', authorId: null, authorName: null, text: null, mentions: [], systemCode: code, data }],
});
