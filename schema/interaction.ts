/** The interaction as the API shows it, with its timeline, offers and segments. */
import { USUAL_CALLBACK } from '../src/core/acd/fresh.ts';
import { missedTargets } from '../src/core/acd/targets.ts';
import type { Callback as CallbackOf } from '../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../src/core/capacity.ts';
import { may } from '../src/app/access.ts';
import { DAY, MINUTE, SECOND } from '../src/core/time.ts';
import { type ConversationRecord, type DialRecord, type EntryRecord, type InteractionRecord, lists, type OfferRecord, pageOfInteractions, searchHistory, type SegmentRecord, undeliveredSince } from '../src/app/records.ts';
import { explain } from '../src/app/sentences.ts';
import type { InboundMail, Mailbox, OutboundMail } from '../src/core/channel.ts';
import { builder, type Context } from './builder.ts';
import { Customer } from './customer.ts';
import { AuthorKind, ChannelKind, DeliveryState, Direction, EntryKind, InteractionState, OfferState, Outcome, OwnerKind, ParkCause, Target, word } from './enums.ts';
import { Flow } from './flow.ts';
import { Agent, Bot, ofTenant, SkillNeed, uuidOr } from './people.ts';
import { PageInfo, pageOf, present, printPlace, readPlace, refused, sizeOf, some } from './results.ts';
import { Disposition, EntryPoint, Queue } from './routing.ts';
import { refuse } from '../src/core/refusal.ts';

export const Interaction = builder.objectRef<InteractionRecord>('Interaction');
export const Entry = builder.objectRef<EntryRecord>('Entry');
export const Offer = builder.objectRef<OfferRecord>('Offer');

export const InteractionPage = builder
  .objectRef<{ nodes: InteractionRecord[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } }>('InteractionPage')
  .implement({ fields: (t) => ({ nodes: t.field({ type: [Interaction], complexity: { field: 0, multiplier: 1 }, resolve: (p) => p.nodes }), pageInfo: t.expose('pageInfo', { type: PageInfo }) }) });
const EntryPage = builder.objectRef<{ nodes: EntryRecord[]; hasEarlier: boolean }>('EntryPage').implement({
  description: "Entries in order; `before` pages to earlier ones across all of the conversation's interactions.",
  fields: (t) => ({ nodes: t.field({ type: [Entry], complexity: { field: 0, multiplier: 1 }, resolve: (p) => p.nodes }), hasEarlier: t.exposeBoolean('hasEarlier') }),
});
const Handover = builder.objectRef<NonNullable<InteractionRecord['handover']>>('Handover').implement({
  fields: (t) => ({
    from: t.exposeString('from'),
    reason: t.string({ nullable: true, resolve: (h) => h.reason ?? null }),
    summary: t.string({ nullable: true, resolve: (h) => h.summary ?? null }),
    language: t.string({ nullable: true, resolve: (h) => h.language ?? null }),
    slots: t.field({ type: 'JSON', resolve: (h) => h.slots ?? {} }),
    at: t.field({ type: 'DateTime', resolve: (h) => new Date(h.at) }),
  }),
});
const Page = builder.objectRef<NonNullable<InteractionRecord['page']>>('Page').implement({
  description: "Where on a site the customer is, or was last, as their browser says it: http and https addresses and plain text, not to be trusted.",
  fields: (t) => ({
    url: t.exposeString('url'),
    title: t.exposeString('title'),
    referrer: t.exposeString('referrer', { nullable: true }),
    at: t.field({ type: 'DateTime', resolve: (p) => new Date(p.at) }),
  }),
});
const Segment = builder.objectRef<SegmentRecord>('Segment').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    participantKind: t.field({ type: AuthorKind, resolve: (s) => word<'agent'>(s.participantKind) }),
    participantName: t.string({ nullable: true, resolve: async (s, _a, c) => (await c.loaders.agents.load(uuidOr(s.participantId)))?.name ?? null }),
    state: t.exposeString('state'),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    reason: t.exposeString('reason', { nullable: true }),
  }),
});

/** Whether whoever has it has written since they took it over (core/acd/silence). */
const hasSpoken = (i: InteractionRecord): boolean => i.lastAgentAt !== null && i.lastAgentAt >= (i.takenAt ?? i.stateSince);

