/**
 * Who is asking and what they may do. Everything is denied unless a line of the table allows it; the table is the
 * reviewed list of rights, and rows reach a request only through a viewer's tenant.
 */
import type { Actor } from '../core/events.ts';
import { type Refusal, refuse } from '../core/refusal.ts';

export type { TenantDb } from '../db/tenantPool.ts';

export const ROLES = ['admin', 'supervisor', 'agent', 'developer'] as const;
export type Role = (typeof ROLES)[number];

export interface Viewer {
  readonly kind: 'agent' | 'bot';
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly domain: string;
  readonly roles: readonly (Role | 'bot')[];
  /** Of the account; null = as the browser has it. */
  readonly locale: string | null;
  /** The sign-in (refresh family) or API token this came by: revoking it closes its sockets. */
  readonly grant: string;
}

/** What may be done, and by whom. */
export const RIGHTS = {
  readWork: ['agent', 'supervisor', 'admin', 'developer'],
  handle: ['agent', 'supervisor', 'admin'],
  supervise: ['supervisor', 'admin'],
  listenToRecordings: ['supervisor', 'admin'],
  configure: ['admin'],
  readConfig: ['agent', 'supervisor', 'admin', 'developer'],
  readEvents: ['supervisor', 'admin', 'developer'],
  explore: ['developer', 'admin'],
  act: ['bot'],
} as const satisfies Readonly<Record<string, readonly (Role | 'bot')[]>>;
export type Right = keyof typeof RIGHTS;

export const may = (viewer: Viewer | null, right: Right): boolean =>
  viewer !== null && (RIGHTS[right] as readonly string[]).some((role) => (viewer.roles as readonly string[]).includes(role));

/** Why not, in a sentence; null = allowed. */
export function refuseUnless(viewer: Viewer | null, right: Right): Refusal | null {
  if (viewer === null) return refuse('NOT_SIGNED_IN', 'Sign in first: this needs an access token.');
  if (may(viewer, right)) return null;
  return refuse('NOT_ALLOWED', `This needs one of the roles ${RIGHTS[right].join(', ')}; you have ${viewer.roles.join(', ') || 'none'}.`);
}

export const actorOf = (viewer: Viewer): Actor =>
  viewer.kind === 'bot' ? { kind: 'bot', id: viewer.id } : { kind: 'agent', id: viewer.id };

export const supervisorOf = (viewer: Viewer): Actor => ({ kind: 'supervisor', id: viewer.id });
