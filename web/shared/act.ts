import type { TadaDocumentNode } from 'gql.tada';
import { client } from './client.ts';
import type { Refusal } from './graphql.ts';
import { faultOf, worded } from './refusals.ts';

type Root<D> = Exclude<D[keyof D], undefined | null>;
export type Acted<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

const lost = (message: string): Refusal => ({ __typename: 'Refusal', code: 'CONNECTION', message, field: null });

/** Runs a mutation of one root field. What the hub will not do comes back as a refusal, never as an exception. */
export async function act<D extends object, V extends Record<string, unknown>>(
  document: TadaDocumentNode<D, V>,
  variables: V,
): Promise<Acted<Exclude<Root<D>, { __typename: 'Refusal' }>>> {
  const { data, error } = await client.mutation(document, variables as never).toPromise();
  if (!data) return { ok: false, refusal: lost(faultOf(error)) };
  const [value] = Object.values(data) as unknown[];
  if ((value as Refusal).__typename === 'Refusal') return { ok: false, refusal: worded(value as Refusal) };
  return { ok: true, value: value as Exclude<Root<D>, { __typename: 'Refusal' }> };
}