/** The nudge to answer that stands now; one from before the agent wrote, or from another agent's time, stands no more. */
const nudgeOf = (i: InteractionRecord): Date | null =>
  i.state === 'active' && i.nudgedAt !== null && i.nudgedAt >= i.stateSince && !hasSpoken(i) ? i.nudgedAt : null;

/** What is owed next on an interaction, and when (9-desk: one list, most urgent first). */
export function due(i: InteractionRecord): { at: Date; what: string } | null {
  const rules = CHANNEL_RULES[word<'webchat'>(i.channel)];
  const reply = rules.pace === 'live' && !i.leftMessage ? MINUTE : (i.targetSeconds ?? 60) * 1_000;
  const first = i.leftMessage || rules.firstResponseMs === 0 ? 0 : (i.firstResponseSeconds ?? rules.firstResponseMs / SECOND) * SECOND;
  switch (i.state) {
    case 'wrapUp':
      return i.wrapUpUntil ? { at: i.wrapUpUntil, what: 'wrapUp' } : null;
    case 'parked':
      return i.wakeAt ? { at: i.wakeAt, what: 'wake' } : null;
    case 'scheduled':
      return i.wakeAt ? { at: i.wakeAt, what: 'callback' } : null;
    case 'active':
      // Who is on the telephone owes nothing in writing.
      if (i.callback || i.channel === 'voice') return null;
      if (!i.firstResponseAt || (first > 0 && !hasSpoken(i))) return { at: new Date(i.stateSince.getTime() + (first || reply)), what: 'firstResponse' };
      if (i.lastCustomerAt && (!i.lastAgentAt || i.lastCustomerAt > i.lastAgentAt)) return { at: new Date(i.lastCustomerAt.getTime() + reply), what: 'reply' };
      return null;
    case 'queued':
    case 'offered':
      return { at: new Date((i.waitingSince ?? i.t0).getTime() - i.waitedMs + (i.targetSeconds ?? 60) * 1_000), what: 'answer' };
    default:
      return null;
  }
}

const Callback = builder.objectRef<CallbackOf & { readonly of: number; readonly nextAt: Date | null }>('Callback').implement({
  fields: (t) => ({
    to: t.exposeString('to', { description: 'The number, as the customer gave it.' }),
    attempts: t.exposeInt('attempts', { description: 'Calls that reached nobody.' }),
    of: t.exposeInt('of', { description: 'So many calls are made at most.' }),
    bookedAt: t.field({ type: 'DateTime', resolve: (c) => new Date(c.bookedAt) }),
    nextAt: t.expose('nextAt', { type: 'DateTime', nullable: true, description: 'When it is put in line again; null = it is in line or in hand.' }),
  }),
});

const DialState = builder.enumType('DialState', { values: ['phone', 'dialling', 'ringing', 'talking', 'notReached', 'over'] as const, description: 'phone: the agent’s own is being rung; dialling: the number is; ringing: it rings there; notReached: nobody answered; over: they had talked.' });
const RungFirst = builder.enumType('RungFirst', { values: ['agent', 'customer'] as const, description: 'Whose telephone rings first; the agent’s rings as soon as a customer who was rung first has answered.' });
const Dial = builder.objectRef<DialRecord>('Dial').implement({
  description: 'A call that goes out: the number that is rung for the agent, or was.',
  fields: (t) => ({
    number: t.exposeString('number'),
    state: t.field({ type: DialState, resolve: (d) => (d.answeredAt ? (d.endedAt ? 'over' : 'talking') : d.barred || d.endedAt ? 'notReached' : d.rangAt ? 'ringing' : d.rung || d.first === 'customer' ? 'dialling' : 'phone') }),
    first: t.field({ type: RungFirst, resolve: (d) => d.first }),
    end: t.string({ nullable: true, description: 'How it ended: over, busy, noAnswer, refused, unreachable, failed, lost; or barred, by a rule.', resolve: (d) => (d.barred ? 'barred' : d.ending) }),
    explain: t.exposeString('explain', { nullable: true, description: 'The rule that barred it, in a sentence.' }),
    askedAt: t.expose('askedAt', { type: 'DateTime' }),
    answeredAt: t.expose('answeredAt', { type: 'DateTime', nullable: true }),
  }),
});

