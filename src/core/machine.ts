/**
 * A transition table: for each state, the states it may move to. One table per machine is the only
 * place where a move is allowed; types, GraphQL enums, database checks, the picture in the docs and
 * the tests all derive from it.
 */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/** The states of a table in the order they are written. */
export function statesOf<T extends Readonly<Record<string, readonly string[]>>>(table: T): readonly (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}

/** Whether the table allows the move. A state never moves to itself unless its row says so. */
export function canMove<S extends string>(table: Transitions<S>, from: S, to: S): boolean {
  return table[from].includes(to);
}

/** States that nothing reaches from `start`; a healthy table has none. */
export function unreachable<S extends string>(table: Transitions<S>, start: S): readonly S[] {
  const seen = new Set<S>([start]);
  const open: S[] = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of table[at]) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return statesOf(table).filter((s) => !seen.has(s));
}

/** The table as a Mermaid state diagram, for the docs. */
export function diagram<S extends string>(table: Transitions<S>): string {
  const lines = statesOf(table).flatMap((from) => table[from].map((to) => `  ${from} --> ${to}`));
  return ['stateDiagram-v2', ...lines].join('\n');
}
