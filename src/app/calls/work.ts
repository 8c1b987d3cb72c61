/** Rows and what was heard since, as the plan takes them. */
import { outName } from '../../core/calls.ts';
import { type CallWork, SURVEY_MS } from '../../core/callPlan.ts';
import type { CallFound } from '../../db/queries/loadCalls.ts';
import type { LegHeard } from './legs.ts';
import { phoneOf } from './news.ts';
import { segmentOf } from './partyRows.ts';

/** By leg. */
export type Heard = ReadonlyMap<string, LegHeard>;

/** `dialsHere`: whether this entry point calls its customer back. */
export function workOf(f: CallFound, heard: Heard, dialsHere: boolean): CallWork {
  return {
    interaction: f.interaction, state: f.state, caller: f.caller, from: { number: f.number.startsWith('call:') ? 'anonymous' : f.number, name: f.name }, letGo: f.letGo, callerLost: f.callerLost || (f.caller !== null && heard.get(f.caller)?.end === 'lost'), held: f.held, outcome: f.outcome, engaged: new Set(f.engaged), isDialing: f.isDialing, isOnLine: f.callback?.onLine === true,
    parties: (f.parties ?? []).flatMap((p) => (p.ended ? [] : [{ ...p, askedAt: Date.parse(p.askedAt) }])),
    dial: dialOf(f, heard) ?? (dialsHere ? 'asked' : null), survey: f.ratedFrom && { until: f.ratedFrom.getTime() + SURVEY_MS },
    owner: f.owner !== null && f.stint !== null ? { agent: f.owner, stint: f.stint } : null,
    offers: (f.offers ?? []).map((o) => ({ id: o.id, agent: o.agent, until: Date.parse(o.until) })),
    rung: rungOf(f, heard),
    phones: new Map((f.phones ?? []).map((p) => [p.agent, phoneOf(p.agent, p.phone)])),
  };
}

/** Parties whose segment is not what they are by now. */
export const segmentsDue = (f: CallFound) => (f.parties ?? []).flatMap((p) => ((due) => (due === p.segment ? [] : [{ ...p, due }]))(p.ended ? null : segmentOf(p)));

function rungOf({ legs, caller }: CallFound, heard: Heard): CallWork['rung'] {
  const rung = new Map([...heard].filter(([id]) => id !== caller).map(([id, { joined, end }]) => [id, { joined, end }]));
  for (const { id, joined, ending } of legs ?? []) rung.set(id, { joined: joined || rung.get(id)?.joined === true, end: ending ?? rung.get(id)?.end ?? null });
  return rung;
}

function dialOf({ interaction, dial }: CallFound, heard: Heard): CallWork['dial'] {
  if (!dial) return null;
  const leg = outName({ interaction, attempt: dial.attempt });
  const since = heard.get(leg);
  const { number, trunk, callerId, purpose, first, barred } = dial;
  return { leg, number, trunk, callerId, purpose, first, barred, rung: dial.wasRung || since ? { answered: dial.answered || since?.answered === true, end: dial.ending ?? since?.end ?? null } : null };
}