const Box = builder.objectRef<Mailbox>('Mailbox').implement({
  description: 'A name, if one was given, and an e-mail address.', fields: (t) => ({ name: t.exposeString('name', { nullable: true }), address: t.exposeString('address') }),
});
const InlinePicture = builder.objectRef<{ cid: string; file: string }>('InlinePicture').implement({
  fields: (t) => ({ cid: t.exposeString('cid'), attachment: t.exposeID('file', { description: 'The attachment that `cid:` in the formatted text means.' }) }),
});
const RemotePicture = builder.objectRef<{ readonly address: string; readonly url: string }>('RemotePicture').implement({
  fields: (t) => ({ address: t.exposeString('address', { description: 'As in `data-remote-src`.' }), url: t.exposeString('url') }),
});
const Mail = builder.objectRef<{ readonly entry: EntryRecord; readonly mail: InboundMail | OutboundMail }>('Mail').implement({
  description: 'What a mail has beside its text.',
  fields: (t) => ({
    subject: t.string({ resolve: ({ mail }) => mail.subject }),
    from: t.field({ type: Box, nullable: true, description: 'Null = us.', resolve: ({ mail }) => ('from' in mail ? mail.from : null) }),
    replyTo: t.field({ type: Box, nullable: true, description: 'Where its sender wants the answer.', resolve: ({ mail }) => ('replyTo' in mail ? mail.replyTo : null) }),
    to: t.field({ type: [Box], resolve: ({ mail }) => [...mail.to] }),
    cc: t.field({ type: [Box], resolve: ({ mail }) => [...mail.cc] }),
    bcc: t.field({ type: [Box], description: 'Of a mail of ours, whom nobody else sees.', resolve: ({ mail }) => ('bcc' in mail ? [...mail.bcc] : []) }),
    html: t.string({ nullable: true, description: 'Sanitised. Remote pictures are `data-remote-src`; pictures of the mail `src="cid:…"`. To be shown in a sandboxed frame only.', resolve: ({ mail }) => mail.html }),
    remotePictures: t.field({ type: [RemotePicture], description: 'Pictures of the formatted text that lie elsewhere, and paths of ours that fetch them when they are asked for: the sender learns nothing of who looks.', resolve: ({ mail }, _a, c) => (mail.html ? c.app.pictures.linksOf(mail.html) : []) }),
    quoted: t.string({ nullable: true, description: 'What was quoted from earlier mails; the text of the entry is without it.', resolve: ({ mail }) => ('quoted' in mail ? mail.quoted : null) }),
    inline: t.field({ type: [InlinePicture], resolve: ({ mail }) => ('inline' in mail ? [...mail.inline] : []) }),
    automatic: t.boolean({ description: 'Written by no person.', resolve: ({ mail }) => (typeof mail.automatic === 'boolean' ? mail.automatic : mail.automatic !== null) }),
    speaksOfElse: t.boolean({ description: 'Its subject is another than the conversation’s: it may be one of its own (`splitMail`).', resolve: ({ entry }) => (entry.data as { speaksOfElse?: boolean } | null)?.speaksOfElse === true }),
  }),
});
const MailThread = builder.objectRef<ConversationRecord>('MailThread').implement({
  description: 'The conversation that a mail belongs to.',
  fields: (t) => ({
    conversationId: t.exposeID('id'),
    subject: t.exposeString('subject', { nullable: true }),
    participants: t.exposeStringList('participants', { description: 'Every address that was in it: they alone can answer into it.' }),
    related: t.field({ type: Interaction, nullable: true, description: 'It was split off this one, or a stranger answered into this one.', resolve: (m, _a, c) => lastOf(c, m.related) }),
    mergedInto: t.field({ type: Interaction, nullable: true, description: 'Its mails go on there.', resolve: (m, _a, c) => lastOf(c, m.mergedInto) }),
    merged: t.field({ type: [Interaction], description: 'What was merged into it.', resolve: async (m, _a, c) => some(await Promise.all(m.mergedHere.map((id) => lastOf(c, id)))) }),
  }),
});

