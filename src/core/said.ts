/** Only what was said: the same without what is undefined, as spreading over a default and `exactOptionalPropertyTypes` want it. */
export const said = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
