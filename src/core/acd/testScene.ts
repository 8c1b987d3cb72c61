/**
 * A contact centre for tests, in the product's words: customers call and write, agents come and go, time passes.
 * Every act returns what it changed; `rings` and `stateOf` say how things stand.
 */
import { CHANNEL_RULES } from '../capacity.ts';
import { type Actor, SYSTEM } from '../events.ts';
import type { ChannelKind, InteractionState } from '../interaction.ts';
import { HOUR, type Ms } from '../time.ts';
import { freshAgent, freshItem, freshQueue } from './fresh.ts';
import { createState, nextWake, type State, step, unheard } from './step.ts';
import type { AgentConfig, AgentState, DomainConfig, Input, Item, Output, QueueConfig } from './types.ts';

export const NINE = 1_800_000_000_000;

export const aQueue = (id: string, more: Partial<QueueConfig> = {}): QueueConfig => ({ ...freshQueue(id), targetMs: HOUR, ...more });
export const anAgent = (id: string, more: Partial<AgentConfig> = {}): AgentConfig => ({ ...freshAgent(id), ...more });
export const aDomain = (queues: readonly QueueConfig[], agents: readonly AgentConfig[], version = 1): DomainConfig => ({ version, channels: CHANNEL_RULES, interrupts: {}, draining: true, queues, heirs: {}, agents });
export const agentActor = (id: string): Actor => ({ kind: 'agent', id });
export const BOSS: Actor = { kind: 'supervisor', id: 'boss' };

export const anItem = (id: string, channel: ChannelKind, queue: string, at: Ms, more: Partial<Item> = {}): Item => ({ ...freshItem(id, channel, queue, at), conversation: `with ${id}`, ...more });

export interface Scene {
  readonly state: State;
  now(): Ms;
  /** Applies one input now. */
  go(input: Input, by?: Actor): Output;
  /** Signs agents in, ready, a second apart so that the first named has been idle longest. */
  ready(...agents: string[]): void;
  calls(id: string, queue?: string, more?: Partial<Item>): Output;
  writes(id: string, channel?: ChannelKind, queue?: string, more?: Partial<Item>): Output;
  /** Answers what rings at the agent. */
  accepts(agent: string): Output;
  declines(agent: string): Output;
  /** A message that is stored and not told to the ACD, as messages are. */
  says(id: string, who: 'customer' | 'agent'): void;
  /** Lets time pass, with every timer in its own moment. */
  passes(ms: Ms): Output[];
  /** Lets time pass while the hub does nothing; the next act finds all timers due. */
  sleeps(ms: Ms): void;
  /** Whose contact rings at the agent. */
  rings(agent: string): string | null;
  stateOf(id: string): InteractionState | 'gone';
  item(id: string): Item;
  agent(id: string): AgentState;
}

export function scene(config: DomainConfig = aDomain([aQueue('hotline')], [anAgent('li'), anAgent('zhao')])): Scene {
  const state = createState({ config, items: [], agents: [], offers: [], segments: [], at: NINE });
  let at = NINE;
  let no = 0;
  const words = new Map<string, { customerAt: Ms | null; agentAt: Ms | null }>();
  const wordsOf = (interaction: string) => ({ interaction, ...(words.get(interaction) ?? { customerAt: null, agentAt: null }) });
  const go = (input: Input, actor: Actor = SYSTEM): Output => {
    no += 1;
    return step(state, { no, at, actor, input });
  };
  const offerAt = (agent: string): string => state.fleet.byId.get(agent)?.ringing?.offers.find((o) => o.agent === agent)?.id ?? 'none';
  const known = <T>(found: T | undefined, id: string): T => {
    if (found === undefined) throw new Error(`${id} is not in this scene.`);
    return found;
  };
  return {
    state, go,
    now: () => at,
    ready(...agents) {
      for (const agent of agents) {
        at += 1_000;
        go({ kind: 'lease', agent, until: at + 1_000 * HOUR });
        go({ kind: 'presence', agent, presence: 'ready', reason: null, next: false }, agentActor(agent));
      }
    },
    calls: (id, queue = 'hotline', more = {}) => go({ kind: 'arrived', item: anItem(id, 'voice', queue, at, more) }),
    writes: (id, channel = 'webchat', queue = 'hotline', more = {}) => go({ kind: 'arrived', item: anItem(id, channel, queue, at, more) }),
    accepts: (agent) => go({ kind: 'accept', offer: offerAt(agent), agent }, agentActor(agent)),
    declines: (agent) => go({ kind: 'decline', offer: offerAt(agent), agent, reason: 'busy' }, agentActor(agent)),
    says: (id, who) => void words.set(id, { customerAt: wordsOf(id).customerAt, agentAt: wordsOf(id).agentAt, [who === 'agent' ? 'agentAt' : 'customerAt']: at }),
    passes(ms) {
      const until = at + ms;
      const outputs: Output[] = [];
      for (let due = nextWake(state); due !== null && due <= until; due = nextWake(state)) {
        at = Math.max(at, due);
        const silent = unheard(state, at);
        outputs.push(go(silent.length > 0 ? { kind: 'heard', words: silent.map(wordsOf) } : { kind: 'tick' }));
      }
      at = until;
      return outputs;
    },
    sleeps(ms) {
      at += ms;
    },
    rings: (agent) => state.fleet.byId.get(agent)?.ringing?.item.id ?? null,
    stateOf: (id) => state.works.get(id)?.item.state ?? 'gone',
    item: (id) => known(state.works.get(id), id).item,
    agent: (id) => known(state.fleet.byId.get(id), id).agent,
  };
}

export const eventsOf = (...outputs: readonly Output[]): string[] => outputs.flatMap((o) => o.events.map((e) => e.type));