async function lastOf(c: Context, conversation: string | null): Promise<InteractionRecord | null> {
  const [last] = conversation === null ? [] : await c.loaders.lastOf.load(conversation);
  return last ? c.loaders.interactions.load(last.id) : null;
}

async function replyUntil(c: Context, i: InteractionRecord): Promise<Date | null> {
  const windowMs = c.app.connections.capabilitiesOf(i.entryPoint)?.replyWindowMs ?? null;
  if (windowMs === null) return null;
  const last = (await c.loaders.conversations.load(i.conversation))?.lastCustomerAt;
  return last ? new Date(last.getTime() + windowMs) : new Date(0);
}

Interaction.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    channel: t.field({ type: ChannelKind, resolve: (i) => word<'webchat'>(i.channel) }),
    state: t.field({ type: InteractionState, resolve: (i) => word<'queued'>(i.state) }),
    ownerKind: t.field({ type: OwnerKind, resolve: (i) => word<'queue'>(i.ownerKind) }),
    owner: t.field({ type: Agent, nullable: true, resolve: (i, _a, c) => (i.ownerKind === 'agent' && i.ownerId ? c.loaders.agents.load(i.ownerId) : null) }),
    flow: t.field({ type: Flow, nullable: true, description: 'The flow that has it.', resolve: (i, _a, c) => (i.ownerKind === 'flow' && i.ownerId ? c.loaders.flows.load(i.ownerId) : null) }),
    bot: t.field({ type: Bot, nullable: true, resolve: (i, _a, c) => (i.ownerKind === 'bot' && i.ownerId ? c.loaders.bots.load(i.ownerId) : null) }),
    queue: t.field({ type: Queue, nullable: true, resolve: (i, _a, c) => (i.queue ? c.loaders.queues.load(i.queue) : null) }),
    alsoQueues: t.field({ type: [Queue], description: 'Queues in which it waits besides its own; whoever takes it first takes it out of all. Empty unless it is queued or offered.', resolve: async (i, _a, c) => some(await Promise.all(i.also.map(({ queue }) => c.loaders.queues.load(queue)))) }),
    customer: t.field({ type: Customer, resolve: async (i, _a, c) => present(await c.loaders.customers.load(i.customer)) }),
    entryPoint: t.field({ type: EntryPoint, resolve: async (i, _a, c) => present(await c.loaders.entryPoints.load(i.entryPoint)) }),
    conversationId: t.exposeID('conversation'),
    priority: t.exposeInt('priority'),
    weight: t.exposeInt('weight'),
    needs: t.field({ type: [SkillNeed], resolve: (i) => i.needs }),
    arrivedAt: t.expose('arrivedAt', { type: 'DateTime' }),
    stateSince: t.expose('stateSince', { type: 'DateTime' }),
    acceptedAt: t.field({ type: 'DateTime', nullable: true, description: 'When the first agent took it.', resolve: async (i, _a, c) => (await c.loaders.acceptedAt.load(i.id))[0]?.at ?? null }),
    queueSeconds: t.int({ description: 'Seconds spent waiting in queues so far; `waitingSince` says whether it still counts.', resolve: (i, _a, c) => Math.floor((i.waitedMs + (i.waitingSince ? c.app.clock.now() - i.waitingSince.getTime() : 0)) / 1_000) }),
    waitingSince: t.field({ type: 'DateTime', nullable: true, description: 'Since when it waits, set back by what it waited before: `now` minus this is the running `queueSeconds`.', resolve: (i) => (i.waitingSince ? new Date(i.waitingSince.getTime() - i.waitedMs) : null) }),
    firstResponseAt: t.expose('firstResponseAt', { type: 'DateTime', nullable: true }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true }),
    dueAt: t.field({ type: 'DateTime', nullable: true, description: 'When something is owed next.', resolve: (i) => due(i)?.at ?? null }),
    dueWhat: t.string({ nullable: true, description: 'What is owed: answer, firstResponse, reply, wrapUp, wake, callback.', resolve: (i) => due(i)?.what ?? null }),
    missedTargets: t.field({ type: [Target], description: 'Which of the promised targets were missed; each is told once, by the event `targetMissed`.', resolve: (i) => missedTargets(i.missed) }),
    nudgedAt: t.field({ type: 'DateTime', nullable: true, description: 'Its agent was nudged to write a first word and has not; null = nothing of the kind.', resolve: nudgeOf }),
    callback: t.field({ type: Callback, nullable: true, description: 'The customer does not wait on the line: they are called when it is their turn.', resolve: (i) => (i.callback ? { ...i.callback, of: i.callbackAttempts ?? USUAL_CALLBACK.mostAttempts, nextAt: i.state === 'scheduled' ? i.wakeAt : null } : null) }),
    parkCause: t.field({ type: ParkCause, nullable: true, resolve: (i) => (i.parkCause ? word<'byAgent'>(i.parkCause) : null) }),
    wakeAt: t.expose('wakeAt', { type: 'DateTime', nullable: true }),
    wrapUpUntil: t.expose('wrapUpUntil', { type: 'DateTime', nullable: true }),
    outcome: t.field({ type: Outcome, nullable: true, resolve: (i) => (i.outcome ? word<'resolved'>(i.outcome) : null) }),
    disposition: t.field({ type: Disposition, nullable: true, resolve: (i, _a, c) => (i.disposition ? c.loaders.dispositions.load(i.disposition) : null) }),
    rating: t.exposeInt('rating', { nullable: true }),
    ratingComment: t.exposeString('ratingComment', { nullable: true }),
    reopenOf: t.exposeID('reopenOf', { nullable: true }),
    language: t.exposeString('language', { nullable: true }),
    subject: t.exposeString('subject', { nullable: true }),
    leftMessage: t.exposeBoolean('leftMessage'),
    slots: t.field({ type: 'JSON', resolve: (i) => i.slots }),
    form: t.field({ type: 'JSON', nullable: true, resolve: (i) => i.form }),
    page: t.field({ type: Page, nullable: true, resolve: (i) => i.page }),
    lastEntry: t.field({ type: Entry, nullable: true, resolve: async (i, _a, c) => (await c.loaders.lastEntry.load(i.id))[0] ?? null }),
    unread: t.exposeInt('unread'),
    held: t.exposeBoolean('held', { description: 'A call whose customer is on hold.' }),
    isKept: t.exposeBoolean('isKept', { description: 'A callback whose customer is rung while its agent is kept for it: nobody talks yet.' }),
    lastCustomerAt: t.expose('lastCustomerAt', { type: 'DateTime', nullable: true }),
    handover: t.field({ type: Handover, nullable: true, resolve: (i) => i.handover }),
    dial: t.field({ type: Dial, nullable: true, description: 'The number that we ring on it; null = none, or its customer called.', resolve: async (i, _a, c) => (i.channel === 'voice' || i.callback ? ((await c.loaders.dialsOf.load(i.id))[0] ?? null) : null) }),
    customerPresent: t.boolean({ description: 'The customer is connected right now (live channels).', resolve: (i, _a, c) => c.app.connections.isPresent(i.entryPoint, i.threadRef) }),
    mailThread: t.field({ type: MailThread, nullable: true, description: 'Of channels with mails.', resolve: async (i, _a, c) => (i.channel === 'email' ? c.loaders.conversations.load(i.conversation) : null) }),
    replyUntil: t.field({ type: 'DateTime', nullable: true, description: 'Until when the channel lets us answer; null = always.', resolve: async (i, _a, c) => replyUntil(c, i) }),
    doNotContact: t.boolean({ description: 'Whoever holds the address wants to hear no more from us by it.', resolve: async (i, _a, c) => (await c.loaders.conversations.load(i.conversation))?.silent ?? false }),
    timeline: t.field({
      type: EntryPage, args: { first: t.arg.int({ defaultValue: 50 }), before: t.arg.int() },
      complexity: (args) => ({ field: 1, multiplier: args.first ?? 50 }),
      resolve: async (i, { first, before }, c) => {
        const size = sizeOf(first, 50);
        const found = await lists.timeline(c.db, i.conversation, before ?? 2_147_483_647, size + 1);
        const visible = c.viewer?.kind === 'bot' ? found.filter((e) => e.direction !== 'internal') : found;
        return { nodes: found.length > size ? visible.slice(1) : visible, hasEarlier: found.length > size };
      },
    }),
    offers: t.field({ type: [Offer], resolve: (i, _a, c) => c.loaders.offersOf.load(i.id) }),
    ringsAt: t.field({
      type: [Agent], description: 'At whom it rings now: several where it is broadcast; empty unless it is offered.',
      resolve: async (i, _a, c) => (i.state === 'offered' ? some(await Promise.all((await c.loaders.offersOf.load(i.id)).filter((o) => o.state === 'live').map((o) => c.loaders.agents.load(o.agent)))) : []),
    }),
    segments: t.field({ type: [Segment], resolve: (i, _a, c) => c.loaders.segmentsOf.load(i.id) }),
    version: t.exposeInt('version'),
  }),
});

