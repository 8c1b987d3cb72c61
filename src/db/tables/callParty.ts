/**
 * Who is, or was, on a call besides caller and owner, or was asked to come (core/callParties). Not routing: written by whoever asks
 * and by the node that is connected to the switch. Who was on the line is a segment besides (`participant` agent or supervisor), written
 * with this row and named after it; the leader neither reads nor writes those.
 */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { PARTY_ENDS, PARTY_MODES, PARTY_ROLES } from '../../core/callParties.ts';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';
import { interaction } from './interaction.ts';

export const callParty = pgTable(
  'call_party',
  {
    id: id(),
    tenant: tenantId(),
    interaction: uuid().notNull().references(() => interaction.id),
    role: text().notNull(),
    agent: uuid(),
    /** Outside: E.164. */
    number: text(),
    mode: text().notNull(),
    /** The agent who asked them, or the supervisor themselves. */
    askedBy: uuid().notNull(),
    askedAt: moment().notNull(),
    joinedAt: moment(),
    endedAt: moment(),
    ending: text(),
  },
  (t) => [
    tenantRows(), index('call_party_interaction').on(t.interaction, t.askedAt),
    oneOf('call_party_role', 'role', PARTY_ROLES), oneOf('call_party_mode', 'mode', PARTY_MODES), oneOf('call_party_ending', 'ending', PARTY_ENDS),
    check('call_party_ended', sql`(${t.endedAt} is null) = (${t.ending} is null)`),
    check('call_party_who', sql`(${t.role} = 'outside') = (${t.agent} is null) and (${t.role} = 'outside') = (${t.number} is not null)`),
    // One is asked aside at a time, and nobody is on two calls.
    uniqueIndex('call_party_aside').on(t.interaction).where(sql`ended_at is null and mode in ('consulting', 'waiting', 'forwarding')`),
    uniqueIndex('call_party_agent').on(t.agent).where(sql`ended_at is null`),
  ],
);
