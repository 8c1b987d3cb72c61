/** What a browser is shown at /health; programs get JSON there. Looks like the start page; needs no script. */
import type { App } from '../app/hub.ts';
import { row } from '../db/queries/query.ts';

export interface Health {
  readonly version: string;
  readonly uptimeSeconds: number;
  /** Why the hub is not ready, in a sentence; null = it is. */
  readonly why: string | null;
  /** How long the database took to answer; null = it did not. */
  readonly databaseMs: number | null;
  /** Open work and messages that have yet to leave; null = not known. */
  readonly work: { readonly waiting: number; readonly withBots: number; readonly withAgents: number; readonly outgoing: number } | null;
}

export async function readHealth(hub: App, version: string): Promise<Health> {
  const began = performance.now();
  const work = await row<NonNullable<Health['work']>>(
    hub.pool,
    `select count(*) filter (where state in ('queued', 'offered'))::int as waiting, count(*) filter (where state = 'selfService')::int as "withBots",
       count(*) filter (where owner_kind = 'agent' and state <> 'offered')::int as "withAgents",
       (select count(*)::int from outbox where state in ('due', 'sending')) as outgoing
     from interaction where closed_at is null`,
  ).catch(() => null);
  const databaseMs = work ? Math.max(1, Math.round(performance.now() - began)) : null;
  return { version, uptimeSeconds: Math.floor(process.uptime()), why: await hub.notReady(), databaseMs, work };
}

const EN = {
  lang: 'en', title: 'Health', well: 'The hub is well', unwell: 'The hub is not ready', version: 'Version', uptime: 'Running for', database: 'Database',
  answers: (ms: number) => `answers in ${ms} ms`, silent: 'does not answer', waiting: 'Waiting in line', withBots: 'With bots', withAgents: 'With agents', outgoing: 'Messages yet to leave',
  start: 'Start page', programs: 'This page looks again every ten seconds. Programs that ask here get JSON;', ready: 'says whether to send work,', metrics: 'has figures for Prometheus.',
  day: 'd', hour: 'h', minute: 'min', second: 's',
};
const ZH: typeof EN = {
  lang: 'zh-CN', title: '运行状况', well: '总机运行正常', unwell: '总机尚未就绪', version: '版本', uptime: '已运行', database: '数据库',
  answers: (ms) => `${ms} 毫秒内应答`, silent: '没有应答', waiting: '排队中', withBots: '机器人接待中', withAgents: '坐席处理中', outgoing: '待发出的消息',
  start: '起始页', programs: '本页每十秒刷新一次。程序访问此地址得到 JSON；', ready: '说明能否接收请求，', metrics: '提供 Prometheus 指标。',
  day: '天', hour: '小时', minute: '分钟', second: '秒',
};
/** The hub's own sentences of why it is not ready. */
const WHY_ZH: Readonly<Record<string, string>> = {
  'The hub is shutting down.': '总机正在关闭。',
  'The database does not answer.': '数据库没有应答。',
  'A routing domain is being loaded.': '正在加载路由域。',
};

function lasted(seconds: number, t: typeof EN): string {
  const parts = [[Math.floor(seconds / 86_400), t.day], [Math.floor(seconds / 3_600) % 24, t.hour], [Math.floor(seconds / 60) % 60, t.minute], [seconds % 60, t.second]] as const;
  const from = parts.findIndex(([n]) => n > 0);
  return (from < 0 ? parts.slice(-1) : parts.slice(from, from + 2)).map(([n, unit]) => `${n} ${unit}`).join(' ');
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

export function healthPage(health: Health, chinese: boolean): string {
  const t = chinese ? ZH : EN;
  const { why, work } = health;
  const facts: readonly (readonly [string, string])[] = [
    [t.version, health.version],
    [t.uptime, lasted(health.uptimeSeconds, t)],
    [t.database, health.databaseMs === null ? t.silent : t.answers(health.databaseMs)],
    ...(work ? ([[t.waiting, String(work.waiting)], [t.withBots, String(work.withBots)], [t.withAgents, String(work.withAgents)], [t.outgoing, String(work.outgoing)]] as const) : []),
  ];
  return `<!doctype html>
<html lang="${t.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="10"><title>${t.title} · Switchroom</title>
<style>
:root { --ink: #1d1c1a; --soft: #66625b; --bg: #f5f4f1; --line: #e6e3dd; --accent: #0b7466; --bad: #b3332b; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eae8; --soft: #a0a8a4; --bg: #0f1211; --line: #262c2a; --accent: #4cc4af; --bad: #f0857b; } }
body { margin: 0; background: var(--bg); color: var(--ink); font: 17px/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
main { max-width: 36em; margin: 14vh auto; padding: 0 24px; }
b, h1 { letter-spacing: -0.01em; }
b span { font-weight: 400; color: var(--soft); margin-left: 6px; }
h1 { display: flex; gap: 12px; align-items: center; font-size: 28px; line-height: 1.2; margin: 24px 0 12px; }
h1::before { content: ''; flex: none; width: 12px; height: 12px; border-radius: 50%; background: var(--accent); }
h1[data-unwell]::before { background: var(--bad); }
dl { margin: 24px 0; }
dl div { display: flex; justify-content: space-between; gap: 16px; padding: 8px 0; border-top: 1px solid var(--line); }
dl div:last-child { border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
p { margin: 0 0 14px; text-wrap: pretty; }
p.soft { color: var(--soft); }
a { color: var(--accent); font-weight: 600; }
</style>
<main><b>Switchroom<span>总机</span></b>
<h1${why ? ' data-unwell' : ''}>${why ? t.unwell : t.well}</h1>
${why ? `<p>${escaped(chinese ? (WHY_ZH[why] ?? why) : why)}</p>` : ''}
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>
<p class="soft">${t.programs} <a href="/ready">/ready</a> ${t.ready} <a href="/metrics">/metrics</a> ${t.metrics}</p>
<p><a href="/">${t.start}</a></p></main></html>`;
}
