/** Answers to "why?" in words, English and Chinese. What they say comes from the ACD's state (core/acd/why); names are looked up. */
import type { ChannelKind } from '../core/interaction.ts';
import type { Because } from '../core/acd/types.ts';
import type { Idle, Obstacle, Waiting, WaitingIn } from '../core/acd/why.ts';
import type { TenantDb } from '../db/tenantPool.ts';
import { needsInWords, skillsIn } from './needs.ts';
import { records } from './records.ts';
import { duration, elapsed } from './words.ts';

/** Names of what an answer mentions. */
export interface Names {
  readonly agent: (id: string) => string;
  readonly queue: (id: string) => string;
  readonly skill: (id: string) => string;
}

export async function namesOf(db: TenantDb, ids: { readonly agents: readonly string[]; readonly queues: readonly string[]; readonly skills: readonly string[] }): Promise<Names> {
  const [agents, queues, skills] = await Promise.all([records.agents(db, ids.agents), records.queues(db, ids.queues), records.skills(db, ids.skills)]);
  const among = (list: readonly { id: string; name: string }[]) => (id: string) => list.find((one) => one.id === id)?.name ?? id;
  return { agent: among(agents), queue: among(queues), skill: among(skills) };
}

/** The ids an obstacle mentions, for {@link namesOf}. */
export const idsIn = (obstacles: readonly Obstacle[]) => ({
  queues: obstacles.flatMap((o) => o.queue ?? []),
  agents: obstacles.flatMap((o) => (o.kind === 'heldFor' ? [o.agent] : [])),
  skills: obstacles.flatMap((o) => (o.kind === 'noSkill' || o.kind === 'barredSkill' ? skillsIn([o.need]) : [])),
});

const CHANNELS_ZH: Readonly<Record<ChannelKind, string>> = { voice: '电话', email: '邮件', webchat: '网页聊天', sms: '短信', fax: '传真', wechat: '微信' };
const CHANNELS_EN: Readonly<Record<ChannelKind, string>> = { voice: 'call', email: 'e-mail', webchat: 'chat', sms: 'text message', fax: 'fax', wechat: 'WeChat message' };
const STATES: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  created: ['has only just come in', '刚刚进入'], scheduled: ['is scheduled for later', '已安排在稍后'], selfService: ['is with a bot or a flow', '正由机器人或流程接待'],
  offered: ['is ringing at an agent', '正在向坐席振铃'], dialing: ['is being dialled', '正在拨号'], active: ['is with an agent already', '已由坐席处理'],
  parked: ['is parked', '已挂起'], wrapUp: ['is in wrap-up', '处于话后处理'], closed: ['is closed', '已关闭'], queued: ['is waiting', '正在排队'],
};
const PRESENCES: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  offline: ['offline', '离线'], notReady: ['not ready', '示忙'], missed: ['set aside after an offer rang out', '因未接而暂停派单'], ready: ['ready', '示闲'],
};
const of = (table: Readonly<Record<string, readonly [string, string]>>, key: string, zh: boolean): string => table[key]?.[zh ? 1 : 0] ?? key;

