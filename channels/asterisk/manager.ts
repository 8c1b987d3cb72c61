/**
 * Asterisk's manager interface over HTTP (`manager.conf`: enabled, webenabled; a user named as in ari.conf, with `write = call`), for the
 * one thing that ARI does not tell: how far a fax is. Where it is not to be had, that is not known, and nothing else suffers.
 */
import type { Hub } from '../../src/core/channel.ts';

export interface FaxSession {
  /** Pages have begun: until then the two machines make each other out. */
  readonly begun: boolean;
  /** Sent and confirmed. */
  readonly confirmed: number;
  /** Bits a second. */
  readonly rate: number | null;
}

export interface Manager {
  /** Of the channel of this name; null = there is none now, or it cannot be learned. */
  faxOf(channel: string): Promise<FaxSession | null>;
  /** Whether it takes us; said by trying. */
  signIn(): Promise<boolean>;
}

const ANSWER_MS = 3_000;
/** It is not asked again for so long when it refused. */
const PATIENCE_MS = 60_000;

type Fields = Readonly<Record<string, string>>;

export function openManager(asterisk: { readonly url: string; readonly user: string; readonly password: string }, fetch: Hub['fetch']): Manager {
  let cookie: string | null = null;
  let refusedAt = Number.NEGATIVE_INFINITY;
  /** Session numbers by channel, of the one call that is up. */
  let known: { readonly channel: string; readonly session: string } | null = null;

  async function post(form: Fields): Promise<readonly Fields[]> {
    // In the body: a password is not to stand in an address.
    const answer = await fetch(`${asterisk.url}/rawman`, { to: 'configured', timeoutMs: ANSWER_MS, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie ? { cookie } : {}) }, body: new URLSearchParams(form).toString() });
    const given = /mansession_id="?(\w+)"?/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
    const said = blocks(await answer.text());
    if (answer.status !== 200) return [];
    if (given) cookie = `mansession_id="${given}"`;
    return said;
  }
  async function signIn(): Promise<boolean> {
    cookie = null;
    const taken = (await post({ action: 'Login', username: asterisk.user, secret: asterisk.password }))[0]?.Response === 'Success' && cookie !== null;
    refusedAt = taken ? Number.NEGATIVE_INFINITY : performance.now();
    return taken;
  }
  /** A session over HTTP ends when it was idle for a minute: then we sign in once more. */
  async function ask(form: Fields): Promise<readonly Fields[]> {
    if (cookie === null && (performance.now() - refusedAt < PATIENCE_MS || !(await signIn()))) return [];
    const said = await post(form);
    if (!/denied|authenticat/i.test(said[0]?.Message ?? '')) return said;
    return (await signIn()) ? post(form) : [];
  }

  async function sessionOf(channel: string): Promise<string | null> {
    if (known?.channel === channel) return known.session;
    const found = (await ask({ action: 'FAXSessions' })).find((f) => f.Event === 'FAXSessionsEntry' && f.Channel === channel)?.SessionNumber;
    known = found === undefined ? null : { channel, session: found };
    return found ?? null;
  }

  return {
    signIn,
    async faxOf(channel) {
      const session = await sessionOf(channel);
      if (session === null) return null;
      const one = (await ask({ action: 'FAXSession', SessionNumber: session })).find((f) => f.Event === 'FAXSession');
      // It went over to T.38, say, and has another number now.
      if (!one) known = null;
      if (!one) return null;
      const [confirmed, rate] = [Number(one.PagesTransmitted), Number(one.DataRate)];
      return { begun: (one.ImageResolution ?? '0x0') !== '0x0', confirmed: Number.isInteger(confirmed) && confirmed > 0 ? confirmed : 0, rate: rate > 0 ? rate : null };
    },
  };
}

/** `Name: value` lines, a blank line between one block and the next. */
const blocks = (text: string): Fields[] =>
  text.split(/\r?\n\r?\n/).map((block) => Object.fromEntries(block.split(/\r?\n/).flatMap((line) => { const [, name, value] = /^([\w-]+): ?(.*)$/.exec(line) ?? []; return name === undefined ? [] : [[name, value ?? ''] as const]; }))).filter((fields) => Object.keys(fields).length > 0);
