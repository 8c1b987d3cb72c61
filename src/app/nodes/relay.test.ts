import { expect, test } from 'vitest';
import { type Change, createAnnouncer, type SignalNotice } from '../announcer.ts';
import { createLocalBus } from './bus.ts';
import { changeOf, pieces, relayOver } from './relay.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const fail = (error: unknown): void => {
  throw error;
};
const interaction = (n: number) => ({ id: `i${n}`, owner: n % 2 ? `o${n}` : null, queue: 'q', conversation: `c${n}` });

test('a change goes over in notices that fit, and is whole again at the other end', () => {
  const interactions = Array.from({ length: 100 }, (_, n) => interaction(n));
  const change = { tenant: 't', interactions, agents: ['a1'], conversations: ['c1', 'other'], events: true };
  const sent = pieces(change);
  expect(sent.length).toBeGreaterThan(1);
  const back = sent.map(changeOf);
  expect(back.flatMap((c) => c.interactions ?? [])).toEqual(interactions);
  expect(new Set(back.flatMap((c) => c.conversations ?? []))).toEqual(new Set([...interactions.map((i) => i.conversation), 'other']));
  expect(back.flatMap((c) => c.agents ?? [])).toEqual(['a1']);
  expect(back.every((c) => c.elsewhere && c.events && !c.all)).toBe(true);
  for (const s of sent) expect(Buffer.byteLength(JSON.stringify(s))).toBeLessThan(7_000);
});

test('a change that names nothing still goes over, and one that names very much goes as “read again”', () => {
  expect(pieces({ tenant: 't', events: false }).map(changeOf)).toEqual([expect.objectContaining({ tenant: 't', events: false, all: false })]);
  expect(pieces({ tenant: 't', interactions: Array.from({ length: 1_000 }, (_, n) => interaction(n)) })).toEqual([{ t: 't', x: 1, e: 1 }]);
});

test('what is announced on one node is announced on the others, signals too; what was missed is read again for every tenant', async () => {
  const join = createLocalBus(log);
  const nodes = [0, 1].map(() => relayOver(createAnnouncer(fail), join(), () => true, () => ['t', 'u']));
  const [changes, signals] = [[] as Change[], [] as SignalNotice[]];
  nodes[1]?.onChange((c) => void changes.push(c));
  nodes[1]?.onSignal((s) => void signals.push(s));
  const signal: SignalNotice = { tenant: 't', conversation: 'c', interaction: 'i', kind: 'typing', author: { kind: 'agent', id: 'a', name: '李' }, on: true, seq: null };
  nodes[0]?.changed({ tenant: 't', interactions: [interaction(1)] });
  nodes[0]?.signalled(signal);
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(changes).toEqual([expect.objectContaining({ tenant: 't', interactions: [interaction(1)], conversations: ['c1'], elsewhere: true })]);
  expect(signals).toEqual([signal]);
  nodes[1]?.readAgain(['t', 'u']);
  expect(changes.slice(1).map((c) => [c.tenant, c.all])).toEqual([['t', true], ['u', true]]);
});
