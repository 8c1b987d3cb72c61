/**
 * GraphQL over HTTP, WebSocket (graphql-ws) and SSE (distinct connections) at /graphql. Parsed documents are cached; depth,
 * nesting, aliases, directives, tokens, breadth, cost, body and time are limited; bugs are masked, refusals are not.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { DocumentNode, ExecutionArgs, GraphQLSchema } from 'graphql';
import { BREAK, GraphQLError, Kind, visit } from 'graphql';
import { makeServer } from 'graphql-ws';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import type { App } from '../app/hub.ts';
import type { Viewer } from '../app/access.ts';
import type { Log } from '../app/log.ts';
import { storable } from '../app/storable.ts';
import { isOutage } from '../app/outage.ts';
import type { AddressOf } from './address.ts';
import { isDocumentTooDeep, isValueTooDeep, MOST_NESTED } from './nesting.ts';
import { ownOrigin } from './origin.ts';
import { createStreams } from './streams.ts';

/** What the schema needs of a request; the http layer makes it, schema/builder.ts names it. */
export interface RequestFacts {
  readonly viewer: Viewer | null;
  /** A token came that is good for nothing (any more). */
  readonly spentToken: boolean;
  /** A page of another origin asks. */
  readonly foreign: boolean;
  readonly connection: string;
  readonly remote: string;
  readonly refreshCookie: string | null;
  setRefreshCookie(token: string | null): void;
}

export interface GraphqlParts {
  readonly hub: App;
  readonly schema: GraphQLSchema;
  readonly log: Log;
  contextFor(facts: RequestFacts): object;
  readonly addressOf: AddressOf;
}

const COOKIE = 'switchroom_refresh';
/** A reader whose socket has this much unsent is waited for; stalled this long it is closed and resumes by its cursor. */
const DRAINED = 1_048_576;
const STALLED_MS = 60_000;
/** Open operations of one socket. */
const MOST_OPERATIONS = 50;

const bearer = (value: string | null | undefined): string => /^Bearer (\S+)$/i.exec(value ?? '')?.[1] ?? '';

function cookieOf(header: string | null | undefined): string | null {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === COOKIE && value) return value;
  }
  return null;
}

/** What a limit refuses is no mistake of syntax, as the library would have it. */
const over = {
  onReject: [
    (_context: unknown, { message }: Error): never => {
      throw new GraphQLError(`${message.replace(/^Syntax Error: /, '')} Ask for less at once, in several requests.`, { extensions: { code: 'TOO_COMPLEX' } });
    },
  ],
};

/** Whatever is wrong with a body is said in one sentence of ours; the parsers repeat their engine's, and the body. */
const readInWords: Plugin = {
  onRequestParse({ requestParser, setRequestParser }) {
    if (!requestParser) return;
    setRequestParser(async (request) => {
      try {
        return await requestParser(request);
      } catch {
        throw new GraphQLError('The request is not valid JSON. Send an object: {"query": "…", "variables": {…}}.', { extensions: { code: 'BAD_INPUT', http: { status: 400 } } });
      }
    });
  },
};

const withoutDepths: Plugin = {
  onParse({ context, parseFn, setParseFn }) {
    // Variables come anew with each request, the document is looked through once and then known.
    refuseIf(isValueTooDeep((context as { params?: { variables?: unknown } }).params?.variables ?? null));
    setParseFn((source, options) => {
      refuseIf(isDocumentTooDeep(source));
      return parseFn(source, options);
    });
  },
};

function refuseIf(isTooDeep: boolean): void {
  if (isTooDeep) throw new GraphQLError(`Lists and objects may be nested at most ${MOST_NESTED} deep. Send what is flatter.`, { extensions: { code: 'TOO_COMPLEX' } });
}

/** A mistake that the engine found has no code, or one of its own. What it found in a result of ours is our bug. */
function coded(error: GraphQLError): GraphQLError | null {
  const { code } = error.extensions;
  if (code !== undefined && code !== 'BAD_REQUEST') return error;
  if (code === undefined && error.path && error.nodes?.[0]?.kind === Kind.FIELD) return null;
  const { message, nodes = null, source = null, positions = null, path = null } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...error.extensions, code: 'BAD_INPUT' } });
}

export type Graphql = ReturnType<typeof createGraphql>;

