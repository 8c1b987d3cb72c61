/** Bots, and the tokens of programs: their secrets are shown once and kept as hashes. */
import { uuidv7 } from 'uuidv7';
import { SYSTEM } from '../../core/events.ts';
import { isUuid } from '../../core/ids.ts';
import { row } from '../../db/queries/query.ts';
import * as save from '../../db/queries/saveConfig.ts';
import { refuseUnless, ROLES, type Viewer } from '../access.ts';
import { bad, type Fault } from '../fault.ts';
import { hashOf, newSecret } from '../secrets.ts';
import { type Answer, type Changing, unknown } from './change.ts';
import { named, whole } from './checks.ts';

/** All that a bot has in hand goes back to its queue. $1 bot, $2 tenant, $3 on whose behalf. */
const BOT_GOES = `insert into command (tenant, domain, actor, input) select tenant, domain, $3, json_build_object('kind', 'requeue', 'interaction', id)
  from interaction where tenant = $2 and owner_kind = 'bot' and owner_id = $1 and closed_at is null`;

export function adminOfPrograms({ change, tenants, revoke, endOpen }: Changing) {
  return {
    /** A new bot gets its secret, shown once. */
    async bot(v: Viewer | null, id: string | null, name: string, enabled: boolean): Promise<{ id: string; secret: string | null } | Fault> {
      const secret = id ? null : newSecret('swb');
      let isOff = false;
      const saving = change(v, 'bot', id, 'bot', async () => named(name), async (db, key, w) => {
        isOff = !enabled;
        await save.saveBotRow(db, { id: key, tenant: w.tenant, name: name.trim(), enabled });
        // Whoever it was talking to waits for people from now on; the leader finds these as it takes in the change.
        if (id && !enabled) await db.query(BOT_GOES, [key, w.tenant, JSON.stringify(SYSTEM)]);
        if (secret) await db.query("insert into token (id, tenant, kind, bot, name, roles, hash) values ($1, $2, 'bot', $3, $4, '{bot}', $5)", [uuidv7(), w.tenant, key, name.trim(), hashOf(secret)]);
      }, { name, enabled });
      const done = await saving.finally(() => void (isOff && id && endOpen(id)));
      return 'refused' in done ? done : { id: done.id, secret };
    },

    async apiToken(v: Viewer | null, name: string, roles: readonly string[], days: number): Promise<{ id: string; name: string; secret: string } | Fault> {
      const no = refuseUnless(v, 'explore');
      if (no || !v) return no ?? unknown;
      const fault = named(name) ?? whole('expiresInDays', days, 1, 3_660, 'days');
      if (fault) return fault;
      if (roles.length === 0 || roles.some((r) => !(v.roles as readonly string[]).includes(r) && !v.roles.includes('admin'))) return bad('roles', 'A token may have only roles that you have.');
      if (roles.some((r) => !(ROLES as readonly string[]).includes(r))) return bad('roles', `Choose among ${ROLES.join(', ')}.`);
      const secret = newSecret('swt');
      const id = uuidv7();
      await tenants.of(v.tenant).query("insert into token (id, tenant, kind, agent, name, roles, hash, expires_at) values ($1, $2, 'api', $3, $4, $5, $6, now() + make_interval(days => $7))", [id, v.tenant, v.id, name.trim(), roles, hashOf(secret), days]);
      return { id, name: name.trim(), secret };
    },

    async revokeToken(v: Viewer | null, id: string): Answer {
      const no = refuseUnless(v, 'explore');
      if (no || !v) return no ?? unknown;
      const own = isUuid(id) ? await row(tenants.of(v.tenant), 'select id from token where id = $1 and tenant = $2 and (agent = $3 or $4)', [id, v.tenant, v.id, v.roles.includes('admin')]) : null;
      if (!own) return unknown;
      await revoke(id);
      return { id };
    },
  };
}
