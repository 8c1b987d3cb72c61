/** A client of the public API, as any program would write one: sign-in by HTTP, everything else on one WebSocket. */
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Api {
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  follow<T>(query: string, take: (data: T) => void, variables?: Record<string, unknown>): () => void;
  close(): void;
}

async function post<T>(url: string, query: string, variables: Record<string, unknown>): Promise<T> {
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await answer.json()) as { data?: T; errors?: { message: string }[] };
  if (!data) throw new Error(errors?.[0]?.message ?? `The hub answered ${answer.status}.`);
  return data;
}

export function openApi(url: string, token: () => Promise<string>): Api {
  const client: Client = createClient({
    // One socket for as long as the program lives; it comes back by itself.
    lazy: false, onNonLazyError: () => undefined,
    url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: Number.POSITIVE_INFINITY, shouldRetry: () => true,
    // As the desk does: soon, then at most every five seconds.
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** retries, 5_000) * (0.5 + Math.random() / 2))),
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
  });
  return {
    ask: <T>(query: string, variables: Record<string, unknown> = {}) =>
      new Promise<T>((resolve, reject) => {
        let last: T | null = null;
        client.subscribe<Record<string, unknown>>({ query, variables }, {
          next: ({ data, errors }) => {
            if (errors) reject(new Error(errors[0]?.message));
            last = data as T;
          },
          error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))),
          complete: () => (last === null ? reject(new Error('No answer.')) : resolve(last)),
        });
      }),
    follow: (query, take, variables = {}) => {
      let leave: () => void = () => undefined;
      let left = false;
      // A hub that could not begin the subscription, or gave it up, is asked again.
      const begin = (): void => {
        const again = (): void => void (left || setTimeout(() => left || begin(), 1_000));
        leave = client.subscribe<Record<string, unknown>>({ query, variables }, { next: ({ data }) => data && take(data as never), error: again, complete: again });
      };
      begin();
      return () => {
        left = true;
        leave();
      };
    },
    close: () => void Promise.resolve(client.dispose()).catch(() => undefined),
  };
}

/** A person's token, signed in again whenever one is needed. */
export const signInAs = (url: string, login: { readonly email: string; readonly password: string }) => async (): Promise<string> => {
  const { signIn } = await post<{ signIn: { accessToken?: string; message?: string } }>(url, 'mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { ... on Session { accessToken } ... on Refusal { message } } }', { e: login.email, p: login.password });
  if (!signIn.accessToken) throw new Error(signIn.message ?? 'The sign-in was refused.');
  return signIn.accessToken;
};
