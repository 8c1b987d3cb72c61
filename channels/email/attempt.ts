/** Tries the settings against the servers, one step after the other, and says what is wrong in words. Changes nothing over there. */
import { lookup } from 'node:dns/promises';
import { createServer, isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { Hub, Tried } from '../../src/core/channel.ts';
import { healthOf as imapHealth, imapOptions } from './in/imap.ts';
import { createTokens, type Tokens } from './oauth.ts';
import { healthOf as smtpHealth, type SmtpError } from './out/outcome.ts';
import { openLine } from './out/transport.ts';
import type { Settings } from './settings.ts';
import { wordsOf } from './wrong.ts';

type Tools = Pick<Hub, 'fetch' | 'now' | 'signal'>;

/** The first that fails is the last. */
export async function trySettings(settings: Settings, tools: Tools): Promise<readonly Tried[]> {
  const done: Tried[] = [];
  const step = async (name: string, good: string, run: () => Promise<unknown>, bad: (error: unknown) => { readonly code: string; readonly explain: string }): Promise<boolean> => {
    try {
      await run();
      done.push({ step: name, ok: true, code: 'OK', explain: good });
      return true;
    } catch (error) {
      done.push({ step: name, ok: false, ...bad(error) });
      return false;
    }
  };
  const tokens = settings.oauth2 ? createTokens(tools, settings.oauth2) : null;
  const wantsTokens = settings.smtp.auth === 'oauth2' || (settings.intake === 'imap' && settings.imap?.auth === 'oauth2');
  if (tokens && wantsTokens && !(await step('token', 'The provider gave an access token.', () => tokens.access(), (e) => ({ code: 'OAUTH2_REFUSED', explain: sentence(e) })))) return done;
  if (settings.intake === 'imap' && !(await tryImap(settings, tokens, step))) return done;
  const { listen } = settings;
  if (settings.intake === 'smtp' && listen && !(await step('listen', `Port ${listen.port} can be listened on.`, () => tryListening(listen), (e) => ((e as { code?: unknown }).code === 'EADDRINUSE' ? { code: 'PORT_TAKEN', explain: `Port ${listen.port} is in use, perhaps by this very entry point.` } : { code: 'NOT_LISTENING', explain: `Port ${listen.port} cannot be listened on: ${wordsOf(e)}` })))) {
    // An entry point that is open holds its own port: that is how it should be.
    if (done.at(-1)?.code !== 'PORT_TAKEN') return done;
    done.splice(-1, 1, { step: 'listen', ok: true, code: 'PORT_TAKEN', explain: `Port ${listen.port} is in use; if this entry point is open already, by itself.` });
  }
  if (!(await step('resolve', `The name ${settings.smtp.host} is known.`, () => resolved(settings.smtp.host), (e) => ({ code: 'SMTP_NAME', explain: `The server for outgoing mail, ${settings.smtp.host}, was not found: ${wordsOf(e)}` })))) return done;
  await step('send', 'The server for outgoing mail lets us in.', () => verifySmtp(settings, tokens), (e) => smtpHealth(e as SmtpError) as { code: string; explain: string } | null ?? { code: 'SMTP_REFUSED', explain: `The server for outgoing mail does not let us in: ${wordsOf(e)}` });
  return done;
}

async function tryImap(settings: Settings, tokens: Tokens | null, step: (name: string, good: string, run: () => Promise<unknown>, bad: (error: unknown) => { readonly code: string; readonly explain: string }) => Promise<boolean>): Promise<boolean> {
  const { imap } = settings;
  if (!imap) return false;
  if (!(await step('resolve', `The name ${imap.host} is known.`, () => resolved(imap.host), (e) => ({ code: 'IMAP_NAME', explain: `The IMAP server ${imap.host} was not found: ${wordsOf(e)}` })))) return false;
  const client = new ImapFlow({ ...imapOptions(settings, imap, imap.auth === 'oauth2' && tokens ? await tokens.access() : null), connectionTimeout: 8_000, greetingTimeout: 8_000 });
  client.on('error', () => undefined);
  const why = (e: unknown): { code: string; explain: string } => {
    const { code, explain } = imapHealth(e, imap);
    return { code: code ?? 'IMAP_NOT_REACHED', explain: explain ?? sentence(e) };
  };
  try {
    if (!(await step('signIn', `Connected to ${imap.host} and signed in as ${imap.user}.`, () => client.connect(), why))) return false;
    const opens = async (path: string): Promise<void> => void (await client.mailboxOpen(path, { readOnly: true }));
    if (!(await step('folder', `The folder ${imap.folder} opens.`, () => opens(imap.folder), (e) => ({ ...why(e), code: 'IMAP_FOLDER', explain: `The folder “${imap.folder}” does not open; look up its name in your mail program.` })))) return false;
    const { sentFolder } = imap;
    return sentFolder === undefined || (await step('sentFolder', `The folder ${sentFolder} opens.`, () => opens(sentFolder), () => ({ code: 'IMAP_FOLDER', explain: `The folder for sent mails, “${sentFolder}”, does not open; look up its name in your mail program.` })));
  } finally {
    client.close();
  }
}

async function verifySmtp(settings: Settings, tokens: Tokens | null): Promise<void> {
  const line = await openLine(settings, tokens);
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([line.verify(), new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('timed out')), 8_000)))]);
  } finally {
    clearTimeout(timer);
    line.close();
  }
}

const resolved = async (host: string): Promise<void> => void (isIP(host) === 0 && (await lookup(host)));

const tryListening = ({ host, port }: { readonly host: string; readonly port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });

const sentence = (error: unknown): string => String((error as Error).message ?? error);
