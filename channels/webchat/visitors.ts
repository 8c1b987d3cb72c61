/** Who a visitor is: a random 128-bit subject in a signed token, or the host page's own customer with its HMAC. */
import type { Hub, Peer } from '../../src/core/channel.ts';
import { DAY } from '../../src/core/time.ts';

const TOKEN_TTL = 30 * DAY;

export interface Visitor {
  readonly thread: string;
  readonly peer: Peer;
}

export function newVisitor(): Visitor {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const value = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return { thread: value, peer: { kind: 'visitor', value, verified: false } };
}

export const tokenOf = (hub: Hub, visitor: Visitor): Promise<string> =>
  hub.tokens.sign({ v: visitor.peer.value, k: visitor.peer.kind, ...(visitor.peer.name ? { n: visitor.peer.name } : {}) }, TOKEN_TTL);

/** The visitor of a token; null when forged, expired or of another entry point. */
export async function visitorOf(hub: Hub, token: string): Promise<Visitor | null> {
  const claims = await hub.tokens.verify(token);
  if (!claims?.v || (claims.k !== 'visitor' && claims.k !== 'external')) return null;
  const named = claims.n ? { name: claims.n } : {};
  return claims.k === 'external'
    ? { thread: `customer:${claims.v}`, peer: { kind: 'external', value: claims.v, verified: true, ...named } }
    : { thread: claims.v, peer: { kind: 'visitor', value: claims.v, verified: false, ...named } };
}

/** A customer whom the host page vouches for: `hash` = hex HMAC-SHA256(identity key, id). */
export async function vouchedFor(identityKey: string | undefined, c: { readonly id: string; readonly hash: string; readonly name?: string | null | undefined; readonly email?: string | null | undefined }): Promise<Visitor | null> {
  if (!identityKey || !/^[0-9a-f]{64}$/i.test(c.hash)) return null;
  const utf8 = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', utf8.encode(identityKey), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const given = Uint8Array.from(c.hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  // subtle.verify compares in constant time.
  if (!(await crypto.subtle.verify('HMAC', key, given, utf8.encode(c.id)))) return null;
  return {
    thread: `customer:${c.id}`,
    peer: { kind: 'external', value: c.id, verified: true, ...(c.name ? { name: c.name } : {}), ...(c.email ? { also: [{ kind: 'email' as const, value: c.email }] } : {}) },
  };
}
