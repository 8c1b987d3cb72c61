/** Which pages may use a chat: those listed, the hub's own, and programs, which send no origin. */

export type MayOpen = (origin: string | null, host: string | null) => boolean;

/** `host` is the Host header of the same request: a page of the hub itself comes from where it asks. */
export function originsAllowed(listed: readonly string[]): MayOpen {
  const any = listed.includes('*');
  const set = new Set(listed);
  return (origin, host) => {
    if (origin === null || any || set.has(origin)) return true;
    // `null` is the origin of sandboxed frames and files, never the hub's own.
    if (host === null || !/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
    return new URL(origin).host === host.toLowerCase();
  };
}
