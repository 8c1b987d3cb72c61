/** The call contract: what every channel that carries calls holds to, here against ARI over its socket and by HTTP. */
import { afterEach, describe, expect, it } from 'vitest';
import { casesOf } from '../../test/api/corpus.ts';
import { fakeHub } from '../../test/support/fakeHub.ts';
import { earName, legName, partyName, WAITING } from '../../src/core/calls.ts';
import type { Connection } from '../../src/core/channel.ts';
import { fakeAsterisk } from '../asterisk/testAsterisk.ts';
import { voice } from './voice.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(overSocket = true) {
  const far = await fakeAsterisk({ overSocket });
  const fake = fakeHub('hotline');
  const connection: Connection = await fake.open(voice, far.settings);
  ends.push(() => far.stop(), () => connection.close());
  const calls = connection.calls;
  if (!calls) throw new Error('It carries no calls.');
  await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
  await expect.poll(() => calls.up()).toBe(true);
  const kinds = (leg: string): string[] => fake.legs.filter((e) => e.leg === leg).map((e) => (e.kind === 'ended' ? `ended ${e.end}` : e.kind));
  return { far, fake, connection, calls, kinds };
}
const LI = legName({ interaction: 'i1', agent: 'li', stint: '7.1' });

describe.each([['over the event socket', true], ['by HTTP, as older ones want it', false]] as const)('calls %s', (_how, overSocket) => {
  it('one that comes is a fact once, however often it is told, and only then known to have arrived', async () => {
    const { far, fake, kinds, calls } = await opened(overSocket);
    far.call('c1');
    far.tell({ type: 'StasisStart', application: 'hub', args: ['inbound', '1000'], channel: far.channels.get('c1') });
    await expect.poll(() => kinds('c1')).toEqual(['ringing', 'arrived']);
    expect(fake.messages()).toMatchObject([{ ref: 'call:c1', thread: 'c1', from: { kind: 'phone', value: '13800138000', verified: false }, call: { to: '1000' } }]);
    expect(calls.legs().get('c1')).toEqual({ id: 'c1', state: 'ringing', room: null });
  });

  it('orders are carried out, twice is once, and a leg that has gone is gone', async () => {
    const { far, calls, kinds } = await opened(overSocket);
    far.call('c1');
    await expect.poll(() => kinds('c1')).toContain('arrived');
    for (const order of [{ kind: 'answer', leg: 'c1' }, { kind: 'wait', leg: 'c1' }, { kind: 'wait', leg: 'c1' }] as const) expect(await calls.carry(order)).toEqual({ ok: true });
    await expect.poll(() => calls.legs().get('c1')).toEqual({ id: 'c1', state: 'up', room: WAITING });
    const ring = { kind: 'ring', leg: LI, to: { kind: 'extension', name: 'li' }, from: { number: '+8613800138000', name: 'Wang "W"' }, forMs: 20_000, answersItself: false } as const;
    expect(await calls.carry(ring)).toEqual({ ok: true });
    expect(await calls.carry(ring)).toEqual({ ok: true });
    expect(far.asked.filter((a) => a.method === 'POST' && a.path === 'channels')[0]?.body).toMatchObject({ endpoint: 'PJSIP/li', app: 'hub', channelId: `hub!${LI}`, timeout: 20, callerId: '"Wang W" <+8613800138000>' });
    far.lift(`hub!${LI}`);
    await expect.poll(() => kinds(LI)).toEqual(['ringing', 'answered']);
    for (const leg of [LI, 'c1']) expect(await calls.carry({ kind: 'join', leg, room: 'call~i1' })).toEqual({ ok: true });
    await expect.poll(() => [...(far.bridges.get('hub!call~i1') ?? [])].sort()).toEqual(['c1', `hub!${LI}`].sort());
    expect(await calls.carry({ kind: 'hangUp', leg: LI, why: 'over' })).toEqual({ ok: true });
    await expect.poll(() => kinds(LI).at(-1)).toBe('ended over');
    expect(await calls.carry({ kind: 'hangUp', leg: LI, why: 'over' })).toMatchObject({ ok: false, gone: true });
  });

  it('an ear at an agent’s leg is a leg like any other, made once, put into a room and hung up', async () => {
    const { far, calls, kinds } = await opened(overSocket);
    const boss = partyName('i1', 'p1');
    const ear = earName({ interaction: 'i1', party: 'p1', how: 'whisper', agent: 'li' });
    for (const leg of [LI, boss]) {
      await calls.carry({ kind: 'ring', leg, to: { kind: 'extension', name: 'li' }, from: { number: '1', name: null }, forMs: 20_000, answersItself: true });
      far.lift(`hub!${leg}`);
    }
    await expect.poll(() => kinds(boss)).toEqual(['ringing', 'answered']);
    for (let n = 0; n < 2; n++) expect(await calls.carry({ kind: 'overhear', leg: ear, at: LI, how: 'whisper' })).toEqual({ ok: true });
    await expect.poll(() => calls.legs().get(ear)).toEqual({ id: ear, state: 'up', room: null });
    for (const leg of [boss, ear]) expect(await calls.carry({ kind: 'join', leg, room: 'ear~p1' })).toEqual({ ok: true });
    await expect.poll(() => [...(far.bridges.get('hub!ear~p1') ?? [])].sort()).toEqual([`hub!${boss}`, `hub!${ear}`].sort());
    await calls.carry({ kind: 'hangUp', leg: ear, why: 'over' });
    await expect.poll(() => kinds(ear).at(-1)).toBe('ended over');
    expect(await calls.carry({ kind: 'overhear', leg: earName({ interaction: 'i1', party: 'p1', how: 'listen', agent: 'nobody' }), at: 'agent~i1~nobody~1', how: 'listen' })).toMatchObject({ ok: false, gone: true });
  });

  it('a phone that is engaged, away or never lifted says so', async () => {
    const { far, calls, kinds } = await opened(overSocket);
    for (const [stint, cause, end] of [['1', 17, 'busy'], ['2', 20, 'unreachable'], ['3', 19, 'noAnswer'], ['4', 21, 'refused']] as const) {
      const leg = legName({ interaction: 'i1', agent: 'li', stint });
      await calls.carry({ kind: 'ring', leg, to: { kind: 'extension', name: 'li' }, from: { number: '1', name: null }, forMs: 1_000, answersItself: false });
      far.gone(`hub!${leg}`, cause);
      await expect.poll(() => kinds(leg).at(-1)).toBe(`ended ${end}`);
    }
    expect(await calls.carry({ kind: 'ring', leg: LI, to: { kind: 'number', number: '+8613800138000' }, from: { number: '1', name: null }, forMs: 1_000, answersItself: false })).toMatchObject({ ok: false, explain: expect.stringContaining('no trunk') });
  });

  it('a phone that dials by itself is refused, and nobody is rung for it', async () => {
    const { far, fake, calls } = await opened(overSocket);
    far.channels.set('p1', { id: 'p1', state: 'Ring', caller: { name: '', number: 'li' }, dialplan: { app_name: 'Stasis', app_data: 'hub,outbound,0044909', exten: '0044909' } });
    far.tell({ type: 'StasisStart', application: 'hub', args: ['outbound', '0044909'], channel: far.channels.get('p1') });
    await expect.poll(() => far.asked.filter((a) => a.method === 'DELETE' && a.path.startsWith('channels/')).map((a) => a.path)).toEqual(['channels/p1']);
    expect(far.asked.some((a) => a.method === 'POST' && a.path === 'channels')).toBe(false);
    expect([fake.messages(), calls.legs().size]).toEqual([[], 0]);
    for (const number of ['100&PJSIP/200', '$(id)', '+86138@evil', 'sip:1@evil', '13800138000/n']) {
      expect(await calls.carry({ kind: 'ring', leg: LI, to: { kind: 'number', number, trunk: 'trunk' }, from: { number: '1', name: null }, forMs: 1_000, answersItself: false }), number).toMatchObject({ ok: false, explain: expect.stringContaining('nothing was dialled') });
    }
  });

  it('what happened while the socket was cut is found again: who came, who left', async () => {
    const { far, fake, calls, kinds } = await opened(overSocket);
    far.call('c1');
    await expect.poll(() => kinds('c1')).toContain('arrived');
    far.cut();
    far.channels.delete('c1');
    far.channels.set('c2', { id: 'c2', state: 'Ring', caller: { name: '', number: '' }, dialplan: { app_name: 'Stasis', app_data: 'hub,inbound,1000', exten: '1000' } });
    await expect.poll(() => fake.health.at(-1)?.state).toBe('failed');
    if (overSocket) expect(await calls.carry({ kind: 'answer', leg: 'c1' })).toMatchObject({ ok: false, gone: false });
    await expect.poll(() => kinds('c1').at(-1), { timeout: 10_000 }).toBe('ended over');
    await expect.poll(() => kinds('c2')).toContain('arrived');
    // Who withholds their number is somebody new.
    expect(fake.messages().at(-1)?.from).toEqual({ kind: 'external', value: 'call:c2', verified: false });
    far.cut(true);
    await expect.poll(() => kinds('c2').at(-1), { timeout: 10_000 }).toBe('ended lost');
  });

  it('a store that is away is asked again, the caller hears ringing meanwhile; closed twice is fine, and nothing comes after it', async () => {
    const { far, fake, connection, kinds } = await opened(overSocket);
    fake.set.down = true;
    far.call('c1');
    await expect.poll(() => fake.logs.some((l) => l.message.includes('could not be stored'))).toBe(true);
    expect(far.asked.some((a) => a.path.endsWith('/answer'))).toBe(false);
    fake.set.down = false;
    await expect.poll(() => kinds('c1'), { timeout: 5_000 }).toContain('arrived');
    await connection.close();
    await connection.close();
    const facts = fake.facts.length;
    far.call('c9');
    expect(fake.facts).toHaveLength(facts);
  });
});

