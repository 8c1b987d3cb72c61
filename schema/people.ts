/** People, what they can do, how they come in: Agent, Team, Skill, Bot, Viewer, Session, tokens. */
import type { AgentRecord, ApiTokenRecord, BotRecord, NamedRecord, TenantRecord } from '../src/app/records.ts';
import { lists } from '../src/app/records.ts';
import type { SignedIn } from '../src/app/signIn.ts';
import type { Viewer as Who } from '../src/app/access.ts';
import { isRefusal, refuse } from '../src/core/refusal.ts';
import type { SkillLevel as Level, SkillNeed as Need } from '../src/core/skills.ts';
import { builder, type Context } from './builder.ts';
import { readAs } from './context.ts';
import { AuthorKind, NeedKind, Presence, Role, word } from './enums.ts';
import { Interaction } from './interaction.ts';
import { done, DoneResult, present, resultOf, some } from './results.ts';

export const Skill = builder.objectRef<NamedRecord>('Skill').implement({ fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name') }) });
export const Team = builder.objectRef<NamedRecord>('Team');
const LANGUAGE = "Of the account: en or zh-CN; null = as the browser has it.";
export const Agent = builder.objectRef<AgentRecord>('Agent');
export const Bot = builder.objectRef<BotRecord>('Bot').implement({ fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name'), enabled: t.exposeBoolean('enabled') }) });

const AgentSkill = builder.objectRef<{ skill: string; level: number }>('AgentSkill').implement({
  fields: (t) => ({
    skill: t.field({ type: Skill, resolve: async (s, _a, c) => present(await c.loaders.skills.load(s.skill)) }),
    level: t.exposeInt('level'),
  }),
});
const skillOf = async (skill: string, c: Context) => (await c.loaders.skills.load(skill)) ?? { id: skill, tenant: '', name: '?' };
export const SkillLevel = builder.objectRef<Level>('SkillLevel').implement({
  fields: (t) => ({ skill: t.field({ type: Skill, resolve: (s, _a, c) => skillOf(s.skill, c) }), level: t.exposeInt('level') }),
});
export const SkillNeed = builder.objectRef<Need>('SkillNeed').implement({
  fields: (t) => ({
    skill: t.field({ type: Skill, resolve: (s, _a, c) => skillOf(s.skill, c) }),
    level: t.exposeInt('level'),
    kind: t.field({ type: NeedKind, resolve: (s) => s.kind ?? 'required' }),
    weight: t.int({ description: 'How much a level counts where the best skilled agent is chosen.', resolve: (s) => s.weight ?? 1 }),
    or: t.field({ type: [SkillLevel], description: 'Any one of these does as well.', resolve: (s) => [...(s.or ?? [])] }),
  }),
});
const AgentToday = builder.objectRef<{ handled: number; handleSeconds: number | null; missed: number }>('AgentToday').implement({
  fields: (t) => ({
    handled: t.exposeInt('handled'),
    averageHandleSeconds: t.exposeFloat('handleSeconds', { nullable: true }),
    missed: t.exposeInt('missed'),
  }),
});

Team.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    agents: t.field({ type: [Agent], resolve: async (team, _a, c) => some(await Promise.all((await c.loaders.membersOf.load(team.id)).map((m) => c.loaders.agents.load(m.agent)))) }),
  }),
});

