/** What the pages ask of the API stays within what one query may come to. */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, Kind, visit } from 'graphql';
import { expect, it } from 'vitest';
import { LIMITS } from '../../schema/builder.ts';
import { buildSchema } from '../../schema/schema.ts';
import * as admin from '../../web/admin/documents.ts';
import * as desk from '../../web/desk/state/documents.ts';

/** As the client sends it: it adds the type's name to every object below the first. */
const sent = (document: DocumentNode): DocumentNode => visit(document, {
  SelectionSet: (node, _key, parent) => (parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION ? undefined : { ...node, selections: [...node.selections, { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] }),
});
/** What can be asked as it is: the feeds above all. */
const isWhole = (each: unknown): each is DocumentNode => {
  if (typeof each !== 'object' || each === null || !('definitions' in each)) return false;
  const [first] = (each as DocumentNode).definitions;
  return first?.kind === Kind.OPERATION_DEFINITION && (first.variableDefinitions ?? []).every(({ type }) => type.kind !== Kind.NON_NULL_TYPE);
};

it('has room to spare as the pages send it', () => {
  const schema = buildSchema();
  const costs = [desk, admin].flatMap((all) => Object.entries(all)).flatMap(([name, each]: [string, unknown]) => (isWhole(each) ? [{ name, ...complexityFromQuery(sent(each), { schema, ctx: {} }) }] : []));
  expect(costs.map(({ name }) => name)).toEqual(expect.arrayContaining(['DESK', 'WALL']));
  expect(costs.find(({ name }) => name === 'DESK')?.breadth).toBeGreaterThan(350);
  for (const { name, breadth, depth, complexity } of costs) {
    expect(breadth, name).toBeLessThan(LIMITS.breadth - 20);
    expect(depth, name).toBeLessThanOrEqual(LIMITS.depth);
    expect(complexity, name).toBeLessThanOrEqual(LIMITS.complexity);
  }
});
