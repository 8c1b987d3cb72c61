/** Identifiers. Rows have UUIDs (version 7, so they sort by birth); the domain's own things have `<input number>.<n>`. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a string from outside may be compared with a uuid column at all. */
export const isUuid = (value: string): boolean => UUID.test(value);

/** What an adapter gets for raw bytes that are stored. Opaque. */
export type RawId = string & { readonly raw: unique symbol };
