/** What the steps of one turn of the leader come to: each row once, in its last shape, with its timeline lines. */
import type { AgentState, DomainEvent, Item, Numbered, Offer, Output, SegmentChange } from '../core/acd/types.ts';
import type { Ms } from '../core/time.ts';
import type { LineToWrite } from '../db/queries/commitBatch.ts';
import type { Aside } from './leader.ts';
import { lineOf, type Reader } from './lines.ts';

/** Collects what the steps of a turn changed, each row once, in its last shape. */
export function gather() {
  const items = new Map<string, Item>();
  const agents = new Map<string, AgentState>();
  const offersNew = new Map<string, Offer>();
  const offersEnded = new Map<string, Offer>();
  const segmentsNew = new Map<string, SegmentChange>();
  const segmentsEnded = new Map<string, SegmentChange>();
  const events: (DomainEvent & { no: number; at: Ms })[] = [];
  const asideLines: LineToWrite[] = [];
  const handovers: NonNullable<Aside['handover']>[] = [];
  const lineEvents: DomainEvent[] = [];

  return {
    offersNew,
    get changed() {
      return items.size + agents.size + events.length + offersNew.size + offersEnded.size > 0;
    },
    add(numbered: Numbered, output: Output, aside: Aside | null): void {
      for (const i of output.items) items.set(i.id, i);
      for (const a of output.agents) agents.set(a.id, a);
      for (const o of output.offersCreated) offersNew.set(o.id, o);
      for (const o of output.offersEnded) if (!offersNew.has(o.id)) offersEnded.set(o.id, o);
      for (const s of output.segments) {
        if (s.endedAt === null || segmentsNew.has(s.id) || s.id.startsWith(`${numbered.no}.`)) segmentsNew.set(s.id, s);
        else segmentsEnded.set(s.id, s);
      }
      for (const e of output.events) {
        events.push({ ...e, no: numbered.no, at: numbered.at });
        lineEvents.push(e);
      }
      if (aside?.lines) asideLines.push(...aside.lines);
      if (aside?.handover) handovers.push(aside.handover);
    },
    /** Work that this turn set aside because its customer was silent. */
    leftInSilence: (): Item[] => events.flatMap((e) => (e.type === 'silenceEnded' ? (items.get(e.interaction ?? '') ?? []) : [])),
    batch(reader: Reader) {
      const lines = [...asideLines];
      for (const e of lineEvents) {
        const item = e.interaction ? items.get(e.interaction) : undefined;
        const line = item ? lineOf(e, item.conversation, reader) : null;
        if (line) lines.push(line);
      }
      return {
        items: [...items.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        agents: [...agents.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        offersNew: [...offersNew.values()], offersEnded: [...offersEnded.values()],
        segmentsNew: [...segmentsNew.values()], segmentsEnded: [...segmentsEnded.values()],
        events, lines, handovers,
      };
    },
    change() {
      return {
        // Once for each of its queues: whoever picks from one of them looks at their list again.
        interactions: [...items.values()].flatMap((i) => [i, ...i.also].map(({ queue }) => ({ id: i.id, owner: i.owner.id, queue, conversation: i.conversation }))),
        agents: [...agents.keys()],
        offers: [...offersNew.values(), ...offersEnded.values()].map((o) => ({ ...o })),
        conversations: [...items.values()].map((i) => i.conversation),
        events: events.length > 0,
      };
    },
  };
}
