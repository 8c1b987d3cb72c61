/** People who mail, text and write on WeChat until each message is taken, as their servers do, and agents who answer each interaction twice. */
import { openApi, signInAs } from '../../src/demo/api.ts';
import { FAR_CHANNELS, type FarChannel, type FarSides } from '../support/farSides.ts';
import { wait } from './check.ts';

/** Texts that the hub said it took, in their order, by whoever wrote them. */
export type Written = ReadonlyMap<string, { readonly channel: FarChannel; readonly texts: string[] }>;

const PEOPLE = 4;
const AGAIN_MS = 150;

const addressOf = (channel: FarChannel, n: number): string => ({ email: `person-${n}@customers.example`, sms: `+86138001380${n + 10}`, wechat: `openid-person-${n}` })[channel];

/** `stop` resolves when all that was begun is taken. */
export function startPeople(far: FarSides, pauseMs: () => number): { readonly written: Written; stop(): Promise<void> } {
  const written = new Map<string, { readonly channel: FarChannel; readonly texts: string[] }>();
  let serial = 0;
  let writing = true;
  async function write(channel: FarChannel, address: string, texts: string[]): Promise<void> {
    while (writing) {
      serial += 1;
      const [id, text] = [String(7_000_000 + serial), `${channel} ${serial} of ${address}`];
      // A server that was not told that a message is taken sends the same again.
      while (!(await far[channel].write(address, text, id).catch(() => false))) await wait(AGAIN_MS);
      texts.push(text);
      await wait(pauseMs());
    }
  }
  const all = FAR_CHANNELS.flatMap((channel) => Array.from({ length: PEOPLE }, (_, n) => {
    const texts: string[] = [];
    written.set(addressOf(channel, n), { channel, texts });
    return write(channel, addressOf(channel, n), texts);
  }));
  return {
    written,
    async stop() {
      writing = false;
      await Promise.all(all);
    },
  };
}

interface Desk {
  readonly desk: { readonly offers: readonly { readonly id: string }[]; readonly upserted: readonly { readonly id: string; readonly state: string }[]; readonly me: { readonly presence: string } };
}
type Said = Readonly<Record<string, { readonly code?: string }>>;

export const ANSWERS = ['first', 'second'] as const;
export const answerOf = (interaction: string, which: (typeof ANSWERS)[number]): string => `The ${which} answer to ${interaction}.`;

/** Takes all that is offered, answers twice and closes. What the hub could not do it is asked again. */
export function startAnswering(url: string, login: { readonly email: string; readonly password: string }): () => void {
  const api = openApi(url, signInAs(url, login));
  const busy = new Set<string>();
  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<void> => {
    for (let tries = 0; tries < 60; tries += 1) {
      const said = await api.ask<Said>(query, variables).catch(() => null);
      const code = said && (Object.values(said)[0]?.code ?? '');
      if (code !== null && code !== 'TRY_AGAIN' && code !== 'UNAVAILABLE') return;
      await wait(500);
    }
  };
  const once = (what: string, run: () => Promise<void>): void => {
    if (busy.has(what)) return;
    busy.add(what);
    void run().finally(() => busy.delete(what));
  };
  const leave = api.follow<Desk>('subscription { desk { offers { id } upserted { id state } me { presence } } }', ({ desk }) => {
    if (desk.me.presence !== 'ready') once('presence', () => ask('mutation { setPresence(presence: ready) { __typename ... on Refusal { code } } }'));
    for (const { id } of desk.offers) once(id, () => ask('mutation($o: ID!) { acceptOffer(offer: $o) { __typename ... on Refusal { code } } }', { o: id }));
    for (const { id, state } of desk.upserted)
      if (state === 'active' || state === 'wrapUp')
        once(id, async () => {
          if (state === 'active')
            for (const which of ANSWERS) await ask('mutation($i: ID!, $t: String!, $c: String!) { sendMessage(interaction: $i, text: $t, clientId: $c) { __typename ... on Refusal { code } } }', { i: id, t: answerOf(id, which), c: `${which}-${id}` });
          await ask('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename ... on Refusal { code } } }', { i: id });
        });
  });
  return () => {
    leave();
    api.close();
  };
}
