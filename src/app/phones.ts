/** Phones in agents' browsers: an account at each switch that this hub is connected to. */
import type { BrowserPhone, Calls } from '../core/calls.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { refuseUnless, type Viewer } from './access.ts';
import type { OpenGate } from './gates.ts';
import type { Log } from './log.ts';

export interface PhonesParts {
  readonly tenants: TenantPool;
  readonly log: Log;
  carrying(): readonly { readonly gate: OpenGate; readonly calls: Calls }[];
}

const away = refuse('TRY_AGAIN', 'The telephone system cannot be reached now; your phone connects as soon as it can.');

export function createPhones({ tenants, log, carrying }: PhonesParts) {
  return {
    /** Nothing for whoever has a phone of another kind. */
    async open(viewer: Viewer | null): Promise<readonly BrowserPhone[] | Refusal> {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? away;
      const own = await row<{ phone: string | null }>(tenants.of(viewer.tenant), 'select phone from agent where id = $1 and tenant = $2', [viewer.id, viewer.tenant]);
      if (!own || own.phone !== null) return [];
      const theirs = carrying().filter(({ gate, calls }) => gate.tenant === viewer.tenant && calls.browserPhone !== undefined);
      const sites = new Map(theirs.map(({ calls }) => [calls.site, calls]));
      try {
        return await Promise.all([...sites.values()].flatMap((calls) => calls.browserPhone?.({ id: viewer.id, name: viewer.name }) ?? []));
      } catch (error) {
        log.warn({ err: error }, 'A browser’s phone got no account.');
        return away;
      }
    },
  };
}
export type Phones = ReturnType<typeof createPhones>;
