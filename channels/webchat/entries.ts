/** The hub's lines and standings as the page gets them. */
import type { FileInfo, Hub, Standing, Taken, TimelineEntry } from '../../src/core/channel.ts';
import { SECOND } from '../../src/core/time.ts';
import type { ChatEntry, FileRef, ServerFrame } from './protocol.ts';
import type { Visitor } from './visitors.ts';

/** The hub's name of a visitor's message; the same id in a resend makes the same ref. */
export const refOf = (thread: string, clientId: string): string => `${thread}:${clientId}`;

const withLinks = (hub: Hub, files: readonly FileInfo[]): Promise<FileRef[]> =>
  Promise.all(files.map(async ({ id, name, mediaType, size }) => ({ id, name, mediaType, size, url: await hub.blobs.link({ id, name, mediaType, size }) })));

export async function chatEntry(hub: Hub, thread: string, e: TimelineEntry): Promise<ChatEntry> {
  const prefix = refOf(thread, '');
  const mine = e.from.kind === 'customer' && e.ref?.startsWith(prefix) ? { clientId: e.ref.slice(prefix.length) } : {};
  return {
    seq: e.seq, id: e.id, kind: e.kind, from: { kind: e.from.kind, name: e.from.name }, text: e.text, files: await withLinks(hub, e.files),
    at: new Date(e.at).toISOString(), ...mine, ...(e.code === null ? {} : { code: e.code }), ...(e.data === null ? {} : { data: e.data }),
  };
}

/** A visitor's message that was just stored, for the visitor's other tabs. */
export async function ownEntry(
  hub: Hub,
  visitor: Visitor,
  message: { readonly id: string; readonly text: string; readonly files: readonly FileInfo[] },
  taken: Extract<Taken, { ok: true }>,
): Promise<ChatEntry> {
  return {
    seq: taken.seq ?? 0, id: refOf(visitor.thread, message.id), kind: 'message', from: { kind: 'customer', name: visitor.peer.name ?? null },
    text: message.text, files: await withLinks(hub, message.files), at: new Date(taken.at).toISOString(), clientId: message.id,
  };
}

export const agentOf = (s: Standing): { readonly name: string } | null => (s.agentName === null ? null : { name: s.agentName });

export const stateFrame = (s: Standing): ServerFrame => ({
  type: 'state', state: s.state, place: s.place, about: s.about, canRate: s.canRate, agent: agentOf(s),
  ...(s.callback ? { callback: s.callback } : {}), ...(s.leftMessage ? { leftMessage: true as const } : {}), expectedWaitSeconds: s.expectedWaitMs === null ? null : Math.round(s.expectedWaitMs / SECOND),
});
