/**
 * A refusal: the hub understood the request and will not do it. A plain value (graphql-js throws any
 * returned Error); `code` is for machines and never changes, `message` is a whole English sentence that
 * says what was wrong and what to do.
 */
export interface Refusal {
  readonly refused: true;
  readonly code: RefusalCode;
  readonly message: string;
}

export const REFUSAL_CODES = [
  'NOT_FOUND', 'NOT_ALLOWED', 'NOT_SIGNED_IN', 'BAD_INPUT', 'BAD_CREDENTIALS', 'OFFER_EXPIRED', 'OFFER_TAKEN', 'OFFER_ENDED',
  'WRONG_STATE', 'NOT_OWNER', 'NO_CAPACITY', 'NOT_READY', 'TRY_AGAIN', 'CONFLICT', 'IN_USE', 'TOO_LARGE', 'TOO_MANY',
  'BLOCKED', 'CLOSED', 'CURSOR_EXPIRED', 'CURSOR_INVALID', 'UNSUPPORTED', 'UNAVAILABLE', 'WINDOW_OVER', 'DO_NOT_CONTACT', 'TOO_LATE',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export const refuse = (code: RefusalCode, message: string): Refusal => ({ refused: true, code, message });

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;
