import { cacheExchange } from '@urql/exchange-graphcache';
import { createClient as createSocket, type SubscribePayload } from 'graphql-ws';
import { Client, subscriptionExchange } from 'urql';
import { createStore } from './store.ts';
import { freshToken, session } from './session.ts';

export type LinkState = 'connecting' | 'open' | 'lost';
/** The truth behind the connection dot. `reopened` counts the times it came back. */
export const link = createStore<{ state: LinkState; since: number; reopened: number }>({
  state: 'connecting', since: Date.now(), reopened: 0,
});

/** A socket can be dead without saying so: it is asked this often, doubted when it is silent for so long, and given up after that. */
const ASKED_EVERY = 2_500;
const DOUBTED_AFTER = 2_000;
const GIVEN_UP_AFTER = 6_000;

let doubt: ReturnType<typeof setTimeout> | undefined;
let giveUp: ReturnType<typeof setTimeout> | undefined;
let opened = false;
const isLost = (): void => link.set((now) => (now.state === 'lost' ? now : { ...now, state: 'lost', since: Date.now() }));
function isHeard(): void {
  clearTimeout(doubt);
  clearTimeout(giveUp);
}

export const socket = createSocket({
  url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  connectionParams: async () => {
    const token = await freshToken();
    return token ? { authorization: `Bearer ${token}` } : {};
  },
  lazy: true,
  lazyCloseTimeout: 3_000,
  keepAlive: ASKED_EVERY,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => session.get().token !== null,
  retryWait: async (retries) => {
    const base = Math.min(500 * 2 ** retries, 8_000);
    await new Promise<void>((resolve) => {
      const go = (): void => {
        clearTimeout(turn);
        window.removeEventListener('online', go);
        resolve();
      };
      const turn = setTimeout(go, base / 2 + Math.random() * (base / 2));
      // Whoever has a network again need not wait for their turn.
      window.addEventListener('online', go);
    });
  },
  on: {
    connecting: () => link.set((now) => (opened ? now : { ...now, state: 'connecting' })),
    connected: () => {
      link.set((now) => ({ state: 'open', since: Date.now(), reopened: now.reopened + (opened ? 1 : 0) }));
      opened = true;
    },
    closed: () => {
      isHeard();
      isLost();
    },
    ping: (received) => {
      if (received) return;
      isHeard();
      doubt = setTimeout(isLost, DOUBTED_AFTER);
      giveUp = setTimeout(() => socket.terminate(), GIVEN_UP_AFTER);
    },
    pong: (received) => {
      if (!received) return;
      isHeard();
      link.set((now) => (now.state === 'lost' ? { ...now, state: 'open', since: Date.now() } : now));
    },
  },
});
// The browser knows first when there is no network: nothing comes over the old socket any more.
window.addEventListener('offline', () => socket.terminate());

/** One payload per subscription is sent again by every reconnect, so moving `afterSeq` in it makes it resume. */
function follow(payload: SubscribePayload, data: unknown): void {
  const variables = payload.variables as { afterSeq?: number } | undefined;
  const seq = (data as { timeline?: { seq?: number | null } } | null | undefined)?.timeline?.seq;
  if (variables?.afterSeq !== undefined && typeof seq === 'number' && seq > variables.afterSeq) variables.afterSeq = seq;
}

const isOutage = (cause: unknown): boolean => Array.isArray(cause) && cause.some((e: { extensions?: { code?: unknown } }) => e.extensions?.code === 'UNAVAILABLE');

const embedded = (): null => null;

export const createClient = (): Client =>
  new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        keys: {
          AgentSkill: embedded, AgentToday: embedded, BotPatch: embedded, BotResultOk: embedded, Capabilities: embedded, Channel: embedded,
          DeskPatch: embedded, Done: embedded, Draft: embedded, EntryPage: embedded, EventPage: embedded, FlowVersion: embedded, Handover: embedded,
          Health: embedded, InlinePicture: embedded, InteractionPage: embedded, Mail: embedded, Mailbox: embedded, MailThread: embedded, Page: embedded, PageInfo: embedded, PresenceReason: embedded, Refusal: embedded, RemotePicture: embedded,
          Routing: embedded, SearchHit: embedded, SearchPage: embedded, Session: embedded, Signal: embedded, SkillLack: embedded, SkillNeed: embedded,
          Simulation: embedded, SimulatedAgent: embedded, SimulatedFigures: embedded, SimulatedPlace: embedded, SimulatedQueue: embedded, SimulatedReport: embedded, MovedInteraction: embedded,
          StepStaffing: embedded, Trial: embedded, Tried: embedded, WallPatch: embedded, NewToken: embedded, Why: embedded,
        },
      }),
      subscriptionExchange({
        enableAllOperations: true,
        forwardSubscription(body) {
          const payload = { query: body.query ?? '', variables: { ...(body.variables as object) } } as SubscribePayload;
          return {
            subscribe: (sink) => {
              const live = /^\s*subscription\b/.test(payload.query);
              let leave: () => void = () => undefined;
              let left = false;
              const begin = (): void => {
                leave = socket.subscribe(payload, {
                  next: (value) => {
                    follow(payload, value.data);
                    // A patch that could not be read comes again by itself.
                    if (live && value.errors && !value.data) return;
                    sink.next(value as Parameters<typeof sink.next>[0]);
                  },
                  error(cause) {
                    // What is followed is asked for again while the hub cannot answer; a refusal is final.
                    if (live && !left && isOutage(cause)) setTimeout(() => left || begin(), 1_000);
                    else sink.error(cause instanceof Error ? cause : new Error('The connection was closed.'));
                  },
                  complete: () => sink.complete(),
                });
              };
              begin();
              return {
                unsubscribe() {
                  left = true;
                  leave();
                },
              };
            },
          };
        },
      }),
    ],
  });
export const client = createClient();
