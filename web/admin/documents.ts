import { graphql, type ResultOf } from '../shared/graphql.ts';

export const ALL = graphql(`
  query Configuration {
    channels { kind labelEn labelZh live canTry fields }
    entryPoints { id key channel name enabled priority settings secretsSet queue { id name } bot { id name } flow { id name } health { state explain qr } }
    queues(disabled: true) { id name priority targetSeconds enabled hours wrapUpSeconds offerSeconds firstResponseSeconds idleWarnSeconds idleCloseSeconds idleParkSeconds order choice offerMode offerModes broadcastTo reserve targets lastAgentSeconds owningAgentSeconds responseTargetSeconds resolutionTargetSeconds targetClock closing closingQueue { id } overflow callback teams { id name } plan { id name } waiting agentsReady }
    agents { id name email roles enabled capacity locale share ranks caps site handle phone presence connected teams { id name } skills { level skill { id name } } }
    teams { id name agents { id name } }
    skills { id name }
    plans { id name steps }
    routing { interrupts draining levels }
    dispositions { id code labelEn labelZh outcome enabled }
    prompts { id name textEn textZh durationMs url uses { kind id name } }
    cannedReplies { id shortcut title textEn textZh }
    bots { id name enabled }
    flows { id name enabled version }
    apiTokens { id name roles createdAt expiresAt lastUsedAt revoked }
  }
`);
export type Configuration = ResultOf<typeof ALL>;
export const AUDIT = graphql(`
  query Audit($first: Int!, $after: Cursor) { audit(first: $first, after: $after) { endCursor nodes { id at type actorKind actorId cause data } } }
`);
export const SAVE_ENTRY_POINT = graphql(`mutation SaveEntryPoint($input: EntryPointInput!) { saveEntryPoint(input: $input) { __typename ... on EntryPoint { id } ... on Refusal { code message field faults { field message } } } }`);
/** How each entry point is connected; what comes is put into the answer to `ALL` by the cache. */
export const HEALTH = graphql(`query EntryPointHealth { entryPoints { id health { state explain qr } } }`);
export const TRY_ENTRY_POINT = graphql(`
  mutation TryEntryPoint($id: ID, $channel: ChannelKind!, $settings: JSON!) { tryEntryPoint(id: $id, channel: $channel, settings: $settings) {
    __typename
    ... on Trial { ok tried { step ok code explain } }
    ... on Refusal { code message field faults { field message } }
  } }
`);
export const SAVE_QUEUE = graphql(`mutation SaveQueue($input: QueueInput!) { saveQueue(input: $input) { __typename ... on Queue { id } ... on Refusal { code message field faults { field message } } } }`);
export const DELETE_QUEUE = graphql(`mutation DeleteQueue($queue: ID!, $moveTo: ID) { deleteQueue(queue: $queue, moveTo: $moveTo) { __typename ... on Done { ok } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_AGENT = graphql(`mutation SaveAgent($input: AgentInput!) { saveAgent(input: $input) { __typename ... on Agent { id } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_SKILL = graphql(`mutation SaveSkill($id: ID, $name: String!) { saveSkill(id: $id, name: $name) { __typename ... on Skill { id } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_TEAM = graphql(`mutation SaveTeam($id: ID, $name: String!, $agents: [ID!]) { saveTeam(id: $id, name: $name, agents: $agents) { __typename ... on Team { id } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_PLAN = graphql(`mutation SavePlan($input: PlanInput!) { savePlan(input: $input) { __typename ... on RoutingPlan { id } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_ROUTING = graphql(`mutation SaveRouting($interrupts: JSON!, $draining: Boolean!, $levels: JSON) { saveRouting(interrupts: $interrupts, draining: $draining, levels: $levels) { __typename ... on Routing { draining } ... on Refusal { code message field faults { field message } } } }`);
export const STAFFING = graphql(`query Staffing($steps: JSON!, $queue: ID) { planStaffing(steps: $steps, queue: $queue) { matching ready lacking { level best kind skill { id name } or { level skill { id name } } } emptyTeams { id name } emptySites local members } }`);
export const WARNINGS = graphql(`query RoutingWarnings { routingWarnings { kind en zh } }`);
export type Staffing = ResultOf<typeof STAFFING>['planStaffing'][number];
export const SIMULATE = graphql(`
  mutation Simulate($input: SimulationInput!) { simulateRouting(input: $input) {
    __typename
    ... on Refusal { code message field faults { field message } }
    ... on Simulation {
      interactions movedCount
      baseline { occupancy total { offered answered abandoned ended waiting serviceLevel asaSeconds p50Seconds p95Seconds abandonRate } queues { queueId name figures { offered answered abandoned ended waiting serviceLevel asaSeconds p50Seconds p95Seconds abandonRate } } agents { agentId name occupancy answered } }
      patched { occupancy total { offered answered abandoned ended waiting serviceLevel asaSeconds p50Seconds p95Seconds abandonRate } queues { queueId name figures { offered answered abandoned ended waiting serviceLevel asaSeconds p50Seconds p95Seconds abandonRate } } agents { agentId name occupancy answered } }
      moved { id arrivedAt channel before { how agent queue waitSeconds } after { how agent queue waitSeconds } }
    }
  } }
`);
export type Simulated = Extract<ResultOf<typeof SIMULATE>['simulateRouting'], { __typename: 'Simulation' }>;
export const SAVE_DISPOSITION = graphql(`mutation SaveDisposition($input: DispositionInput!) { saveDisposition(input: $input) { __typename ... on Disposition { id } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_CANNED = graphql(`mutation SaveCanned($input: CannedReplyInput!) { saveCannedReply(input: $input) { __typename ... on CannedReply { id } ... on Refusal { code message field faults { field message } } } }`);
export const DELETE_CANNED = graphql(`mutation DeleteCanned($id: ID!) { deleteCannedReply(id: $id) { __typename ... on Done { ok } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_PROMPT = graphql(`mutation SavePrompt($input: PromptInput!) { savePrompt(input: $input) { __typename ... on Prompt { id } ... on Refusal { code message field faults { field message } } } }`);
export const SPEAK_WORDS = graphql(`mutation SpeakWords($words: String!, $language: SpokenLanguage!) { speakWords(words: $words, language: $language) { __typename ... on Spoken { wav } ... on Refusal { code message field faults { field message } } } }`);
export const DELETE_PROMPT = graphql(`mutation DeletePrompt($id: ID!) { deletePrompt(id: $id) { __typename ... on Done { ok } ... on Refusal { code message field faults { field message } } } }`);
export const SAVE_BOT = graphql(`mutation SaveBot($id: ID, $name: String!, $enabled: Boolean) { saveBot(id: $id, name: $name, enabled: $enabled) { __typename ... on BotResultOk { secret bot { id name } } ... on Refusal { code message field faults { field message } } } }`);
export const CREATE_TOKEN = graphql(`mutation CreateToken($name: String!, $roles: [String!]!, $days: Int!) { createApiToken(name: $name, roles: $roles, expiresInDays: $days) { __typename ... on NewToken { id name secret } ... on Refusal { code message field faults { field message } } } }`);
export const REVOKE_TOKEN = graphql(`mutation RevokeToken($id: ID!) { revokeApiToken(id: $id) { __typename ... on Done { ok } ... on Refusal { code message field faults { field message } } } }`);
/** What is drawn, and what has been published; the bodies of versions stay in the hub. */
export const FLOWS = graphql(`query Flows { flows { id name enabled draft draftNo version updatedAt entryPoints versions { no publishedAt running publishedBy { id name } } } }`);
export const SAVE_FLOW = graphql(`mutation SaveFlow($input: FlowInput!) { saveFlow(input: $input) { __typename ... on Flow { id draftNo } ... on Refusal { code message field faults { field message } } } }`);
export const PUBLISH_FLOW = graphql(`mutation PublishFlow($flow: ID!, $base: Int) { publishFlow(flow: $flow, base: $base) { __typename ... on Flow { id version } ... on Refusal { code message field faults { field message } } } }`);
export const RESTORE_FLOW = graphql(`mutation RestoreFlow($flow: ID!, $version: Int!) { restoreFlow(flow: $flow, version: $version) { __typename ... on Flow { id draft draftNo } ... on Refusal { code message field faults { field message } } } }`);
