/**
 * The announcer of a hub of several nodes: what is announced here is told to the other nodes, what they announce is announced here.
 * Changes travel as ids, at most a few notices of them; a larger change goes as "read again".
 */
import type { Announcer, Change, SignalNotice } from '../announcer.ts';
import type { Bus } from './bus.ts';

type Rows = readonly (readonly [id: string, owner: string | null, queue: string | null, conversation: string])[];

/** `Change` as it travels. `x`: everything may have changed. */
interface Sent {
  readonly t: string;
  readonly i?: Rows;
  readonly a?: readonly string[];
  readonly o?: readonly (readonly [agent: string, interaction: string])[];
  readonly c?: readonly string[];
  readonly e?: 1;
  readonly x?: 1;
}

/** An interaction is some 160 bytes; a notice holds less than 8,000. */
const MOST_ROWS = 40;
/** Reading afresh is cheaper than hearing of more than this. */
const MOST_NOTICES = 8;

export function pieces(change: Partial<Change> & { readonly tenant: string }): Sent[] {
  const t = change.tenant;
  const interactions = change.interactions ?? [];
  const told = new Set(interactions.map((i) => i.conversation));
  const lists = [
    interactions.map((i) => ({ i: [[i.id, i.owner, i.queue, i.conversation]] as Rows })),
    (change.agents ?? []).map((a) => ({ a: [a] })),
    (change.offers ?? []).map((o) => ({ o: [[o.agent, o.interaction] as const] })),
    // The conversations of the interactions named go with them.
    (change.conversations ?? []).filter((c) => !told.has(c)).map((c) => ({ c: [c] })),
  ].flat() as Omit<Sent, 't'>[];
  const e = change.events === false ? {} : { e: 1 as const };
  if (change.all || lists.length > MOST_ROWS * MOST_NOTICES) return [{ t, x: 1, e: 1 }];
  const sent: Sent[] = [];
  for (let n = 0; n === 0 || n < lists.length; n += MOST_ROWS) {
    const part = lists.slice(n, n + MOST_ROWS);
    const all = <K extends 'i' | 'a' | 'o' | 'c'>(key: K) => {
      const found = part.flatMap((p) => (p[key] ?? []) as unknown[]);
      return found.length === 0 ? {} : { [key]: found };
    };
    sent.push({ t, ...all('i'), ...all('a'), ...all('o'), ...all('c'), ...e });
  }
  return sent;
}

export function changeOf(s: Sent): Partial<Change> & { readonly tenant: string } {
  const interactions = (s.i ?? []).map(([id, owner, queue, conversation]) => ({ id, owner, queue, conversation }));
  return {
    tenant: s.t, interactions, agents: s.a ?? [], events: s.e === 1, all: s.x === 1, elsewhere: true,
    // What listeners ask of an offer is whose it is; they read the rest.
    offers: (s.o ?? []).map(([agent, interaction]) => ({ agent, interaction })) as unknown as Change['offers'],
    conversations: [...new Set([...(s.c ?? []), ...interactions.map((i) => i.conversation)])],
  };
}

export interface Relay extends Announcer {
  /** Something was missed: whatever is shown here of these tenants is read again. */
  readAgain(tenants: readonly string[]): void;
}

/** `tenants`: all that are known here, for when it is not known whose changes were missed. */
export function relayOver(local: Announcer, bus: Bus, hasPeers: () => boolean, tenants: () => readonly string[]): Relay {
  const readAgain: Relay['readAgain'] = (of) => {
    for (const tenant of of) local.changed({ tenant, all: true, elsewhere: true });
  };
  bus.subscribe<Sent>('changed', (sent) => (sent === null ? readAgain(tenants()) : local.changed(changeOf(sent))));
  bus.subscribe<SignalNotice>('signal', (signal) => signal && local.signalled(signal));
  return {
    changed(change) {
      local.changed(change);
      if (hasPeers()) for (const piece of pieces(change)) bus.publish('changed', piece);
    },
    signalled(signal) {
      local.signalled(signal);
      bus.publish('signal', signal);
    },
    onChange: local.onChange,
    onSignal: local.onSignal,
    readAgain,
  };
}
