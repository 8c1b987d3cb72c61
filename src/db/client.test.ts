import { expect, test } from 'vitest';
import { inTurn, type OwnConnection } from './client.ts';

/** A connection whose answers the test gives, in the order it was asked. */
function farSide() {
  const sent: string[] = [];
  const answers: { give(): void; fail(): void }[] = [];
  const query = (statement: string): Promise<unknown> => {
    sent.push(statement);
    return new Promise((resolve, reject) => answers.push({ give: () => resolve(statement), fail: () => reject(new Error(statement)) }));
  };
  return { connection: inTurn({ query } as unknown as OwnConnection), sent, answers };
}

test('a statement on a free connection is sent at once, so that the database works while its sender goes on', () => {
  const { connection, sent } = farSide();
  void connection.query('a');
  expect(sent).toEqual(['a']);
});

test('each statement waits for the one before, also when that fails', async () => {
  const { connection, sent, answers } = farSide();
  const [a, b, c] = [connection.query('a'), connection.query('b'), connection.query('c')];
  expect(sent).toEqual(['a']);
  answers[0]?.fail();
  await expect(a).rejects.toThrow('a');
  expect(sent).toEqual(['a', 'b']);
  answers[1]?.give();
  expect(await b).toBe('b');
  expect(sent).toEqual(['a', 'b', 'c']);
  answers[2]?.give();
  expect(await c).toBe('c');
  void connection.query('d');
  expect(sent).toEqual(['a', 'b', 'c', 'd']);
});
