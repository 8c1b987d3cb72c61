/** Queues, routing plans, entry points, dispositions, canned replies. */
import { type CannedReplyRecord, type DispositionRecord, type EntryPointRecord, lists, type PlanRecord, type QueueRecord, routingOf, type RoutingRecord } from '../src/app/records.ts';
import { depth, longestInLine } from '../src/core/acd/place.ts';
import type { Capabilities as Limits, Health as HealthNow } from '../src/core/channel.ts';
import { isRefusal } from '../src/core/refusal.ts';
import type { Channel, Tried as TriedStep } from '../src/core/channel.ts';
import { builder, type Context } from './builder.ts';
import { forgetWarnings, RoutingWarning, warningsFor } from './warnings.ts';
import { AgentChoice, ChannelKind, OfferMode, Outcome, QueueClosing, QueueOrder, TargetClock, word } from './enums.ts';
import { Flow } from './flow.ts';
import { Bot, Team } from './people.ts';
import { done, DoneResult, present, resultOf, some } from './results.ts';

const RoutingPlan = builder.objectRef<PlanRecord>('RoutingPlan').implement({
  fields: (t) => ({
    id: t.exposeID('id'), name: t.exposeString('name'), steps: t.field({ type: 'JSON', resolve: (p) => p.steps }),
    warnings: t.field({ type: [RoutingWarning], description: 'What is wrong with it in the queues that use it.', resolve: async (p, _a, c) => (await warningsFor(c)).filter((w) => w.plan === p.id) }),
  }),
});

const depthOf = (c: Context, q: QueueRecord) => {
  const state = c.app.leaderOf(q.domain)?.state;
  return state ? depth(state, q.id) : { waiting: 0, longestSince: null, agentsReady: 0 };
};

