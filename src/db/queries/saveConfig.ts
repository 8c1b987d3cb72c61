/** Statements of the configuration: each writes one thing whole, inside the caller's transaction. */
import { and, eq, ne, notInArray, sql } from 'drizzle-orm';
import { statementsOn } from '../client.ts';
import { agent, agentSkill, bot, cannedReply, disposition, domain, entryPoint, prompt, queue, queueTeam, routingPlan, skill, team, teamMember } from '../tables/all.ts';
import type { Queryable } from './query.ts';

type Row<T extends { $inferInsert: unknown }> = T['$inferInsert'];

export async function saveSkillRow(db: Queryable, values: Row<typeof skill>): Promise<void> {
  await statementsOn(db).insert(skill).values(values).onConflictDoUpdate({ target: skill.id, set: { name: values.name } });
}

export async function saveTeamRow(db: Queryable, values: Row<typeof team>, members: readonly string[] | null): Promise<void> {
  const d = statementsOn(db);
  await d.insert(team).values(values).onConflictDoUpdate({ target: team.id, set: { name: values.name } });
  if (members === null) return;
  await d.delete(teamMember).where(eq(teamMember.team, values.id));
  if (members.length > 0) await d.insert(teamMember).values(members.map((m) => ({ tenant: values.tenant, team: values.id, agent: m })));
}

export async function savePlanRow(db: Queryable, values: Row<typeof routingPlan>): Promise<void> {
  await statementsOn(db).insert(routingPlan).values(values).onConflictDoUpdate({ target: routingPlan.id, set: { name: values.name, steps: values.steps ?? [] } });
}

export async function saveDispositionRow(db: Queryable, values: Row<typeof disposition>): Promise<void> {
  const { id: _, tenant: __, ...set } = values;
  await statementsOn(db).insert(disposition).values(values).onConflictDoUpdate({ target: disposition.id, set });
}

export async function saveCannedReplyRow(db: Queryable, values: Row<typeof cannedReply>): Promise<void> {
  const { id: _, tenant: __, ...set } = values;
  await statementsOn(db).insert(cannedReply).values(values).onConflictDoUpdate({ target: cannedReply.id, set });
}

export async function savePromptRow(db: Queryable, values: Row<typeof prompt>): Promise<void> {
  const { id: _, tenant: __, ...set } = values;
  await statementsOn(db).insert(prompt).values(values).onConflictDoUpdate({ target: prompt.id, set });
}

export async function deletePromptRow(db: Queryable, tenant: string, id: string): Promise<void> {
  await statementsOn(db).delete(prompt).where(and(eq(prompt.id, id), eq(prompt.tenant, tenant)));
}

export async function deleteCannedReplyRow(db: Queryable, tenant: string, id: string): Promise<boolean> {
  const gone = await statementsOn(db).delete(cannedReply).where(and(eq(cannedReply.id, id), eq(cannedReply.tenant, tenant))).returning({ id: cannedReply.id });
  return gone.length > 0;
}

export async function saveBotRow(db: Queryable, values: Row<typeof bot>): Promise<void> {
  await statementsOn(db).insert(bot).values(values).onConflictDoUpdate({ target: bot.id, set: { name: values.name, enabled: values.enabled ?? true } });
}

export interface AgentToSave {
  readonly row: Row<typeof agent>;
  readonly teams: readonly string[];
  readonly skills: readonly { readonly skill: string; readonly level: number }[];
}

/** Routing columns (presence, load, ceiling) are the leader's: an update leaves them alone. */
export async function saveAgentRow(db: Queryable, { row, teams, skills }: AgentToSave): Promise<void> {
  const d = statementsOn(db);
  await d
    .insert(agent)
    .values({ ...row, ceiling: row.capacity ?? 100 })
    .onConflictDoUpdate({
      target: agent.id,
      set: {
        name: row.name, email: row.email, roles: row.roles, locale: row.locale ?? null, enabled: row.enabled ?? true, capacity: row.capacity ?? 100,
        ...(row.share === undefined ? {} : { share: row.share }), ...(row.ranks === undefined ? {} : { ranks: row.ranks }), ...(row.caps === undefined ? {} : { caps: row.caps }), ...(row.site === undefined ? {} : { site: row.site }), ...(row.handle === undefined ? {} : { handle: row.handle }), ...(row.phone === undefined ? {} : { phone: row.phone }),
        ...(row.passwordHash ? { passwordHash: row.passwordHash } : {}),
      },
    });
  await d.delete(teamMember).where(eq(teamMember.agent, row.id));
  if (teams.length > 0) await d.insert(teamMember).values(teams.map((t) => ({ tenant: row.tenant, team: t, agent: row.id })));
  await d.delete(agentSkill).where(eq(agentSkill.agent, row.id));
  if (skills.length > 0) await d.insert(agentSkill).values(skills.map((s) => ({ tenant: row.tenant, agent: row.id, skill: s.skill, level: s.level })));
}

export async function saveRoutingRow(db: Queryable, id: string, set: Pick<Row<typeof domain>, 'interrupts' | 'draining'> & Partial<Pick<Row<typeof domain>, 'levels'>>): Promise<void> {
  await statementsOn(db).update(domain).set(set).where(eq(domain.id, id));
}

export async function saveQueueRow(db: Queryable, row: Row<typeof queue>, teams: readonly string[]): Promise<void> {
  const d = statementsOn(db);
  const { id: _, tenant: __, domain: ___, ...set } = row;
  await d.insert(queue).values(row).onConflictDoUpdate({ target: queue.id, set });
  await d.delete(queueTeam).where(eq(queueTeam.queue, row.id));
  if (teams.length > 0) await d.insert(queueTeam).values(teams.map((t) => ({ tenant: row.tenant, queue: row.id, team: t })));
}

/** Moves what refers to a queue to another and deletes it; past interactions keep no queue. */
/** Its entry points, its open work and what it inherited itself go to `heir`; what was closed in it stays as it was. */
export async function deleteQueueRow(db: Queryable, tenant: string, id: string, heir: string): Promise<void> {
  const d = statementsOn(db);
  await d.update(entryPoint).set({ queue: heir }).where(and(eq(entryPoint.queue, id), eq(entryPoint.tenant, tenant)));
  await d.update(queue).set({ heir }).where(and(eq(queue.heir, id), eq(queue.tenant, tenant)));
  await d.update(queue).set({ enabled: false, heir, name: sql`${queue.name} || ' (deleted ' || ${id.slice(0, 8)} || ')'` }).where(eq(queue.id, id));
}

export async function saveEntryPointRow(db: Queryable, row: Row<typeof entryPoint>): Promise<void> {
  const { id: _, tenant: __, createdAt: ___, ...set } = row;
  await statementsOn(db).insert(entryPoint).values(row).onConflictDoUpdate({ target: entryPoint.id, set });
}

/** Whether every admin but these would be gone: the last one may not lock everybody out. */
export async function otherAdmins(db: Queryable, tenant: string, except: string): Promise<number> {
  const found = await statementsOn(db)
    .select({ id: agent.id })
    .from(agent)
    .where(and(eq(agent.tenant, tenant), ne(agent.id, except), eq(agent.enabled, true), sql`'admin' = any(${agent.roles})`, notInArray(agent.email, [''])));
  return found.length;
}
