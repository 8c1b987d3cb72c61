/** What every statement needs: something that runs SQL. A pool, a checked-out client and a single connection all fit. */
export interface Queryable {
  query<R extends object = Record<string, unknown>>(
    statement: string | { name?: string; text: string; values?: unknown[] },
    values?: unknown[],
  ): Promise<{ rows: R[]; rowCount: number | null }>;
}

/** Rows of a statement. */
export async function rows<R extends object>(db: Queryable, text: string, values: unknown[] = []): Promise<R[]> {
  return (await db.query<R>(text, values)).rows;
}

/** The one row, or null. */
export async function row<R extends object>(db: Queryable, text: string, values: unknown[] = []): Promise<R | null> {
  return (await db.query<R>(text, values)).rows[0] ?? null;
}
