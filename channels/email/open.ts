/** A mailbox that is open: its way in, its way out, and the thread that reads. Loaded with the first entry point that needs it. */
import type { Connection, Hub } from '../../src/core/channel.ts';
import { type Mailbox, readMailbox } from './in/imap.ts';
import { type Intake, listenForMail } from './in/smtp.ts';
import { createTokens } from './oauth.ts';
import { createSender } from './out/send.ts';
import { openReader } from './read/reader.ts';
import type { Settings } from './settings.ts';
import { createState } from './state.ts';
import { createTaking } from './take.ts';

export async function openEmail(hub: Hub, settings: Settings): Promise<Connection> {
  const state = createState(hub);
  const reader = openReader();
  const tokens = settings.oauth2 ? createTokens(hub, settings.oauth2) : null;
  const taking = createTaking(hub, settings, reader);
  let mailbox: Mailbox | null = null;
  let intake: Intake;
  try {
    if (settings.intake === 'imap' && settings.imap) intake = mailbox = readMailbox(hub, settings, settings.imap, tokens, taking, state);
    else if (settings.listen) intake = await listenForMail(hub, settings, settings.listen, taking, state);
    else throw new Error('The settings say no way in.');
  } catch (error) {
    await reader.release();
    throw error;
  }
  const box = mailbox;
  const sender = createSender(hub, settings, tokens, state, box && settings.imap?.sentFolder ? (raw) => box.keepSent(raw) : null);
  const rereading = new Set<Promise<void>>();
  let closing: Promise<void> | null = null;

  const close = (): Promise<void> =>
    (closing ??= (async () => {
      state.off();
      await Promise.all([intake.close(), sender.close(), ...rereading]);
      await reader.release();
    })());
  hub.signal.addEventListener('abort', () => void close(), { once: true });

  return {
    close,
    messages: { send: (order) => sender.send(order) },
    async reread(raw) {
      if (closing) throw new Error('The entry point is closed.');
      const work = taking.reread(raw);
      rereading.add(work);
      await work.finally(() => rereading.delete(work));
    },
  };
}