const Attachment = builder.objectRef<EntryRecord['files'][number]>('Attachment').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    mediaType: t.exposeString('mediaType'),
    size: t.exposeInt('size'),
    url: t.string({ description: 'A path that opens the file for a day.', resolve: (f, _a, c) => c.app.blobs.link(f) }),
    isImage: t.boolean({ resolve: (f) => f.mediaType.startsWith('image/') && f.mediaType !== 'image/svg+xml' }),
  }),
});

Entry.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    seq: t.exposeInt('seq'),
    interactionId: t.exposeID('interaction'),
    kind: t.field({ type: EntryKind, resolve: (e) => word<'message'>(e.kind) }),
    direction: t.field({ type: Direction, resolve: (e) => word<'in'>(e.direction) }),
    authorKind: t.field({ type: AuthorKind, resolve: (e) => word<'agent'>(e.authorKind) }),
    authorName: t.exposeString('authorName', { nullable: true }),
    authorId: t.exposeID('authorId', { nullable: true }),
    text: t.exposeString('text', { nullable: true }),
    attachments: t.field({ type: [Attachment], resolve: (e) => e.files }),
    mail: t.field({ type: Mail, nullable: true, description: 'What a mail has beside its text and files.', resolve: (e) => (e.mail ? { entry: e, mail: e.mail } : null) }),
    rawUrl: t.string({ nullable: true, description: 'A path that downloads the message byte for byte as it came, for an hour.', resolve: (e, _a, c) => (e.raw && c.viewer?.kind === 'agent' ? c.app.raws.link(e.raw) : null) }),
    deliveryCode: t.exposeString('deliveryCode', { nullable: true, description: 'Why it failed, for machines.' }),
    mentions: t.field({ type: [Agent], resolve: async (e, _a, c) => some(await Promise.all(e.mentions.map((m) => c.loaders.agents.load(m)))) }),
    delivery: t.field({ type: DeliveryState, description: 'What became of a message of ours; `none` of all others. `uncertain`: it may or may not have gone out (`resolveMessage`).', resolve: (e) => word<'none'>(e.delivery) }),
    deliveryExplain: t.exposeString('deliveryExplain', { nullable: true, description: 'Why it failed or is not known, in a sentence for people.' }),
    at: t.expose('at', { type: 'DateTime' }),
    systemCode: t.exposeString('systemCode', { nullable: true, description: "A system line's code, put into words by the reader: joined, transferred, parked, closed, rated…" }),
    data: t.field({ type: 'JSON', nullable: true, resolve: (e) => e.data }),
    clientId: t.string({ nullable: true, resolve: (e) => (e.direction === 'in' ? null : e.ref) }),
  }),
});

