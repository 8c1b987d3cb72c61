/** A flow as it comes from outside: whether it has the shape of one at all. Whether it is a good one, `core/flow/check` says. */
import { z } from 'zod';
import { ANSWERS, type Flow, LIMITS } from '../../core/flow/flow.ts';
import { isUuid } from '../../core/ids.ts';
import { NEED_KINDS } from '../../core/skills.ts';
import { bad, type Fault } from '../fault.ts';

const short = z.string().max(100);
const node = z.string().max(60);
const words = { en: z.string().max(LIMITS.text), zh: z.string().max(LIMITS.text) };
const saying = z.strictObject({ ...words, file: z.string().max(200).nullish() });
const common = { id: node, name: short.optional() };
const asking = { text: saying, again: saying.nullable(), tries: z.number(), waitSeconds: z.number(), waitWrittenSeconds: z.number(), onSilence: node, onWrong: node };
const needs = z.array(z.strictObject({ skill: z.string().max(60), level: z.int().min(1).max(5), kind: z.enum(NEED_KINDS).optional(), weight: z.int().min(1).max(100).optional() })).max(20);
const id = z.string().refine((value) => value === '' || isUuid(value));

const FLOW = z.strictObject({
  start: node,
  person: z.strictObject({ words: z.array(short).max(LIMITS.words), to: node }).nullable(),
  nodes: z.array(z.discriminatedUnion('kind', [
    z.strictObject({ ...common, kind: z.literal('say'), text: saying, then: node }),
    z.strictObject({ ...common, kind: z.literal('menu'), ...asking, options: z.array(z.strictObject({ digit: z.string().max(3), label: z.strictObject(words), words: z.array(short).max(LIMITS.words), then: node })).max(30) }),
    z.strictObject({ ...common, kind: z.literal('collect'), ...asking, attribute: short, what: z.enum(ANSWERS), least: z.number(), most: z.number(), then: node }),
    z.strictObject({ ...common, kind: z.literal('hours'), queue: id.nullable(), hours: z.looseObject({ zone: z.string(), week: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))) }).nullable(), open: node, closed: node }),
    z.strictObject({ ...common, kind: z.literal('level'), least: z.number(), high: node, other: node }),
    z.strictObject({ ...common, kind: z.literal('set'), needs, priority: z.number(), attributes: z.record(z.string().max(100), z.string().max(LIMITS.answer)), then: node }),
    z.strictObject({ ...common, kind: z.literal('queue'), queue: id, text: saying.nullable() }),
    z.strictObject({ ...common, kind: z.literal('callback'), ...asking, queue: id, done: saying.nullable() }),
    z.strictObject({ ...common, kind: z.literal('voicemail'), ...asking, queue: id, done: saying.nullable() }),
    z.strictObject({ ...common, kind: z.literal('hangUp'), text: saying.nullable() }),
  ])).max(2 * LIMITS.nodes),
});

export function readFlow(value: unknown): Flow | Fault {
  const read = FLOW.safeParse(value);
  if (read.success) return read.data as Flow;
  const at = read.error.issues[0]?.path.map(String) ?? [];
  return bad(['draft', ...at].join('.'), 'This is no flow: it has a start, nodes with the fields of their kind, and words for asking for a person or null.');
}
