/** A tenant from nothing: domain, first administrator, a team, a queue, dispositions, one web chat entry point. */
import { uuidv7 } from 'uuidv7';
import { type Refusal, refuse } from '../core/refusal.ts';
import { type Pool, withTransaction } from '../db/client.ts';
import type { Queryable } from '../db/queries/query.ts';
import { row } from '../db/queries/query.ts';
import { hashPassword } from './signIn.ts';

export interface FirstAdmin {
  readonly tenantName: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

const REASONS = [
  { code: 'break', labelEn: 'Break', labelZh: '小休' },
  { code: 'lunch', labelEn: 'Lunch', labelZh: '用餐' },
  { code: 'training', labelEn: 'Training', labelZh: '培训' },
  { code: 'meeting', labelEn: 'Meeting', labelZh: '会议' },
];
const DISPOSITIONS = [
  ['solved', 'Solved', '已解决', 'resolved'], ['question', 'Question answered', '已解答', 'resolved'], ['followup', 'Needs follow-up', '需跟进', 'resolved'],
  ['complaint', 'Complaint', '投诉', 'resolved'], ['wrong', 'Wrong address', '打错/误入', 'cancelled'], ['spam', 'Spam', '骚扰', 'spam'],
] as const;

export interface MadeTenant {
  readonly tenant: string;
  readonly domain: string;
  readonly admin: string;
  readonly team: string;
  readonly queue: string;
  readonly entryPoint: string;
}

export const isEmpty = async (pool: Pool): Promise<boolean> => (await row(pool, 'select id from tenant limit 1')) === null;

/** Refused when the hub has a tenant already; two at once: the advisory lock lets one win. */
export async function setUpTenant(pool: Pool, first: FirstAdmin, key = 'main'): Promise<MadeTenant | Refusal> {
  if (first.tenantName.trim() === '' || first.name.trim() === '') return refuse('BAD_INPUT', 'Give the organisation and yourself a name.');
  if (!/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(first.email.trim())) return refuse('BAD_INPUT', 'That is not an e-mail address.');
  if (first.password.length < 10 || first.password.length > 1_024) return refuse('BAD_INPUT', 'A password has at least 10 characters.');
  const passwordHash = await hashPassword(first.password);
  return withTransaction(pool, async (db) => {
    await db.query('select pg_advisory_xact_lock(7272)');
    if (await row(db, 'select id from tenant limit 1')) return refuse('CONFLICT', 'This hub is set up already; sign in.');
    return makeTenant(db, first, passwordHash, key);
  });
}

async function makeTenant(db: Queryable, first: FirstAdmin, passwordHash: string, key: string): Promise<MadeTenant> {
  const made: MadeTenant = { tenant: uuidv7(), domain: uuidv7(), admin: uuidv7(), team: uuidv7(), queue: uuidv7(), entryPoint: uuidv7() };
  const t = made.tenant;
  await db.query('insert into tenant (id, name, slug, time_zone, presence_reasons) values ($1, $2, $3, $4, $5)', [t, first.tenantName.trim(), key, Intl.DateTimeFormat().resolvedOptions().timeZone, JSON.stringify(REASONS)]);
  await db.query("insert into domain (id, tenant, name) values ($1, $2, 'default')", [made.domain, t]);
  await db.query("insert into agent (id, tenant, domain, name, email, password_hash, roles) values ($1, $2, $3, $4, $5, $6, '{admin,supervisor,agent,developer}')", [made.admin, t, made.domain, first.name.trim(), first.email.trim().toLowerCase(), passwordHash]);
  await db.query("insert into team (id, tenant, name) values ($1, $2, 'Service')", [made.team, t]);
  await db.query('insert into team_member (tenant, team, agent) values ($1, $2, $3)', [t, made.team, made.admin]);
  await db.query("insert into queue (id, tenant, domain, name) values ($1, $2, $3, 'Service')", [made.queue, t, made.domain]);
  await db.query('insert into queue_team (tenant, queue, team) values ($1, $2, $3)', [t, made.queue, made.team]);
  for (const [code, en, zh, outcome] of DISPOSITIONS) await db.query('insert into disposition (id, tenant, code, label_en, label_zh, outcome) values ($1, $2, $3, $4, $5, $6)', [uuidv7(), t, code, en, zh, outcome]);
  const settings = { greeting: { en: 'Hello! How can we help?', zh: '您好！有什么可以帮您？' }, colour: '#0f6e84', form: [], origins: [], closedAction: 'leaveMessage' };
  await db.query("insert into entry_point (id, tenant, key, channel, name, queue, settings) values ($1, $2, $3, 'webchat', $4, $5, $6)", [made.entryPoint, t, key, first.tenantName.trim(), made.queue, JSON.stringify(settings)]);
  return made;
}
