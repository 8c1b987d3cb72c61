/** A message of a customer's, by whichever door it came: first what they want of us, then the message itself. */
import type { FileInfo, Hub, Peer, Taken } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import type { Ms } from '../../src/core/time.ts';
import type { Common } from './settings.ts';
import { consentIn } from './words.ts';

export interface Came {
  readonly ref: string;
  readonly from: Peer;
  readonly at: Ms;
  readonly text: string;
  readonly files: readonly FileInfo[];
}

/** @throws when the hub cannot store it. */
export async function reportMessage(hub: Hub, { stopWords, startWords }: Common, { ref, from, at, text, files }: Came, raw: RawId): Promise<Taken> {
  const consent = consentIn(text, stopWords, startWords);
  const thread = from.value;
  // Refused or not: that they want no more must not depend on the message.
  if (consent) await hub.report({ kind: 'consent', ref: `${ref}:consent`, thread, at, from, ...consent });
  return hub.report({ kind: 'message', ref, thread, at, from, text, files }, raw);
}
