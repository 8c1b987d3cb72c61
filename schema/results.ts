/** Unions of an answer and a refusal, small shared types, and pages by opaque cursors. */
import type { ObjectRef } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { each, type Fault } from '../src/app/fault.ts';
import { isRefusal, type Refusal as Refused } from '../src/core/refusal.ts';
import { builder } from './builder.ts';

const FieldFault = builder.objectRef<Fault>('FieldFault').implement({
  description: 'One mistake in what was sent, with the path of the field.',
  fields: (t) => ({ message: t.exposeString('message'), field: t.string({ nullable: true, resolve: (r) => r.field ?? null }) }),
});

export const Refusal = builder.objectRef<Fault>('Refusal').implement({
  description: 'The hub understood and will not do it. `code` never changes; `message` is a whole sentence saying what to do.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message'),
    field: t.string({ nullable: true, resolve: (r) => r.field ?? null }),
    faults: t.field({ type: [FieldFault], description: 'Everything that is wrong with what was sent, this first.', resolve: (r) => each(r) }),
  }),
});

/** `union <name> = <type> | Refusal`. */
// biome-ignore lint/suspicious/noExplicitAny: the ref's own type parameter is what flows through.
export function resultOf<T extends object>(name: string, type: ObjectRef<any, T>) {
  return builder.unionType(name, { types: [type, Refusal], resolveType: (value) => (isRefusal(value) ? Refusal : type) });
}

export const Done = builder.objectRef<{ readonly ok: true }>('Done').implement({ fields: (t) => ({ ok: t.boolean({ resolve: () => true }) }) });
export const DoneResult = resultOf('DoneResult', Done);
export const done = { ok: true } as const;

export const PageInfo = builder.objectRef<{ readonly endCursor: string | null; readonly hasNextPage: boolean }>('PageInfo').implement({
  fields: (t) => ({ endCursor: t.exposeString('endCursor', { nullable: true }), hasNextPage: t.exposeBoolean('hasNextPage') }),
});

/** A refusal of a query, which has no union to answer with. */
export const refused = (r: Refused): GraphQLError => new GraphQLError(r.message, { extensions: { code: r.code } });

export interface Place {
  readonly at: string;
  readonly id: string;
}

export const printPlace = (p: { readonly at: Date; readonly id: string }): string => Buffer.from(`${p.at.toISOString()} ${p.id}`).toString('base64url');

export function readPlace(text: string | null | undefined): Place | null {
  if (!text) return null;
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString());
  if (!match?.[1] || !match[2]) throw new GraphQLError('The cursor is not one of ours; start again without one.', { extensions: { code: 'CURSOR_INVALID' } });
  return { at: match[1], id: match[2] };
}

/** A page size: 1 to 200. */
export function sizeOf(first: number | null | undefined, usual: number): number {
  const n = first ?? usual;
  if (!Number.isInteger(n) || n < 1 || n > 200) throw new GraphQLError('first must be a whole number from 1 to 200.', { extensions: { code: 'BAD_INPUT' } });
  return n;
}

/** One more row than asked for tells whether there is a next page. */
export function pageOf<R>(found: readonly R[], size: number, place: (r: R) => string) {
  const nodes = found.slice(0, size);
  const last = nodes.at(-1);
  return { nodes, pageInfo: { endCursor: last ? place(last) : null, hasNextPage: found.length > size } };
}

/** Present or a bug: foreign keys promise it. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('A row that must exist does not.');
  return value;
}

export const some = <T>(list: readonly (T | null)[]): T[] => list.filter((x): x is T => x !== null);
