/** The header block of a mail or of a part, as bytes: nothing is refused, only what is beyond the limits is left unread. */

/** Of one block; a mail reader shows no more. What follows is skipped up to the empty line, the raw mail keeps it. */
const MOST_BYTES = 1_048_576;
const MOST_LINES = 2_000;
/** Of one header: 50,000 encoded words in one Subject are no subject. */
const MOST_VALUE = 65_536;

export interface Headers {
  /** Unfolded values in their order, one character per byte; names in lower case. */
  readonly all: readonly (readonly [name: string, value: string])[];
  /** The first of this name; '' = none. */
  get(name: string): string;
  every(name: string): readonly string[];
}

export interface Block {
  readonly headers: Headers;
  /** Where the body begins. */
  readonly body: number;
}

/** Reads from `start` to the empty line, to a line with which something else begins, or to `end`. */
export function readHeaders(bytes: Buffer, start: number, end: number, stops: (line: number) => boolean = () => false): Block {
  const body = endOfHeaders(bytes, start, end, stops);
  const text = bytes.toString('latin1', start, Math.min(body, start + MOST_BYTES));
  const all: [string, string][] = [];
  let name = '';
  let value: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (name !== '') all.push([name, value.join('').trim()]);
    name = '';
  };
  for (let at = 0; at < text.length && all.length < MOST_LINES; ) {
    const next = text.indexOf('\n', at);
    const line = text.slice(at, next < 0 ? text.length : next).replace(/\r$/, '');
    at = next < 0 ? text.length : next + 1;
    if (/^[ \t]/.test(line)) {
      if (name !== '' && length < MOST_VALUE) value.push(line.slice(0, MOST_VALUE));
      length += line.length;
      continue;
    }
    const colon = line.indexOf(':');
    const named = colon > 0 ? line.slice(0, colon).trimEnd() : '';
    if (!/^[\x21-\x39\x3b-\x7e]+$/.test(named)) continue;
    flush();
    name = named.toLowerCase();
    value = [line.slice(colon + 1, colon + 1 + MOST_VALUE)];
    length = line.length;
  }
  flush();
  return { headers: headersOf(all), body };
}

function headersOf(all: readonly (readonly [string, string])[]): Headers {
  const first = new Map<string, string>();
  for (const [name, value] of all) if (!first.has(name)) first.set(name, value);
  return { all, get: (name) => first.get(name) ?? '', every: (name) => all.flatMap(([n, v]) => (n === name ? [v] : [])) };
}

/** After the first empty line; `end` where there is none. */
function endOfHeaders(bytes: Buffer, start: number, end: number, stops: (line: number) => boolean): number {
  for (let at = start; at < end; ) {
    if (bytes[at] === 0x2d && stops(at)) return at;
    const lf = bytes.indexOf(0x0a, at);
    if (lf < 0 || lf >= end) return end;
    if (lf === at || (lf === at + 1 && bytes[at] === 0x0d)) return lf + 1;
    at = lf + 1;
  }
  return end;
}
