/** Mails given to an open entry point as the hub gives them again after it had died: the shortest way in, through the reading thread to the fact. */
import type { Connection, Fact } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { identityOf } from './ids.ts';
import { email } from './email.ts';
import { freePort, settings } from './testPeer.ts';

export type MessageFact = Extract<Fact, { kind: 'message' }>;

export interface Door {
  readonly fake: FakeHub;
  readonly connection: Connection;
  /** The message that came of it; null = it came to something else. */
  take(raw: Uint8Array): Promise<MessageFact | null>;
}

export async function openDoor(): Promise<Door> {
  const fake = fakeHub();
  const connection = await fake.open(email, { ...settings, listen: { host: '127.0.0.1', port: await freePort() }, maxBytes: 40 * 1_048_576 });
  return {
    fake,
    connection,
    async take(bytes) {
      const ref = identityOf(bytes);
      const id = await fake.hub.receive(ref, bytes, 'message/rfc822');
      await connection.reread?.({ id, ref, mediaType: 'message/rfc822', bytes });
      return (fake.facts.findLast((f) => f.ref === ref && f.kind === 'message') as MessageFact | undefined) ?? null;
    },
  };
}

/** The whole of what it said, what was folded away included. */
export const wholeOf = (fact: MessageFact | null): string => `${fact?.text ?? ''}\n${fact?.mail?.quoted ?? ''}`;
export const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
export const bare = (text: string): string => text.replace(/\s+/g, '');
