/**
 * The bus over PostgreSQL's LISTEN and NOTIFY. What is published while one notice is on its way goes with the next: one statement
 * for a whole batch, in its own transaction, since a NOTIFY inside one that writes would make all writers wait for one another.
 */
import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import { type Bus, createListeners, type Message } from './bus.ts';
import type { Link } from './link.ts';

const CHANNEL = 'switchroom';
/** PostgreSQL takes payloads shorter than 8,000 bytes. */
const MOST_BYTES = 7_900;
/** More than this waiting is not worth telling one by one. */
const MOST_WAITING = 20_000;

type Told = readonly [topic: string, message: Message | null];

/** One payload: who speaks, and what; an empty list = everything was missed. */
interface Payload {
  readonly from: string;
  readonly told: readonly Told[];
}

/** As few payloads as hold all; a message too large for any is told as missed on its topic. */
export function pack(from: string, told: readonly Told[]): string[] {
  const head = `{"from":${JSON.stringify(from)},"told":[`;
  const room = MOST_BYTES - Buffer.byteLength(head) - 2;
  const payloads: string[] = [];
  let parts: string[] = [];
  let size = 0;
  const close = (): void => {
    if (parts.length > 0) payloads.push(`${head}${parts.join(',')}]}`);
    parts = [];
    size = 0;
  };
  for (const [topic, message] of told) {
    let part = JSON.stringify([topic, message]);
    if (Buffer.byteLength(part) > room) part = JSON.stringify([topic, null]);
    const bytes = Buffer.byteLength(part) + 1;
    if (size + bytes > room) close();
    parts.push(part);
    size += bytes;
  }
  close();
  return payloads;
}

/** `hasPeers`: whether anybody else may be listening; if not, nothing is sent. */
export function createPostgresBus({ link, log, hasPeers }: { readonly link: Link; readonly log: Log; hasPeers(): boolean }): Bus {
  const from = randomUUID();
  const listeners = createListeners(log);
  let waiting: Told[] = [];
  let sending = false;
  /** Something of ours was lost on the way: the others are told so as soon as they can be. */
  let owing = false;
  let openedBefore = false;

  function hear(text: string | undefined): void {
    let payload: Payload;
    try {
      payload = JSON.parse(text ?? '') as Payload;
    } catch {
      return log.warn({}, `Something that is no notice of ours came in on the channel ${CHANNEL}.`);
    }
    if (payload.from === from) return;
    if (payload.told.length === 0) listeners.tellMissed();
    for (const [topic, message] of payload.told) listeners.tell(topic, message);
  }

  link.onOpen(async (connection) => {
    connection.on('notification', ({ channel, payload }) => {
      if (channel === CHANNEL) hear(payload);
    });
    await connection.query(`listen ${CHANNEL}`);
  }, () => {
    // Whatever was said while nobody listened here is lost.
    if (openedBefore) listeners.tellMissed();
    openedBefore = true;
    void send();
  });

  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      while (link.isOpen && (owing || waiting.length > 0)) {
        const told = waiting;
        waiting = [];
        const payloads = owing ? [JSON.stringify({ from, told: [] } satisfies Payload)] : pack(from, told);
        owing = false;
        await link.query({ name: 'notify', text: 'select pg_notify($1, p) from unnest($2::text[]) p', values: [CHANNEL, payloads] });
      }
    } catch {
      owing = true;
    } finally {
      sending = false;
    }
  }

  return {
    publish(topic, message) {
      if (!hasPeers()) return;
      if (waiting.length >= MOST_WAITING) {
        waiting = [];
        owing = true;
      }
      waiting.push([topic, message]);
      // What this same turn still has to say goes along.
      if (!sending) setImmediate(() => void send());
    },
    subscribe: listeners.subscribe,
    async settled() {
      while (link.isOpen && (sending || waiting.length > 0)) {
        void send();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
