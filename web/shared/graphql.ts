import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../graphql-env.d.ts';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { DateTime: string; JSON: unknown; Cursor: string };
}>();
export type { ResultOf, VariablesOf } from 'gql.tada';

export interface Refusal {
  readonly __typename: 'Refusal';
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  /** All that is wrong, where the page asked for it. */
  readonly faults?: readonly { readonly field: string | null; readonly message: string }[];
}
