/** A stored decision in words, for the person it sent work to. English and Chinese; names are looked up, nothing is guessed. */
import type { Because } from '../core/acd/types.ts';
import type { App } from './hub.ts';
import { records } from './records.ts';
import { duration } from './words.ts';

export async function explain(app: App, offer: { readonly because: unknown; readonly agent: string }, locale: string): Promise<string[]> {
  const b = offer.because as Because;
  const zh = locale.startsWith('zh');
  const [skills, agents, queues] = await Promise.all([
    records.skills(app.pool, b.needs.map((n) => n.skill)),
    records.agents(app.pool, b.runnerUp ? [b.runnerUp.agent] : []),
    records.queues(app.pool, [b.queue]),
  ]);
  const queue = queues[0]?.name ?? b.queue;
  const needs = b.needs.map((n) => `${skills.find((s) => s.id === n.skill)?.name ?? n.skill} ≥ ${n.level}`).join(zh ? '、' : ', ');
  const c = b.candidates;
  const out = [
    [c.notReady, 'not ready', '未示闲'], [c.notConnected, 'not connected', '未连接'], [c.otherTeam, 'on another team', '不在该技能组'], [c.noSkill, 'without the skill', '技能不足'],
    [c.noRoom, 'without room', '负载已满'], [c.excluded, 'passed over just now', '刚刚未接或拒绝'],
  ] as const;
  const ruled = out.filter(([n]) => n > 0).map(([n, en, cn]) => (zh ? `${n} 人${cn}` : `${n} ${en}`)).join(zh ? '，' : ', ');
  const rival = b.runnerUp ? agents[0]?.name : null;
  const lines = zh
    ? [
        b.rule === 'preferred' ? '优先派给之前服务过该客户（或被指定）的坐席。' : b.rule === 'nextInLine' ? `您空闲后，它是您可服务队列中的下一个：“${queue}”。` : `在“${queue}”可接待的坐席中，您空闲最久（${duration(b.idleMs, true)}）。`,
        `它已等待 ${duration(b.waitedMs, true)}${b.key.priority ? `；优先级 ${b.key.priority} 相当于多等了 ${b.key.priority} 分钟` : ''}。`,
        needs ? `需要：${needs}${b.step > 0 ? `（第 ${b.step + 1} 步）` : ''}。` : '不需要特定技能。',
        `${c.eligible} 名坐席可接${ruled ? `；其余：${ruled}` : ''}。`,
        rival ? `其次是 ${rival}，空闲 ${duration(b.runnerUp?.idleMs ?? 0, true)}。` : '',
      ]
    : [
        b.rule === 'preferred' ? 'It prefers you: you served this customer before, or a colleague named you.' : b.rule === 'nextInLine' ? `When you had room, this was next among the queues you serve: “${queue}”.` : `Of the agents who could take it in “${queue}”, you had been idle longest (${duration(b.idleMs, false)}).`,
        `It had waited ${duration(b.waitedMs, false)}${b.key.priority ? `; its priority of ${b.key.priority} counts as ${b.key.priority} more minute${b.key.priority === 1 ? '' : 's'}` : ''}.`,
        needs ? `It needs ${needs}${b.step > 0 ? ` (step ${b.step + 1} of the plan)` : ''}.` : 'It needs no particular skill.',
        `${c.eligible} agent${c.eligible === 1 ? '' : 's'} could take it${ruled ? `; of the others ${ruled}` : ''}.`,
        rival ? `Next would have been ${rival}, idle ${duration(b.runnerUp?.idleMs ?? 0, false)}.` : '',
      ];
  return lines.filter((l) => l !== '');
}