export function createGraphql({ hub, schema, log, contextFor, addressOf }: GraphqlParts) {
  const limits = EnvelopArmorPlugin({
    costLimit: { enabled: false },
    maxDepth: { n: 14, ...over },
    maxAliases: { n: 30, ...over },
    maxDirectives: { n: 20, ...over },
    maxTokens: { n: 4_000, ...over },
    blockFieldSuggestion: { enabled: true },
  }) as Plugin;
  const introspectionFor: Plugin = {
    // Only by now it is known who asks. Field names are no secret (the schema is published); anonymous callers are told to read it there.
    onExecute({ args, setResultAndStopExecution }) {
      if ((args.contextValue as { viewer?: Viewer | null }).viewer || !introspects(args.document)) return;
      setResultAndStopExecution({ errors: [new GraphQLError('Introspection needs a sign-in; the schema is published as schema/schema.graphql.', { extensions: { code: 'NOT_SIGNED_IN' } })] });
    },
  };

  const withoutNul: Plugin = {
    onExecute: ({ args }) => clean(args),
    onSubscribe: ({ args }) => clean(args),
  };

  /** A patch that could not be read while the database was away is not lost: its feed gives it again. */
  const giveAgain: Plugin = {
    onSubscribe: () => ({
      onSubscribeResult: ({ args }) => ({
        onNext({ result }) {
          const failed = 'errors' in result && (result.errors ?? []).some((e) => e.extensions?.['code'] === 'UNAVAILABLE' || isOutage(e.originalError));
          if (failed) (args.contextValue as { again?: () => void }).again?.();
        },
      }),
    }),
  };

  const streams = createStreams(() => ({
    errors: [new GraphQLError('This stream is over: the sign-in or token it was opened by has ended, or may do something else now. Sign in again, or open it anew.', { extensions: { code: 'NOT_SIGNED_IN' } })],
  }));
  /** Sockets are closed as a whole. */
  const endWithGrant: Plugin = {
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result, setResult }) {
        const { viewer, request } = args.contextValue as { viewer?: Viewer | null; request?: Request };
        if (viewer && request && Symbol.asyncIterator in result) setResult(streams.open(viewer, result));
      },
    }),
  };

  const yoga = createYoga<{ facts?: RequestFacts; remote?: string; setCookie?: (value: string) => void }>({
    schema,
    graphqlEndpoint: '/graphql',
    logging: false,
    landingPage: false,
    batching: false,
    multipart: false,
    // The pages come from here, programs need no leave of a browser, and nobody else is to read with our users' cookies.
    cors: false,
    // Only for developers who are signed in; their own token is put in for them.
    async graphiql(request) {
      const token = await hub.gatekeeper.explorerToken(cookieOf(request.headers.get('cookie')));
      return token !== null && { title: 'Switchroom API', subscriptionsProtocol: 'WS' as const, headers: JSON.stringify({ authorization: `Bearer ${token}` }), defaultQuery: '{\n  viewer { name roles }\n  queues { name waiting agentsReady }\n}\n' };
    },
    renderGraphiQL,
    maskedErrors: {
      maskError(error, message) {
        const told = error instanceof GraphQLError && (error.originalError === undefined || error.originalError instanceof GraphQLError) ? coded(error) : null;
        if (told) return told;
        const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
        log.error({ err: cause }, 'A request failed.');
        const down = isOutage(cause);
        return new GraphQLError(down ? 'The database does not answer now; try again in a moment.' : message, { extensions: { code: down ? 'UNAVAILABLE' : 'INTERNAL', ...(down ? { http: { status: 503, headers: { 'retry-after': '2' } } } : {}) } });
      },
    },
    plugins: [limits, readInWords, withoutDepths, withoutNul, introspectionFor, giveAgain, endWithGrant],
    async context(initial) {
      if (initial.facts) return contextFor(initial.facts);
      const headers = initial.request.headers;
      const token = bearer(headers.get('authorization'));
      const viewer = await hub.gatekeeper.viewerOf(token);
      const foreign = !ownOrigin({ origin: headers.get('origin') ?? undefined, host: headers.get('host') ?? undefined });
      return contextFor({
        viewer, spentToken: token !== '' && viewer === null, foreign, connection: randomUUID(), remote: initial.remote ?? '', refreshCookie: cookieOf(headers.get('cookie')),
        setRefreshCookie: (token) => initial.setCookie?.(`${COOKIE}=${token ?? ''}; Path=/graphql; HttpOnly; SameSite=Strict; Max-Age=${token ? 1_209_600 : 0}`),
      });
    },
  });

  interface Extra {
    readonly viewer: Viewer | null;
    readonly connection: string;
    readonly remote: string;
  }
  const sockets = new Map<WebSocket, Extra>();

  const server = makeServer<{ authorization?: string }, Extra>({
    connectionInitWaitTimeout: 10_000,
    async onConnect(ctx) {
      const viewer = await hub.gatekeeper.viewerOf(bearer(String(ctx.connectionParams?.authorization ?? '')));
      if (ctx.connectionParams?.authorization && !viewer) return false;
      Object.assign(ctx.extra, { viewer });
      return true;
    },
    async onSubscribe(ctx, _id, params) {
      const extra = ctx.extra;
      if (Object.keys(ctx.subscriptions).length > MOST_OPERATIONS) return [new GraphQLError(`One socket may have at most ${MOST_OPERATIONS} operations open.`, { extensions: { code: 'TOO_MANY' } })];
      const facts: RequestFacts = { viewer: extra.viewer, spentToken: false, foreign: false, connection: extra.connection, remote: extra.remote, refreshCookie: null, setRefreshCookie: () => undefined };
      const { schema: built, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ facts, params } as never);
      let document: ExecutionArgs['document'];
      try {
        document = parse(params.query);
      } catch (error) {
        return [error instanceof GraphQLError ? (coded(error) ?? error) : new GraphQLError('The document could not be read.', { extensions: { code: 'BAD_INPUT' } })];
      }
      const args: ExecutionArgs = { schema: built, operationName: params.operationName ?? null, document, variableValues: params.variables ?? null, contextValue: await contextFactory(), rootValue: { execute, subscribe } };
      const errors = validate(args.schema, args.document);
      return errors.length > 0 ? errors : args;
    },
    execute: (args) => (args.rootValue as { execute: (a: ExecutionArgs) => ReturnType<typeof import('graphql').execute> }).execute(args),
    subscribe: (args) => (args.rootValue as { subscribe: (a: ExecutionArgs) => ReturnType<typeof import('graphql').subscribe> }).subscribe(args),
  });

  hub.gatekeeper.onEnded((isOver) => {
    for (const [ws, { viewer }] of sockets) if (viewer && isOver(viewer)) ws.close(4403, 'Forbidden');
    streams.end(isOver);
  });

  /** Takes over an upgraded socket that speaks graphql-transport-ws. Sends wait until the socket has drained. */
  function openSocket(ws: WebSocket, request: IncomingMessage): void {
    const extra: Extra = { viewer: null, connection: randomUUID(), remote: addressOf(request) };
    sockets.set(ws, extra);
    const closed = server.opened(
      {
        protocol: ws.protocol,
        send: (data) => sendDrained(ws, data),
        close: (code, reason) => ws.close(code, reason),
        onMessage: (take) => void ws.on('message', (data) => void take(String(data)).catch((error: unknown) => {
          log.warn({ err: error }, 'A GraphQL socket sent what could not be handled.');
          ws.close(4400, 'Bad request');
        })),
        onPong: () => undefined,
      },
      extra,
    );
    ws.once('close', (code, reason) => {
      sockets.delete(ws);
      void closed(code, String(reason));
    });
  }

  const mayExplore = async (cookie: string | undefined): Promise<boolean> => (await hub.gatekeeper.explorerToken(cookieOf(cookie))) !== null;
  return { yoga, openSocket, mayExplore };
}

/** Resolves when the socket has room: the feed behind it is asked for its next page only then. */
async function sendDrained(ws: WebSocket, data: string): Promise<void> {
  if (ws.readyState !== ws.OPEN) return;
  ws.send(data);
  const began = Date.now();
  while (ws.bufferedAmount > DRAINED && ws.readyState === ws.OPEN) {
    if (Date.now() - began > STALLED_MS) {
      ws.terminate();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What cannot be stored, which nobody types, becomes U+FFFD, as in messages: in variables and in what is written out in the query. */
function clean(args: ExecutionArgs): void {
  if (args.variableValues) args.variableValues = replaced(args.variableValues) as Record<string, unknown>;
  args.document = visit(args.document, {
    StringValue(node) {
      const value = storable(node.value);
      return value === node.value ? undefined : { ...node, value };
    },
  });
}
const replaced = (value: unknown): unknown => {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [replaced(key) as string, replaced(each)]));
};

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field(node) {
      found ||= node.name.value === '__schema' || node.name.value === '__type';
      return found ? BREAK : undefined;
    },
  });
  return found;
}