export const Queue = builder.objectRef<QueueRecord>('Queue');
Queue.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    priority: t.exposeInt('priority', { description: 'Points added to every interaction; one point is one minute of waiting.' }),
    teams: t.field({ type: [Team], resolve: async (q, _a, c) => some(await Promise.all(q.teams.map((id) => c.loaders.teams.load(id)))) }),
    plan: t.field({ type: RoutingPlan, nullable: true, resolve: (q, _a, c) => (q.plan ? c.loaders.plans.load(q.plan) : null) }),
    targetSeconds: t.exposeInt('targetSeconds'),
    order: t.field({ type: QueueOrder, description: 'Who goes first among those who wait here.', resolve: (q) => word<'aged'>(q.order) }),
    choice: t.field({ type: AgentChoice, description: 'Which of several free agents gets the work.', resolve: (q) => word<'longestIdle'>(q.choice) }),
    offerMode: t.field({ type: OfferMode, description: 'How its work reaches agents.', resolve: (q) => word<'push'>(q.offerMode) }),
    offerModes: t.field({ type: 'JSON', description: 'Modes of channels that have their own: {"voice": "autoAccept"}.', resolve: (q) => q.offerModes }),
    reserve: t.exposeInt('reserve', { description: 'So many agents with empty hands who could take its work are left to other work: outbound work, back office. 0 = none.' }),
    broadcastTo: t.exposeInt('broadcastTo', { description: 'At how many agents a broadcast rings at once, at most: 2–10.' }),
    targets: t.field({ type: 'JSON', description: 'Targets in seconds of channels that have their own: {"voice": 20}.', resolve: (q) => q.targets }),
    lastAgentSeconds: t.exposeInt('lastAgentSeconds', { nullable: true, description: "The agent who served the customer last goes first: 0 = if they are free, else waited for so long while they are there. Null = only when a conversation is reopened." }),
    owningAgentSeconds: t.exposeInt('owningAgentSeconds', { nullable: true, description: 'The agent who owns the customer goes first, before the last one: 0 = if they are free, else waited for so long while they are there. Null = ownership counts for nothing.' }),
    responseTargetSeconds: t.exposeInt('responseTargetSeconds', { nullable: true, description: 'From the arrival until an agent first writes (not calls); null = not promised.' }),
    resolutionTargetSeconds: t.exposeInt('resolutionTargetSeconds', { nullable: true, description: 'From the arrival until the talk ends; null = not promised.' }),
    targetClock: t.field({ type: TargetClock, description: 'Which time counts for the targets.', resolve: (q) => word<'wall'>(q.targetClock) }),
    closing: t.field({ type: QueueClosing, description: 'What becomes of those who wait when the hours end.', resolve: (q) => word<'finish'>(q.closing) }),
    closingQueue: t.field({ type: Queue, nullable: true, description: 'Where they go when the queue closes by `move`.', resolve: (q, _a, c) => (q.closingQueue ? c.loaders.queues.load(q.closingQueue) : null) }),
    overflow: t.field({
      type: 'JSON', description: 'What happens to those who wait too long: a list of `{afterMs, when, then}`; `when` is null or `{kind: expectedWait, aboveMs}`, `{kind: waiting, above}`, `{kind: nobodyStaffed}`; `then` is `{kind: move, queue}`, `{kind: priority, by}`, `{kind: bot, bot}` or `{kind: end}`.',
      resolve: (q) => q.overflow,
    }),
    callback: t.field({ type: 'JSON', nullable: true, description: 'Whether who waits may be called back: `{attempts, gapSeconds, offerAfterSeconds}`; null = not.', resolve: (q) => q.callback }),
    warnings: t.field({ type: [RoutingWarning], description: 'What is wrong with how its work is routed.', resolve: async (q, _a, c) => (await warningsFor(c)).filter((w) => w.queues.includes(q.id)) }),
    enabled: t.exposeBoolean('enabled'),
    hours: t.field({ type: 'JSON', nullable: true, resolve: (q) => q.hours }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', { nullable: true }),
    offerSeconds: t.exposeInt('offerSeconds', { nullable: true }),
    firstResponseSeconds: t.exposeInt('firstResponseSeconds', { nullable: true, description: 'Until an agent who took a chat or text message and wrote nothing is nudged; as long again until it is taken back. Null = as the channel says, 0 = never.' }),
    idleWarnSeconds: t.exposeInt('idleWarnSeconds', { nullable: true, description: 'Until the customer of a chat who is silent is warned that it will end. Null = as the channel says, 0 = no warning.' }),
    idleCloseSeconds: t.exposeInt('idleCloseSeconds', { nullable: true, description: 'Until the chat of a silent customer is ended. Null = as the channel says, 0 = never.' }),
    idleParkSeconds: t.exposeInt('idleParkSeconds', { nullable: true, description: 'Until text messages of a silent customer are parked. Null = as the channel says, 0 = never.' }),
    waiting: t.int({ resolve: (q, _a, c) => depthOf(c, q).waiting }),
    oldestWaitSince: t.field({
      type: 'DateTime', nullable: true, description: 'Now less the longest wait in it; time in an agent’s hands does not count.',
      resolve: (q, _a, c) => {
        const since = depthOf(c, q).longestSince;
        return since === null ? null : new Date(since);
      },
    }),
    longestWaiting: t.id({
      nullable: true, description: 'The interaction that has waited longest and rings nowhere: the one to pick.',
      resolve: (q, _a, c) => {
        const state = c.app.leaderOf(q.domain)?.state;
        return state ? longestInLine(state, q.id) : null;
      },
    }),
    agentsReady: t.int({ resolve: (q, _a, c) => depthOf(c, q).agentsReady }),
    serviceLevelToday: t.float({
      nullable: true, description: "Share of today's answered or abandoned interactions answered within the target, 0–1; null when there were none.",
      resolve: async (q, _a, c) => {
        const s = (await c.loaders.serviceToday.load(q.id))[0];
        return s && s.total > 0 ? s.within / s.total : null;
      },
    }),
  }),
});