Agent.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    email: t.exposeString('email'),
    locale: t.exposeString('locale', { nullable: true, description: LANGUAGE }),
    roles: t.field({ type: [Role], resolve: (a) => a.roles.map((r) => word<'admin' | 'supervisor' | 'agent' | 'developer'>(r)) }),
    enabled: t.exposeBoolean('enabled'),
    presence: t.field({ type: Presence, resolve: (a) => word<'ready'>(a.presence) }),
    reason: t.exposeString('reason', { nullable: true }),
    presenceSince: t.expose('presenceSince', { type: 'DateTime' }),
    next: t.field({ type: Presence, nullable: true, resolve: (a) => (a.next ? word<'ready'>(a.next.presence) : null) }),
    nextReason: t.string({ nullable: true, resolve: (a) => a.next?.reason ?? null }),
    connected: t.boolean({ resolve: (a, _x, c) => isConnected(c, a) }),
    capacity: t.exposeInt('capacity'),
    share: t.exposeInt('share', { description: 'In queues that choose by weight: how many offers for each of an agent with a share of 1.' }),
    ranks: t.field({ type: 'JSON', description: 'How important queues are to the agent, by queue id, 1 first; absent = 1.', resolve: (a) => a.ranks }),
    site: t.exposeString('site', { nullable: true, description: 'The short name of the place where they work, which steps of routing plans may name; null = at none.' }),
    handle: t.exposeString('handle', { nullable: true, description: 'What a link or a page may call them by when a customer comes for them, unique in the organisation; null = by nothing.' }),
    phone: t.exposeString('phone', { nullable: true, description: 'Where calls ring: null = in the browser, `extension:<name>` = a phone at the switch, `+<digits>` = an outside number.' }),
    load: t.exposeInt('load'),
    caps: t.field({ type: 'JSON', description: 'How many interactions of a channel at the same time at most, by channel; absent = as many as the capacity allows.', resolve: (a) => a.caps }),
    teams: t.field({ type: [Team], resolve: (a, _x, c) => c.loaders.teamsOf.load(a.id) }),
    skills: t.field({ type: [AgentSkill], resolve: (a, _x, c) => c.loaders.skillsOf.load(a.id) }),
    interactions: t.field({ type: [Interaction], description: 'Open work in hand, oldest first.', resolve: (a, _x, c) => c.loaders.openOf.load(a.id) }),
    today: t.field({ type: AgentToday, resolve: async (a, _x, c) => (await c.loaders.todayOf.load(a.id))[0] ?? { handled: 0, handleSeconds: null, missed: 0 } }),
  }),
});

function isConnected(c: Context, a: AgentRecord): boolean {
  const at = c.app.leaderOf(a.domain)?.state?.fleet.byId.get(a.id)?.agent;
  return at ? at.leaseUntil !== null && at.leaseUntil > c.app.clock.now() : c.app.attendance.isConnected(a.id);
}

const PresenceReason = builder.objectRef<{ code: string; labelEn: string; labelZh: string }>('PresenceReason').implement({
  fields: (t) => ({ code: t.exposeString('code'), labelEn: t.exposeString('labelEn'), labelZh: t.exposeString('labelZh') }),
});
const Tenant = builder.objectRef<TenantRecord>('Tenant').implement({
  fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name'), timeZone: t.exposeString('timeZone'), presenceReasons: t.field({ type: [PresenceReason], resolve: (x) => x.presenceReasons }) }),
});
const Viewer = builder.objectRef<Who>('Viewer').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    kind: t.field({ type: AuthorKind, resolve: (v) => v.kind }),
    name: t.exposeString('name'),
    roles: t.field({ type: [Role], resolve: (v) => v.roles.filter((r) => r !== 'bot') }),
    locale: t.exposeString('locale', { nullable: true, description: LANGUAGE }),
    agent: t.field({ type: Agent, nullable: true, resolve: (v, _a, c) => (v.kind === 'agent' ? c.loaders.agents.load(v.id) : null) }),
    tenant: t.field({ type: Tenant, resolve: async (v, _a, c) => present(await c.loaders.tenants.load(v.tenant)) }),
  }),
});
const Session = builder.objectRef<SignedIn>('Session').implement({
  fields: (t) => ({
    accessToken: t.exposeString('accessToken'),
    accessExpiresAt: t.expose('accessExpiresAt', { type: 'DateTime' }),
    refreshToken: t.exposeString('refreshToken'),
    viewer: t.expose('viewer', { type: Viewer }),
  }),
});
const ApiToken = builder.objectRef<ApiTokenRecord>('ApiToken').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    roles: t.exposeStringList('roles'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
    revoked: t.exposeBoolean('revoked'),
  }),
});
const NewToken = builder.objectRef<{ id: string; name: string; secret: string }>('NewToken').implement({
  fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name'), secret: t.exposeString('secret', { description: 'Shown once.' }) }),
});
const BotSaved = builder.objectRef<{ bot: BotRecord; secret: string | null }>('BotResultOk').implement({
  fields: (t) => ({ bot: t.expose('bot', { type: Bot }), secret: t.exposeString('secret', { nullable: true }) }),
});

