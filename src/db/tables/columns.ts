/** Column shapes that every table shares. */
import { sql } from 'drizzle-orm';
import { check, customType, timestamp, uuid } from 'drizzle-orm/pg-core';

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