export const Disposition = builder.objectRef<DispositionRecord>('Disposition').implement({
  fields: (t) => ({
    id: t.exposeID('id'), code: t.exposeString('code'), labelEn: t.exposeString('labelEn'), labelZh: t.exposeString('labelZh'),
    outcome: t.field({ type: Outcome, resolve: (d) => word<'resolved'>(d.outcome) }), enabled: t.exposeBoolean('enabled'),
  }),
});
const CannedReply = builder.objectRef<CannedReplyRecord>('CannedReply').implement({
  fields: (t) => ({ id: t.exposeID('id'), shortcut: t.exposeString('shortcut'), title: t.exposeString('title'), textEn: t.exposeString('textEn'), textZh: t.exposeString('textZh') }),
});
const Health = builder.objectRef<HealthNow>('Health').implement({
  fields: (t) => ({ state: t.string({ resolve: (h) => h.state }), code: t.string({ nullable: true, description: 'What is wrong, for machines.', resolve: (h) => h.code ?? null }), explain: t.string({ nullable: true, resolve: (h) => h.explain ?? null }), qr: t.string({ nullable: true, description: 'To be scanned to sign in (`needsLogin`): what the code says.', resolve: (h, _a, c) => (c.viewer?.roles.includes('admin') ? (h.qr ?? null) : null) }) }),
});
const Capabilities = builder.objectRef<Limits>('Capabilities').implement({
  description: 'What the channel can carry, as data: composer, router and campaigns read it.',
  fields: (t) => ({
    maxTextLength: t.exposeInt('maxTextLength'),
    formats: t.stringList({ resolve: (l) => [...l.formats] }),
    maxAttachmentBytes: t.exposeInt('maxAttachmentBytes'),
    canInitiate: t.exposeBoolean('canInitiate'),
    typing: t.exposeBoolean('typing'),
    receipts: t.exposeBoolean('receipts'),
    mail: t.boolean({ description: 'Messages have a subject, further recipients and formatted text.', resolve: (l) => l.mail ?? false }),
    dials: t.boolean({ description: 'Outside numbers can be called by it (`callNumber`).', resolve: (l) => l.dials ?? false }),
    smsParts: t.boolean({ description: 'Text is counted in SMS parts.', resolve: (l) => l.smsParts ?? false }),
    addressKind: t.string({ nullable: true, description: 'Kind of address that a first message goes to.', resolve: (l) => l.addressKind ?? null }),
    undoSeconds: t.int({ description: 'A message waits so long before it goes, and may be taken back meanwhile.', resolve: (l) => Math.floor((l.undoMs ?? 0) / 1_000) }),
    replyWindowSeconds: t.int({ nullable: true, resolve: (l) => (l.replyWindowMs === null ? null : Math.floor(l.replyWindowMs / 1_000)) }),
  }),
});
const NOTHING: Limits = { maxTextLength: 0, formats: [], maxAttachmentBytes: 0, canInitiate: false, typing: false, receipts: false, replyWindowMs: null };

/** Settings that anybody who works here may see. */
const SEEN = ['greeting', 'colour', 'form', 'hours', 'closedAction', 'address', 'number', 'signature', 'door', 'name'] as const;

const Tried = builder.objectRef<TriedStep>('Tried').implement({
  description: 'One thing that was tried of the settings, and how it went, in a sentence.',
  fields: (t) => ({ step: t.exposeString('step'), ok: t.exposeBoolean('ok'), code: t.exposeString('code'), explain: t.exposeString('explain') }),
});
const Trial = builder.objectRef<{ readonly tried: readonly TriedStep[] }>('Trial').implement({
  description: 'The settings against the far side; the first step that failed is the last one. Empty: this channel has nothing to try.',
  fields: (t) => ({ tried: t.field({ type: [Tried], resolve: (x) => [...x.tried] }), ok: t.boolean({ resolve: (x) => x.tried.every((one) => one.ok) }) }),
});
const TrialResult = resultOf('TrialResult', Trial);
const ChannelType = builder.objectRef<Channel>('Channel').implement({
  description: 'A kind of contact that this hub has an adapter for.',
  fields: (t) => ({
    kind: t.field({ type: ChannelKind, resolve: (x) => x.kind }),
    labelEn: t.string({ resolve: (x) => x.label.en }),
    labelZh: t.string({ resolve: (x) => x.label.zh }),
    live: t.boolean({ description: 'Somebody waits at the other end.', resolve: (x) => x.pace === 'live' }),
    canTry: t.boolean({ description: 'Settings can be tried before they are saved (`tryEntryPoint`).', resolve: (x) => x.test !== undefined }),
    fields: t.field({ type: 'JSON', description: 'What is to be filled in: `[{key, kind, label: {en, zh}, help, group, required, initial, choices, when}]`; empty: the channel has a page of its own. `key` is the path in the settings.', resolve: (x) => x.fields ?? [] }),
  }),
});

