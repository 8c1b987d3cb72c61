/** The legs of a call: who was rung, who talked how long, how it ended, how well they heard each other. */
import type { LegRecord } from '../src/app/records.ts';
import { GRADES, type LegQuality, qualityOf } from '../src/core/callQuality.ts';
import { LEG_ENDS } from '../src/core/calls.ts';
import { builder } from './builder.ts';
import { word } from './enums.ts';
import { Interaction } from './interaction.ts';
import { Agent } from './people.ts';

const LegEnd = builder.enumType('LegEnd', { description: 'How a leg of a call ended; `lost` = with the switch, or nobody heard how.', values: LEG_ENDS });
const Grade = builder.enumType('LineGrade', { description: 'How well people heard each other: good from MOS 4.03 on (R 80, ITU-T G.109), bad below 3.6 (R 70).', values: GRADES });
const Quality = builder.objectRef<LegQuality>('LineQuality').implement({
  description: 'Of the worse direction of a leg, over the whole call so far.',
  fields: (t) => ({
    mos: t.exposeFloat('mos', { description: 'Mean opinion score, 1 to 4.5, estimated by the E-model (ITU-T G.107).' }),
    grade: t.field({ type: Grade, resolve: (q) => q.grade }),
    lossPercent: t.float({ resolve: (q) => q.loss * 100 }),
    jitterMs: t.exposeFloat('jitterMs'),
    roundTripMs: t.exposeFloat('roundTripMs', { nullable: true, description: 'Null = the far end does not report (RTCP).' }),
  }),
});
const CallLeg = builder.objectRef<LegRecord>('CallLeg').implement({
  description: 'One connection of a call, to the caller or to a phone.',
  fields: (t) => ({
    id: t.exposeID('id'),
    agent: t.field({ type: Agent, nullable: true, description: 'Whose phone it was; null = the customer’s.', resolve: (leg, _a, c) => (leg.agent === null ? null : c.loaders.agents.load(leg.agent)) }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    answeredAt: t.expose('answeredAt', { type: 'DateTime', nullable: true }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime', nullable: true, description: 'When it first heard the other side.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    ending: t.field({ type: LegEnd, nullable: true, resolve: (leg) => (leg.ending === null ? null : word<'over'>(leg.ending)) }),
    cause: t.exposeString('cause', { nullable: true, description: 'In the words of the switch: Q.850 and SIP numbers.' }),
    quality: t.field({ type: Quality, nullable: true, description: 'Null = nothing was counted: a call of seconds, or a leg without packets.', resolve: (leg) => (leg.sound ? qualityOf(leg.sound) : null) }),
  }),
});

builder.objectField(Interaction, 'callLegs', (t) => t.field({ type: [CallLeg], description: 'Of a call; empty otherwise.', resolve: (i, _a, c) => c.loaders.legsOf.load(i.id) }));
