/**
 * Configuration: every change is checked, written with a `configChanged` event that names its author (the audit), and
 * applied live: the leader reads the configuration again, channels are reopened where theirs changed.
 */
import { OUTCOMES } from '../core/interaction.ts';
import * as save from '../db/queries/saveConfig.ts';
import type { Viewer } from './access.ts';
import { adminOfAgents } from './admin/agents.ts';
import { type AdminParts, createChange } from './admin/change.ts';
import { named, unless } from './admin/checks.ts';
import { adminOfEntryPoints } from './admin/entryPoints.ts';
import { adminOfFlows } from './admin/flows.ts';
import { adminOfPlans } from './admin/plans.ts';
import { adminOfPrograms } from './admin/programs.ts';
import { adminOfPrompts } from './admin/prompts.ts';
import { adminOfQueues } from './admin/queues.ts';
import { bad, together } from './fault.ts';

export function createAdmin(parts: AdminParts) {
  const changing = createChange(parts);
  const { change, all } = changing;
  return {
    ...adminOfAgents(changing), ...adminOfQueues(changing), ...adminOfPlans(changing), ...adminOfEntryPoints(changing), ...adminOfFlows(changing), ...adminOfPrograms(changing), ...adminOfPrompts(changing),

    skill: (v: Viewer | null, id: string | null, name: string) =>
      change(v, 'skill', id, 'skill', async () => named(name), (db, key, w) => save.saveSkillRow(db, { id: key, tenant: w.tenant, name: name.trim() }), { name }),

    team: (v: Viewer | null, id: string | null, name: string, agents: readonly string[] | null) =>
      change(v, 'team', id, 'team', async (w) => together(named(name), (await all('agent', w.tenant, agents ?? [])) ? null : bad('agents', 'One of the agents does not exist.')),
        (db, key, w) => save.saveTeamRow(db, { id: key, tenant: w.tenant, name: name.trim() }, agents), { name, agents }),

    disposition: (v: Viewer | null, d: { id?: string | null | undefined; code: string; labelEn: string; labelZh: string; outcome: string; enabled: boolean }) =>
      change(v, 'disposition', d.id, 'disposition', async () =>
        together(unless(/^[a-z0-9][a-z0-9_-]{0,49}$/i.test(d.code), 'code', 'A code has letters, digits, - and _, at most 50.'), named(d.labelEn, 'labelEn'), named(d.labelZh, 'labelZh'),
          unless((OUTCOMES as readonly string[]).includes(d.outcome), 'outcome', 'There is no such outcome.')),
        (db, key, w) => save.saveDispositionRow(db, { id: key, tenant: w.tenant, code: d.code, labelEn: d.labelEn.trim(), labelZh: d.labelZh.trim(), outcome: d.outcome, enabled: d.enabled }), { code: d.code }),

    cannedReply: (v: Viewer | null, c: { id?: string | null | undefined; shortcut: string; title: string; textEn: string; textZh: string }) =>
      change(v, 'cannedReply', c.id, 'canned_reply', async () =>
        together(unless(/^[\p{L}\p{N}_-]{1,30}$/u.test(c.shortcut), 'shortcut', 'A shortcut has letters, digits, - and _, at most 30.'), named(c.title, 'title'), unless(c.textEn.length + c.textZh.length <= 20_000, 'textEn', 'The texts are too long.')),
        (db, key, w) => save.saveCannedReplyRow(db, { id: key, tenant: w.tenant, shortcut: c.shortcut, title: c.title.trim(), textEn: c.textEn, textZh: c.textZh }), { shortcut: c.shortcut }),

    deleteCannedReply: (v: Viewer | null, id: string) =>
      change(v, 'cannedReply', id, 'canned_reply', async () => null, async (db, key, w) => void (await save.deleteCannedReplyRow(db, w.tenant, key)), { deleted: true }),
  };
}

export type Admin = ReturnType<typeof createAdmin>;
