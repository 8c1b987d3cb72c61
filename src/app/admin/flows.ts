/** Flows: drawn as a draft, checked and published as a version that is never changed, and drawn anew from an older one. */
import { SYSTEM } from '../../core/events.ts';
import { check, type Finding } from '../../core/flow/check.ts';
import { checkKnown, type Known } from '../../core/flow/checkKnown.ts';
import type { Flow } from '../../core/flow/flow.ts';
import { isUuid } from '../../core/ids.ts';
import { refuse } from '../../core/refusal.ts';
import { row, rows } from '../../db/queries/query.ts';
import { publishDraft, saveDraft, sendAwayFromFlow } from '../../db/queries/saveFlow.ts';
import type { TenantDb, Viewer } from '../access.ts';
import { bad, type Fault, together } from '../fault.ts';
import { readFlow } from '../flows/shape.ts';
import { type Answer, type Changing, unknown } from './change.ts';
import { named } from './checks.ts';

interface Stored {
  readonly name: string;
  readonly draft: Flow;
  readonly draftNo: number;
  readonly enabled: boolean;
}

/** What there is that a flow may name. */
async function knownTo(db: TenantDb, tenant: string): Promise<Known> {
  const queues = await rows<{ id: string; callsBack: boolean }>(db, 'select id, callback is not null as "callsBack" from queue where tenant = $1 and enabled', [tenant]);
  const skills = await rows<{ id: string }>(db, 'select id from skill where tenant = $1', [tenant]);
  return { queues, skills: skills.map((s) => s.id) };
}

const faultOf = ({ node, field, message }: Finding): Fault => bad(node === null ? field : `nodes.${node}.${field}`, message);

export function adminOfFlows({ change, tenants, clock }: Changing) {
  const find = (v: Viewer | null, id: string): Promise<Stored | null> =>
    v && isUuid(id) ? row<Stored>(tenants.of(v.tenant), 'select name, draft, draft_no as "draftNo", enabled from flow where id = $1 and tenant = $2', [id, v.tenant]) : Promise.resolve(null);
  /** Somebody else's draft is not written over unseen. */
  const overtaken = (stored: Stored | null, base: number | null): Fault | null =>
    stored !== null && base !== null && stored.draftNo !== base ? refuse('CONFLICT', 'Somebody else has changed this flow meanwhile. Load it again, and change it then.') : null;

  return {
    /** Keeps what is drawn, good or bad. `base`: the number of the draft that it was drawn from; null = it does not matter. */
    async flow(v: Viewer | null, f: { readonly id?: string | null | undefined; readonly name: string; readonly draft?: unknown; readonly enabled: boolean; readonly base?: number | null | undefined }): Answer {
      const draft = readFlow(f.draft);
      const stored = f.id ? await find(v, f.id) : null;
      return change(v, 'flow', f.id, 'flow', async () => together(named(f.name), 'refused' in draft ? draft : null) ?? overtaken(stored, f.base ?? null), async (db, id, w) => {
        await saveDraft(db, { id, tenant: w.tenant, name: f.name.trim(), draft, enabled: f.enabled });
        if (stored?.enabled && !f.enabled) await sendAwayFromFlow(db, id, w.tenant, SYSTEM);
      }, { name: f.name, enabled: f.enabled });
    },
    /** From now on new contacts meet it; those whom it has go on in the version in which they began. */
    async publishFlow(v: Viewer | null, id: string, base: number | null): Answer {
      const stored = await find(v, id);
      return change(v, 'flow', id, 'flow', async (w) => {
        if (stored === null) return unknown;
        const no = overtaken(stored, base);
        if (no) return no;
        const findings = [...check(stored.draft), ...checkKnown(stored.draft, await knownTo(tenants.of(w.tenant), w.tenant))];
        return together(...findings.filter((f) => !f.isWarning).map(faultOf));
      }, (db, key, w) => publishDraft(db, key, w.tenant, w.id, new Date(clock.now())), { name: stored?.name ?? '', published: true });
    },
    /** An older version becomes the draft; nobody meets it before it is published again. */
    async restoreFlow(v: Viewer | null, id: string, version: number): Answer {
      const stored = await find(v, id);
      const old = v && stored ? await row<{ body: Flow }>(tenants.of(v.tenant), 'select body from flow_version where flow = $1 and tenant = $2 and no = $3', [id, v.tenant, version]) : null;
      return change(v, 'flow', id, 'flow', async () => (stored && old ? null : unknown), (db, key, w) => saveDraft(db, { id: key, tenant: w.tenant, name: stored?.name ?? '', draft: old?.body, enabled: stored?.enabled ?? true }), { name: stored?.name ?? '', restored: version });
    },
  };
}
