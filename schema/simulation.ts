/** What if: the routing of the past, or of traffic that is described, with a change. */
import type { Compared, Figures as FiguresNow, Moved as MovedNow, Report as ReportNow } from '../src/app/simulation.ts';
import { builder } from './builder.ts';
import { AgentChoice, ChannelKind, OfferMode, QueueOrder } from './enums.ts';
import { present, resultOf } from './results.ts';

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

const Fate = builder.enumType('SimulatedFate', {
  description: 'answered: by an agent. abandoned: the customer gave up. ended: overflow gave it to a bot or ended it. waiting: not answered when the simulation stopped.',
  values: ['answered', 'abandoned', 'ended', 'waiting'] as const,
});

const Figures = builder.objectRef<FiguresNow>('SimulatedFigures').implement({
  description: 'Shares are 0–1; what has nothing to divide by is null. Waits are those of the answered.',
  fields: (t) => ({
    offered: t.exposeInt('offered'),
    answered: t.exposeInt('answered'),
    abandoned: t.exposeInt('abandoned'),
    ended: t.exposeInt('ended', { description: 'Given to a bot or ended by overflow.' }),
    waiting: t.exposeInt('waiting', { description: 'Not answered when the simulation stopped.' }),
    serviceLevel: t.exposeFloat('serviceLevel', { nullable: true, description: 'Answered within the target ÷ (answered + abandoned).' }),
    asaSeconds: t.float({ nullable: true, description: 'Average speed of answer.', resolve: (f) => seconds(f.asaMs) }),
    p50Seconds: t.float({ nullable: true, resolve: (f) => seconds(f.p50Ms) }),
    p95Seconds: t.float({ nullable: true, resolve: (f) => seconds(f.p95Ms) }),
    p99Seconds: t.float({ nullable: true, resolve: (f) => seconds(f.p99Ms) }),
    abandonRate: t.exposeFloat('abandonRate', { nullable: true }),
  }),
});

const QueueFigures = builder.objectRef<ReportNow['queues'][number]>('SimulatedQueue').implement({
  description: 'One queue in one of the two runs.',
  fields: (t) => ({ queueId: t.exposeID('queue'), name: t.exposeString('name'), figures: t.field({ type: Figures, resolve: (q) => q }) }),
});
const AgentFigures = builder.objectRef<ReportNow['agents'][number]>('SimulatedAgent').implement({
  description: 'An agent who was added has an id of the simulation.',
  fields: (t) => ({ agentId: t.exposeID('agent'), name: t.exposeString('name'), occupancy: t.exposeFloat('occupancy', { nullable: true }), answered: t.exposeInt('answered') }),
});
const Report = builder.objectRef<ReportNow>('SimulatedReport').implement({
  fields: (t) => ({
    total: t.field({ type: Figures, resolve: (r) => r.total }),
    queues: t.field({ type: [QueueFigures], resolve: (r) => r.queues }),
    agents: t.field({ type: [AgentFigures], resolve: (r) => r.agents }),
    occupancy: t.exposeFloat('occupancy', { nullable: true, description: 'Time with work in hand ÷ time staffed, of all agents.' }),
  }),
});

const Place = builder.objectRef<MovedNow['before'] & { readonly agentName: string | null; readonly queueName: string }>('SimulatedPlace').implement({
  fields: (t) => ({
    how: t.field({ type: Fate, resolve: (p) => p.how }),
    agent: t.string({ nullable: true, description: 'By name.', resolve: (p) => p.agentName }),
    queue: t.string({ description: 'By name.', resolve: (p) => p.queueName }),
    waitSeconds: t.float({ resolve: (p) => p.waitMs / 1_000 }),
  }),
});
type MovedNamed = Omit<MovedNow, 'before' | 'after'> & { readonly before: typeof Place.$inferType; readonly after: typeof Place.$inferType };
const Moved = builder.objectRef<MovedNamed>('MovedInteraction').implement({
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Of the past: the interaction, with #2, #3 … for each further queue it was transferred to.' }),
    arrivedAt: t.field({ type: 'DateTime', description: 'Made-up traffic begins on 5 January 2026, 0:00 UTC.', resolve: (m) => new Date(m.at) }),
    channel: t.field({ type: ChannelKind, resolve: (m) => m.channel }),
    before: t.field({ type: Place, resolve: (m) => m.before }),
    after: t.field({ type: Place, resolve: (m) => m.after }),
  }),
});

