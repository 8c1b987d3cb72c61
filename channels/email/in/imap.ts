/**
 * Reads a mailbox by IMAP (RFC 9051): one connection, which waits in IDLE (RFC 2177), fetches what is new in batches, and
 * comes back by itself when it breaks. Order is kept: a mail that cannot be stored in an outage holds up those after it.
 */
import { ImapFlow } from 'imapflow';
import type { Health, Hub } from '../../../src/core/channel.ts';
import { MINUTE, type Ms, SECOND } from '../../../src/core/time.ts';
import { ConsentGone, type Tokens } from '../oauth.ts';
import type { Settings } from '../settings.ts';
import type { State } from '../state.ts';
import type { Taking } from '../take.ts';
import { wordsOf } from '../wrong.ts';
import { type Cursor, type Folder, keepCursor, loadCursor, newCursor, renumbered } from './cursor.ts';
import { createFetching, Outage } from './fetching.ts';
import type { Intake } from './smtp.ts';

const FIRST_WAIT: Ms = SECOND;
const MOST_WAIT: Ms = MINUTE;
/** Looked at all the same, should the server forget to tell. */
const LOOK_EVERY: Ms = 5 * MINUTE;

type Imap = NonNullable<Settings['imap']>;

export interface Mailbox extends Intake {
  /** Puts a copy of what we sent into the folder of sent mails. */
  keepSent(raw: Buffer): Promise<void>;
}

export function imapOptions(settings: Settings, imap: Imap, accessToken: string | null): ConstructorParameters<typeof ImapFlow>[0] {
  return {
    host: imap.host, port: imap.port, secure: imap.secure === 'tls', ...(imap.secure === 'tls' ? {} : { doSTARTTLS: imap.secure === 'starttls' }), auth: { user: imap.user, ...(accessToken === null ? { pass: imap.password ?? '' } : { accessToken }) }, tls: { rejectUnauthorized: !settings.tlsInsecure }, logger: false,
    // Without it a mail that comes after a command waits 15 s to be told of.
    autoIdleDelay: 100, maxIdleTime: 5 * MINUTE, connectionTimeout: 20 * SECOND, greetingTimeout: 15 * SECOND,
    maxLiteralSize: settings.maxBytes + 1_048_576, maxResponseSize: 2 * settings.maxBytes + 16 * 1_048_576,
  };
}

