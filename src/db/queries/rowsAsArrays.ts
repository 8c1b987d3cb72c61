/**
 * Many rows as parameters of one statement: an array for each column, put together again by `unnest`. PostgreSQL reads this
 * about three times faster than a JSON document of the same rows, and one prepared statement serves any number of rows.
 */

/** `ms`: milliseconds since 1970, stored as a timestamp. `json`, `jsonb`: any value, stored so. */
type ColumnType = 'uuid' | 'text' | 'boolean' | 'int' | 'bigint' | 'ms' | 'jsonb' | 'json' | 'uuid[]';
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

const SENT_AS: Readonly<Record<ColumnType, string>> = { uuid: 'uuid', text: 'text', boolean: 'boolean', int: 'int', bigint: 'bigint', ms: 'float8', jsonb: 'text', json: 'text', 'uuid[]': 'text' };

function read(name: string, type: ColumnType): string {
  if (type === 'ms') return `to_timestamp(u.${name} / 1000)`;
  return type === 'jsonb' || type === 'json' || type === 'uuid[]' ? `u.${name}::${type}` : `u.${name}`;
}

const quoted = (text: string): string => (TO_ESCAPE.test(text) ? `"${text.replace(/["\\]/g, '\\$&').replaceAll('\u0000', '\ufffd')}"` : `"${text}"`);
const TO_ESCAPE = /["\\\u0000]/;
/** As JSON writes NUL and half of a character, which PostgreSQL refuses; one that is refused would take all rows of the statement with it. */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** Written as JSON, and that as a JSON string: in both a backslash takes the next character as it is. */
function json(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return '"[]"';
  const text = JSON.stringify(value);
  return JSON.stringify(text.includes('\\u') ? text.replace(UNSTORABLE, '$1\ufffd') : text);
}

/** One value as an element of an array literal. Numbers and uuids need no quotes. */
function element(type: ColumnType, value: unknown): string {
  if (typeof value === 'number') return `${value}`;
  if (type === 'jsonb' || type === 'json') return json(value);
  if (type === 'text') return quoted(String(value));
  return type === 'uuid[]' ? `"{${(value as readonly string[]).join(',')}}"` : String(value);
}

/** An array literal of PostgreSQL; a column of nothing but nulls is one null. Neighbours are often the same and written once. */
function literal<Row>(rows: readonly Row[], [, type, of]: Column<Row>): string | null {
  let any = false;
  let last: unknown = null;
  let written = 'NULL';
  const texts: string[] = [];
  for (const row of rows) {
    const value = of(row) ?? null;
    if (value !== last) {
      written = value === null ? 'NULL' : element(type, value);
      last = value;
      any = true;
    }
    texts.push(written);
  }
  return any ? `{${texts.join(',')}}` : null;
}

/** A shape of rows; `u` is its name in the statement, column names are SQL's. */
export function shape<Row>(columns: readonly Column<Row>[]): RowShape<Row> {
  const names = columns.map(([name]) => name);
  return {
    from: (first) => `unnest(${columns.map(([, type], i) => `$${first + i}::${SENT_AS[type]}[]`).join(', ')}) as u(${names.join(', ')})`,
    names: names.join(', '),
    values: columns.map(([name, type]) => read(name, type)).join(', '),
    assign: (...without) => columns.flatMap(([name, type]) => (without.includes(name) ? [] : [`${name} = ${read(name, type)}`])).join(', '),
    parameters: (rows) => columns.map((column) => (rows.length === 0 ? null : literal(rows, column))),
    width: columns.length,
  };
}
