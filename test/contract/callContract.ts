/**
 * What every switch promises behind the call-control port (`src/core/calls`), as one suite: Asterisk over its socket and by HTTP, and the
 * switch in memory that stories run on. Another carrier's test calls it with its own far side.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { type Calls, earName, legName, partyName, WAITING } from '../../src/core/calls.ts';
import type { Connection } from '../../src/core/channel.ts';
import type { FakeHub } from '../support/fakeHub.ts';

/** How a phone that was rung can end. */
export type PhoneEnd = 'busy' | 'unreachable' | 'noAnswer' | 'refused';

/** A voice channel, open and connected, and what its far side can be made to do. */
export interface CallPeer {
  readonly fake: FakeHub;
  readonly connection: Connection;
  readonly calls: Calls;
  /** +86 138 0013 8000 calls 1000. */
  call(id: string): void;
  /** The same call is told of once more. */
  tellAgain(id: string): void;
  /** Somebody lifts a phone that we rang; it does not answer so. */
  lift(leg: string): void;
  end(leg: string, how: PhoneEnd): void;
  /** Whether whoever is at a leg hears that somebody else is being rung. */
  hearsRinging(leg: string): boolean;
  /** Who hears each other in a room, by their names here. */
  inRoom(room: string): readonly string[];
  /** The way to the switch is cut; meanwhile this caller leaves it, that one comes without a number. Then it is there again by itself. */
  cut(meanwhile: { readonly leaves: string; readonly comes: string }): void;
  /** The switch is started anew: its calls are lost. */
  restart(): void;
  stop(): Promise<void>;
}

const LI = legName({ interaction: 'i1', agent: 'li', stint: '7.1' });
const PHONE = { kind: 'extension', name: 'li' } as const;
const FROM = { number: '+8613800138000', name: 'Wang "W"' };