export const EntryPoint = builder.objectRef<EntryPointRecord>('EntryPoint').implement({
  description: 'One configured address of ours on a channel: a page’s chat, a mailbox, a number, a WeChat account.',
  fields: (t) => ({
    id: t.exposeID('id'),
    key: t.exposeString('key', { description: 'Stands in addresses: `/channels/<key>/…`.' }),
    channel: t.field({ type: ChannelKind, resolve: (e) => word<'webchat'>(e.channel) }),
    name: t.exposeString('name'),
    enabled: t.exposeBoolean('enabled'),
    queue: t.field({ type: Queue, nullable: true, description: 'Where what comes in waits.', resolve: (e, _a, c) => c.loaders.queues.load(e.queue) }),
    bot: t.field({ type: Bot, nullable: true, description: 'Who answers first.', resolve: (e, _a, c) => (e.bot ? c.loaders.bots.load(e.bot) : null) }),
    flow: t.field({ type: Flow, nullable: true, description: 'Meets whoever comes in, once it is published; goes before the bot.', resolve: (e, _a, c) => (e.flow ? c.loaders.flows.load(e.flow) : null) }),
    priority: t.exposeInt('priority'),
    settings: t.field({
      type: 'JSON', description: 'For administrators all but the secrets; others get what customers see anyway.',
      resolve: (e, _a, c) => {
        const { identityKey: _, ...open } = e.settings;
        if (c.viewer?.roles.includes('admin')) return open;
        return Object.fromEntries(SEEN.flatMap((key) => (open[key] === undefined ? [] : [[key, open[key]]])));
      },
    }),
    secretsSet: t.stringList({ description: 'Paths of the secret settings that are stored. None is ever shown.', resolve: (e) => [...e.secrets, ...('identityKey' in e.settings ? ['identityKey'] : [])] }),
    health: t.field({ type: Health, nullable: true, description: 'How it is connected just now, as this node sees it; null = it is not open here.', resolve: (e, _a, c) => c.app.connections.healthOf(e.id) }),
    capabilities: t.field({ type: Capabilities, description: 'What can be sent by it, as its settings decide.', resolve: (e, _a, c) => c.app.connections.capabilitiesOf(e.id) ?? c.app.connections.channelOf(e.channel)?.capabilities ?? NOTHING }),
  }),
});

const Routing = builder.objectRef<RoutingRecord>('Routing').implement({
  description: 'What concerns all queues of the domain.',
  fields: (t) => ({
    interrupts: t.field({ type: 'JSON', description: 'By incoming channel, the channels whose work it may set aside: {"voice": ["webchat"]}.', resolve: (r) => r.interrupts }),
    levels: t.field({ type: 'JSON', description: 'By customer level from 1 to 9, what it does to their interactions: {"1": {"priority": 5, "needs": [{skill, level}], "lastAgentSeconds": 60}}. Each part may be left out.', resolve: (r) => r.levels }),
    draining: t.exposeBoolean('draining', { description: 'Whether agents are kept free for work that needs more room than anybody has.' }),
  }),
});

const RoutingResult = resultOf('RoutingResult', Routing);
const QueueResult = resultOf('QueueResult', Queue);
const PlanResult = resultOf('PlanResult', RoutingPlan);
const EntryPointResult = resultOf('EntryPointResult', EntryPoint);
const DispositionResult = resultOf('DispositionResult', Disposition);
const CannedReplyResult = resultOf('CannedReplyResult', CannedReply);