/** One obstacle, said of the agent in the third person. `now` as the ACD has it. */
export function obstacleSentence(o: Obstacle, who: string, names: Names, now: number, zh: boolean): string {
  const left = (until: number): string => duration(until - now, zh);
  switch (o.kind) {
    case 'notWaiting': return zh ? `该交互${of(STATES, o.state, zh)}，不在排队。` : `It is not waiting: it ${of(STATES, o.state, zh)}.`;
    case 'notCalledNow': return o.opensAt === null ? (zh ? '此时段不回呼客户。' : 'Nobody is called back at this hour.') : zh ? `此时段不回呼客户，${left(o.opensAt)}后开始回呼。` : `Nobody is called back at this hour; calls begin again in ${left(o.opensAt)}.`;
    case 'closed': return o.opensAt === null ? (zh ? '队列已关闭。' : 'Its queue is closed.') : zh ? `队列已关闭，${left(o.opensAt)}后开放。` : `Its queue is closed and opens in ${left(o.opensAt)}.`;
    case 'notReady': return zh ? `${who}目前${of(PRESENCES, o.presence, zh)}${o.reason ? `（${o.reason}）` : ''}。` : `${who} is ${of(PRESENCES, o.presence, zh)}${o.reason ? ` (${o.reason})` : ''}.`;
    case 'notConnected': return zh ? `${who}没有打开的工作台。` : `${who} has no desk open.`;
    case 'leaving': return zh ? `${who}在处理完手头工作后将${of(PRESENCES, o.presence, zh)}。` : `${who} will be ${of(PRESENCES, o.presence, zh)} once the work in hand is done.`;
    case 'otherTeam': return zh ? `${who}不在服务该队列的技能组。` : `${who} is in none of the teams that serve this queue.`;
    case 'otherSite': {
      const sites = o.sites.join(zh ? '、' : ', ');
      return zh ? `目前只派给${sites}的坐席，${who}${o.site === null ? '未设置地点' : `在${o.site}`}。` : `For now it is for agents at ${sites}; ${who} is ${o.site === null ? 'at no site' : `at ${o.site}`}.`;
    }
    case 'noSkill': {
      const needs = needsInWords([o.need], names.skill, zh);
      if (o.need.or !== undefined) return zh ? `需要${needs}，${who}都不具备。` : `It needs ${needs}; ${who} has neither.`;
      return zh ? `需要${needs}，${who}为 ${o.has}。` : `It needs ${needs}; ${who} has ${o.has === 0 ? 'none' : o.has}.`;
    }
    case 'barredSkill': return zh ? `不派给${names.skill(o.need.skill)} ≥ ${o.need.level} 的坐席，${who}为 ${o.has}。` : `It goes to nobody with ${names.skill(o.need.skill)} ≥ ${o.need.level}; ${who} has ${o.has}.`;
    case 'noRoom': return zh ? `${who}的负载为 ${o.load}/${o.capacity}，放不下这项 ${o.weight} 的工作（超出 ${o.over}）。` : `${who} carries ${o.load} of ${o.capacity}; this weighs ${o.weight}, which is ${o.over} too much.`;
    case 'capReached': return zh ? `${who}的${CHANNELS_ZH[o.channel]}已达上限 ${o.cap}。` : `${who} has as many as allowed of this kind: ${o.cap} ${CHANNELS_EN[o.channel]}${o.cap === 1 ? '' : 's'}.`;
    case 'excluded': return zh ? `${who}刚刚未接或拒绝过，${left(o.until)}后可再派。` : `${who} declined or missed it just now and is asked again in ${left(o.until)}.`;
    case 'heldFor': return zh ? `为${names.agent(o.agent)}保留，还有 ${left(o.until)}。` : `It is being held for ${names.agent(o.agent)} for another ${left(o.until)}.`;
    case 'keptFor': return zh ? `${who}正为排在前面、需要更多空间的工作预留，最多还有 ${left(o.until)}。` : `${who} is being kept free for work that goes before this and needs more room, for ${left(o.until)} at most.`;
    case 'byHand': return zh ? '该队列的工作由坐席自行领取，不会派单。' : 'The work of this queue is picked by hand; it is offered to nobody.';
    case 'reserved': {
      const others = zh ? `该队列为其他工作留 ${o.reserve} 名空手的坐席` : `This queue leaves ${o.reserve} agent${o.reserve === 1 ? '' : 's'} with empty hands to other work`;
      return zh ? `${others}，现在只有 ${o.empty} 名可接，${who}是其中之一。` : `${others}; now ${o.empty} could take it, ${who} among them.`;
    }
    case 'ringing': return zh ? `${who}正在被派另一项工作。` : `Something else is ringing at ${who}.`;
    case 'wakesFirst': return zh ? `${who}挂起的工作有客户回复，需先处理。` : `${who} has parked work whose customer wrote; that comes first.`;
  }
}

export function whyNotSentences(found: readonly Obstacle[], who: string, names: Names, now: number, zh: boolean): string[] {
  if (found.length === 1 && found[0]?.kind === 'byHand') return [zh ? `该队列的工作由坐席自行领取；${who}可以领取。` : `The work of this queue is picked by hand; ${who} may pick it.`];
  if (found.length === 0) return [zh ? `没有什么阻止${who}接待，下一步即会派出。` : `Nothing keeps it from ${who}: it is offered next.`];
  // Of work that waits in several queues, what keeps it from the agent in one of them.
  const inQueue = ({ queue }: Obstacle): string => (queue === undefined ? '' : zh ? `在“${names.queue(queue)}”：` : `In “${names.queue(queue)}”: `);
  return found.map((o) => `${inQueue(o)}${obstacleSentence(o, who, names, now, zh)}`);
}

/** Agents ruled out, each by the first reason, as a list. */
export function ruledOut(c: Because['candidates'], zh: boolean): string {
  const out = [
    [c.notReady, 'not ready', '未示闲'], [c.notConnected, 'not connected', '未连接'], [c.notNamed ?? 0, 'not the one it was held for', '不是指定的坐席'], [c.otherTeam, 'on another team', '不在该技能组'], [c.otherSite, 'at another site', '在其他地点'], [c.noSkill, 'without the skill', '技能不足'],
    [c.noRoom, 'without room', '负载已满'], [c.reserved, 'left to other work', '留给其他工作'], [c.excluded, 'passed over just now', '刚刚未接或拒绝'],
  ] as const;
  return out.filter(([n]) => n > 0).map(([n, en, cn]) => (zh ? `${n} 人${cn}` : `${n} ${en}`)).join(zh ? '，' : ', ');
}

