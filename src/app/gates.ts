/** Entry points as intake and the channels need them. */
import { faultOfHours, type Hours } from '../core/hours.ts';
import type { ChannelKind } from '../core/interaction.ts';
import { type Queryable, rows } from '../db/queries/query.ts';
import { withSecrets } from './channelSecrets.ts';
import type { Gate } from './intake.ts';
import type { Secrets } from './secrets.ts';

export interface OpenGate extends Gate {
  readonly settings: Record<string, unknown>;
  readonly enabled: boolean;
  readonly hours: Hours | null;
}

export async function loadGates(db: Queryable, secrets: Secrets): Promise<OpenGate[]> {
  const found = await rows<Gate & { settings: Record<string, unknown>; locked: Record<string, string>; enabled: boolean; queueHours: unknown; channel: ChannelKind }>(
    db,
    `select e.id, e.tenant, q.domain, e.key, e.channel, e.name, e.queue, case when b.enabled then e.bot end as bot, case when f.enabled and f.version > 0 then e.flow end as flow, e.priority, e.settings, e.secrets as locked, e.enabled, q.hours as "queueHours", q.last_agent_seconds as "lastAgentSeconds", q.owning_agent_seconds as "owningAgentSeconds", d.levels,
       coalesce((select json_agg(json_build_object('skill', s.skill, 'level', s.level) order by s.skill) from entry_point_skill s where s.entry_point = e.id), '[]') as needs
     from entry_point e join queue q on q.id = e.queue join domain d on d.id = q.domain left join bot b on b.id = e.bot left join flow f on f.id = e.flow order by e.id`,
  );
  return found.map(({ queueHours, locked, ...g }) => {
    const own = g.settings.hours ?? queueHours;
    return { ...g, settings: withSecrets(secrets, g.id, g.settings, locked), hours: own && faultOfHours(own) === null ? (own as Hours) : null };
  });
}
