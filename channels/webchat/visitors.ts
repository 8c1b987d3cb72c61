/** Who a visitor is: a random 128-bit subject in a signed token, or the host page's own customer with its HMAC. */
import type { Hub, Peer } from '../../src/core/channel.ts';
import { DAY } from '../../src/core/time.ts';
import type { FrameOf } from './frames.ts';

const TOKEN_TTL = 30 * DAY;

export interface Visitor {
  readonly thread: string;
  readonly peer: Peer;
}

type Customer = NonNullable<FrameOf<'hello'>['customer']>;

const named = (name: string | null | undefined): { readonly name: string } | Record<never, never> => (name ? { name } : {});

/** 128 random bits in hexadecimal: never what a customer's thread looks like. */
function newVisitor(): Visitor {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const value = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return { thread: value, peer: { kind: 'visitor', value, verified: false } };
}

const customerOf = (id: string, more: Partial<Peer>): Visitor => ({ thread: `customer:${id}`, peer: { kind: 'external', value: id, verified: true, ...more } });

export const tokenOf = (hub: Hub, visitor: Visitor): Promise<string> =>
  hub.tokens.sign({ v: visitor.peer.value, k: visitor.peer.kind, ...(visitor.peer.name ? { n: visitor.peer.name } : {}) }, TOKEN_TTL);

/** The visitor of a token; null when forged, expired or of another entry point. */
export async function visitorOf(hub: Hub, token: string): Promise<Visitor | null> {
  const claims = await hub.tokens.verify(token);
  if (!claims?.v) return null;
  if (claims.k === 'external') return customerOf(claims.v, named(claims.n));
  return claims.k === 'visitor' ? { thread: claims.v, peer: { kind: 'visitor', value: claims.v, verified: false, ...named(claims.n) } } : null;
}

/** A customer whom the host page vouches for: `hash` = hex HMAC-SHA256(identity key, id). Name and e-mail are only said. */
async function vouchedFor(identityKey: string | undefined, c: Customer): Promise<Visitor | null> {
  if (!identityKey || !/^[0-9a-f]{64}$/i.test(c.hash)) return null;
  const utf8 = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', utf8.encode(identityKey), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const given = Uint8Array.from(c.hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  // subtle.verify compares in constant time.
  if (!(await crypto.subtle.verify('HMAC', key, given, utf8.encode(c.id)))) return null;
  return customerOf(c.id, { ...named(c.name), ...(c.email ? { also: [{ kind: 'email' as const, value: c.email }] } : {}) });
}

export interface Who {
  readonly visitor: Visitor;
  /** The token's visitor goes on: what the page has shown still belongs to this thread. */
  readonly resumed: boolean;
  /** The thread of the unknown visitor whom the page now proves to be a customer. */
  readonly was: string | null;
  /** The page named a customer and could not prove it. */
  readonly disproved: boolean;
}

/**
 * Who says hello. A signed-in customer is proved anew each time: the token alone must not open their conversation to
 * whoever uses the same browser after they have signed out of the host page.
 */
export async function whoIs(hub: Hub, identityKey: string | undefined, frame: FrameOf<'hello'>): Promise<Who> {
  const proved = frame.customer ? await vouchedFor(identityKey, frame.customer) : null;
  const carried = frame.token ? await visitorOf(hub, frame.token) : null;
  const visitor = proved ?? (carried && !carried.peer.verified ? carried : newVisitor());
  const was = proved && carried && !carried.peer.verified ? carried.thread : null;
  return { visitor, resumed: carried?.thread === visitor.thread, was, disproved: Boolean(frame.customer) && !proved };
}
