/** What goes out by a personal account: as a person would write it, and no faster. */
import type { Wechaty } from 'wechaty';
import type { Hub } from '../../../src/core/channel.ts';
import { bytesOf } from '../bytes.ts';
import type { Refusal } from '../outcomes.ts';
import type { Part } from '../parts.ts';

type Went = { readonly ok: true; readonly ref: string } | Refusal;

export async function sayPart(hub: Pick<Hub, 'blobs'>, bot: Wechaty, thread: string, part: Part, key: string): Promise<Went> {
  const to = await conversationOf(bot, thread);
  if (!to) return { ok: false, retry: 'never', code: 'BAD_ADDRESS', explain: 'The account does not know this contact or group any more.', addressDead: true };
  const { FileBox } = await import('file-box');
  // By base64 alone: streams and addresses of files are not taken by every puppet.
  const file = 'file' in part ? FileBox.fromBase64(Buffer.from(await bytesOf(await hub.blobs.read(part.file))).toString('base64'), part.file.name) : null;
  try {
    const said = file ? await to.say(file) : 'text' in part ? await to.say(part.text) : undefined;
    return { ok: true, ref: (said as { readonly id?: string } | undefined)?.id ?? key };
  } catch {
    return { ok: false, retry: 'unknown', code: 'NO_ANSWER', explain: 'The puppet broke off while it sent the message; look at the phone whether it is there.' };
  }
}

interface Sayable {
  say(what: unknown): Promise<unknown>;
}

/** As groups are named by WeChat itself and in its web version; puppets of others name them in ways of their own. */
const GROUP = /@chatroom$|^@@/;

/** What is not found the puppet reports as an error: the likelier first. */
async function conversationOf(bot: Wechaty, thread: string): Promise<Sayable | null> {
  const contact = async () => (await bot.Contact.find({ id: thread }).catch(() => undefined)) ?? null;
  const room = async () => (await bot.Room.find({ id: thread }).catch(() => undefined)) ?? null;
  return (GROUP.test(thread) ? ((await room()) ?? (await contact())) : ((await contact()) ?? (await room()))) as Sayable | null;
}
