/** Column shapes that every table shares. */
import { sql } from 'drizzle-orm';
import { check, customType, pgPolicy, timestamp, uuid } from 'drizzle-orm/pg-core';

/** UTC, millisecond precision: what core calls Ms. */
export const moment = (name?: string) => timestamp(name ?? '', { withTimezone: true, precision: 3, mode: 'date' });
export const id = () => uuid().primaryKey();
/** No foreign key: every writer would lock the one tenant row. Reached only through `app/access`. */
export const tenantId = () => uuid().notNull();

/** 64-bit transaction id; drizzle has no type for it. Read as text. */
export const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

const quoted = (words: readonly string[]) => sql.raw(words.map((w) => `'${w}'`).join(', '));

/** `column IN (words)`: the database holds the same list as core. */
export const oneOf = (name: string, column: string, words: readonly string[]) =>
  check(name, sql`${sql.raw(`"${column}"`)} in (${quoted(words)})`);

/**
 * The second wall between tenants: whoever is not the owner of the tables sees and writes the rows of the tenant that the
 * connection is set to (`db/tenantPool`) and no others; of none, when it is set to none. Every table has it but the hub's own.
 */
export const tenantRows = (column: 'tenant' | 'id' = 'tenant') => {
  const theirs = sql.raw(`"${column}" = nullif(current_setting('switchroom.tenant', true), '')::uuid`);
  return pgPolicy('tenant_rows', { for: 'all', to: 'public', using: theirs, withCheck: theirs });
};