const QueueInput = builder.inputType('QueueInput', {
  fields: (t) => ({
    id: t.id(), name: t.string({ required: true }), priority: t.int({ required: true, defaultValue: 0 }), teams: t.idList({ required: true, defaultValue: [] }), plan: t.id(),
    targetSeconds: t.int({ required: true, defaultValue: 60 }), hours: t.field({ type: 'JSON' }), enabled: t.boolean({ required: true, defaultValue: true }),
    wrapUpSeconds: t.int(), offerSeconds: t.int(), firstResponseSeconds: t.int(), idleWarnSeconds: t.int(), idleCloseSeconds: t.int(), idleParkSeconds: t.int(),
    order: t.field({ type: QueueOrder }), choice: t.field({ type: AgentChoice }), offerMode: t.field({ type: OfferMode }), offerModes: t.field({ type: 'JSON' }), broadcastTo: t.int(), reserve: t.int(), targets: t.field({ type: 'JSON' }), lastAgentSeconds: t.int(), owningAgentSeconds: t.int(),
    responseTargetSeconds: t.int(), resolutionTargetSeconds: t.int(), targetClock: t.field({ type: TargetClock }),
    closing: t.field({ type: QueueClosing }), closingQueue: t.id(), overflow: t.field({ type: 'JSON' }), callback: t.field({ type: 'JSON' }),
  }),
});
const EntryPointInput = builder.inputType('EntryPointInput', {
  fields: (t) => ({
    id: t.id(), channel: t.field({ type: ChannelKind, required: true }), key: t.string({ required: true }), name: t.string({ required: true }), queue: t.id({ required: true }),
    bot: t.id(), flow: t.id(), priority: t.int({ required: true, defaultValue: 0 }), settings: t.field({ type: 'JSON', required: true, description: 'As `channels { fields }` names them. A secret left out or empty stays as it was; null takes it away.' }), enabled: t.boolean({ required: true, defaultValue: true }),
  }),
});
const PlanInput = builder.inputType('PlanInput', { fields: (t) => ({ id: t.id(), name: t.string({ required: true }), steps: t.field({ type: 'JSON', required: true }) }) });
const DispositionInput = builder.inputType('DispositionInput', {
  fields: (t) => ({
    id: t.id(), code: t.string({ required: true }), labelEn: t.string({ required: true }), labelZh: t.string({ required: true }), outcome: t.field({ type: Outcome, required: true }),
    enabled: t.boolean({ required: true, defaultValue: true }),
  }),
});
const CannedReplyInput = builder.inputType('CannedReplyInput', {
  fields: (t) => ({ id: t.id(), shortcut: t.string({ required: true }), title: t.string({ required: true }), textEn: t.string({ required: true }), textZh: t.string({ required: true }) }),
});

builder.queryFields((t) => ({
  routingWarnings: t.field({ type: [RoutingWarning], description: 'What is wrong with how work is routed: steps that find nobody or are never reached, queues that are never served, and more work than all agents together can carry.', resolve: async (_r, _a, c) => [...(await warningsFor(c))] }),
  channels: t.field({ type: [ChannelType], resolve: (_r, _a, c) => [...c.app.connections.channels] }),
  routing: t.field({ type: Routing, resolve: async (_r, _a, c) => present(await routingOf(c.db, present(c.viewer).domain)) }),
  queues: t.field({ type: [Queue], description: 'In use; with `disabled`, also those that are switched off. Deleted ones are not listed.', args: { disabled: t.arg.boolean({ defaultValue: false }) }, resolve: (_r, { disabled }, c) => lists.queues(c.db, disabled ?? false) }),
  plans: t.field({ type: [RoutingPlan], resolve: (_r, _a, c) => lists.plans(c.db) }),
  entryPoints: t.field({ type: [EntryPoint], resolve: (_r, _a, c) => lists.entryPoints(c.db) }),
  dispositions: t.field({ type: [Disposition], resolve: (_r, _a, c) => lists.dispositions(c.db) }),
  cannedReplies: t.field({ type: [CannedReply], resolve: (_r, _a, c) => lists.cannedReplies(c.db) }),
}));

