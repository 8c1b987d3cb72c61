/**
 * Our messages to the SMSC: cut into parts, submitted within the window, each part's answer kept. A message of which some
 * parts were taken goes on at the first that was not.
 */
import type { Hub, OutboundMessage, Sent } from '../../src/core/channel.ts';
import { SECOND } from '../../src/core/time.ts';
import { destinationOf } from './addresses.ts';
import { createEncoder } from './encode.ts';
import type { Link, Reply } from './link.ts';
import { createLru } from './lru.ts';
import { type Pdu, STATUS } from './pdu.ts';
import { spellingsOf } from './receipts.ts';
import { createSentKeys } from './sentKeys.ts';
import type { Common, SmppSettings } from './settings.ts';
import { outcomeOf } from './statuses.ts';
import { refusalOf } from './text.ts';
import { createWindow } from './window.ts';

/** Ids of parts whose receipts may still come. */
const MOST_IDS = 100_000;
/** Messages that may be tried again. */
const MOST_PROGRESS = 5_000;
/** Who says that it was too much is left alone for so long. */
const REST_MS = SECOND;

export interface OutboundParts {
  readonly hub: Hub;
  readonly common: Common;
  readonly smpp: SmppSettings;
  link(): Link | null;
  isOpen(): boolean;
}

export interface Outbound {
  send(message: OutboundMessage): Promise<Sent>;
  /** The id by which the hub knows what a receipt is about. */
  idOf(receipt: string): string;
  /** Ends the waiting and resolves when each message on its way has its outcome. */
  close(): Promise<void>;
}

interface Progress {
  readonly parts: readonly Readonly<Record<string, string | number | Buffer>>[];
  /** By part; null = not taken yet. */
  readonly ids: (string | null)[];
}

export function createOutbound({ hub, common, smpp, link, isOpen }: OutboundParts): Outbound {
  const window = createWindow(smpp.windowSize, smpp.perSecond);
  const keys = createSentKeys();
  const progress = createLru<Progress>(MOST_PROGRESS);
  const known = createLru<string>(MOST_IDS);
  const encode = createEncoder(common.number, smpp);

  const closed: Sent = { ok: false, retry: 'later', code: 'CLOSED', explain: 'The connection to the SMSC is being opened anew; the message goes out when it is.' };

  async function carry({ key, entry, to }: OutboundMessage): Promise<Sent> {
    const destination = destinationOf(to.value, { ton: smpp.destTon, npi: smpp.destNpi });
    if (!destination) return { ok: false, retry: 'never', code: 'BAD_NUMBER', explain: `“${to.value}” is no telephone number that an SMS can go to.`, addressDead: true };
    const mine = progress.get(key) ?? begin(key, encode(entry.text, destination));
    for (const [n, values] of mine.parts.entries()) {
      if (mine.ids[n] !== null) continue;
      const failed = await window.run(() => submit(key, mine, n, values));
      if (failed) return failed;
    }
    const ids = mine.ids.map((id, n) => id || `${key}:${n + 1}`);
    return { ok: true, ref: ids[0] ?? key, refs: ids };
  }

  function begin(key: string, parts: Progress['parts']): Progress {
    const mine = { parts, ids: parts.map(() => null) };
    progress.set(key, mine);
    return mine;
  }

  /** Null = taken. */
  async function submit(key: string, mine: Progress, n: number, values: Progress['parts'][number]): Promise<Sent | null> {
    if (!isOpen()) return closed;
    const to = link();
    if (!to) return { ok: false, retry: 'later', code: 'NOT_CONNECTED', explain: 'There is no connection to the SMSC just now; the message goes out when there is.' };
    const reply = await to.request('submit_sm', values, (pdu) => takenLate(key, mine, n, pdu));
    return answered(mine, n, reply);
  }

  function answered(mine: Progress, n: number, reply: Reply): Sent | null {
    if (reply.kind === 'unsent') return { ok: false, retry: 'later', code: 'NOT_CONNECTED', explain: 'The connection to the SMSC has just gone; the message goes out when it is back.' };
    const which = mine.parts.length > 1 ? ` (part ${n + 1} of ${mine.parts.length})` : '';
    if (reply.kind === 'silent') return { ok: false, retry: 'unknown', code: 'NO_ANSWER', explain: `The SMSC was given the message${which} and did not say whether it took it.` };
    const { pdu } = reply;
    if (pdu.status === STATUS.OK && pdu.command === 'submit_sm_resp') {
      taken(mine, n, pdu.text('message_id'), null);
      return null;
    }
    const failed = outcomeOf(pdu.status || 0xff);
    if (failed.code === 'ESME_RTHROTTLED' || failed.code === 'ESME_RMSGQFUL') window.rest(REST_MS);
    return failed;
  }

  function taken(mine: Progress, n: number, id: string, of: string | null): void {
    mine.ids[n] = id;
    if (id !== '') known.set(id, of ?? id);
  }

  /** The hub was told that nobody knows: its news comes by the message's key. Tried again, this part is not sent twice. */
  function takenLate(key: string, mine: Progress, n: number, pdu: Pdu): void {
    if (pdu.status !== STATUS.OK || mine.ids[n] !== null) return;
    taken(mine, n, pdu.text('message_id'), key);
    hub.log('info', 'The SMSC took a message late.', { key, part: n + 1 });
  }

  return {
    async send(message) {
      if (!isOpen()) return closed;
      return refusalOf(message) ?? keys.once(message.key, () => carry(message));
    },
    idOf(receipt) {
      const same = known.get(receipt);
      if (same !== undefined) return same;
      for (const spelling of spellingsOf(receipt)) {
        const found = known.get(spelling);
        if (found !== undefined) return found;
      }
      return receipt;
    },
    close() {
      window.hurry();
      return keys.settled();
    },
  };
}
