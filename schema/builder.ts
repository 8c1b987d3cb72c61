/** The GraphQL builder: deny by default, fields non-null unless said, complexity counted with page sizes. */
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { DateTimeResolver, JSONResolver } from 'graphql-scalars';
import type { TenantDb, Viewer } from '../src/app/access.ts';
import type { App } from '../src/app/hub.ts';
import type { Loaders } from './loaders.ts';

export interface Context {
  /** Without the owner's pool: what a request reads goes through `db`. */
  readonly app: Omit<App, 'pool'>;
  readonly viewer: Viewer | null;
  /** Nobody, although a token came: it has expired, was revoked or never was one. */
  readonly spentToken: boolean;
  /** A page of another origin asks, in a browser that may hold our cookie. */
  readonly foreign: boolean;
  /** The rows that may be read: those of the viewer's tenant. */
  db: TenantDb;
  readonly loaders: Loaders;
  /** The connection a subscription lives on; a fresh id for a plain request. */
  readonly connection: string;
  /** Remote address, for limits. */
  readonly remote: string;
  /** Of a subscription: gives its last patch again. */
  again?: () => void;
  readonly refreshCookie: string | null;
  setRefreshCookie(token: string | null): void;
  readonly demo: { set(on: boolean): Promise<boolean> } | null;
}

/** What one query may come to. The desk's own feed, the widest there is, must fit with room to spare (test/api/breadth). */
export const LIMITS = { complexity: 20_000, depth: 14, breadth: 800 } as const;

function tooMuch(kind: string, { complexity, maxComplexity, depth, maxDepth, breadth, maxBreadth }: Readonly<Record<'complexity' | 'depth' | 'breadth', number>> & Readonly<Partial<Record<'maxComplexity' | 'maxDepth' | 'maxBreadth', number>>>): GraphQLError {
  const said = kind === 'Depth' ? `It goes ${depth} levels deep; ${maxDepth} are allowed.` : kind === 'Breadth' ? `It asks for ${breadth} fields; ${maxBreadth} are allowed.` : `It costs ${complexity}, pages counted by their size; ${maxComplexity} are allowed.`;
  return new GraphQLError(`This query asks for too much. ${said} Ask for less at once, in several requests.`, { extensions: { code: 'TOO_COMPLEX' } });
}

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
    Cursor: { Input: string; Output: string };
  };
}>({
  plugins: [ComplexityPlugin],
  defaultFieldNullability: false,
  complexity: { defaultComplexity: 1, defaultListMultiplier: 5, limit: LIMITS, complexityError: tooMuch },
});

builder.addScalarType('DateTime', DateTimeResolver);
// An object written out in a query has no prototype, which not everything that takes it can bear.
builder.addScalarType('JSON', new GraphQLScalarType({ ...JSONResolver.toConfig(), parseLiteral: (node, variables) => structuredClone(JSONResolver.parseLiteral(node, variables)) }));
builder.scalarType('Cursor', {
  description: 'Opaque position in the event log.',
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value !== 'string' || value.length > 200) throw new Error('A cursor is a string the hub gave you.');
    return value;
  },
});

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});
