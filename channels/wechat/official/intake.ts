/**
 * Callbacks of an Official Account, stored and reported. Text is reported before WeChat is answered. A message whose file
 * must be fetched first is answered as soon as its bytes are stored, for WeChat waits 5 s only: it is reported behind its
 * answer, in the order of its conversation, and read again from its bytes should this process die meanwhile.
 */
import { createHash } from 'node:crypto';
import type { Fact, Hub, StoredRaw } from '../../../src/core/channel.ts';
import type { RawId } from '../../../src/core/ids.ts';
import { SECOND } from '../../../src/core/time.ts';
import type { Api } from '../api.ts';
import type { Call } from '../callback.ts';
import { factOf, type Something } from '../content.ts';
import { createLanes } from '../lanes.ts';
import { fetchMedia } from '../media.ts';
import { waited } from '../waiting.ts';
import { readXml, type XmlRead } from '../xml.ts';
import { contentOf } from './content.ts';

export const MEDIA_TYPE = 'application/xml';

/** Proofs of calls taken lately, kept as long as a call is fresh. */
const PROOFS = 10_000;

/** How a call is answered. `again`: WeChat is to send it once more. */
export type Taken = 'taken' | 'again' | { readonly refused: string };

export function createIntake(hub: Hub, api: Api, signal: AbortSignal) {
  const lanes = createLanes();
  const proofs = new Map<string, string>();

  async function take(call: Extract<Call, { kind: 'call' }>): Promise<Taken> {
    const read = readXml(call.xml);
    if ('fault' in read && read.fault === 'hostile') return { refused: read.explain };
    const content = 'fault' in read ? null : contentOf(read.fields);
    const ref = content === null ? `unreadable:${digest(call.xml)}` : content.kind === 'nothing' ? null : content.ref;
    if (isReplay(call, ref ?? digest(call.xml))) return { refused: 'The call was made before, with another message.' };
    if (content?.kind === 'nothing') {
      hub.log('info', 'WeChat told of something that is not kept.', { why: content.why });
      return 'taken';
    }
    if (!(await hub.allow(content?.from ?? 'unreadable', 'message'))) return 'again';
    const raw = await hub.receive(ref ?? digest(call.xml), Buffer.from(call.xml), MEDIA_TYPE);
    if (content === null) {
      await hub.unreadable(raw, 'UNREADABLE', `WeChat sent something that cannot be read. ${'fault' in read ? read.explain : ''}`.trim());
      return 'taken';
    }
    // What comes behind a file still on its way waits for it, but WeChat does not.
    if (hasMedia(content) || lanes.isSlow(content.from)) lanes.runSlow(content.from, () => insist(content, raw));
    else await lanes.run(content.from, () => report(factOf(content), raw));
    return 'taken';
  }

  /** In plain mode a signature fits any message: it is taken for the first one it came with. */
  function isReplay(call: Extract<Call, { kind: 'call' }>, ref: string): boolean {
    if (call.covered) return false;
    const before = proofs.get(call.proof);
    proofs.set(call.proof, before ?? ref);
    if (proofs.size > PROOFS) proofs.delete(proofs.keys().next().value ?? '');
    return before !== undefined && before !== ref;
  }

  async function report(fact: Fact, raw: RawId): Promise<void> {
    const taken = await hub.report(fact, raw);
    if (!taken.ok) hub.log('warn', 'The hub refused a message from WeChat; its sender is not told.', { code: taken.code });
  }

  async function reportWhole(content: Something, raw: RawId): Promise<void> {
    const { files, lost } = await fetchMedia(hub, api, content.kind === 'message' ? content.media : [], content.from, signal);
    // Closed while it was fetched: the bytes are read again by whoever opens next.
    if (signal.aborted) throw new Error('The connection closed before the message was whole.');
    await report(factOf(content, files, lost), raw);
  }

  /** WeChat has been answered, so an outage is ours to outlast. */
  async function insist(content: Something, raw: RawId): Promise<void> {
    for (let pause = SECOND; !signal.aborted; pause = Math.min(pause * 2, 30 * SECOND)) {
      try {
        return await reportWhole(content, raw);
      } catch (error) {
        if (signal.aborted) return;
        hub.log('warn', 'A message from WeChat could not be stored; it is tried again.', { err: error });
        await waited(pause, signal);
      }
    }
  }

  return {
    take,
    async reread({ id, bytes }: StoredRaw): Promise<void> {
      const read: XmlRead = readXml(Buffer.from(bytes).toString('utf8'));
      const content = 'fault' in read ? null : contentOf(read.fields);
      if (content === null) return hub.unreadable(id, 'UNREADABLE', 'WeChat sent something that cannot be read.');
      if (content.kind !== 'nothing') await lanes.run(content.from, () => reportWhole(content, id));
    },
    settled: lanes.settled,
  };
}

const hasMedia = (content: Something): boolean => content.kind === 'message' && content.media.length > 0;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40);
