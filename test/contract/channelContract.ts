/**
 * What every channel promises, as one suite. A channel's test calls it with a peer: a far side that speaks the channel's
 * wire format. A promise that cannot apply is skipped with the reason, which is printed.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { type Channel, ConfigError, type Connection, type Fact, type Health, type OutboundMessage, type Sent } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub, settled } from '../support/fakeHub.ts';

/** What a sender knows after it has sent: taken for good, refused for good, or to be sent again. */
export type Answer = 'acknowledged' | 'refused' | 'again';

/** The far side of one open channel. */
export interface FarSide {
  /** Sends a message under the far side's own id; the same id is the same message. Never rejects. */
  deliver(message: { readonly from: string; readonly id: string; readonly text: string }): Promise<Answer>;
  /** The channel's name for the conversation with an address, once it has written or connected. */
  threadOf(from: string): Promise<string>;
  /** Texts of ours that the address has, as it would show them. */
  received(from: string): readonly string[];
  /** Things sent that cannot be read; each resolves to how it was answered. */
  readonly malformed: readonly (() => Promise<Answer | 'ignored'>)[];
  /** An order to a thread where the channel needs more than its text. */
  order?(thread: string, text: string): OutboundMessage;
  /** The far side's connection is cut: how an order then goes, and what health says. Absent: see `notApplicable`. */
  vanish?(send: () => Promise<Sent>): Promise<{ readonly sent: Sent; readonly health: Health | undefined }>;
  end(): Promise<void>;
}

export interface ChannelPeer {
  readonly channel: Channel;
  readonly settings: unknown;
  /** Settings that must be refused, with the field to be named. */
  readonly badSettings: readonly { readonly settings: unknown; readonly field: string }[];
  /** Called when the channel is open on the hub. */
  arrive(fake: FakeHub): Promise<FarSide>;
  /** Provokes an order that the channel must refuse. */
  refusedOrder(about: { readonly connection: Connection; readonly far: FarSide; readonly fake: FakeHub }): Promise<Sent>;
  /** Promises that do not apply, each with the reason. */
  readonly notApplicable?: Partial<Record<'vanish' | 'messages', string>>;
  /** What a message that has no text says (a fax: its pixels); absent = its text. */
  textOf?(message: Extract<Fact, { kind: 'message' }>, fake: FakeHub): string;
  /** Each message has a thread of its own, with the reason; absent = an address has one. */
  readonly oneThreadEach?: string;
}

/** Messages of one key in a flood, and how many of them the limits let through. */
const FLOOD = 300;
const LET_THROUGH = 20;

