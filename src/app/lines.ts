/** The timeline lines that routing writes: what a reader of the conversation should see of what the hub did. */
import { uuidv7 } from 'uuidv7';
import type { DomainEvent } from '../core/acd/types.ts';
import type { EventType } from '../core/events.ts';
import type { LineToWrite } from '../db/queries/commitBatch.ts';
import { silenceWarning } from './words.ts';

/** `out` lines are for the customer too; `internal` ones only for us. */
const LINES: Partial<Record<EventType, { readonly code: string; readonly direction: 'out' | 'internal' }>> = {
  connected: { code: 'joined', direction: 'out' },
  transferCompleted: { code: 'transferred', direction: 'out' },
  requeued: { code: 'requeued', direction: 'internal' },
  nudged: { code: 'nudged', direction: 'internal' },
  takenBack: { code: 'takenBack', direction: 'internal' },
  silenceWarned: { code: 'silenceWarned', direction: 'out' },
  silenceEnded: { code: 'silenceEnded', direction: 'internal' },
  callbackBooked: { code: 'callbackBooked', direction: 'out' },
  callbackMissed: { code: 'callbackMissed', direction: 'internal' },
  parked: { code: 'parked', direction: 'internal' },
  snoozed: { code: 'snoozed', direction: 'internal' },
  woken: { code: 'woken', direction: 'internal' },
  handoffRequested: { code: 'handedOff', direction: 'out' },
  botAssigned: { code: 'botJoined', direction: 'internal' },
  customerDisconnected: { code: 'customerLeft', direction: 'internal' },
  abandoned: { code: 'abandoned', direction: 'internal' },
  wrapUpStarted: { code: 'ended', direction: 'out' },
  targetMissed: { code: 'targetMissed', direction: 'internal' },
  closed: { code: 'closed', direction: 'internal' },
};

const CUSTOMER_ENDED = { code: 'customerEnded', direction: 'internal' } as const;

/** What a line needs to know beside its event. */
export interface Reader {
  nameOf(id: string | null): string | null;
  /** The language of an interaction's customer, as far as it is known. */
  languageOf(interaction: string): string | null;
}

export function lineOf(event: DomainEvent, conversation: string, { nameOf, languageOf }: Reader): LineToWrite | null {
  // Who ended it by their own hand is not one who went away.
  const line = event.type === 'customerDisconnected' && event.actor.kind === 'customer' ? CUSTOMER_ENDED : LINES[event.type];
  if (!line || !event.interaction) return null;
  // That it was taken back, or ended for silence, or handed to a colleague, has its own line.
  if (event.cause === 'silenceTimer' && (event.type === 'requeued' || event.type === 'parked')) return null;
  if (event.type === 'requeued' && event.data.reason === 'transfer') return null;
  // Of a transfer the line names who gets it, which may be nobody yet.
  const to = typeof event.data.agent === 'string' ? event.data.agent : event.type === 'transferCompleted' ? null : event.agent;
  return {
    id: uuidv7(), conversation, interaction: event.interaction, kind: 'system', direction: line.direction,
    authorKind: event.actor.kind, authorId: event.actor.id, authorName: nameOf(event.actor.id),
    text: event.type === 'silenceWarned' ? silenceWarning(Number(event.data.leftMs), languageOf(event.interaction)) : null, mentions: [],
    systemCode: line.code,
    data: { agent: nameOf(to), queue: nameOf(event.queue), ...pick(event.data, ['outcome', 'cause', 'wakeAt', 'reason', 'silentMs', 'leftMs', 'target', 'then', 'from', 'notBefore', 'attempts', 'of', 'again']) },
  };
}

const pick = (from: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((k) => from[k] !== undefined).map((k) => [k, from[k]]));
