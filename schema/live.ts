/** Events, and everything that is live: the event feed, desk, wall, timeline, a bot's work. */
import type { SignalNotice } from '../src/app/announcer.ts';
import { endOfLog, printCursor, readAudit, readCursor, readEvents, type StoredEvent } from '../src/app/events.ts';
import type { DeskView, Feed } from '../src/app/feeds.ts';
import { type AgentRecord, type EntryRecord, lists, type QueueRecord } from '../src/app/records.ts';
import { EVENT_TYPES } from '../src/core/events.ts';
import { isRefusal, refuse } from '../src/core/refusal.ts';
import { builder, type Context } from './builder.ts';
import { readAs } from './context.ts';
import { AuthorKind, SignalKind, word } from './enums.ts';
import { Entry, Interaction, Offer } from './interaction.ts';
import { Agent, ofTenant, uuidOr } from './people.ts';
import { present, refused, sizeOf, some } from './results.ts';
import { Queue } from './routing.ts';

const Event = builder.objectRef<StoredEvent>('Event').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor' }),
    id: t.exposeID('id'),
    at: t.expose('at', { type: 'DateTime' }),
    type: t.exposeString('type'),
    actorKind: t.field({ type: AuthorKind, resolve: (e) => word<'agent'>(e.actorKind) }),
    actorId: t.exposeID('actorId', { nullable: true }),
    cause: t.exposeString('cause', { nullable: true }),
    interactionId: t.exposeID('interactionId', { nullable: true }),
    agentId: t.exposeID('agentId', { nullable: true }),
    queueId: t.exposeID('queueId', { nullable: true }),
    version: t.exposeInt('version', { nullable: true, description: 'Position within the interaction: 1, 2, 3 … without gaps.' }),
    data: t.field({ type: 'JSON', resolve: (e) => e.data }),
  }),
});
const EventPage = builder.objectRef<{ nodes: StoredEvent[]; endCursor: string }>('EventPage').implement({
  fields: (t) => ({ nodes: t.field({ type: [Event], complexity: { field: 0, multiplier: 1 }, resolve: (p) => p.nodes }), endCursor: t.expose('endCursor', { type: 'Cursor' }) }),
});

const known = (types: readonly string[] | null | undefined): readonly string[] | null => {
  for (const type of types ?? []) if (!(EVENT_TYPES as readonly string[]).includes(type)) throw refused(refuse('BAD_INPUT', `There is no event type "${type.slice(0, 60)}".`));
  return types ?? null;
};
const only = (id: string | null | undefined): string | null => {
  if (id && uuidOr(id) !== id) throw refused(refuse('BAD_INPUT', `"${id.slice(0, 40)}" is not an interaction's id.`));
  return id ?? null;
};

async function page(c: Context, after: string | null | undefined, size: number, types: readonly string[] | null, interaction: string | null) {
  const start = after ? readCursor(after, c.app.generation()) : { generation: c.app.generation(), xid: '0', id: '0' };
  if (isRefusal(start)) throw refused(start);
  const { events, at } = await readEvents(c.db, start, size, { types, interaction });
  return { nodes: events, endCursor: printCursor(at) };
}

builder.queryFields((t) => ({
  events: t.field({
    type: EventPage, description: 'A page of the event log, oldest first, after a cursor (null = from the beginning).',
    args: { after: t.arg({ type: 'Cursor' }), first: t.arg.int({ defaultValue: 100 }), types: t.arg.stringList(), interaction: t.arg.id() },
    complexity: (args) => ({ field: 1, multiplier: args.first ?? 100 }),
    resolve: (_r, a, c) => page(c, a.after, sizeOf(a.first, 100), known(a.types), only(a.interaction)),
  }),
  audit: t.field({
    type: EventPage, description: 'Who changed the configuration, and what: newest first. `endCursor` pages to older ones; a page that is not full is the last.', args: { first: t.arg.int({ defaultValue: 50 }), after: t.arg({ type: 'Cursor' }) },
    complexity: (args) => ({ field: 1, multiplier: args.first ?? 50 }),
    resolve: async (_r, a, c) => {
      const before = a.after ? readCursor(a.after, c.app.generation()) : null;
      if (isRefusal(before)) throw refused(before);
      const { events, at } = await readAudit(c.db, c.app.generation(), before, sizeOf(a.first, 50));
      return { nodes: events, endCursor: printCursor(at) };
    },
  }),
  endOfEvents: t.field({
    type: 'Cursor', description: 'Where the event log ends now.',
    resolve: async (_r, _a, c) => printCursor(await endOfLog(c.db, c.app.generation())),
  }),
}));

