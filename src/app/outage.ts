/** Whether the database could not be reached or broke off: what was asked may be asked again as it was. */
export const isOutage = (error: unknown): boolean => {
  const e = error as { code?: string; message?: string } | null | undefined;
  return typeof e?.code === 'string' ? /^(ECONN|EPIPE|ENOENT|57P0|57014|08|53)/.test(e.code) : /timeout exceeded when trying to connect|Connection terminated/i.test(e?.message ?? '');
};
