/**
 * Which number is whose: entry points at one Asterisk name the numbers that they are called by, and a call that the dialplan gave to
 * another of them is handed on. So a new number needs no line in the dialplan. Those that nobody names stay where they came.
 */

/** By site and digits, the applications; the first who named a number has it. */
const claims = new Map<string, { readonly app: string }[]>();
const keyOf = (site: string, number: string): string => `${site} ${number.replace(/\D/g, '')}`;

/** @returns gives them back. */
export function claimNumbers(site: string, app: string, numbers: readonly string[]): () => void {
  // Settings that are saved anew are claimed before the old ones are given back.
  const ours = { app };
  const keys = new Set(numbers.map((number) => keyOf(site, number)));
  for (const key of keys) claims.set(key, [...(claims.get(key) ?? []), ours]);
  return () => {
    for (const key of keys) {
      const left = (claims.get(key) ?? []).filter((claim) => claim !== ours);
      if (left.length > 0) claims.set(key, left);
      else claims.delete(key);
    }
  };
}

/** The application; null = nobody's. */
export const whoseNumber = (site: string, number: string): string | null => claims.get(keyOf(site, number))?.[0]?.app ?? null;
