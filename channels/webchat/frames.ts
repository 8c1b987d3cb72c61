/** Reads what a visitor's page sends. Everything from outside is checked here, once. */
import { z } from 'zod';

const text = (most: number) => z.string().max(most);
const seq = z.number().int().min(0).max(2_147_483_647);

const frames = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    token: text(4_096).nullish(),
    afterSeq: seq.nullish(),
    locale: text(35).nullish(),
    page: z.object({ url: text(2_000), title: text(500) }).nullish(),
    customer: z.object({ id: text(200).min(1), hash: text(200), name: text(200).nullish(), email: text(320).nullish() }).nullish(),
  }),
  z.object({ type: z.literal('form'), values: z.record(text(40), text(1_000)) }),
  z.object({ type: z.literal('message'), id: text(64).min(1), text: text(60_000), files: z.array(text(64)).max(10).nullish() }),
  z.object({ type: z.literal('typing'), on: z.boolean() }),
  z.object({ type: z.literal('read'), seq }),
  z.object({ type: z.literal('end') }),
  z.object({ type: z.literal('rate'), score: z.number().int().min(1).max(5), comment: text(2_000).nullish() }),
  z.object({ type: z.literal('leaveMessage'), id: text(64).min(1), name: text(200), contact: text(320).min(3), text: text(20_000).min(1) }),
]);
export type Frame = z.infer<typeof frames>;

/** The frame, or a sentence saying what is wrong with it. */
export function readFrame(raw: string): Frame | { readonly type: 'bad'; readonly message: string; readonly id?: string } {
  if (raw.length > 65_536) return { type: 'bad', message: 'A frame may have at most 64 KiB.' };
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { type: 'bad', message: 'A frame must be one JSON object.' };
  }
  const read = frames.safeParse(value);
  if (read.success) return read.data;
  const id = typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id.slice(0, 64) : undefined;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.');
  return { type: 'bad', message: where ? `The frame's "${where.slice(0, 60)}" cannot be read: ${issue?.message}.` : 'The frame has no known type.', ...(id === undefined ? {} : { id }) };
}
