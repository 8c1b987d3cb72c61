/** Reads what a visitor's page sends. Everything from outside is checked here, once. */
import { z } from 'zod';
import { HANDLE } from '../../src/core/channel.ts';

/** Bytes are at least characters, so no frame of the allowed size is refused by this. */
const MOST_FRAME = 65_536;

/** NUL and half characters can be stored neither as text nor as JSON. */
const unstorable = /[\u0000\ud800-\udfff]/gu;
const text = (most: number) => z.string().max(most).transform((s) => s.replace(unstorable, '\ufffd'));
/** Part of a key: printable, no spaces. */
const key = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'An id has 1 to 64 printable ASCII characters');
const seq = z.number().int().min(0).max(2_147_483_647);
const optionalKey = key.nullish();

/** Read loosely, cut to size in `page.ts`: a long address must not keep anybody from saying hello. */
const page = z.object({ url: text(16_000), title: text(8_000), referrer: text(16_000).nullish() });

const frames = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    token: text(4_096).nullish(),
    afterSeq: seq.nullish(),
    locale: z.string().regex(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{1,8}){0,4}$/, 'A locale is written like en or zh-CN').nullish(),
    page: page.nullish(),
    /** Anything that is no handle is nobody: it keeps nobody from saying hello. */
    agent: z.string().regex(HANDLE).nullish().catch(null),
    customer: z
      .object({ id: z.string().regex(/^\P{C}{1,200}$/u, 'A customer’s id has 1 to 200 characters, none of them invisible'), hash: text(200), name: text(200).nullish(), email: text(320).nullish() })
      .nullish(),
  }),
  page.extend({ type: z.literal('page') }),
  z.object({ type: z.literal('form'), id: optionalKey, values: z.record(text(40), text(60_000)) }),
  z.object({ type: z.literal('message'), id: key, text: text(60_000), files: z.array(text(64)).max(10).nullish() }),
  z.object({ type: z.literal('typing'), on: z.boolean() }),
  z.object({ type: z.literal('read'), seq }),
  z.object({ type: z.literal('delivered'), seq }),
  z.object({ type: z.literal('end'), id: optionalKey }),
  z.object({ type: z.literal('callback'), id: key, phone: text(60), notBefore: z.iso.datetime({ offset: true, error: 'A moment is written like 2026-01-05T09:00:00Z' }).nullish() }),
  z.object({ type: z.literal('rate'), id: optionalKey, score: z.number().int().min(1).max(5), comment: text(2_000).nullish() }),
  z.object({ type: z.literal('leaveMessage'), id: key, name: text(200), contact: text(320), text: text(20_000) }),
]);
export type Frame = z.infer<typeof frames>;
export type FrameOf<T extends Frame['type']> = Extract<Frame, { type: T }>;

/** A frame that cannot be read, and a sentence saying why. */
export interface BadFrame {
  readonly type: 'bad';
  readonly message: string;
  readonly id?: string;
}

/** Never throws, whatever it is given. */
export function readFrame(raw: string): Frame | BadFrame {
  if (raw.length > MOST_FRAME) return { type: 'bad', message: 'A frame may have at most 64 KiB.' };
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { type: 'bad', message: 'A frame must be one JSON object.' };
  }
  const read = frames.safeParse(value);
  if (read.success) return read.data;
  const id = typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? { id: value.id.slice(0, 64) } : {};
  const [issue] = read.error.issues;
  const where = issue?.path.join('.').slice(0, 60);
  return { type: 'bad', message: where ? `The frame’s "${where}" cannot be read: ${issue?.message}.` : 'A frame must be one JSON object.', ...id };
}

export const idOf = (frame: Frame): string | undefined => ('id' in frame ? (frame.id ?? undefined) : undefined);
