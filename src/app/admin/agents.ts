/** Agents: what is wrong with one, and how one is saved; and the language that people choose for themselves. */
import { HANDLE } from '../../core/channel.ts';
import { isLocale } from '../../core/locale.ts';
import { said } from '../../core/said.ts';
import { row, rows } from '../../db/queries/query.ts';
import * as save from '../../db/queries/saveConfig.ts';
import { refuseUnless, ROLES, type Role, type Viewer } from '../access.ts';
import { bad, together } from '../fault.ts';
import { type AgentRouting, faultOfAgentRouting } from '../routingRules.ts';
import { hashPassword } from '../signIn.ts';
import { type Answer, type Changing, unknown } from './change.ts';
import { given, named, unless, whole } from './checks.ts';

const NO_LANGUAGE = 'A language is en or zh-CN.';
const sameRoles = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((role) => b.includes(role));
/** Nothing where nothing was said; an empty name is no site. */
const siteOf = ({ site }: AgentRouting): string | null | undefined => (site === null || site === undefined ? site : site.trim() || null);

export function adminOfAgents({ change, all, tenants, endOpen }: Changing) {
  return {
    async agent(v: Viewer | null, a: { id?: string | null | undefined; name: string; email: string; password?: string | null | undefined; roles: readonly string[]; capacity: number; teams: readonly string[]; skills: readonly { skill: string; level: number }[]; enabled: boolean; locale?: string | null | undefined; handle?: string | null | undefined } & AgentRouting): Answer {
      let mayAnother = false;
      const saving = change(v, 'agent', a.id, 'agent', async (w) => {
        const fault = together(
          named(a.name), whole('capacity', a.capacity, 0, 1_000, 'units'), unless(/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(a.email.trim()), 'email', 'That is not an e-mail address.'),
          unless(a.password ? a.password.length >= 10 && a.password.length <= 1_024 : Boolean(a.id), 'password', 'A password has at least 10 characters.'),
          unless(!a.handle || HANDLE.test(a.handle), 'handle', 'A handle has small letters, digits and -, at most 40; it appears in addresses.'), unless(!a.locale || isLocale(a.locale), 'locale', NO_LANGUAGE),
          unless(a.roles.length > 0 && a.roles.every((r) => (ROLES as readonly string[]).includes(r)), 'roles', `Choose at least one role of ${ROLES.join(', ')}.`),
          unless(a.skills.every((s) => Number.isInteger(s.level) && s.level >= 1 && s.level <= 5), 'skills', 'A level is a whole number from 1 to 5.'),
          unless(await all('team', w.tenant, a.teams), 'teams', 'One of the teams does not exist.'), unless(await all('skill', w.tenant, a.skills.map((s) => s.skill)), 'skills', 'One of the skills does not exist.'),
        );
        if (fault) return fault;
        const queues = a.ranks ? await rows<{ id: string }>(tenants.of(w.tenant), 'select id from queue where tenant = $1 and enabled', [w.tenant]) : [];
        const misrouted = faultOfAgentRouting(a, new Set(queues.map((q) => q.id)));
        if (misrouted) return misrouted;
        if (a.id && (!a.enabled || !a.roles.includes('admin')) && (await save.otherAdmins(tenants.of(w.tenant), w.tenant, a.id)) === 0) return bad('roles', 'This is the last administrator; make another one first.');
        return null;
      }, async (db, key, w) => {
        const passwordHash = a.password ? await hashPassword(a.password) : null;
        const before = await row<{ roles: Role[] }>(db, 'select roles from agent where id = $1 for update', [key]);
        mayAnother = before !== null && (!a.enabled || Boolean(a.password) || !sameRoles(before.roles, a.roles));
        await save.saveAgentRow(db, {
          row: { id: key, tenant: w.tenant, domain: w.domain, name: a.name.trim(), email: a.email.trim().toLowerCase(), roles: [...a.roles] as Role[], capacity: a.capacity, enabled: a.enabled, locale: a.locale ?? null, passwordHash, ...given({ share: a.share, ranks: a.ranks, caps: a.caps }), ...said({ site: siteOf(a), handle: a.handle === '' ? null : a.handle, phone: a.phone === '' ? null : a.phone }) },
          teams: a.teams, skills: a.skills,
        });
        if (!a.enabled || a.password) await db.query('update token set revoked_at = now() where agent = $1 and revoked_at is null', [key]);
      }, { name: a.name, roles: a.roles, capacity: a.capacity, teams: a.teams, skills: a.skills, enabled: a.enabled, ...given({ share: a.share, ranks: a.ranks, caps: a.caps }), ...said({ site: siteOf(a), handle: a.handle, phone: a.phone }) });
      // Also when what follows the commit failed: what is ended in vain is opened again.
      return saving.finally(() => void (mayAnother && a.id && endOpen(a.id)));
    },

    /** Their own, which is no configuration: nobody else is concerned and the audit is not. */
    async language(v: Viewer | null, locale: string | null): Answer {
      const no = refuseUnless(v, 'readConfig');
      if (no || !v) return no ?? unknown;
      if (locale !== null && !isLocale(locale)) return bad('locale', NO_LANGUAGE);
      return (await row<{ id: string }>(tenants.of(v.tenant), 'update agent set locale = $3 where id = $1 and tenant = $2 returning id', [v.id, v.tenant, locale])) ?? unknown;
    },
  };
}