const EXCERPT = 200;
const MOST_MENTIONS = 50;
const Mention = builder.objectRef<EntryRecord>('Mention').implement({
  description: 'A note that mentions the viewer, who has not looked at it yet.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The note's." }),
    at: t.expose('at', { type: 'DateTime' }),
    authorName: t.exposeString('authorName', { nullable: true }),
    excerpt: t.string({ description: `Its first ${EXCERPT} characters.`, resolve: (e) => [...(e.text ?? '')].slice(0, EXCERPT).join('') }),
    interaction: t.field({ type: Interaction, resolve: async (e, _a, c) => present(await c.loaders.interactions.load(e.interaction)) }),
  }),
});

interface DeskPatchShape {
  view: DeskView;
  agent: string;
}
export const DeskPatch = builder.objectRef<DeskPatchShape>('DeskPatch').implement({
  description: "What changed on the agent's desk. The first one is a snapshot; each later one is folded into it.",
  fields: (t) => ({
    snapshot: t.boolean({ resolve: (p) => p.view.snapshot }),
    now: t.field({ type: 'DateTime', description: "The hub's clock when this was read: deadlines are counted down in its time.", resolve: (_p, _a, c) => new Date(c.app.clock.now()) }),
    me: t.field({ type: Agent, resolve: async (p, _a, c) => present(await c.loaders.agents.load(p.agent)) }),
    upserted: t.field({ type: [Interaction], resolve: async (p, _a, c) => some(await Promise.all(p.view.upserted.map((id) => c.loaders.interactions.load(id)))) }),
    removed: t.idList({ resolve: (p) => [...p.view.removed] }),
    offers: t.field({ type: [Offer], description: 'The offers that ring now.', resolve: async (p, _a, c) => some(await Promise.all(p.view.offers.map((id) => c.loaders.offers.load(id)))) }),
    endedOffers: t.field({ type: [Offer], description: 'Offers that ended since the last patch without the agent: `reason` is `auto` where the work was given to them, `otherAccepted` where a colleague took it.', resolve: async (p, _a, c) => some(await Promise.all(p.view.ended.map((id) => c.loaders.offers.load(id)))) }),
    picks: t.field({
      type: [Interaction], nullable: true, description: 'What the agent could pick now from queues whose work is picked by hand: at most 20 of each, in its order; null = as before.',
      resolve: async (p, _a, c) => (p.view.picks === null ? null : some(await Promise.all(p.view.picks.map((id) => c.loaders.interactions.load(id))))),
    }),
    queues: t.field({ type: [Queue], description: 'The queues the agent serves.', resolve: (p, _a, c) => servedBy(c, p.agent) }),
    mentions: t.field({
      type: [Mention], nullable: true, description: `Unseen notes that mention the agent, newest first, at most ${MOST_MENTIONS}; null = as before. \`seeMentions\` takes them away.`,
      resolve: (p, _a, c) => (p.view.own ? lists.mentions(c.db, p.agent, MOST_MENTIONS) : null),
    }),
  }),
});

async function servedBy(c: Context, agent: string): Promise<QueueRecord[]> {
  const [queues, teams] = await Promise.all([lists.queues(c.db), c.loaders.teamsOf.load(agent)]);
  return queues.filter((q) => q.teams.length === 0 || teams.some((t) => q.teams.includes(t.id)));
}

interface WallShape {
  snapshot: boolean;
  interactions: string[];
  removed: string[];
  agents: string[] | null;
}
const WallPatch = builder.objectRef<WallShape>('WallPatch').implement({
  fields: (t) => ({
    snapshot: t.exposeBoolean('snapshot'),
    interactions: t.field({ type: [Interaction], resolve: async (p, _a, c) => some(await Promise.all(p.interactions.map((id) => c.loaders.interactions.load(id)))) }),
    removed: t.idList({ resolve: (p) => p.removed }),
    agents: t.field({
      type: [Agent],
      resolve: async (p, _a, c): Promise<AgentRecord[]> => (p.agents === null ? lists.agents(c.db) : some(await Promise.all(p.agents.map((id) => c.loaders.agents.load(id))))),
    }),
    queues: t.field({ type: [Queue], resolve: (_p, _a, c) => lists.queues(c.db) }),
  }),
});

