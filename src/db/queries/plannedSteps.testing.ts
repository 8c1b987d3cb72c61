/** For tests: how PostgreSQL would run a statement of ours whatever its parameters are. */
import { type Queryable, row } from './query.ts';

/** A step of a plan, with the steps it rests on. */
export interface PlannedStep {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlannedStep[];
}

const stepsOf = (step: PlannedStep): PlannedStep[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];

/** The plan, step by step, of the one statement that `send` sends. */
export async function plannedSteps(db: Queryable, send: (db: Queryable) => Promise<unknown>): Promise<PlannedStep[]> {
  let text = '';
  await send({
    query: async (statement) => {
      text = typeof statement === 'string' ? statement : statement.text;
      return { rows: [], rowCount: 0 };
    },
  });
  const found = await row<{ 'QUERY PLAN': [{ Plan: PlannedStep }] }>(db, `explain (generic_plan, format json) ${text}`);
  return stepsOf(found?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
}
