/** A stored decision in words, for the person it sent work to. English and Chinese; names are looked up, nothing is guessed. */
import type { Because } from '../core/acd/types.ts';
import type { TenantDb } from '../db/tenantPool.ts';
import { needsInWords, skillsIn } from './needs.ts';
import { records } from './records.ts';
import { ruledOut } from './whySentences.ts';
import { elapsed } from './words.ts';

/** Why this agent of all who could. */
const CHOSEN: Readonly<Record<Exclude<Because['rule'], 'preferred'>, { en(queue: string, idle: string): string; zh(queue: string, idle: string): string }>> = {
  nextInLine: { en: (queue) => `When you had room, this was next among the queues you serve: “${queue}”.`, zh: (queue) => `您空闲后，它是您可服务队列中的下一个：“${queue}”。` },
  longestIdle: { en: (queue, idle) => `Of the agents who could take it in “${queue}”, you had been idle longest (${idle}).`, zh: (queue, idle) => `在“${queue}”可接待的坐席中，您空闲最久（${idle}）。` },
  leastOccupied: { en: (queue) => `Of the agents who could take it in “${queue}”, you had the most room.`, zh: (queue) => `在“${queue}”可接待的坐席中，您的负载最轻。` },
  bestSkilled: { en: (queue) => `Of the agents who could take it in “${queue}”, your skills fit it best.`, zh: (queue) => `在“${queue}”可接待的坐席中，您的技能最匹配。` },
  roundRobin: { en: (queue) => `It was your turn in “${queue}”: your last offer was longest ago.`, zh: (queue) => `在“${queue}”轮到您：您上次被派单距今最久。` },
  leastFlexible: { en: (queue) => `Of the agents who could take it in “${queue}”, you serve the fewest kinds of work, so that the others stay free for theirs.`, zh: (queue) => `在“${queue}”可接待的坐席中，您能服务的种类最少，其他坐席留给他们才能处理的工作。` },
  weighted: { en: (queue) => `By your share of the work in “${queue}” it was your turn.`, zh: (queue) => `按您在“${queue}”的分配比例，轮到您。` },
};

/** Why it was meant for this agent; `who` named them. Decisions from before reasons were kept have none. */
function meant(preference: Because['preference'], who: string | null, zh: boolean): string {
  switch (preference?.kind) {
    case 'last': return zh ? '您上次服务过这位客户。' : 'You served this customer last.';
    case 'owner': return zh ? '这是您的客户。' : 'This is your customer.';
    case 'wish': return zh ? '客户指定要找您。' : 'The customer came for you.';
    case 'named': return zh ? `${who ?? '同事'}转给了您。` : `${who ?? 'A colleague'} handed it to you.`;
    default: return zh ? '优先派给之前服务过该客户（或被指定）的坐席。' : 'It prefers you: you served this customer before, or a colleague named you.';
  }
}

/** How it reached this agent, where it was not simply offered to them. */
const HOW: Readonly<Partial<Record<Because['mode'], { en(queue: string, rang: number): string; zh(queue: string, rang: number): string }>>> = {
  autoAccept: { en: (queue) => `Work of “${queue}” is given without asking: being ready is the agreement.`, zh: (queue) => `“${queue}”的工作直接派到手上：示闲即表示同意。` },
  broadcast: {
    en: (queue, rang) => (rang === 1 ? `“${queue}” rings at several agents at once; only you could take it.` : `In “${queue}” it rang at ${rang} agents at once, you among them; the first to accept has it.`),
    zh: (queue, rang) => (rang === 1 ? `“${queue}”同时向多名坐席振铃；当时只有您可接。` : `在“${queue}”它同时向 ${rang} 名坐席振铃，您是其中之一；先接受者得。`),
  },
};

/** What priority did for it in its queue's order; nothing where the order does not look at priority. */
const AHEAD: Readonly<Partial<Record<Because['key']['order'], { en(n: number): string; zh(n: number): string }>>> = {
  aged: {
    en: (n) => `its priority of ${n} counts as ${n} more minute${n === 1 ? '' : 's'}`,
    zh: (n) => `优先级 ${n} 相当于多等了 ${n} 分钟`,
  },
  priority: { en: (n) => `its priority of ${n} goes before all that is lower`, zh: (n) => `优先级 ${n}，先于所有更低的优先级` },
};