export function channelContract(name: string, peer: ChannelPeer): void {
  describe(`${name} keeps the promises of every channel`, () => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
    });

    async function opened() {
      const fake = fakeHub();
      const connection = await fake.open(peer.channel, peer.settings);
      ends.push(() => connection.close());
      const far = await peer.arrive(fake);
      ends.push(() => far.end());
      return { fake, connection, far };
    }

    const promise = (what: string, run: () => Promise<void>, skipped?: string): void => {
      if (skipped === undefined) return void it(what, run);
      it(what, (context) => {
        console.info(`${name}: "${what}" does not apply: ${skipped}`);
        context.skip(skipped);
      });
    };

    const texts = (fake: FakeHub): string[] => fake.messages().map((m) => peer.textOf?.(m, fake) ?? m.text);

    promise('checks its settings without opening anything and names the field at fault', async () => {
      expect(peer.channel.configure(peer.settings)).toBeTypeOf('function');
      for (const bad of peer.badSettings) {
        let fault: unknown = null;
        try {
          peer.channel.configure(bad.settings);
        } catch (error) {
          fault = error;
        }
        expect(fault, JSON.stringify(bad.settings)).toBeInstanceOf(ConfigError);
        expect((fault as ConfigError).field).toBe(bad.field);
        expect((fault as ConfigError).message).not.toBe('');
      }
    });

    promise('acknowledges only what is stored', async () => {
      const { fake, far } = await opened();
      // Known before, so that only the message is held back.
      expect(await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' })).toBe('acknowledged');
      let release = (): void => undefined;
      fake.set.hold = new Promise((resolve) => (release = resolve));
      let answer: Answer | null = null;
      const delivery = far.deliver({ from: 'wang', id: 'm1', text: 'Is the pu-erh here?' }).then((a) => (answer = a));
      await settled();
      expect(answer).toBeNull();
      expect(texts(fake)).toEqual(['Hello']);
      fake.set.hold = null;
      release();
      expect(await delivery).toBe('acknowledged');
      expect(texts(fake)).toEqual(['Hello', 'Is the pu-erh here?']);
    });

    promise('does not acknowledge what the hub could not store, and takes it when it is sent again', async () => {
      const { fake, far } = await opened();
      // Known before the outage, so that only the message meets it.
      expect(await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' })).toBe('acknowledged');
      fake.set.down = true;
      expect(await far.deliver({ from: 'wang', id: 'm1', text: 'Two cakes, please.' })).toBe('again');
      expect(texts(fake)).toEqual(['Hello']);
      fake.set.down = false;
      expect(await far.deliver({ from: 'wang', id: 'm1', text: 'Two cakes, please.' })).toBe('acknowledged');
      expect(texts(fake)).toEqual(['Hello', 'Two cakes, please.']);
    });

    promise('takes the same message twice as one and acknowledges both', async () => {
      const { fake, far } = await opened();
      const message = { from: 'wang', id: 'm1', text: 'Once' };
      expect(await far.deliver(message)).toBe('acknowledged');
      expect(await far.deliver(message)).toBe('acknowledged');
      expect(texts(fake)).toEqual(['Once']);
    });

    promise('takes the same text under another id, or from another address, as another message', async () => {
      const { fake, far } = await opened();
      for (const [from, id] of [['wang', 'm1'], ['wang', 'm2'], ['zhao', 'm1']] as const) expect(await far.deliver({ from, id, text: 'Yes' })).toBe('acknowledged');
      expect(texts(fake)).toEqual(['Yes', 'Yes', 'Yes']);
      expect(new Set(fake.messages().map((m) => m.thread)).size).toBe(peer.oneThreadEach === undefined ? 2 : 3);
    });

    promise('closes twice, and reports nothing after it', async () => {
      const { fake, connection, far } = await opened();
      await far.deliver({ from: 'wang', id: 'm1', text: 'Before' });
      await Promise.all([connection.close(), connection.close()]);
      await connection.close();
      const before = fake.facts.length;
      expect(await far.deliver({ from: 'wang', id: 'm2', text: 'After' })).not.toBe('acknowledged');
      await settled();
      expect(fake.facts.length).toBe(before);
    });

    promise('waits, as it closes, for what is on its way; nothing follows', async () => {
      const { fake, connection, far } = await opened();
      await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' });
      let release = (): void => undefined;
      fake.set.hold = new Promise((resolve) => (release = resolve));
      const deliveries = ['m1', 'm2', 'm3'].map((id) => far.deliver({ from: 'wang', id, text: id }));
      await settled();
      const closing = connection.close();
      await settled();
      release();
      await closing;
      const before = texts(fake);
      const answers = await Promise.all(deliveries);
      await settled();
      expect(texts(fake)).toEqual(before);
      // What was acknowledged is there; what is there need not have been acknowledged any more.
      answers.forEach((a, n) => a === 'acknowledged' && expect(before).toContain(`m${n + 1}`));
    });

    promise('refuses what cannot be read and lives', async () => {
      const { fake, far } = await opened();
      expect(far.malformed.length).toBeGreaterThan(0);
      for (const send of far.malformed) expect(['refused', 'ignored']).toContain(await send());
      expect(texts(fake)).toEqual([]);
      expect(await far.deliver({ from: 'wang', id: 'm1', text: 'Still there?' })).toBe('acknowledged');
    });

    promise('tells a refusal of the hub to the sender as final', async () => {
      const { fake, far } = await opened();
      expect(await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' })).toBe('acknowledged');
      fake.set.refuse = (fact) => (fact.kind === 'message' ? { code: 'BLOCKED', message: 'Messages from here are not accepted.' } : null);
      expect(await far.deliver({ from: 'wang', id: 'm1', text: 'Spam' })).not.toBe('again');
      expect(texts(fake)).toEqual(['Hello']);
    });

    promise(
      'carries a message out, and the same order twice is one message over there',
      async () => {
        const { fake, connection, far } = await opened();
        const order = await orderTo(fake, far, 'Yes, it came today.');
        const first = await connection.messages?.send(order);
        expect(first).toMatchObject({ ok: true, ref: expect.stringMatching(/./) });
        expect(await connection.messages?.send(order)).toMatchObject({ ok: true });
        await settled();
        expect(far.received('wang')).toEqual(['Yes, it came today.']);
      },
      peer.notApplicable?.messages,
    );

    promise('says why when it refuses an order', async () => {
      const about = await opened();
      const sent = await peer.refusedOrder(about);
      expect(sent.ok).toBe(false);
      if (sent.ok) return;
      expect(['never', 'later', 'unknown']).toContain(sent.retry);
      expect(sent.code).toMatch(/^[A-Z0-9_]+$/);
      expect(sent.explain).toMatch(/^\S.{10,}[.!]$/s);
    });

    promise(
      'answers "later" or "unknown" when the far side has vanished, and health says so',
      async () => {
        const { fake, connection, far } = await opened();
        const order = await orderTo(fake, far, 'Are you there?');
        const met = await far.vanish?.(async () => (await connection.messages?.send(order)) ?? { ok: false, retry: 'never', code: 'NO_MESSAGES', explain: 'This channel sends none.' });
        expect(met?.sent.ok).toBe(false);
        if (met && !met.sent.ok) expect(['later', 'unknown']).toContain(met.sent.retry);
        expect(['connecting', 'failed', 'needsLogin']).toContain(met?.health?.state);
      },
      peer.notApplicable?.vanish,
    );

    promise('says in its health that it is connected, and off when closed', async () => {
      const { fake, connection, far } = await opened();
      expect(fake.health.at(-1)?.state).toBe('connected');
      for (const send of far.malformed) await send();
      expect(fake.health.at(-1)?.state).toBe('connected');
      await connection.close();
      expect(fake.health.at(-1)?.state).toBe('off');
    });

    promise('lets no flood of one address starve another', async () => {
      const { fake, far } = await opened();
      await far.deliver({ from: 'flooder', id: 'm0', text: 'Hello' });
      await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' });
      const spent = new Map<string, number>();
      fake.set.allow = (key) => {
        spent.set(key, (spent.get(key) ?? 0) + 1);
        return (spent.get(key) ?? 0) <= LET_THROUGH;
      };
      const flood = Array.from({ length: FLOOD }, (_, n) => far.deliver({ from: 'flooder', id: `f${n}`, text: 'Buy!' }));
      expect(await far.deliver({ from: 'wang', id: 'm1', text: 'A question' })).toBe('acknowledged');
      const answers = await Promise.all(flood);
      expect(answers.filter((a) => a === 'acknowledged').length).toBeLessThanOrEqual(LET_THROUGH);
      expect(texts(fake)).toContain('A question');
    });

    async function orderTo(fake: FakeHub, far: FarSide, text: string): Promise<OutboundMessage> {
      expect(await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' })).toBe('acknowledged');
      const thread = await far.threadOf('wang');
      return far.order?.(thread, text) ?? fake.order(thread, { text });
    }
  });
}