const Signal = builder.objectRef<{ signal: SignalNotice }>('Signal').implement({
  description: 'Lossy: at most one a second; never stored.',
  fields: (t) => ({
    interactionId: t.id({ resolve: (s) => s.signal.interaction ?? '' }),
    kind: t.field({ type: SignalKind, resolve: (s) => s.signal.kind }),
    authorKind: t.field({ type: AuthorKind, resolve: (s) => s.signal.author.kind }),
    authorId: t.id({ nullable: true, resolve: (s) => s.signal.author.id }),
    name: t.string({ nullable: true, resolve: (s) => s.signal.author.name }),
    on: t.boolean({ resolve: (s) => s.signal.on }),
    seq: t.int({ nullable: true, resolve: (s) => s.signal.seq }),
  }),
});
const TimelineItem = builder.unionType('TimelineItem', { types: [Entry, Signal], resolveType: (item) => ('signal' in item ? Signal : Entry) });
const BotPatch = builder.objectRef<{ interaction: string; entries: string[] }>('BotPatch').implement({
  fields: (t) => ({
    interaction: t.field({ type: Interaction, resolve: async (p, _a, c) => present(await c.loaders.interactions.load(p.interaction)) }),
    entries: t.field({ type: [Entry], resolve: async (p, _a, c) => some(await Promise.all(p.entries.map((id) => c.loaders.entries.load(id)))) }),
  }),
});

/** Each patch is read afresh: loaders remember within one patch, never across. */
const renew = (c: Context): void => readAs(c, present(c.viewer).tenant);

/** Remembers the feed of this operation, so that a patch which could not be read is given again. */
const following = <T>(c: Context, feed: Feed<T>): Feed<T> => {
  c.again = feed.again;
  return feed;
};

builder.subscriptionFields((t) => ({
  events: t.field({
    type: Event, description: 'Every event once, in order, from the cursor on (null = from now). Never coalesced.',
    args: { after: t.arg({ type: 'Cursor' }), types: t.arg.stringList(), interaction: t.arg.id() },
    subscribe: (_r, a, c) => following(c, c.app.feeds.events(present(c.viewer).tenant, a.after ?? null, { types: known(a.types), interaction: only(a.interaction) })),
    resolve: (event) => {
      if (isRefusal(event)) throw refused(event);
      return event as StoredEvent;
    },
  }),
  desk: t.field({
    type: DeskPatch, description: "The signed-in agent's desk. Holding it open is being connected.",
    subscribe: (_r, _a, c) => following(c, c.app.feeds.desk(present(c.viewer), c.connection)),
    resolve: (view, _a, c) => {
      renew(c);
      return { view, agent: present(c.viewer).id };
    },
  }),
  wall: t.field({
    type: WallPatch, description: 'Supervisors: all open interactions and agents.',
    subscribe: (_r, _a, c) => following(c, c.app.feeds.wall(present(c.viewer).tenant)),
    resolve: (view, _a, c) => {
      renew(c);
      return view;
    },
  }),
  timeline: t.field({
    type: TimelineItem, description: "Entries after `afterSeq` of the interaction's conversation, then live; entries come again when they change.",
    args: { interaction: t.arg.id({ required: true }), afterSeq: t.arg.int({ defaultValue: 0 }) },
    subscribe: async (_r, a, c) => {
      const found = ofTenant(c, await c.loaders.interactions.load(uuidOr(a.interaction)));
      if (!found) throw refused(refuse('NOT_FOUND', 'There is no such interaction here.'));
      return following(c, c.app.feeds.timeline(present(c.viewer), found.conversation, a.afterSeq ?? 0));
    },
    resolve: async (item, _a, c): Promise<EntryRecord | { signal: SignalNotice }> => {
      renew(c);
      return 'signal' in item ? item : present(await c.loaders.entries.load(item.entry));
    },
  }),
  botWork: t.field({
    type: BotPatch, description: "A bot's own work: each interaction it owns, with entries it has not had; silence after handoff.",
    subscribe: (_r, _a, c) => following(c, c.app.feeds.botWork(present(c.viewer))),
    resolve: (item, _a, c) => {
      renew(c);
      return item;
    },
  }),
}));