export function readMailbox(hub: Hub, settings: Settings, imap: Imap, tokens: Tokens | null, taking: Taking, state: State): Mailbox {
  let closed = false;
  /** Connected, with the folder open. */
  let client: ImapFlow | null = null;
  /** Also while it is only being connected. */
  let current: ImapFlow | null = null;
  let wake = (): void => undefined;
  let ended = (): void => undefined;

  /** Sleeps, or until woken; tells which. */
  const rest = (ms: Ms): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => wake(), ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (closed) wake();
    });

  async function run(): Promise<void> {
    state.in({ state: 'connecting' });
    for (let wait = FIRST_WAIT; !closed; ) {
      const begun = Date.now();
      try {
        await session();
        if (!closed) state.in({ state: 'connecting', code: 'IMAP_CLOSED', explain: 'The mail server closed the connection; it is being opened again.' });
      } catch (error) {
        if (!closed) {
          state.in(healthOf(error, imap));
          hub.log('warn', 'The mailbox cannot be read just now.', { err: error });
        }
      }
      // It had worked for a while: a single cut is answered at once.
      if (Date.now() - begun > MINUTE) wait = FIRST_WAIT;
      if (!closed) await rest(wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, MOST_WAIT);
    }
  }

  /** From connecting until the connection ends. */
  async function session(): Promise<void> {
    const token = imap.auth === 'oauth2' && tokens ? await tokens.access() : null;
    const open = new ImapFlow(imapOptions(settings, imap, token));
    let broken = false;
    let news = true;
    const look = (): void => {
      news = true;
      wake();
    };
    open.on('error', (error) => hub.log('info', 'The mailbox’s connection broke.', { err: error }));
    open.on('close', () => {
      broken = true;
      wake();
      ended();
    });
    open.on('exists', look);
    current = open;
    try {
      if (closed) return;
      await open.connect();
      client = open;
      const folder = await open.mailboxOpen(imap.folder);
      const at: Folder = { path: imap.folder, uidValidity: String(folder.uidValidity), uidNext: folder.uidNext };
      const fetching = createFetching(hub, settings, open, taking, () => closed || broken);
      let cursor = await cursorFor(open, at);
      state.in({ state: 'connected' });
      for (let wait = FIRST_WAIT; !closed && !broken; ) {
        news = false;
        try {
          cursor = await fetching.takeNew(cursor, (moved) => keepCursor(hub, imap.folder, moved));
          wait = FIRST_WAIT;
          if (!news && !closed && !broken) await rest(LOOK_EVERY);
        } catch (error) {
          if (!(error instanceof Outage)) throw error;
          cursor = error.cursor;
          hub.log('warn', 'A mail could not be stored; it is taken again.', { err: error.cause });
          await rest(wait);
          wait = Math.min(wait * 2, MOST_WAIT);
        }
      }
    } catch (error) {
      if ((error as { authenticationFailed?: unknown }).authenticationFailed === true) await tokens?.forget().catch(() => undefined);
      throw error;
    } finally {
      client = null;
      current = null;
      open.close();
    }
  }

  async function cursorFor(open: ImapFlow, folder: Folder): Promise<Cursor> {
    const stored = await loadCursor(hub, folder.path);
    if (stored && stored.uidValidity === folder.uidValidity) return stored;
    if (stored) hub.log('info', 'The mail server has numbered the folder anew; mails that are known already are passed over.', { folder: folder.path });
    const cursor = stored ? renumbered(stored, folder) : newCursor(folder, hub.now(), await firstOfHistory(open, folder));
    await keepCursor(hub, folder.path, cursor);
    return cursor;
  }

  async function firstOfHistory(open: ImapFlow, folder: Folder): Promise<number | null> {
    if (imap.historyDays === 0) return null;
    const found = await open.search({ since: new Date(hub.now() - imap.historyDays * 24 * 60 * MINUTE) }, { uid: true });
    const first = Array.isArray(found) ? found.reduce((a, b) => Math.min(a, b), folder.uidNext) : folder.uidNext;
    return first < folder.uidNext ? first : null;
  }

  const running = run();
  let closing: Promise<void> | null = null;
  return {
    close() {
      return (closing ??= (async () => {
        closed = true;
        wake();
        const open = client;
        if (open) {
          const left = new Promise<void>((resolve) => (ended = resolve));
          const timer = setTimeout(() => open.close(), 2 * SECOND);
          await Promise.race([open.logout().catch(() => undefined), left]);
          clearTimeout(timer);
        } else current?.close();
        await running;
      })());
    },
    async keepSent(raw) {
      if (!imap.sentFolder) return;
      if (!client?.usable) throw new Error('The mailbox is not connected.');
      const put = await client.append(imap.sentFolder, raw, ['\\Seen'], new Date(hub.now()));
      if (!put) throw new Error('The server did not take the copy.');
    },
  };
}

/** Why a mailbox cannot be read, for administrators. */
export function healthOf(error: unknown, imap: Imap): Health {
  if (error instanceof ConsentGone) return { state: 'needsLogin', code: 'OAUTH2_REFUSED', explain: error.message };
  const { authenticationFailed, serverResponseCode, responseText } = error as { readonly authenticationFailed?: unknown; readonly serverResponseCode?: unknown; readonly responseText?: unknown };
  const said = typeof responseText === 'string' && responseText !== '' ? ` It said: “${responseText.replace(/[\x00-\x1f\x7f]+/g, ' ').slice(0, 200)}”.` : '';
  if (authenticationFailed === true) {
    if (serverResponseCode === 'UNAVAILABLE') return { state: 'connecting', code: 'IMAP_UNAVAILABLE', explain: `The mail server cannot check passwords just now; it is asked again.${said}` };
    return imap.auth === 'oauth2' ? { state: 'needsLogin', code: 'IMAP_SIGN_IN', explain: `The mail server refuses the token of ${imap.user}; consent again, and see that IMAP is switched on for this mailbox.${said}` } : { state: 'failed', code: 'IMAP_SIGN_IN', explain: `The mail server refuses the user name or the password of ${imap.user}.${said}` };
  }
  if (serverResponseCode === 'NONEXISTENT' || serverResponseCode === 'TRYCREATE') return { state: 'failed', code: 'IMAP_FOLDER', explain: `There is no folder “${imap.folder}” in this mailbox.` };
  return { state: 'failed', code: 'IMAP_NOT_REACHED', explain: `The mailbox at ${imap.host} cannot be read: ${wordsOf(error)}${said}` };
}
