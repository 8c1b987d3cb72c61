/** What ARI takes and says, read and written: its refusals, its messages, its query strings. */

export class AriError extends Error {
  /** HTTP's status; 0 = no answer. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export const pairs = (query: Query): [string, string][] => Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));

/** A message of the socket's: an event or an answer; null = neither. */
export function readMessage(text: string): { readonly type: string; readonly [key: string]: unknown } | null {
  const said = parsed(text);
  return typeof said === 'object' && said !== null && 'type' in said && typeof said.type === 'string' ? (said as { readonly type: string }) : null;
}

export function parsed(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export function messageOf(body: unknown): string | null {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const message = said.message ?? said.error;
  return typeof message === 'string' ? message : null;
}
