import { createStore } from './store.ts';
import { graphql, type Refusal, type ResultOf } from './graphql.ts';
import { print } from 'graphql';
import { worded } from './refusals.ts';

const SESSION = graphql(`
  fragment SessionFields on Session {
    accessToken accessExpiresAt
    viewer { id name roles locale agent { id } tenant { id name timeZone presenceReasons { code labelEn labelZh } } }
  }
`);
const SIGN_IN = graphql(`
  mutation SignIn($email: String!, $password: String!) {
    signIn(email: $email, password: $password) { __typename ...SessionFields ... on Refusal { code message field } }
  }
`, [SESSION]);
const REFRESH = graphql(`
  mutation Refresh { refreshSession { __typename ...SessionFields ... on Refusal { code message field } } }
`, [SESSION]);
const SIGN_OUT = graphql(`mutation SignOut { signOut { __typename } }`);

export type Session = ResultOf<typeof SESSION>;
export type Viewer = Session['viewer'];

/** `token` lives in memory only; what survives a reload is the HttpOnly refresh cookie. */
export const session = createStore<{ token: string | null; expiresAt: number; viewer: Viewer | null; asked: boolean }>({
  token: null, expiresAt: 0, viewer: null, asked: false,
});

/** How far the server's clock is ahead of this machine's, in ms: timers count in server time. */
let clockOffset = 0;
export const serverNow = (): number => Date.now() + clockOffset;
function learnClock(answer: Response, sentAt: number): void {
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) return;
  // The Date header has whole seconds; less than that is not worth correcting.
  const offset = date + 500 - (sentAt + Date.now()) / 2;
  if (!told) clockOffset = Math.abs(offset) > 1500 ? offset : 0;
}
let told = false;
/** The hub's own clock, as a live feed brings it. It comes late, never early, so the greatest lead is the truest; a jump means a clock was set. */
export function learnServerTime(iso: string): void {
  const offset = Date.parse(iso) - Date.now();
  if (!told || offset > clockOffset || clockOffset - offset > 5_000) clockOffset = offset;
  told = true;
}

export async function post<T>(document: unknown, variables: object = {}): Promise<T> {
  const sentAt = Date.now();
  const { token } = session.get();
  const answer = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query: print(document as Parameters<typeof print>[0]), variables }),
  });
  learnClock(answer, sentAt);
  const body = (await answer.json()) as { data?: T; errors?: { message: string }[] };
  if (!body.data) throw new Error(body.errors?.[0]?.message ?? `The hub answered ${answer.status}.`);
  return body.data;
}

function keep(result: (Session & { __typename: 'Session' }) | Refusal): Refusal | null {
  if (result.__typename === 'Refusal') return worded(result);
  session.set({ token: result.accessToken, expiresAt: Date.parse(result.accessExpiresAt), viewer: result.viewer, asked: true });
  return null;
}

export async function signIn(email: string, password: string): Promise<Refusal | null> {
  const { signIn: result } = await post<ResultOf<typeof SIGN_IN>>(SIGN_IN, { email, password });
  return keep(result as Parameters<typeof keep>[0]);
}

let refreshing: Promise<boolean> | null = null;
/** True when there is a session again. Several callers share one request. */
export function refresh(): Promise<boolean> {
  refreshing ??= post<ResultOf<typeof REFRESH>>(REFRESH)
    .then(({ refreshSession: result }) => {
      if (keep(result as Parameters<typeof keep>[0]) === null) return true;
      session.set({ token: null, viewer: null, asked: true });
      return false;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** A token that is good for half a minute more. */
export async function freshToken(): Promise<string | null> {
  const { token, expiresAt } = session.get();
  if (token && expiresAt - serverNow() > 30_000) return token;
  await refresh().catch(() => false);
  return session.get().token;
}

export async function signOut(): Promise<void> {
  await post(SIGN_OUT).catch(() => undefined);
  session.set({ token: null, viewer: null, expiresAt: 0 });
}
