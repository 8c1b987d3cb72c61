/** Writing first, what becomes of messages on their way, and mail threads put right by hand. */
import type { Rethreaded } from '../src/app/mailThreading.ts';
import { isRefusal, type Refusal } from '../src/core/refusal.ts';
import { builder, type Context } from './builder.ts';
import { Interaction } from './interaction.ts';
import { MailInput, mailIn } from './mailInput.ts';
import { present, resultOf } from './results.ts';
import { EntryResult, InteractionResult } from './work.ts';

const MailChange = builder.objectRef<Rethreaded>('MailChange').implement({
  description: 'A thread that was put right; `undoMailChange` with its id takes it back.',
  fields: (t) => ({ id: t.exposeID('change'), interaction: t.field({ type: Interaction, description: 'Where the work goes on.', resolve: async (m, _a, c) => present(await c.loaders.interactions.clear(m.interaction).load(m.interaction)) }) }),
});
const MailChangeResult = resultOf('MailChangeResult', MailChange);

const entryOf = async (c: Context, answer: Promise<{ readonly id: string } | Refusal>) => {
  const a = await answer;
  return isRefusal(a) ? a : present(await c.loaders.entries.clear(a.id).load(a.id));
};

builder.mutationFields((t) => {
  const entry = t.arg.id({ required: true });
  return {
    startConversation: t.field({
      type: InteractionResult, description: 'Writes first, by an entry point that can: the interaction is in the viewer’s hands. `to` is an address, or leave it out for the `customer`’s own.',
      args: { entryPoint: t.arg.id({ required: true }), to: t.arg.string(), customer: t.arg.id(), text: t.arg.string({ required: true }), attachments: t.arg.idList({ required: true, defaultValue: [] }), mail: t.arg({ type: MailInput }), clientId: t.arg.string({ required: true }) },
      resolve: async (_r, a, c) => {
        const begun = await c.app.outreach.begin(c.viewer, { entryPoint: a.entryPoint, to: a.to ?? null, customer: a.customer ?? null, text: a.text, files: a.attachments, mail: mailIn(a.mail), clientId: a.clientId });
        return isRefusal(begun) ? begun : present(await c.loaders.interactions.clear(begun.id).load(begun.id));
      },
    }),
    cancelMessage: t.field({ type: EntryResult, description: 'Takes back a message that has not gone yet (`capabilities.undoSeconds`).', args: { entry }, resolve: (_r, a, c) => entryOf(c, c.app.deliveries.cancel(c.viewer, a.entry)) }),
    resendMessage: t.field({ type: EntryResult, description: 'Sends a message again that failed or was taken back.', args: { entry }, resolve: (_r, a, c) => entryOf(c, c.app.deliveries.resend(c.viewer, a.entry)) }),
    resolveMessage: t.field({
      type: EntryResult, description: 'Of an `uncertain` message: somebody has looked whether it went out; if not, it is sent again.', args: { entry, wasSent: t.arg.boolean({ required: true }) },
      resolve: (_r, a, c) => entryOf(c, c.app.deliveries.resolve(c.viewer, a.entry, a.wasSent)),
    }),
    splitMail: t.field({ type: MailChangeResult, description: 'This mail and all that follow it become a conversation of their own, in the viewer’s hands.', args: { entry }, resolve: (_r, a, c) => c.app.mailThreading.split(c.viewer, a.entry) }),
    mergeMail: t.field({
      type: MailChangeResult, description: 'Mails of the one conversation go on in the other; what is open in it is closed as merged.', args: { conversation: t.arg.id({ required: true }), into: t.arg.id({ required: true }) },
      resolve: (_r, a, c) => c.app.mailThreading.merge(c.viewer, a.conversation, a.into),
    }),
    moveMail: t.field({ type: MailChangeResult, description: 'The conversation is another customer’s.', args: { conversation: t.arg.id({ required: true }), customer: t.arg.id({ required: true }) }, resolve: (_r, a, c) => c.app.mailThreading.move(c.viewer, a.conversation, a.customer) }),
    undoMailChange: t.field({ type: MailChangeResult, description: 'Takes a split, a merge or a move back.', args: { change: t.arg.id({ required: true }) }, resolve: (_r, a, c) => c.app.mailThreading.undo(c.viewer, a.change) }),
  };
});