Offer.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    state: t.field({ type: OfferState, resolve: (o) => word<'live'>(o.state) }),
    interaction: t.field({ type: Interaction, resolve: async (o, _a, c) => present(await c.loaders.interactions.load(o.interaction)) }),
    agent: t.field({ type: Agent, resolve: async (o, _a, c) => present(await c.loaders.agents.load(o.agent)) }),
    queue: t.field({ type: Queue, nullable: true, description: 'The queue through which it was matched: that of the interaction or one of its `alsoQueues`. Taken, it is that of the interaction.', resolve: (o, _a, c) => c.loaders.queues.load(o.queue) }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    reason: t.exposeString('reason', { nullable: true }),
    because: t.field({ type: 'JSON', resolve: (o) => o.because }),
    sentences: t.field({ type: ['String'], args: { locale: t.arg.string() }, description: 'The stored explanation in words.', resolve: (o, { locale }, c) => explain(c.db, o, locale ?? c.viewer?.locale ?? 'en') }),
  }),
});

const InteractionFilter = builder.inputType('InteractionFilter', {
  fields: (t) => ({ states: t.field({ type: [InteractionState] }), channel: t.field({ type: ChannelKind }), queue: t.id(), agent: t.id(), customer: t.id(), open: t.boolean() }),
});
const SearchHit = builder.objectRef<{ id: string; entry: string | null; snippet: string }>('SearchHit').implement({
  fields: (t) => ({
    interaction: t.field({ type: Interaction, resolve: async (h, _a, c) => present(await c.loaders.interactions.load(h.id)) }),
    entry: t.field({ type: Entry, nullable: true, resolve: (h, _a, c) => (h.entry ? c.loaders.entries.load(h.entry) : null) }),
    snippet: t.exposeString('snippet'),
  }),
});
const SearchPage = builder.objectRef<{ nodes: { id: string; entry: string | null; snippet: string }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } }>('SearchPage').implement({
  fields: (t) => ({ nodes: t.field({ type: [SearchHit], complexity: { field: 0, multiplier: 1 }, resolve: (p) => p.nodes }), pageInfo: t.expose('pageInfo', { type: PageInfo }) }),
});