export function whyWaitingSentences(w: Waiting, names: Names, now: number, zh: boolean): string[] {
  const waited = zh ? `，已等待 ${elapsed(w.waitedMs, true)}` : ` and has waited ${elapsed(w.waitedMs, false)}`;
  return [
    ...waitingIn(w, names, waited, zh),
    w.heldFor === null ? '' : zh ? `为${names.agent(w.heldFor.agent)}保留，还有 ${duration(w.heldFor.until - now, true)}。` : `It is held for ${names.agent(w.heldFor.agent)} for another ${duration(w.heldFor.until - now, false)}.`,
    w.keeps === null ? '' : zh ? `正为它预留${names.agent(w.keeps.agent)}，等其手头工作减少。` : `${names.agent(w.keeps.agent)} is being kept free for it until there is room.`,
    nextStep(w, now, zh),
    ...(w.also.length === 0 ? [] : [zh ? `它同时还在另外 ${w.also.length} 个队列中等待；最先可接的坐席得。` : `It waits in ${w.also.length} further queue${w.also.length === 1 ? '' : 's'} too; the first agent of any of them who can takes it.`]),
    ...w.also.flatMap((one) => [...waitingIn(one, names, '', zh), nextStep(one, now, zh)]),
  ].filter((line) => line !== '');
}

const nextStep = ({ nextStepAt }: WaitingIn, now: number, zh: boolean): string =>
  nextStepAt === null ? '' : zh ? `${duration(nextStepAt - now, true)}后进入路由计划的下一步。` : `In ${duration(nextStepAt - now, false)} the next step of the plan begins.`;

/** How it waits in one of its queues. */
function waitingIn(w: WaitingIn, names: Names, waited: string, zh: boolean): string[] {
  const needs = needsInWords(w.needs, names.skill, zh);
  const queue = names.queue(w.queue);
  const { place, about, expectedWaitMs } = w.place;
  const expected = expectedWaitMs === null
    ? (zh ? '还说不出要等多久。' : 'How much longer cannot be said yet.')
    : zh ? `预计还需 ${duration(expectedWaitMs, true)}。` : `About ${duration(expectedWaitMs, false)} more are expected.`;
  const out = ruledOut(w.candidates, zh);
  return [
    zh ? `在“${queue}”${about ? '大约' : ''}排第 ${place} 位${waited}。` : `It is ${about ? 'about ' : ''}number ${place} in “${queue}”${waited}.`,
    w.couldPick === null ? expected : '',
    needs ? (zh ? `需要：${needs}。` : `It needs ${needs}.`) : '',
    w.couldPick !== null ? byHand(w.couldPick, zh) :
    out ? (zh ? `暂无坐席可接：${out}。` : `No agent can take it now: ${out}.`) : zh ? '没有任何坐席。' : 'There are no agents at all.',
  ];
}

const byHand = (n: number, zh: boolean): string =>
  zh ? `该队列的工作由坐席自行领取；现在有 ${n} 名坐席可以领取。` : `This queue’s work is picked by hand; ${n} agent${n === 1 ? '' : 's'} could take it now.`;

const KINDS: Readonly<Partial<Record<Obstacle['kind'], readonly [en: string, zh: string]>>> = {
  otherTeam: ['for other teams', '属于其他技能组'], otherSite: ['for other sites for now', '目前只派给其他地点'], noSkill: ['need a skill or level the agent has not', '需要该坐席不具备的技能'], barredSkill: ['are kept from agents with a skill this one has', '不派给具备某项技能的坐席'], noRoom: ['need more room', '需要更多空间'],
  capReached: ['are of a kind of which the agent has as many as allowed', '该渠道已达上限'], excluded: ['were declined or missed by the agent just now', '刚被该坐席拒绝或未接'],
  heldFor: ['are held for somebody else', '为其他坐席保留'], byHand: ['may be picked by the agent', '可由该坐席自行领取'], reserved: ['leave the agent to other work', '把该坐席留给其他工作'], keptFor: ['go after work the agent is kept free for', '排在为其预留的工作之后'],
};

export function whyIdleSentences(idle: Idle, who: string, names: Names, now: number, zh: boolean): string[] {
  const waiting = idle.waiting === 0
    ? (zh ? '现在没有人在排队。' : 'Nobody is waiting.')
    : zh ? `现在有 ${idle.waiting} 个交互在排队。` : `${idle.waiting} ${idle.waiting === 1 ? 'is' : 'are'} waiting.`;
  const kinds = Object.entries(idle.because).map(([kind, n]) => (zh ? `${n} 个${of(KINDS as Record<string, readonly [string, string]>, kind, true)}` : `${n} ${of(KINDS as Record<string, readonly [string, string]>, kind, false)}`));
  return [
    ...idle.agent.map((o) => obstacleSentence(o, who, names, now, zh)), waiting,
    ...(kinds.length === 0 ? [] : [zh ? `其中 ${kinds.join('，')}。` : `Of these ${kinds.join(', ')}.`]),
  ];
}