const Simulation = builder.objectRef<Compared>('Simulation').implement({
  fields: (t) => ({
    interactions: t.exposeInt('interactions'),
    baseline: t.field({ type: Report, resolve: (s) => s.baseline }),
    patched: t.field({ type: Report, resolve: (s) => s.patched }),
    movedCount: t.exposeInt('movedCount', { description: 'Interactions that another agent would have answered, or in another queue, or not at all.' }),
    moved: t.field({ type: [Moved], description: 'Those of them whose wait changes most, 200 at most.', resolve: (s) => named(s) }),
  }),
});

function named({ baseline, patched, moved }: Compared): MovedNamed[] {
  const agents = new Map([...baseline.agents, ...patched.agents].map((a) => [a.agent, a.name]));
  const queues = new Map(baseline.queues.map((q) => [q.queue, q.name]));
  const place = (p: MovedNow['before']): typeof Place.$inferType => ({ ...p, agentName: p.agent === null ? null : (agents.get(p.agent) ?? null), queueName: queues.get(p.queue) ?? '' });
  return moved.map((m) => ({ ...m, before: place(m.before), after: place(m.after) }));
}

const SimulationResult = resultOf('SimulationResult', Simulation);

const PeriodInput = builder.inputType('SimulationPeriod', { fields: (t) => ({ from: t.field({ type: 'DateTime', required: true }), to: t.field({ type: 'DateTime', required: true }) }) });
const StreamInput = builder.inputType('TrafficStream', {
  description: 'Arrivals at random (Poisson) of one channel in one queue.',
  fields: (t) => ({
    queue: t.id({ required: true }), channel: t.field({ type: ChannelKind, required: true }), perHour: t.floatList({ required: true, description: 'One rate, or one for each hour in turn.' }),
    handleSeconds: t.float({ required: true, description: 'Mean, wrap-up included.' }), handleSpread: t.float({ description: 'Standard deviation ÷ mean: lognormal. 0 = always the same; absent = exponential.' }),
    patienceSeconds: t.float({ description: 'Mean of an exponential; absent = nobody gives up.' }),
  }),
});
const TrafficInput = builder.inputType('SimulationTraffic', {
  fields: (t) => ({ hours: t.float({ required: true }), answerSeconds: t.float({ description: 'From the offer until an agent accepts; 3 unless said.' }), streams: t.field({ type: [StreamInput], required: true }) }),
});
const QueuePatch = builder.inputType('QueuePatch', {
  fields: (t) => ({
    id: t.id({ required: true }), order: t.field({ type: QueueOrder }), choice: t.field({ type: AgentChoice }), offerMode: t.field({ type: OfferMode }), offerModes: t.field({ type: 'JSON' }), broadcastTo: t.int(), reserve: t.int(), priority: t.int(), targetSeconds: t.int(),
    targets: t.field({ type: 'JSON' }), steps: t.field({ type: 'JSON', description: 'The steps of a routing plan.' }), overflow: t.field({ type: 'JSON' }),
  }),
});
const AgentPatch = builder.inputType('AgentPatch', {
  fields: (t) => ({ id: t.id({ required: true }), skills: t.field({ type: 'JSON', description: 'Levels 1–5 by skill id; replaces all of them.' }), ranks: t.field({ type: 'JSON' }), capacity: t.int(), share: t.int(), site: t.string() }),
});
const AgentsAdded = builder.inputType('AgentsAdded', { fields: (t) => ({ like: t.id({ required: true, description: 'Whose skills, teams and shifts they have.' }), count: t.int({ required: true }) }) });
const PatchInput = builder.inputType('RoutingPatch', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({ queues: t.field({ type: [QueuePatch] }), agents: t.field({ type: [AgentPatch] }), add: t.field({ type: [AgentsAdded] }), remove: t.idList({ description: 'Agents who are not there.' }) }),
});
const SimulationInput = builder.inputType('SimulationInput', {
  fields: (t) => ({ events: t.field({ type: PeriodInput, description: 'What came in during this time.' }), traffic: t.field({ type: TrafficInput }), patch: t.field({ type: PatchInput }), seed: t.int({ description: 'Equal seeds give equal figures; 1 unless said.' }) }),
});

builder.mutationFields((t) => ({
  simulateRouting: t.field({
    type: SimulationResult, description: 'Routes the same arrivals twice, as it is configured and with the patch. Changes nothing.',
    args: { input: t.arg({ type: SimulationInput, required: true }) },
    resolve: (_r, { input }, c) => c.app.simulations.ask(present(c.viewer), input),
  }),
}));
