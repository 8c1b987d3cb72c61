/**
 * Which number is whose: entry points at one Asterisk name the numbers that they are called by, and a call that the dialplan gave to
 * another of them is handed on. So a new number needs no line in the dialplan. Those that nobody names stay where they came.
 */
/** By site and digits, the application. */
const claimed = new Map<string, string>();
const digitsOf = (number: string): string => number.replace(/\D/g, '');
const keyOf = (site: string, number: string): string => `${site} ${digitsOf(number)}`;

/** @returns gives them back. The first who names a number has it. */
export function claimNumbers(site: string, app: string, numbers: readonly string[]): () => void {
  const ours = numbers.map((number) => keyOf(site, number)).filter((key) => !claimed.has(key));
  for (const key of ours) claimed.set(key, app);
  return () => ours.forEach((key) => void claimed.delete(key));
}

/** The application; null = nobody's. */
export const whoseNumber = (site: string, number: string): string | null => claimed.get(keyOf(site, number)) ?? null;