describe('what others have sent', () => {
  it('malformed events and frames, one after the other on one connection: it stays open, and the next call is heard', async () => {
    const { far, fake, kinds } = await opened();
    for (const one of casesOf('asterisk-ari/events.jsonl')) {
      const before = fake.messages().length;
      far.tell(typeof one.raw === 'string' ? one.raw : (one.event as object));
      far.call(`after ${one.id}`);
      await expect.poll(() => kinds(`after ${one.id}`), { message: one.id }).toContain('arrived');
      if (one.expect.noInteraction) expect(fake.messages().length, one.id).toBe(before + 1);
    }
    expect(far.connections()).toBe(1);
  });

  it.each(casesOf('asterisk-ari/sequences.jsonl').map((c) => [c.id, c] as const))('%s', async (_id, one) => {
    const { far, fake, calls, kinds } = await opened();
    for (const event of one.events as object[]) far.tell(event);
    far.call('after');
    await expect.poll(() => kinds('after')).toContain('arrived');
    const { interactions, liveInteractions } = one.expect as { interactions?: number; liveInteractions?: number };
    if (interactions !== undefined) expect(fake.messages()).toHaveLength(interactions + 1);
    if (liveInteractions !== undefined) expect([...calls.legs().keys()]).toEqual(['after']);
  });
});