builder.mutationFields((t) => ({
  saveQueue: t.field({
    type: QueueResult, args: { input: t.arg({ type: QueueInput, required: true }) },
    resolve: async (_r, { input }, c) => {
      const saved = await c.app.admin.queue(c.viewer, input);
      forgetWarnings(c);
      return isRefusal(saved) ? saved : present(await c.loaders.queues.clear(saved.id).load(saved.id));
    },
  }),
  saveRouting: t.field({
    type: RoutingResult, args: { interrupts: t.arg({ type: 'JSON', required: true }), draining: t.arg.boolean({ required: true }), levels: t.arg({ type: 'JSON', description: 'Left out: as they are.' }) },
    resolve: async (_r, { interrupts, draining, levels }, c) => {
      const saved = await c.app.admin.routing(c.viewer, { interrupts, draining, ...(levels === null || levels === undefined ? {} : { levels }) });
      return isRefusal(saved) ? saved : present(await routingOf(c.db, saved.id));
    },
  }),
  deleteQueue: t.field({
    type: DoneResult, args: { queue: t.arg.id({ required: true }), moveTo: t.arg.id() },
    resolve: async (_r, { queue, moveTo }, c) => {
      const gone = await c.app.admin.deleteQueue(c.viewer, queue, moveTo ?? null);
      return isRefusal(gone) ? gone : done;
    },
  }),
  saveEntryPoint: t.field({
    type: EntryPointResult, description: 'Saves an entry point, new without an id. Wrong settings are refused field by field (`settings.imap.host`).', args: { input: t.arg({ type: EntryPointInput, required: true }) },
    resolve: async (_r, { input }, c) => {
      const saved = await c.app.admin.entryPoint(c.viewer, input);
      return isRefusal(saved) ? saved : present(await c.loaders.entryPoints.clear(saved.id).load(saved.id));
    },
  }),
  tryEntryPoint: t.field({
    type: TrialResult, description: 'Tries settings against the far side without saving them. Secrets left empty are those that are stored for `id`.',
    args: { id: t.arg.id(), channel: t.arg({ type: ChannelKind, required: true }), settings: t.arg({ type: 'JSON', required: true }) },
    resolve: (_r, { id, channel, settings }, c) => c.app.admin.tryEntryPoint(c.viewer, { id, channel, settings }),
  }),
  savePlan: t.field({
    type: PlanResult, args: { input: t.arg({ type: PlanInput, required: true }) },
    resolve: async (_r, { input }, c) => {
      const saved = await c.app.admin.plan(c.viewer, input);
      forgetWarnings(c);
      return isRefusal(saved) ? saved : present(await c.loaders.plans.clear(saved.id).load(saved.id));
    },
  }),
  saveDisposition: t.field({
    type: DispositionResult, args: { input: t.arg({ type: DispositionInput, required: true }) },
    resolve: async (_r, { input }, c) => {
      const saved = await c.app.admin.disposition(c.viewer, input);
      return isRefusal(saved) ? saved : present(await c.loaders.dispositions.clear(saved.id).load(saved.id));
    },
  }),
  saveCannedReply: t.field({
    type: CannedReplyResult, args: { input: t.arg({ type: CannedReplyInput, required: true }) },
    resolve: async (_r, { input }, c) => {
      const saved = await c.app.admin.cannedReply(c.viewer, input);
      return isRefusal(saved) ? saved : present((await lists.cannedReplies(c.db)).find((r) => r.id === saved.id));
    },
  }),
  deleteCannedReply: t.field({
    type: DoneResult, args: { id: t.arg.id({ required: true }) },
    resolve: async (_r, { id }, c) => {
      const gone = await c.app.admin.deleteCannedReply(c.viewer, id);
      return isRefusal(gone) ? gone : done;
    },
  }),
}));
