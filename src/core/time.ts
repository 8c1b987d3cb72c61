/** Integer milliseconds since 1970-01-01T00:00Z by the database's clock. Core never reads a clock: time comes in. */
export type Ms = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
