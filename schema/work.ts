/** What agents, supervisors and bots do to interactions. */
import { isRefusal, refuse, type Refusal as Refused } from '../src/core/refusal.ts';
import type { SkillNeed } from '../src/core/skills.ts';
import { builder, type Context } from './builder.ts';
import { CallbackMiss, NeedKind, Outcome, SignalKind, word } from './enums.ts';
import { Entry, Interaction } from './interaction.ts';
import { MailInput, mailIn } from './mailInput.ts';
import { done, DoneResult, present, resultOf } from './results.ts';

export const InteractionResult = resultOf('InteractionResult', Interaction);
export const EntryResult = resultOf('EntryResult', Entry);
type Answer = Promise<{ readonly id: string } | Refused>;

/** The interaction as it is after what was asked. */
export const fresh = async (c: Context, answer: Answer) => {
  const a = await answer;
  return isRefusal(a) ? a : present(await c.loaders.interactions.clear(a.id).load(a.id));
};
const entryOf = async (c: Context, answer: Answer) => {
  const a = await answer;
  return isRefusal(a) ? a : present(await c.loaders.entries.clear(a.id).load(a.id));
};

const SkillLevelInput = builder.inputType('SkillLevelInput', { fields: (t) => ({ skill: t.id({ required: true }), level: t.int({ required: true }) }) });
const SkillNeedInput = builder.inputType('SkillNeedInput', {
  fields: (t) => ({
    skill: t.id({ required: true }), level: t.int({ required: true }), kind: t.field({ type: NeedKind }), weight: t.int(),
    or: t.field({ type: [SkillLevelInput], description: 'Any one of these does as well; of a required skill only.' }),
  }),
});

type NeedWritten = typeof SkillNeedInput.$inferInput;
/** What is left out goes without saying. */
const needsFrom = (written: readonly NeedWritten[] | null | undefined): SkillNeed[] | null =>
  written?.map(({ skill, level, kind, weight, or }) => ({ skill, level, ...(kind ? { kind } : {}), ...(typeof weight === 'number' ? { weight } : {}), ...(or?.length ? { or } : {}) })) ?? null;
const HandoffInput = builder.inputType('HandoffInput', {
  fields: (t) => ({
    interaction: t.id({ required: true }), reason: t.string(), summary: t.string(), language: t.string(), queue: t.id(),
    alsoQueues: t.idList({ description: 'Up to 4 further queues in which it waits besides `queue`; the first agent of any of them who can takes it.' }), skills: t.field({ type: [SkillNeedInput] }),
    slots: t.field({ type: 'JSON' }), priority: t.int(),
  }),
});