export function callContract(name: string, open: () => Promise<CallPeer>): void {
  const peers: CallPeer[] = [];
  afterEach(async () => {
    for (const peer of peers.splice(0)) await peer.stop();
  });
  async function opened() {
    const peer = await open();
    peers.push(peer);
    await expect.poll(() => peer.fake.health.at(-1)?.state).toBe('connected');
    await expect.poll(() => peer.calls.up()).toBe(true);
    const kinds = (leg: string): string[] => peer.fake.legs.filter((e) => e.leg === leg).map((e) => (e.kind === 'ended' ? `ended ${e.end}` : e.kind));
    return { ...peer, kinds };
  }
  const ring = (leg: string) => ({ kind: 'ring', leg, to: PHONE, from: FROM, forMs: 20_000, answersItself: false }) as const;

  describe(`calls: ${name}`, () => {
    it('one that comes is a fact once, however often it is told, and only then known to have arrived', async () => {
      const { call, tellAgain, fake, kinds, calls } = await opened();
      call('c1');
      tellAgain('c1');
      await expect.poll(() => kinds('c1')).toEqual(['ringing', 'arrived']);
      expect(fake.messages()).toMatchObject([{ ref: 'call:c1', thread: 'c1', from: { kind: 'phone', value: '13800138000', verified: false }, call: { to: '1000' } }]);
      expect(calls.legs().get('c1')).toEqual({ id: 'c1', state: 'ringing', room: null });
    });

    it('orders are carried out, twice is once, and a leg that has gone is gone', async () => {
      const { call, lift, inRoom, calls, kinds } = await opened();
      call('c1');
      await expect.poll(() => kinds('c1')).toContain('arrived');
      for (const order of [{ kind: 'answer', leg: 'c1' }, { kind: 'wait', leg: 'c1' }, { kind: 'wait', leg: 'c1' }] as const) expect(await calls.carry(order)).toEqual({ ok: true });
      await expect.poll(() => calls.legs().get('c1')).toEqual({ id: 'c1', state: 'up', room: WAITING });
      for (let n = 0; n < 2; n += 1) expect(await calls.carry(ring(LI))).toEqual({ ok: true });
      lift(LI);
      await expect.poll(() => kinds(LI)).toEqual(['ringing', 'answered']);
      for (const leg of [LI, 'c1']) expect(await calls.carry({ kind: 'join', leg, room: 'call~i1' })).toEqual({ ok: true });
      await expect.poll(() => [...inRoom('call~i1')].sort()).toEqual([LI, 'c1'].sort());
      expect(await calls.carry({ kind: 'hangUp', leg: LI, why: 'over' })).toEqual({ ok: true });
      await expect.poll(() => kinds(LI).at(-1)).toBe('ended over');
      expect(await calls.carry({ kind: 'hangUp', leg: LI, why: 'over' })).toMatchObject({ ok: false, gone: true });
    });

    it('an ear at an agent’s leg is a leg like any other, made once, put into a room and hung up', async () => {
      const { lift, inRoom, calls, kinds } = await opened();
      const boss = partyName('i1', 'p1');
      const ear = earName({ interaction: 'i1', party: 'p1', how: 'whisper', agent: 'li' });
      for (const leg of [LI, boss]) {
        await calls.carry(ring(leg));
        lift(leg);
      }
      await expect.poll(() => kinds(boss)).toEqual(['ringing', 'answered']);
      for (let n = 0; n < 2; n += 1) expect(await calls.carry({ kind: 'overhear', leg: ear, at: LI, how: 'whisper' })).toEqual({ ok: true });
      await expect.poll(() => calls.legs().get(ear)).toEqual({ id: ear, state: 'up', room: null });
      for (const leg of [boss, ear]) expect(await calls.carry({ kind: 'join', leg, room: 'ear~p1' })).toEqual({ ok: true });
      await expect.poll(() => [...inRoom('ear~p1')].sort()).toEqual([boss, ear].sort());
      await calls.carry({ kind: 'hangUp', leg: ear, why: 'over' });
      await expect.poll(() => kinds(ear).at(-1)).toBe('ended over');
      expect(await calls.carry({ kind: 'overhear', leg: earName({ interaction: 'i1', party: 'p1', how: 'listen', agent: 'nobody' }), at: 'agent~i1~nobody~1', how: 'listen' })).toMatchObject({ ok: false, gone: true });
    });

    it('whoever is by themselves hears that somebody is rung, in a room or in none, until they do not; each asked twice is once', async () => {
      const { lift, calls, hearsRinging, kinds } = await opened();
      await calls.carry(ring(LI));
      lift(LI);
      await expect.poll(() => kinds(LI)).toContain('answered');
      for (const room of [null, 'call~i1']) {
        if (room !== null) await calls.carry({ kind: 'join', leg: LI, room });
        for (const on of [true, true, false, false]) {
          expect(await calls.carry({ kind: 'ringback', leg: LI, on })).toEqual({ ok: true });
          expect(hearsRinging(LI)).toBe(on);
        }
      }
      expect(await calls.carry({ kind: 'ringback', leg: legName({ interaction: 'i1', agent: 'nobody', stint: '1' }), on: true })).toMatchObject({ ok: false, gone: true });
    });

    it('a phone that is engaged, away, never lifted or refuses says so; an outside number without a trunk is not rung', async () => {
      const { end, calls, kinds } = await opened();
      for (const how of ['busy', 'unreachable', 'noAnswer', 'refused'] as const) {
        const leg = legName({ interaction: 'i1', agent: 'li', stint: how });
        await calls.carry({ ...ring(leg), forMs: 1_000 });
        end(leg, how);
        await expect.poll(() => kinds(leg).at(-1)).toBe(`ended ${how}`);
      }
      expect(await calls.carry({ ...ring(LI), to: { kind: 'number', number: '+8613800138000' } })).toMatchObject({ ok: false, gone: false, explain: expect.stringContaining('no trunk') });
    });

    it('what happened while the switch could not be reached is found again: who came, who left; and with the switch calls are lost', async () => {
      const { call, cut, restart, fake, kinds } = await opened();
      call('c1');
      await expect.poll(() => kinds('c1')).toContain('arrived');
      cut({ leaves: 'c1', comes: 'c2' });
      await expect.poll(() => fake.health.map((h) => h.state)).toContain('failed');
      await expect.poll(() => kinds('c1').at(-1), { timeout: 10_000 }).toBe('ended over');
      await expect.poll(() => kinds('c2')).toContain('arrived');
      // Who withholds their number is somebody new.
      expect(fake.messages().at(-1)?.from).toEqual({ kind: 'external', value: 'call:c2', verified: false });
      restart();
      await expect.poll(() => kinds('c2').at(-1), { timeout: 10_000 }).toBe('ended lost');
    });

    it('a store that is away is asked again, the caller hears ringing meanwhile; closed twice is fine, and nothing comes after it', async () => {
      const { call, fake, connection, calls, kinds } = await opened();
      fake.set.down = true;
      call('c1');
      await expect.poll(() => fake.logs.some((l) => l.message.includes('could not be stored'))).toBe(true);
      expect(calls.legs().get('c1')).toMatchObject({ state: 'ringing', room: null });
      fake.set.down = false;
      await expect.poll(() => kinds('c1'), { timeout: 5_000 }).toContain('arrived');
      await connection.close();
      await connection.close();
      const facts = fake.facts.length;
      call('c9');
      expect(fake.facts).toHaveLength(facts);
    });
  });
}
