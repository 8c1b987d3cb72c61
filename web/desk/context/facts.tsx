/** A name and a value; values that are nothing are not shown. */
export function Facts({ rows }: { rows: readonly (readonly [string, React.ReactNode])[] }) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (shown.length === 0) return null;
  return <dl className="facts">{shown.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** The rows of a JSON object of unknown shape. */
export function factsOf(json: unknown): readonly (readonly [string, string])[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  return Object.entries(json).flatMap(([key, value]) =>
    value === null || value === '' ? [] : [[key, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const]);
}
