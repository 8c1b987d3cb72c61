/** The demo's tenant: a tea shop with people, queues, skills, a plan, canned replies, two entry points and a bot. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Viewer } from '../app/access.ts';
import type { App } from '../app/hub.ts';
import { isRefusal } from '../core/refusal.ts';
import { row } from '../db/queries/query.ts';
import { frontDoor } from './frontDoor.ts';

export interface DemoLogin {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

export interface Seeded {
  /** Accounts for people who try the demo. */
  readonly logins: readonly DemoLogin[];
  /** Accounts of the simulated agents. */
  readonly actors: readonly DemoLogin[];
  readonly botSecret: string;
}

const password = (): string => randomBytes(9).toString('base64url');

/** Seeds an empty hub; a hub seeded before is left as it is. Null when the hub has a tenant of its own. */
export async function seedDemo(hub: App, dataDir: string): Promise<Seeded | null> {
  const file = join(dataDir, 'demo.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Seeded;
  const admin: DemoLogin = { name: 'Lin Yue 林悦', email: 'admin@demo.local', password: password(), role: 'admin' };
  const made = await hub.setUp({ tenantName: 'Cloud Mountain Tea 云山茶社', name: admin.name, email: admin.email, password: admin.password });
  if (isRefusal(made)) return null;
  const viewer: Viewer = { kind: 'agent', id: made.admin, name: admin.name, tenant: made.tenant, domain: made.domain, roles: ['admin', 'supervisor', 'agent', 'developer'], locale: 'en', grant: 'seed' };
  const a = hub.admin;
  const id = async (answer: Promise<{ id: string } | { refused: true; message: string }>): Promise<string> => {
    const done = await answer;
    if ('refused' in done) throw new Error(`The demo could not be seeded: ${done.message}`);
    return done.id;
  };

  const [chinese, english, tea] = [await id(a.skill(viewer, null, '中文 Chinese')), await id(a.skill(viewer, null, 'English')), await id(a.skill(viewer, null, 'Tea 茶艺'))];
  const team = await id(a.team(viewer, null, 'Shop floor 门店', null));
  const plan = await id(a.plan(viewer, {
    name: 'Tea experts first 先找茶艺师',
    steps: [{ afterMs: 0, mode: 'and', needs: [{ skill: tea, level: 3 }], teams: [] }, { afterMs: 20_000, mode: 'and', needs: [{ skill: tea, level: 1 }], teams: [] }, { afterMs: 60_000, mode: 'only', needs: [], teams: [made.team] }],
  }));
  const orders = await id(a.queue(viewer, { name: 'Orders 订单', priority: 0, teams: [team], targetSeconds: 45, enabled: true }));
  const advice = await id(a.queue(viewer, { name: 'Tea advice 茶艺咨询', priority: 1, teams: [team], plan, targetSeconds: 90, enabled: true }));

  const people = [
    { name: 'Mei Chen 陈梅', email: 'supervisor@demo.local', roles: ['supervisor', 'agent'], role: 'supervisor', skills: [[chinese, 5], [english, 4], [tea, 5]] },
    { name: 'Li Na 李娜', email: 'li@demo.local', roles: ['agent'], role: 'agent', skills: [[chinese, 5], [english, 3], [tea, 3]] },
    { name: 'Wang Fang 王芳', email: 'wang@demo.local', roles: ['agent'], role: 'agent', skills: [[chinese, 5], [english, 2], [tea, 4]] },
    { name: 'Dev 开发者', email: 'dev@demo.local', roles: ['developer'], role: 'developer', skills: [] },
    { name: 'Zhao Rui 赵睿', email: 'zhao@demo.local', roles: ['agent'], role: 'simulated', skills: [[chinese, 4], [english, 4], [tea, 2]] },
    { name: 'Sofia Costa', email: 'sofia@demo.local', roles: ['agent'], role: 'simulated', skills: [[english, 5], [tea, 4]] },
  ] as const;
  const logins: DemoLogin[] = [admin];
  const actors: DemoLogin[] = [];
  for (const p of people) {
    const login: DemoLogin = { name: p.name, email: p.email, password: password(), role: p.role };
    const agent = p.roles.some((r) => r !== ('developer' as string));
    await id(a.agent(viewer, { name: p.name, email: p.email, password: login.password, roles: p.roles, capacity: 100, teams: agent ? [team] : [], skills: p.skills.map(([skill, level]) => ({ skill, level })), enabled: true }));
    (p.role === 'simulated' ? actors : logins).push(login);
  }

  const bot = await a.bot(viewer, null, 'Leaf 茶小二', true);
  if ('refused' in bot) throw new Error(`The demo could not be seeded: ${bot.message}`);
  const form = [
    { key: 'name', kind: 'text', label: { en: 'Your name', zh: '您的称呼' }, required: false },
    { key: 'topic', kind: 'choice', label: { en: 'What is it about?', zh: '咨询内容' }, required: false, choices: [{ value: 'order', label: { en: 'An order', zh: '订单' } }, { value: 'tea', label: { en: 'Tea advice', zh: '茶艺' } }, { value: 'other', label: { en: 'Something else', zh: '其他' } }] },
  ];
  const greeting = { en: 'Welcome to Cloud Mountain Tea. How can we help?', zh: '欢迎光临云山茶社，有什么可以帮您？' };
  const shared = { greeting, colour: '#2f6f4f', origins: ['*'], closedAction: 'leaveMessage' };
  const existing = await row<{ id: string }>(hub.pool, "select id from entry_point where key = 'main'");
  await id(a.entryPoint(viewer, { id: existing?.id ?? null, channel: 'webchat', key: 'demo', name: 'Tea shop 茶社官网', queue: orders, priority: 0, settings: { ...shared, form }, enabled: true }));
  await id(a.entryPoint(viewer, { channel: 'webchat', key: 'advice', name: 'Tea advice 茶艺咨询', queue: advice, priority: 0, settings: { ...shared, form: [] }, enabled: true }));
  await id(a.entryPoint(viewer, { channel: 'webchat', key: 'bot', name: 'With Leaf, the bot 机器人接待', queue: orders, bot: bot.id, priority: 0, settings: { ...shared, form: [] }, enabled: true }));
  const flow = await id(a.flow(viewer, { name: 'Front door 前台', draft: frontDoor({ orders, advice, tea }), enabled: true }));
  await id(a.publishFlow(viewer, flow, null));
  await id(a.entryPoint(viewer, { channel: 'webchat', key: 'menu', name: 'With a menu first 菜单接待', queue: orders, flow, priority: 0, settings: { ...shared, form: [] }, enabled: true }));

  const canned = [
    ['hi', 'Greeting 问候', 'Hello {{customer}}, this is {{agent}}. How can I help?', '您好{{customer}}，我是{{agent}}，请问有什么可以帮您？'],
    ['wait', 'One moment 请稍等', 'One moment please, I am looking into it.', '请稍等，我正在为您查询。'],
    ['ship', 'Shipping 配送', 'We ship within two working days; orders above ¥200 ship free.', '我们两个工作日内发货，满 200 元包邮。'],
    ['bye', 'Goodbye 道别', 'Thank you for writing to us. Enjoy your tea!', '感谢您的咨询，祝您品茶愉快！'],
  ] as const;
  for (const [shortcut, title, textEn, textZh] of canned) await id(a.cannedReply(viewer, { shortcut, title, textEn, textZh }));

  const seeded: Seeded = { logins, actors, botSecret: bot.secret ?? '' };
  writeFileSync(file, JSON.stringify(seeded, null, 2), { mode: 0o600 });
  return seeded;
}
