/** What a routing plan would find: how many agents match each of its steps now. */
import { planStaffing, type StepStaffing as Found } from '../src/core/acd/staffing.ts';
import type { Step } from '../src/core/acd/types.ts';
import { builder } from './builder.ts';
import { NeedKind } from './enums.ts';
import { Skill, SkillLevel, Team } from './people.ts';
import { present, refused, some } from './results.ts';

const SkillLack = builder.objectRef<Found['lacking'][number]>('SkillLack').implement({
  fields: (t) => ({
    skill: t.field({ type: Skill, nullable: true, resolve: (l, _a, c) => c.loaders.skills.load(l.skill) }),
    level: t.exposeInt('level'),
    kind: t.field({ type: NeedKind, resolve: (l) => l.kind ?? 'required' }),
    or: t.field({ type: [SkillLevel], description: 'What nobody has either.', resolve: (l) => [...(l.or ?? [])] }),
    best: t.exposeInt('best', { description: 'The highest level that anybody in the teams has, 0 = none.' }),
  }),
});

const StepStaffing = builder.objectRef<Found>('StepStaffing').implement({
  description: 'Who could take the work of one step of a plan, whatever the interaction needs itself.',
  fields: (t) => ({
    members: t.exposeInt('members', { description: 'Enabled agents of the teams the step is open to.' }),
    local: t.exposeInt('local', { description: 'Those of them at its sites; all of them where it names none.' }),
    matching: t.exposeInt('matching', { description: 'Those of these with all its skills; 0 = nobody can ever be found by this step.' }),
    ready: t.exposeInt('ready', { description: 'Those of these who are ready and connected now.' }),
    lacking: t.field({ type: [SkillLack], description: 'Needs that nobody in the teams and at the sites meets.', resolve: (s) => [...s.lacking] }),
    emptySites: t.stringList({ description: 'Sites of the step at which nobody is.', resolve: (s) => [...s.emptySites] }),
    emptyTeams: t.field({ type: [Team], description: 'Teams of the queue or the step in which nobody is.', resolve: async (s, _a, c) => some(await Promise.all(s.emptyTeams.map((id) => c.loaders.teams.load(id)))) }),
  }),
});

builder.queryFields((t) => ({
  planStaffing: t.field({
    type: [StepStaffing], description: 'One answer for each of the steps, saved or not, as the queue would use them; without a queue, as one that every agent serves. Empty while the configuration is being loaded.',
    args: { steps: t.arg({ type: 'JSON', required: true }), queue: t.arg.id() },
    resolve: async (_r, { steps, queue }, c) => {
      const viewer = present(c.viewer);
      const fault = await c.app.admin.faultOfSteps(viewer.tenant, steps);
      if (fault) throw refused(fault);
      const state = c.app.leaderOf(viewer.domain)?.state;
      return state ? planStaffing(state, state.config.queues.find((q) => q.id === queue) ?? null, steps as readonly Step[]) : [];
    },
  }),
}));
