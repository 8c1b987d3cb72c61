/** Agents mark pages of faxes, see each other's marks and take them away. The page itself stays as it came. */
import { uuidv7 } from 'uuidv7';
import { faultOfMark, isFaxPage, type MarkDraft, MOST_MARKS, rounded } from '../core/faxMarks.ts';
import type { FileInfo } from '../core/channel.ts';
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { withTransaction } from '../db/client.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { may, refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { storable } from './storable.ts';

interface Page {
  readonly entry: string;
  readonly conversation: string;
  readonly interaction: string;
}
type Answer = Promise<{ readonly id: string } | Refusal>;

const noPage = refuse('NOT_FOUND', 'There is no such page of a fax here.');
const noMark = refuse('NOT_FOUND', 'This mark is not there any more.');

export function createFaxMarks({ tenants, announcer, clock }: { readonly tenants: TenantPool; readonly announcer: Announcer; readonly clock: Clock }) {
  /** Keeps that it happened, and that readers are to see the entry again; locks the interaction, then the entry. */
  async function note(db: Queryable, viewer: Viewer, type: 'pageMarked' | 'pageUnmarked', { entry, interaction }: Page, about: object): Promise<void> {
    const stored = await row<{ version: number; queue: string | null }>(db, 'update interaction set version = version + 1 where id = $1 returning version, queue', [interaction]);
    await db.query('update entry set edition = edition + 1 where id = $1', [entry]);
    await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, $3, 'agent', $4, 'api', $5, $6, $7, $8)`, [
      viewer.tenant, new Date(clock.now()), type, viewer.id, interaction, stored?.queue ?? null, stored?.version ?? null, JSON.stringify({ entry, ...about }),
    ]);
  }

  async function written(viewer: Viewer, write: (db: Queryable) => Promise<(Page & { readonly again?: true }) | Refusal>): Answer {
    const done = await withTransaction(tenants.of(viewer.tenant), write);
    if ('refused' in done) return done;
    if (!done.again) announcer.changed({ tenant: viewer.tenant, conversations: [done.conversation] });
    return { id: done.entry };
  }

  return {
    /** The entry, once more. The same `clientId` twice is one mark. */
    async mark(viewer: Viewer | null, entry: string, file: string, draft: MarkDraft, clientId: string): Answer {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? noPage;
      if (clientId === '' || clientId.length > 100) return refuse('BAD_INPUT', 'clientId must have 1 to 100 characters.');
      const fault = faultOfMark(draft);
      if (fault) return fault;
      if (!isUuid(entry) || !isUuid(file)) return noPage;
      return written(viewer, async (db) => {
        const page = await row<Page & { files: FileInfo[] }>(db, `select id as entry, conversation, interaction, files from entry where id = $1 and tenant = $2`, [entry, viewer.tenant]);
        if (!page?.files.some((f) => f.id === file && isFaxPage(f))) return noPage;
        // One after the other from here: the lock is that of the first statement which writes.
        await db.query('select pg_advisory_xact_lock(hashtextextended($1, 17))', [entry]);
        if (await row(db, 'select id from fax_mark where entry = $1 and agent = $2 and ref = $3', [entry, viewer.id, clientId])) return { ...page, again: true };
        const there = await row<{ n: number }>(db, 'select count(*)::int as n from fax_mark where entry = $1 and file = $2', [entry, file]);
        if ((there?.n ?? 0) >= MOST_MARKS) return refuse('TOO_MANY', 'There are 200 marks on this page already; remove some first.');
        const id = uuidv7();
        await note(db, viewer, 'pageMarked', page, { file, mark: id, kind: draft.kind });
        await db.query('insert into fax_mark (id, tenant, entry, file, kind, points, text, agent, ref, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
          id, viewer.tenant, entry, file, draft.kind, JSON.stringify(rounded(draft.points)), draft.text === null ? null : storable(draft.text.trim()), viewer.id, clientId, new Date(clock.now()),
        ]);
        return page;
      });
    },
    /** By whoever made it, and by supervisors. */
    async remove(viewer: Viewer | null, mark: string): Answer {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? noMark;
      if (!isUuid(mark)) return noMark;
      return written(viewer, async (db) => {
        const found = await row<Page & { agent: string; file: string }>(db, `select m.entry, m.agent, m.file, e.conversation, e.interaction from fax_mark m join entry e on e.id = m.entry where m.id = $1 and m.tenant = $2`, [mark, viewer.tenant]);
        if (!found) return noMark;
        if (found.agent !== viewer.id && !may(viewer, 'supervise')) return refuse('NOT_OWNER', 'This mark is a colleague’s. Ask them or a supervisor.');
        await note(db, viewer, 'pageUnmarked', found, { file: found.file, mark });
        return (await row(db, 'delete from fax_mark where id = $1 returning id', [mark])) ? found : { ...found, again: true };
      });
    },
  };
}

export type FaxMarks = ReturnType<typeof createFaxMarks>;
