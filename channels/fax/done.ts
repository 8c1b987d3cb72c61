/** How a fax ended, as the dialplan's UserEvent `FaxDone` says it (res_fax: FAXOPT). Every field may be missing or nonsense. */

export interface FaxDone {
  readonly ok: boolean;
  readonly pages: number;
  /** What the other machine says of itself. */
  readonly station: string;
  /** In Asterisk's words. */
  readonly explain: string;
}

/** `error` says HANGUP even of a success: `status` alone decides. */
export function readDone(userevent: unknown): FaxDone {
  const said = typeof userevent === 'object' && userevent !== null ? (userevent as Record<string, unknown>) : {};
  const text = (key: string): string => (typeof said[key] === 'string' ? said[key].trim().slice(0, 200) : '');
  const pages = Number(text('pages'));
  return { ok: text('status') === 'SUCCESS', pages: Number.isInteger(pages) && pages > 0 ? pages : 0, station: text('remote').replace(/[^\x20-\x7e]/g, ''), explain: text('statusstr') || text('error') };
}