builder.mutationFields((t) => {
  const interaction = t.arg.id({ required: true });
  return {
    acceptOffer: t.field({ type: InteractionResult, args: { offer: t.arg.id({ required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.work.accept(c.viewer, a.offer)) }),
    declineOffer: t.field({
      type: DoneResult, args: { offer: t.arg.id({ required: true }), reason: t.arg.string({ required: true }) },
      resolve: async (_r, a, c) => {
        const answer = await c.app.work.decline(c.viewer, a.offer, a.reason);
        return isRefusal(answer) ? answer : done;
      },
    }),
    pickInteraction: t.field({ type: InteractionResult, args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.work.pick(c.viewer, a.interaction)) }),
    sendMessage: t.field({
      type: EntryResult,
      args: { interaction, text: t.arg.string(), attachments: t.arg.idList({ defaultValue: [] }), clientId: t.arg.string({ required: true }), seenSeq: t.arg.int(), mail: t.arg({ type: MailInput, description: 'Of channels whose capabilities say `mail`; left out: an answer to whoever wrote last.' }) },
      resolve: (_r, a, c) => entryOf(c, c.app.messages.send(c.viewer, a.interaction, a.text ?? '', a.attachments ?? [], a.clientId, a.seenSeq ?? null, mailIn(a.mail))),
    }),
    addNote: t.field({
      type: EntryResult, args: { interaction, text: t.arg.string({ required: true }), mentions: t.arg.idList({ defaultValue: [] }), clientId: t.arg.string({ required: true }) },
      resolve: (_r, a, c) => entryOf(c, c.app.messages.note(c.viewer, a.interaction, a.text, a.mentions ?? [], a.clientId)),
    }),
    seeMentions: t.field({
      type: DoneResult, description: 'The viewer has looked at these notes, which mention them (`DeskPatch.mentions`).', args: { notes: t.arg.idList({ required: true }) },
      resolve: async (_r, a, c) => {
        const answer = await c.app.messages.seeMentions(c.viewer, a.notes);
        return isRefusal(answer) ? answer : done;
      },
    }),
    transferToQueue: t.field({
      type: InteractionResult, args: { interaction, queue: t.arg.id({ required: true }), note: t.arg.string(), needs: t.arg({ type: [SkillNeedInput] }) },
      resolve: (_r, a, c) => fresh(c, c.app.work.transferToQueue(c.viewer, a.interaction, a.queue, a.note ?? null, needsFrom(a.needs))),
    }),
    transferToAgent: t.field({
      type: InteractionResult, args: { interaction, agent: t.arg.id({ required: true }), note: t.arg.string() },
      resolve: (_r, a, c) => fresh(c, c.app.work.transferToAgent(c.viewer, a.interaction, a.agent, a.note ?? null)),
    }),
    parkInteraction: t.field({
      type: InteractionResult, args: { interaction, until: t.arg({ type: 'DateTime' }), awaitingCustomer: t.arg.boolean({ defaultValue: false }) },
      resolve: (_r, a, c) => fresh(c, c.app.work.park(c.viewer, a.interaction, a.until ?? null, a.awaitingCustomer ?? false)),
    }),
    unparkInteraction: t.field({ type: InteractionResult, args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.work.unpark(c.viewer, a.interaction)) }),
    bookCallback: t.field({
      type: InteractionResult, description: 'The customer, who waits in a queue that calls back, is called instead when it is their turn; with `notBefore` not before then.',
      args: { interaction, to: t.arg.string({ required: true }), notBefore: t.arg({ type: 'DateTime' }) },
      resolve: (_r, a, c) => fresh(c, c.app.work.bookCallback(c.viewer, a.interaction, a.to, a.notBefore ?? null)),
    }),
    callbackMissed: t.field({
      type: InteractionResult, description: 'The agent has called and reached nobody: it comes again after a while, or ends after the last attempt.', args: { interaction, reason: t.arg({ type: CallbackMiss, required: true }) },
      resolve: (_r, a, c) => fresh(c, c.app.work.callbackMissed(c.viewer, a.interaction, a.reason)),
    }),
    finishInteraction: t.field({
      type: InteractionResult, description: 'Ends the contact; wrap-up follows where the channel has one.', args: { interaction, outcome: t.arg({ type: Outcome, defaultValue: word<'resolved'>('resolved') }) },
      resolve: (_r, a, c) => fresh(c, c.app.work.finish(c.viewer, a.interaction, a.outcome ?? 'resolved')),
    }),
    closeInteraction: t.field({
      type: InteractionResult, description: 'Ends wrap-up.', args: { interaction, disposition: t.arg.id(), note: t.arg.string(), outcome: t.arg({ type: Outcome }) },
      resolve: (_r, a, c) => fresh(c, c.app.work.close(c.viewer, a.interaction, a.disposition ?? null, a.note ?? null, a.outcome ?? null)),
    }),
    extendWrapUp: t.field({ type: InteractionResult, args: { interaction, seconds: t.arg.int({ required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.work.extendWrapUp(c.viewer, a.interaction, a.seconds)) }),
    endWrapUp: t.field({ type: InteractionResult, args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.work.endWrapUp(c.viewer, a.interaction)) }),
    markSpam: t.field({
      type: InteractionResult, args: { interaction, block: t.arg.boolean({ defaultValue: false }) },
      resolve: async (_r, a, c) => {
        const closed = await fresh(c, c.app.work.spam(c.viewer, a.interaction));
        if (!isRefusal(closed) && a.block) await c.app.customers.block(c.viewer, closed.customer, true);
        return closed;
      },
    }),
    requeueInteraction: t.field({ type: InteractionResult, args: { interaction, priority: t.arg.int() }, resolve: (_r, a, c) => fresh(c, c.app.work.requeue(c.viewer, a.interaction, a.priority ?? null)) }),
    assignInteraction: t.field({ type: InteractionResult, args: { interaction, agent: t.arg.id({ required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.work.assign(c.viewer, a.interaction, a.agent)) }),
    requestHandoff: t.field({
      type: InteractionResult, args: { input: t.arg({ type: HandoffInput, required: true }) },
      resolve: async (_r, { input: h }, c) => {
        const answer = await c.app.work.handOff(c.viewer, {
          interaction: h.interaction, reason: h.reason ?? null, summary: h.summary ?? null, language: h.language ?? null, queue: h.queue ?? null, also: h.alsoQueues ?? null, skills: needsFrom(h.skills),
          slots: h.slots ?? null, priority: h.priority ?? null,
        });
        return fresh(c, Promise.resolve(answer));
      },
    }),
    handBack: t.field({ type: InteractionResult, args: { interaction, bot: t.arg.id({ required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.work.handBack(c.viewer, a.interaction, a.bot)) }),
    botSend: t.field({
      type: EntryResult, args: { interaction, text: t.arg.string({ required: true }), clientId: t.arg.string({ required: true }) },
      resolve: (_r, a, c) => entryOf(c, c.app.messages.send(c.viewer, a.interaction, a.text, [], a.clientId, null)),
    }),
    botResolve: t.field({ type: InteractionResult, args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.work.botResolve(c.viewer, a.interaction)) }),
    signal: t.field({
      type: DoneResult, description: 'Typing, viewing, or seen up to `seq`: lossy, never stored but for `seen`.',
      args: { interaction, kind: t.arg({ type: SignalKind, required: true }), on: t.arg.boolean({ defaultValue: true }), seq: t.arg.int() },
      resolve: async (_r, a, c) => {
        const v = present(c.viewer);
        const found = await c.app.work.find(v, a.interaction);
        if (!found) return refuse('NOT_FOUND', 'There is no such interaction here.');
        if (v.kind === 'bot' && found.ownerId !== v.id) return refuse('NOT_OWNER', 'The bot does not own this interaction any more.');
        if (a.kind === 'present') return refuse('BAD_INPUT', 'Only a customer’s channel says who is present.');
        if (a.kind === 'seen' && a.seq) await c.app.markSeen(v.tenant, found, a.seq);
        c.app.announcer.signalled({ tenant: v.tenant, conversation: found.conversation, interaction: found.id, kind: a.kind, author: { kind: v.kind, id: v.id, name: v.name }, on: a.on ?? true, seq: a.seq ?? null });
        return done;
      },
    }),
    saveDraft: t.field({
      type: DoneResult, args: { conversation: t.arg.id({ required: true }), text: t.arg.string({ required: true }), seenSeq: t.arg.int() },
      resolve: async (_r, a, c) => {
        const saved = await c.app.customers.saveDraft(c.viewer, a.conversation, a.text, a.seenSeq ?? null);
        return saved === true ? done : saved;
      },
    }),
  };
});

const Draft = builder.objectRef<{ text: string; seenSeq: number | null; updatedAt: Date }>('Draft').implement({
  fields: (t) => ({
    text: t.exposeString('text'),
    seenSeq: t.exposeInt('seenSeq', { nullable: true, description: 'The last line that was seen when it was begun.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});
builder.queryFields((t) => ({
  draft: t.field({ type: Draft, nullable: true, args: { conversation: t.arg.id({ required: true }) }, resolve: (_r, a, c) => c.app.customers.draft(present(c.viewer), a.conversation) }),
}));
