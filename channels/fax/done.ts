/** How a fax ended, as the dialplan's UserEvent `FaxDone` says it (res_fax: FAXOPT). Every field may be missing or nonsense. */

export interface FaxDone {
  readonly ok: boolean;
  readonly pages: number;
  /** Bits a second; 0 = not said. */
  readonly rate: number;
  /** What the other machine says of itself. */
  readonly station: string;
  /** In Asterisk's words. */
  readonly explain: string;
}

/** `error` says HANGUP even of a success: `status` alone decides. */
export function readDone(userevent: unknown): FaxDone {
  const said = typeof userevent === 'object' && userevent !== null ? (userevent as Record<string, unknown>) : {};
  const text = (key: string): string => (typeof said[key] === 'string' ? said[key].trim().slice(0, 200) : '');
  const whole = (key: string): number => {
    const value = Number(text(key));
    return Number.isInteger(value) && value > 0 ? value : 0;
  };
  return { ok: text('status') === 'SUCCESS', pages: whole('pages'), rate: whole('rate'), station: text('remote').replace(/[^\x20-\x7e]/g, ''), explain: text('statusstr') || text('error') };
}
