/** Which host a request is for, and whether a page of another origin sent it. */

/** A name or an address, and a port: anything else in the Host header makes no address, and what is made of it fails. */
export const isHost = (host: string | undefined): boolean => host === undefined || (/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`));

/** A browser says which page asks, and a page of another origin may not use what the browser keeps for us. Programs send no origin. */
export function ownOrigin({ origin, host }: { readonly origin?: string | undefined; readonly host?: string | undefined }): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