export async function explain(db: TenantDb, offer: { readonly because: unknown; readonly agent: string }, locale: string): Promise<string[]> {
  const b = offer.because as Because;
  const zh = locale.startsWith('zh');
  const namer = b.preference?.kind === 'named' ? b.preference.by : null;
  const [skills, agents, queues] = await Promise.all([
    records.skills(db, skillsIn(b.needs)),
    records.agents(db, [b.runnerUp?.agent, namer].flatMap((id) => id ?? [])),
    records.queues(db, [b.queue, ...(b.also ?? [])]),
  ]);
  const nameOf = (id: string): string => `“${queues.find((q) => q.id === id)?.name ?? id}”`;
  const queue = queues.find((q) => q.id === b.queue)?.name ?? b.queue;
  const also = (b.also ?? []).map(nameOf);
  const needs = needsInWords(b.needs, (id) => skills.find((s) => s.id === id)?.name ?? id, zh);
  const c = b.candidates;
  const ruled = ruledOut(c, zh);
  const together = b.mode === 'broadcast' && b.rang > 1 && b.rule !== 'preferred';
  const agentName = (id: string | null | undefined): string | null => agents.find((a) => a.id === id)?.name ?? null;
  const rival = together ? null : agentName(b.runnerUp?.agent);
  const chosen = b.rule === 'preferred' ? meant(b.preference, agentName(namer), zh) : CHOSEN[b.rule][zh ? 'zh' : 'en'](queue, elapsed(b.idleMs, zh));
  const lines = zh
    ? [
        together ? '' : chosen, HOW[b.mode]?.zh(queue, b.rang) ?? '',
        `它已等待 ${elapsed(b.waitedMs, true)}${b.key.priority && AHEAD[b.key.order] ? `；${AHEAD[b.key.order]?.zh(b.key.priority)}` : ''}。`,
        also.length > 0 ? `它同时在${also.join('、')}等待；最先有坐席可接的是“${queue}”。` : '',
        needs ? `需要：${needs}${b.step > 0 ? `（第 ${b.step + 1} 步）` : ''}。` : '不需要特定技能。',
        `${c.eligible} 名坐席可接${ruled ? `；其余：${ruled}` : ''}。`,
        rival ? `其次是 ${rival}，空闲 ${elapsed(b.runnerUp?.idleMs ?? 0, true)}。` : '',
      ]
    : [
        together ? '' : chosen, HOW[b.mode]?.en(queue, b.rang) ?? '',
        `It had waited ${elapsed(b.waitedMs, false)}${b.key.priority && AHEAD[b.key.order] ? `; ${AHEAD[b.key.order]?.en(b.key.priority)}` : ''}.`,
        also.length > 0 ? `It waited in ${also.join(' and ')} too; the first who could take it was found in “${queue}”.` : '',
        needs ? `It needs ${needs}${b.step > 0 ? ` (step ${b.step + 1} of the plan)` : ''}.` : 'It needs no particular skill.',
        `${c.eligible} agent${c.eligible === 1 ? '' : 's'} could take it${ruled ? `; of the others ${ruled}` : ''}.`,
        rival ? `Next would have been ${rival}, idle ${elapsed(b.runnerUp?.idleMs ?? 0, false)}.` : '',
      ];
  return lines.filter((l) => l !== '');
}

/** The same of work that was not offered: an agent picked it out of turn, or somebody gave it to them. */
export async function explainTaking(db: TenantDb, { forced, waitedMs, by }: { readonly forced: boolean; readonly waitedMs: number; readonly by: string | null }, locale: string): Promise<string[]> {
  const zh = locale.startsWith('zh');
  const who = forced && by !== null ? (await records.agents(db, [by]))[0]?.name : null;
  const waited = elapsed(waitedMs, zh);
  return zh
    ? [forced ? `${who ?? '班长'}把它分配给您。` : '您自行领取了它。', `它已等待 ${waited}。`]
    : [forced ? `${who ?? 'A supervisor'} assigned it to you.` : 'You picked it out of turn.', `It had waited ${waited}.`];
}