builder.queryFields((t) => ({
  interaction: t.field({
    type: Interaction, nullable: true, args: { id: t.arg.id({ required: true }) },
    resolve: async (_r, { id }, c) => {
      const found = ofTenant(c, await c.loaders.interactions.load(uuidOr(id)));
      // A bot sees only what it owns; what it handed over is as if it were not there.
      return found && c.viewer?.kind === 'bot' && found.ownerId !== c.viewer.id ? null : found;
    },
  }),
  interactions: t.field({
    type: InteractionPage, args: { filter: t.arg({ type: InteractionFilter }), first: t.arg.int({ defaultValue: 20 }), after: t.arg.string() },
    complexity: (args) => ({ field: 1, multiplier: args.first ?? 20 }),
    resolve: async (_r, { filter, first, after }, c) => {
      const size = sizeOf(first, 20);
      for (const id of [filter?.queue, filter?.agent, filter?.customer]) if (id && uuidOr(id) !== id) throw refused(refuse('BAD_INPUT', `"${id.slice(0, 40)}" is not an id.`));
      return pageOf(await pageOfInteractions(c.db, filter ?? {}, size + 1, readPlace(after)), size, (i) => printPlace({ at: i.arrivedAt, id: i.id }));
    },
  }),
  search: t.field({
    type: SearchPage, args: { text: t.arg.string({ required: true }), first: t.arg.int({ defaultValue: 20 }), after: t.arg.string() },
    complexity: (args) => ({ field: 10, multiplier: args.first ?? 20 }),
    resolve: async (_r, { text, first, after }, c) => {
      const words = text.trim();
      if (words === '' || words.length > 200) throw refused(refuse('BAD_INPUT', 'Search for 1 to 200 characters.'));
      const size = sizeOf(first, 20);
      const found = await searchHistory(c.db, words, may(c.viewer, 'listenToRecordings'), size + 1, readPlace(after));
      return pageOf(found, size, (h) => printPlace({ at: h.arrivedAt, id: h.id }));
    },
  }),
  undelivered: t.field({
    type: SearchPage, args: { first: t.arg.int({ defaultValue: 20 }), after: t.arg.string() },
    description: 'Messages of ours that failed, or may or may not have gone out, in the last two weeks, newest first: the viewer’s, or everybody’s for whoever supervises. `entry.deliveryExplain` says why.',
    complexity: (args) => ({ field: 10, multiplier: args.first ?? 20 }),
    resolve: async (_r, { first, after }, c) => {
      const size = sizeOf(first, 20);
      const found = await undeliveredSince(c.db, c.app.clock.now() - 14 * DAY, may(c.viewer, 'supervise') ? null : (c.viewer?.id ?? null), size + 1, readPlace(after));
      return pageOf(found, size, (h) => printPlace({ at: h.at, id: h.entry }));
    },
  }),
}));

