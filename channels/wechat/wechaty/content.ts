/** A message of a personal account as plain data: stored before it is read, and read again from there. */
import type { Contact, Message } from 'wechaty';
import { z } from 'zod';
import type { Fact } from '../../../src/core/channel.ts';
import { placeOf } from '../content.ts';

const heard = z.object({
  id: z.string().min(1),
  at: z.number(),
  type: z.string(),
  text: z.string(),
  talker: z.object({ id: z.string(), name: z.string() }),
  room: z.object({ id: z.string(), topic: z.string() }).nullable(),
  place: z.object({ latitude: z.number(), longitude: z.number(), label: z.string() }).nullable(),
  /** How the file is to be kept; null = there is none. */
  file: z.enum(['image', 'voice', 'video', 'file']).nullable(),
});
export type Heard = z.infer<typeof heard>;

export function heardIn(bytes: Uint8Array): Heard | null {
  try {
    const read = heard.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** By the names of `types.Message`: the numbers have changed between versions. */
const FILES: Readonly<Record<string, NonNullable<Heard['file']>>> = { Attachment: 'file', Audio: 'voice', Image: 'image', Video: 'video', Emoticon: 'image' };
/** Nothing that a person said. */
const SILENT = new Set(['Recalled', 'GroupNote']);
/** Accounts of WeChat itself and of its file transfer. */
const NOT_PEOPLE = new Set(['weixin', 'fmessage', 'filehelper', 'newsapp', 'medianote', 'floatbottle', 'qqmail', 'notifymessage']);

/** Null: nothing for the hub. `typeNames` are `types.Message` of the Wechaty that is installed, `official` its `types.Contact.Official`. */
export async function hear(message: Message, about: { readonly typeNames: Readonly<Record<number, string>>; readonly official: number; readonly rooms: boolean; readonly always: boolean }): Promise<Heard | null> {
  const type = about.typeNames[message.type()] ?? 'Unknown';
  if (message.self() || SILENT.has(type)) return null;
  const room = message.room() ?? null;
  const talker = message.talker();
  if (room ? !about.rooms : NOT_PEOPLE.has(talker.id) || Number(talker.type()) === about.official) return null;
  if (room && !about.always && !(await message.mentionSelf())) return null;
  const text = await textOf(message, type);
  const name = (room ? await room.alias(talker).catch(() => undefined) : undefined) || nameOf(talker);
  return {
    id: message.id, at: message.date().getTime(), type, talker: { id: talker.id, name },
    text,
    room: room ? { id: room.id, topic: await room.topic().catch(() => '') } : null,
    place: type === 'Location' ? await placeIn(message) : null,
    // What the puppet has no name for and says nothing is a file, or nothing.
    file: FILES[type] ?? (type === 'Unknown' && text === '' ? 'file' : null),
  };
}

const nameOf = (contact: Contact): string => contact.name();

/** Of a file the text is its XML, which says nothing to people. */
async function textOf(message: Message, type: string): Promise<string> {
  if (type === 'Text' || type === 'Unknown') return message.text();
  if (type in FILES || type === 'Location') return '';
  if (type === 'Url') {
    const link = await message.toUrlLink().catch(() => null);
    return link ? [link.title(), link.description() ?? '', link.url()].filter((line) => line !== '').join('\n') : message.text();
  }
  return `[无法在此显示的微信消息 · A WeChat message of a kind that cannot be shown here: ${type}]`;
}

async function placeIn(message: Message): Promise<Heard['place']> {
  const location = await message.toLocation().catch(() => null);
  return location ? placeOf(location.latitude(), location.longitude(), [location.name(), location.address()].filter((l) => l).join('\n')) : null;
}

export const threadOf = ({ room, talker }: Heard): string => room?.id ?? talker.id;

/** A room stands for all who are in it; who of them wrote is the author. */
export function factOf(said: Heard, files: Extract<Fact, { kind: 'message' }>['files'], lost: string): Fact {
  const { room, talker, place } = said;
  return {
    kind: 'message', ref: said.id, thread: threadOf(said), at: said.at, files,
    from: room ? { kind: 'external', value: room.id, verified: true, ...(room.topic ? { name: room.topic } : {}) } : { kind: 'openid', value: talker.id, verified: true, ...(talker.name ? { name: talker.name } : {}) },
    text: [said.text.replaceAll('\u0000', '\ufffd'), place?.label ?? '', lost].filter((t) => t !== '').join('\n') || said.text.replaceAll('\u0000', '\ufffd'),
    ...(room ? { author: talker.name || talker.id } : {}),
    ...(place ? { location: place } : {}),
  };
}
