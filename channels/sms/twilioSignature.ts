/** Twilio's proof that a request is its own: https://www.twilio.com/docs/usage/security#validating-requests */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Params = Readonly<Record<string, string | readonly string[]>>;

const sortedParams = (params: Params): string =>
  Object.keys(params).sort().map((key) => {
    const value = params[key] ?? '';
    // A name that comes several times counts once for each different value.
    return typeof value === 'string' ? key + value : [...new Set(value)].sort().map((v) => key + v).join('');
  }).join('');

export const signatureOf = (authToken: string, url: string, params: Params): string => createHmac('sha1', authToken).update(url + sortedParams(params), 'utf8').digest('base64');

/** With and without the port, as Twilio may have signed either; each also with its query written as old clients write it. */
function spellingsOf(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { protocol, port, search } = new URL(url);
  const standard = protocol === 'http:' ? '80' : '443';
  const authority = /^([a-z]+:\/\/[^/?#]*?)(:\d+)?(?=[/?#]|$)/i;
  const bare = url.replace(authority, '$1');
  const found = [url, bare, url.replace(authority, `$1:${port || standard}`)];
  if (search === '') return found;
  const legacy = search.replaceAll("'", '%27').replaceAll('!', '%21').replaceAll('(', '%28').replaceAll(')', '%29').replaceAll('*', '%2A');
  return [...found, ...found.map((u) => u.replace(/\?[^#]*/, legacy)), ...found.map((u) => u.replace(/\?[^#]*/, search.replaceAll('%27', "'").replaceAll('+', '%20')))];
}

const isSame = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

export function isSigned(authToken: string, signature: string | null, url: string, params: Params): boolean {
  if (!signature || !/^[A-Za-z0-9+/=_-]{1,64}$/.test(signature)) return false;
  return spellingsOf(url).map((u) => isSame(signatureOf(authToken, u, params), signature)).includes(true);
}

/** A body that is no form is vouched for by its hash, which stands in the address that is signed. */
export function isBodySigned(authToken: string, signature: string | null, url: string, body: Uint8Array): boolean {
  const claimed = URL.canParse(url) ? new URL(url).searchParams.get('bodySHA256') : null;
  return claimed !== null && isSame(createHash('sha256').update(body).digest('hex'), claimed.toLowerCase()) && isSigned(authToken, signature, url, {});
}