export const AgentResult = resultOf('AgentResult', Agent);
const SessionResult = resultOf('SessionResult', Session);
const SkillResult = resultOf('SkillResult', Skill);
const TeamResult = resultOf('TeamResult', Team);
const NewTokenResult = resultOf('NewTokenResult', NewToken);
const BotResult = resultOf('BotResult', BotSaved);

const AgentSkillInput = builder.inputType('AgentSkillInput', { fields: (t) => ({ skill: t.id({ required: true }), level: t.int({ required: true }) }) });
const AgentInput = builder.inputType('AgentInput', {
  fields: (t) => ({
    id: t.id(), name: t.string({ required: true }), email: t.string({ required: true }), password: t.string(),
    roles: t.field({ type: [Role], required: true }), capacity: t.int({ required: true, defaultValue: 100 }), teams: t.idList({ required: true, defaultValue: [] }),
    skills: t.field({ type: [AgentSkillInput], required: true, defaultValue: [] }), enabled: t.boolean({ required: true, defaultValue: true }),
    locale: t.string({ description: LANGUAGE }), share: t.int(), site: t.string({ description: 'Left out: as it is; null: at none.' }), handle: t.string({ description: 'Left out: as it is; null: none.' }), phone: t.string({ description: 'Left out: as it is; null: in the browser.' }), ranks: t.field({ type: 'JSON' }), caps: t.field({ type: 'JSON' }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({ type: Viewer, nullable: true, resolve: (_r, _a, c) => c.viewer }),
  agents: t.field({ type: [Agent], resolve: (_r, _a, c) => lists.agents(c.db) }),
  agent: t.field({
    type: Agent, nullable: true, args: { id: t.arg.id({ required: true }) },
    resolve: async (_r, { id }, c) => ofTenant(c, await c.loaders.agents.load(uuidOr(id))),
  }),
  teams: t.field({ type: [Team], resolve: (_r, _a, c) => lists.teams(c.db) }),
  skills: t.field({ type: [Skill], resolve: (_r, _a, c) => lists.skills(c.db) }),
  bots: t.field({ type: [Bot], resolve: (_r, _a, c) => lists.bots(c.db) }),
  apiTokens: t.field({ type: [ApiToken], resolve: (_r, _a, c) => lists.apiTokens(c.db, present(c.viewer).id, present(c.viewer).roles.includes('admin')) }),
}));

/** A row only when it is of the viewer's tenant; another tenant's looks like one that does not exist. */
export const ofTenant = <R extends { tenant: string }>(c: Context, r: R | null): R | null => (r && r.tenant === c.viewer?.tenant ? r : null);
const NONE = '00000000-0000-0000-0000-000000000000';
export const uuidOr = (id: string): string => (/^[0-9a-f-]{36}$/i.test(id) ? id : NONE);

const openSession = (c: Context, s: SignedIn | ReturnType<typeof refuse>) => {
  if (isRefusal(s)) return s;
  c.setRefreshCookie(s.refreshToken);
  readAs(c, s.viewer.tenant);
  return s;
};

builder.mutationFields((t) => ({
  signIn: t.field({
    type: SessionResult, args: { email: t.arg.string({ required: true }), password: t.arg.string({ required: true }) },
    resolve: async (_r, { email, password }, c) => openSession(c, await c.app.gatekeeper.signIn(email, password, c.remote)),
  }),
  refreshSession: t.field({
    type: SessionResult, description: 'Takes the refresh cookie of the desk, or the token itself.', args: { refreshToken: t.arg.string() },
    resolve: async (_r, { refreshToken }, c) => {
      const token = refreshToken ?? c.refreshCookie;
      const opened = token ? await c.app.gatekeeper.refresh(token) : refuse('NOT_SIGNED_IN', 'There is no session to refresh; sign in.');
      if (isRefusal(opened)) c.setRefreshCookie(null);
      return openSession(c, opened);
    },
  }),
  signOut: t.field({
    type: DoneResult,
    resolve: async (_r, _a, c) => {
      const v = present(c.viewer);
      if (v.kind === 'agent') {
        await c.app.work.presence(v, null, 'offline', null, false);
        await c.app.leaderOf(v.domain)?.ask({ kind: 'agent', id: v.id }, { kind: 'lease', agent: v.id, until: null });
      }
      await c.app.gatekeeper.signOut(v);
      c.setRefreshCookie(null);
      return done;
    },
  }),
  setPresence: t.field({
    type: AgentResult, args: { presence: t.arg({ type: Presence, required: true }), reason: t.arg.string(), next: t.arg.boolean({ defaultValue: false }) },
    resolve: async (_r, { presence, reason, next }, c) => agentOr(c, await c.app.work.presence(c.viewer, null, presence, reason ?? null, next ?? false)),
  }),
  setLanguage: t.field({
    type: AgentResult, description: "The viewer's own.", args: { locale: t.arg.string({ description: LANGUAGE }) },
    resolve: async (_r, { locale }, c) => agentOr(c, await c.app.admin.language(c.viewer, locale ?? null)),
  }),
  forcePresence: t.field({
    type: AgentResult, args: { agent: t.arg.id({ required: true }), presence: t.arg({ type: Presence, required: true }), reason: t.arg.string() },
    resolve: async (_r, { agent, presence, reason }, c) => agentOr(c, await c.app.work.presence(c.viewer, agent, presence, reason ?? null, false)),
  }),
  saveAgent: t.field({
    type: AgentResult, args: { input: t.arg({ type: AgentInput, required: true }) },
    resolve: async (_r, { input }, c) => agentOr(c, await c.app.admin.agent(c.viewer, input)),
  }),
  saveSkill: t.field({
    type: SkillResult, args: { id: t.arg.id(), name: t.arg.string({ required: true }) },
    resolve: async (_r, { id, name }, c) => {
      const saved = await c.app.admin.skill(c.viewer, id ?? null, name);
      return isRefusal(saved) ? saved : present(await c.loaders.skills.clear(saved.id).load(saved.id));
    },
  }),
  saveTeam: t.field({
    type: TeamResult, args: { id: t.arg.id(), name: t.arg.string({ required: true }), agents: t.arg.idList() },
    resolve: async (_r, { id, name, agents }, c) => {
      const saved = await c.app.admin.team(c.viewer, id ?? null, name, agents ?? null);
      return isRefusal(saved) ? saved : present(await c.loaders.teams.clear(saved.id).load(saved.id));
    },
  }),
  saveBot: t.field({
    type: BotResult, args: { id: t.arg.id(), name: t.arg.string({ required: true }), enabled: t.arg.boolean({ defaultValue: true }) },
    resolve: async (_r, { id, name, enabled }, c) => {
      const saved = await c.app.admin.bot(c.viewer, id ?? null, name, enabled ?? true);
      return 'refused' in saved ? saved : { bot: present(await c.loaders.bots.clear(saved.id).load(saved.id)), secret: saved.secret };
    },
  }),
  createApiToken: t.field({
    type: NewTokenResult, args: { name: t.arg.string({ required: true }), roles: t.arg.stringList({ required: true }), expiresInDays: t.arg.int({ defaultValue: 90 }) },
    resolve: (_r, { name, roles, expiresInDays }, c) => c.app.admin.apiToken(c.viewer, name, roles, expiresInDays ?? 90),
  }),
  revokeApiToken: t.field({
    type: DoneResult, args: { id: t.arg.id({ required: true }) },
    resolve: async (_r, { id }, c) => {
      const gone = await c.app.admin.revokeToken(c.viewer, id);
      return isRefusal(gone) ? gone : done;
    },
  }),
}));

const agentOr = async (c: Context, answer: { id: string } | ReturnType<typeof refuse>) =>
  isRefusal(answer) ? answer : present(await c.loaders.agents.clear(answer.id).load(answer.id));

export { SessionResult, openSession };
