/** People, what they can do, what they are doing; bots; and the tokens by which both come in. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { LOCALES } from '../../core/locale.ts';
import { PRESENCE } from '../../core/presence.ts';
import { LONGEST_SITE } from '../../core/routing.ts';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';
import { domain } from './hub.ts';

export const agent = pgTable(
  'agent',
  {
    id: id(),
    tenant: tenantId(),
    domain: uuid().notNull().references(() => domain.id),
    name: text().notNull(),
    email: text().notNull(),
    passwordHash: text(),
    /** admin, supervisor, agent, developer. */
    roles: text().array().notNull(),
    /** en or zh-CN; null = as their browser has it. */
    locale: text(),
    enabled: boolean().notNull().default(true),
    capacity: integer().notNull().default(100),
    caps: jsonb().notNull().default({}),
    /** By queue, 1 first; absent = 1. */
    ranks: jsonb().notNull().default({}),
    share: integer().notNull().default(1),
    /** What a link or a page may call them by when a customer comes for them; null = by nothing. */
    handle: text(),
    /** The short name of the place where they work; null = nobody said. */
    site: text(),
    /** Where calls ring: null = in the browser, `extension:<name>` = a phone at the switch, `+<digits>` = an outside number. */
    phone: text(),
    presence: text().notNull().default('offline'),
    reason: text(),
    presenceSince: moment().notNull().defaultNow(),
    next: jsonb(),
    load: integer().notNull().default(0),
    displaced: integer().notNull().default(0),
    ceiling: integer().notNull().default(100),
    idleSince: moment().notNull().defaultNow(),
    offeredAt: moment(),
    turn: bigint({ mode: 'number' }).notNull().default(0),
    lostAt: moment(),
    routeVersion: integer().notNull().default(0),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    tenantRows(),
    unique('agent_email').on(t.tenant, t.email),
    unique('agent_handle').on(t.tenant, t.handle),
    oneOf('agent_presence', 'presence', Object.keys(PRESENCE)),
    oneOf('agent_locale', 'locale', LOCALES),
    check('agent_load', sql`${t.load} >= 0 and ${t.displaced} >= 0 and ${t.load} - ${t.displaced} <= ${t.ceiling}`),
    check('agent_phone', sql`${t.phone} ~ '^(extension:[A-Za-z0-9_.-]{1,64}|\\+[0-9]{6,15})$'`),
    check('agent_site', sql`length(${t.site}) between 1 and ${sql.raw(String(LONGEST_SITE))}`),
    check('agent_share', sql`${t.share} between 1 and 1000`),
    check('agent_capacity', sql`${t.capacity} between 0 and 1000`),
  ],
);

export const team = pgTable('team', { id: id(), tenant: tenantId(), name: text().notNull() }, (t) => [
  tenantRows(),
  unique('team_name').on(t.tenant, t.name),
]);

export const teamMember = pgTable(
  'team_member',
  {
    tenant: tenantId(),
    team: uuid().notNull().references(() => team.id, { onDelete: 'cascade' }),
    agent: uuid().notNull().references(() => agent.id, { onDelete: 'cascade' }),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.team, t.agent] })],
);

export const skill = pgTable('skill', { id: id(), tenant: tenantId(), name: text().notNull() }, (t) => [
  tenantRows(),
  unique('skill_name').on(t.tenant, t.name),
]);

export const agentSkill = pgTable(
  'agent_skill',
  {
    tenant: tenantId(),
    agent: uuid().notNull().references(() => agent.id, { onDelete: 'cascade' }),
    skill: uuid().notNull().references(() => skill.id),
    level: integer().notNull(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.agent, t.skill] }), check('agent_skill_level', sql`${t.level} between 1 and 5`)],
);

/** A connection by which an agent is there: alive until `until`, renewed by the node that holds the socket. */
export const lease = pgTable(
  'lease',
  {
    connection: text().primaryKey(),
    tenant: tenantId(),
    agent: uuid().notNull().references(() => agent.id, { onDelete: 'cascade' }),
    node: text().notNull(),
    until: moment().notNull(),
  },
  (t) => [tenantRows(), index('lease_agent').on(t.agent)],
);

export const bot = pgTable(
  'bot',
  { id: id(), tenant: tenantId(), name: text().notNull(), enabled: boolean().notNull().default(true), createdAt: moment().notNull().defaultNow() },
  (t) => [tenantRows(), unique('bot_name').on(t.tenant, t.name)],
);

/** Secrets are kept as SHA-256 only. `family` groups the refresh tokens of one sign-in. */
export const token = pgTable(
  'token',
  {
    id: id(),
    tenant: tenantId(),
    kind: text().notNull(),
    agent: uuid().references(() => agent.id, { onDelete: 'cascade' }),
    bot: uuid().references(() => bot.id, { onDelete: 'cascade' }),
    family: uuid(),
    name: text().notNull().default(''),
    roles: text().array().notNull().default(sql`'{}'::text[]`),
    hash: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    expiresAt: moment(),
    lastUsedAt: moment(),
    usedAt: moment(),
    revokedAt: moment(),
  },
  (t) => [
    tenantRows(),
    uniqueIndex('token_hash').on(t.hash),
    index('token_family').on(t.family),
    oneOf('token_kind', 'kind', ['refresh', 'api', 'bot']),
  ],
);
