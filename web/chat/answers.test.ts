import { expect, it } from 'vitest';
import { createAnswers } from './answers.ts';

const shelf = () => {
  const kept = new Map<string, string>();
  return { get: (k: string) => kept.get(k) ?? null, set: (k: string, v: string) => void kept.set(k, v) };
};
let n = 0;
const open = (s: ReturnType<typeof shelf>) => createAnswers(s, 'form', () => `id${++n}`);

it('keeps what is typed and what is given across a reload, until the hub has it', () => {
  const s = shelf();
  open(s).type({ name: 'Wa' });
  expect(open(s).values()).toEqual({ name: 'Wa' });
  expect(open(s).given()).toBeNull();
  open(s).give({ name: 'Wang' });
  const given = open(s).given();
  expect(given).toMatchObject({ values: { name: 'Wang' } });
  expect(open(s).given()?.id).toBe(given?.id);
  open(s).settle();
  expect([open(s).given(), open(s).values()]).toEqual([null, {}]);
});

it('puts refused answers back into the fields', () => {
  const s = shelf();
  open(s).give({ mail: 'nobody' });
  open(s).refuse();
  expect([open(s).given(), open(s).values()]).toEqual([null, { mail: 'nobody' }]);
});

it('survives a shelf that holds nonsense', () => {
  const s = shelf();
  for (const nonsense of ['not json', '7', 'null', '{"id":7,"values":[1]}', '{"values":{"a":1}}']) {
    s.set('form', nonsense);
    expect([open(s).given(), open(s).values()]).toEqual([null, {}]);
  }
});
