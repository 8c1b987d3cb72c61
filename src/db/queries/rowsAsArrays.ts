/**
 * Many rows as parameters of one statement: an array for each column, put together again by `unnest`. PostgreSQL reads this
 * about three times faster than a JSON document of the same rows, and one prepared statement serves any number of rows.
 */

/** `ms`: milliseconds since 1970, stored as a timestamp. `json`, `jsonb`: any value, stored so. */
type ColumnType = 'uuid' | 'text' | 'int' | 'bigint' | 'ms' | 'jsonb' | 'json' | 'uuid[]';
export type Column<Row> = readonly [name: string, type: ColumnType, of: (row: Row) => unknown];

export interface RowShape<Row> {
  /** `unnest($first::uuid[], …) as u(…)`; how many parameters it takes is `columns.length`. */
  readonly from: (first: number) => string;
  /** `a, b, c` */
  readonly names: string;
  /** `u.a, to_timestamp(u.b / 1000), u.c::jsonb` */
  readonly values: string;
  /** `a = u.a, …`, without the columns named. */
  readonly assign: (...without: readonly string[]) => string;
  readonly parameters: (rows: readonly Row[]) => (string | null)[];
  readonly width: number;
}

const SENT_AS: Readonly<Record<ColumnType, string>> = { uuid: 'uuid', text: 'text', int: 'int', bigint: 'bigint', ms: 'float8', jsonb: 'text', json: 'text', 'uuid[]': 'text' };

function read(name: string, type: ColumnType): string {
  if (type === 'ms') return `to_timestamp(u.${name} / 1000)`;
  return type === 'jsonb' || type === 'json' || type === 'uuid[]' ? `u.${name}::${type}` : `u.${name}`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** One value as an element of an array literal. Numbers and uuids need no quotes. */
function element(type: ColumnType, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (type === 'jsonb' || type === 'json') return quoted(JSON.stringify(value));
  if (type === 'text') return quoted(String(value));
  return type === 'uuid[]' ? `"{${(value as readonly string[]).join(',')}}"` : String(value);
}

/** An array literal of PostgreSQL; a column of nothing but nulls is one null. */
function literal(type: ColumnType, values: readonly unknown[]): string | null {
  let any = false;
  let text = '{';
  for (const [n, value] of values.entries()) {
    if (value !== null && value !== undefined) any = true;
    text += n === 0 ? element(type, value) : `,${element(type, value)}`;
  }
  return any ? `${text}}` : null;
}

/** A shape of rows; `u` is its name in the statement, column names are SQL's. */
export function shape<Row>(columns: readonly Column<Row>[]): RowShape<Row> {
  const names = columns.map(([name]) => name);
  return {
    from: (first) => `unnest(${columns.map(([, type], i) => `$${first + i}::${SENT_AS[type]}[]`).join(', ')}) as u(${names.join(', ')})`,
    names: names.join(', '),
    values: columns.map(([name, type]) => read(name, type)).join(', '),
    assign: (...without) => columns.flatMap(([name, type]) => (without.includes(name) ? [] : [`${name} = ${read(name, type)}`])).join(', '),
    parameters: (rows) => columns.map(([, type, of]) => literal(type, rows.map(of))),
    width: columns.length,
  };
}
