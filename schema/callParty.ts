/** Who else is on a call: asked aside, in a conference, outside, or listening; and what people do about it. */
import { may } from '../src/app/access.ts';
import { ATTENDING, type How } from '../src/app/calls/partyActs.ts';
import type { PartyRow } from '../src/app/calls/partyRows.ts';
import { lists } from '../src/app/records.ts';
import { PARTY_ENDS, PARTY_MODES, PARTY_ROLES } from '../src/core/callParties.ts';
import { refuse } from '../src/core/refusal.ts';
import { builder, type Context } from './builder.ts';
import { Interaction } from './interaction.ts';
import { DeskPatch } from './live.ts';
import { Agent } from './people.ts';
import { present, some } from './results.ts';
import { fresh, InteractionResult } from './work.ts';

const PartyRole = builder.enumType('PartyRole', { values: PARTY_ROLES });
const PartyMode = builder.enumType('PartyMode', {
  values: PARTY_MODES,
  description: 'consulting = asked aside; waiting = asked aside, with music while the agent talks with the caller; joined = all hear each other; forwarding = rung for the caller alone; forwarded = with the caller, without an agent; listening, whispering (the agent alone hears them), barged (all do) = a supervisor; took = has the call by now.',
});
const PartyEnding = builder.enumType('PartyEnding', { values: PARTY_ENDS, description: 'noPhone = there was nothing to ring; cancelled = they were let go.' });
const AttendHow = builder.enumType('AttendHow', { values: Object.keys(ATTENDING) as How[] });

const CallParty = builder.objectRef<PartyRow>('CallParty').implement({
  description: 'Somebody who is, was, or is being asked to be on a call besides the caller and the agent who has it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    interaction: t.field({ type: Interaction, resolve: async (p, _a, c) => present(await c.loaders.interactions.load(p.interaction)) }),
    role: t.field({ type: PartyRole, resolve: (p) => p.role }),
    agent: t.field({ type: Agent, nullable: true, resolve: (p, _a, c) => (p.agent ? c.loaders.agents.load(p.agent) : null) }),
    number: t.exposeString('number', { nullable: true, description: 'Of somebody outside.' }),
    mode: t.field({ type: PartyMode, resolve: (p) => p.mode }),
    askedBy: t.field({ type: Agent, nullable: true, resolve: (p, _a, c) => c.loaders.agents.load(p.askedBy) }),
    askedAt: t.expose('askedAt', { type: 'DateTime' }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime', nullable: true, description: 'Null = they have not answered.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    ending: t.field({ type: PartyEnding, nullable: true, resolve: (p) => p.ending }),
  }),
});

/** Who only listens is seen by supervisors and themselves. */
const mayBeSeen = (c: Context, p: PartyRow): boolean => p.role !== 'supervisor' || p.mode !== 'listening' || p.agent === c.viewer?.id || may(c.viewer, 'supervise');

builder.objectField(Interaction, 'parties', (t) =>
  t.field({ type: [CallParty], description: 'Who else is or was on the call, in the order in which they were asked. A supervisor who only listens is shown to supervisors alone.', resolve: async (i, _a, c) => (i.channel === 'voice' ? (await c.loaders.partiesOf.load(i.id)).filter((p) => mayBeSeen(c, p)) : []) }),
);
builder.objectField(DeskPatch, 'attending', (t) =>
  t.field({ type: [CallParty], nullable: true, description: 'Calls of others that the agent is asked to, or listens to, now; null = as before.', resolve: (p, _a, c) => (p.view.own ? lists.attending(c.db, p.agent) : null) }),
);

builder.queryFields((t) => ({
  liveCalls: t.field({ type: [Interaction], description: 'Calls that an agent has in hand now, the longest first.', resolve: async (_r, _a, c) => some(await Promise.all((await lists.liveCalls(c.db)).map(({ id }) => c.loaders.interactions.load(id)))) }),
}));

builder.mutationFields((t) => {
  const interaction = t.arg.id({ required: true });
  return {
    consultOnCall: t.field({
      type: InteractionResult, description: 'Rings an agent, whoever of a queue has been ready and idle longest, or an outside number; the caller hears music meanwhile. Name one of the three.',
      args: { interaction, agent: t.arg.id(), queue: t.arg.id(), number: t.arg.string() },
      resolve: (_r, a, c) => {
        const named = [...(a.agent ? [{ agent: a.agent }] : []), ...(a.queue ? [{ queue: a.queue }] : []), ...(a.number ? [{ number: a.number }] : [])];
        const [asked] = named;
        return asked && named.length === 1 ? fresh(c, c.app.callParties.consult(c.viewer, a.interaction, asked)) : refuse('BAD_INPUT', 'Name an agent, a queue or a number: one of the three.');
      },
    }),
    swapConsult: t.field({ type: InteractionResult, description: 'Talks with the caller instead of whom was asked, or the other way round.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.callParties.swap(c.viewer, a.interaction)) }),
    joinConsult: t.field({ type: InteractionResult, description: 'Makes it a conference: all hear each other.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.callParties.conference(c.viewer, a.interaction)) }),
    completeTransfer: t.field({ type: InteractionResult, description: 'Whom was asked, or is in the conference, goes on with the caller; the agent is let go. A colleague has the interaction from then on; with somebody outside it ends as `transferredOut`.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.callParties.complete(c.viewer, a.interaction)) }),
    cancelConsult: t.field({ type: InteractionResult, description: 'Back to the caller. Ends what is being forwarded, too, while it rings.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.callParties.cancel(c.viewer, a.interaction)) }),
    dropParty: t.field({ type: InteractionResult, args: { interaction, party: t.arg.id({ required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.callParties.drop(c.viewer, a.interaction, a.party)) }),
    transferToNumber: t.field({ type: InteractionResult, description: 'Rings an outside number for the caller, who hears music; when it answers the agent is let go, when not they have the caller back.', args: { interaction, number: t.arg.string({ required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.callParties.forward(c.viewer, a.interaction, a.number)) }),
    attendCall: t.field({ type: InteractionResult, description: 'The supervisor’s phone is rung; they hear both sides. Asked again with another `how` it changes.', args: { interaction, how: t.arg({ type: AttendHow, required: true }) }, resolve: (_r, a, c) => fresh(c, c.app.callParties.attend(c.viewer, a.interaction, a.how)) }),
    leaveCall: t.field({ type: InteractionResult, description: 'Whoever was asked to a call, or listens to it, leaves it.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.callParties.leave(c.viewer, a.interaction)) }),
    takeOverCall: t.field({ type: InteractionResult, description: 'The supervisor has the call from now on.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.callParties.takeOver(c.viewer, a.interaction)) }),
  };
});
