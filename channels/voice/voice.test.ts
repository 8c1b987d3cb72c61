/** The call contract against ARI, over its socket and by HTTP, and what is Asterisk's alone. */
import { afterEach, describe, expect, it } from 'vitest';
import { callContract } from '../../test/contract/callContract.ts';
import { casesOf } from '../../test/api/corpus.ts';
import { fakeHub } from '../../test/support/fakeHub.ts';
import { legName } from '../../src/core/calls.ts';
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

/** Q.850 causes by which Asterisk says so. */
const CAUSES = { busy: 17, unreachable: 20, noAnswer: 19, refused: 21 } as const;
const nameThere = (leg: string): string => (leg.includes('~') ? `hub!${leg}` : leg);
const coming = (id: string) => ({ id, state: 'Ring', caller: { name: '', number: '' }, dialplan: { app_name: 'Stasis', app_data: 'hub,inbound,1000', exten: '1000' } });

for (const [how, overSocket] of [['Asterisk over its event socket', true], ['Asterisk by HTTP, as older ones want it', false]] as const)
  callContract(how, async () => {
    const far = await fakeAsterisk({ overSocket });
    const fake = fakeHub('hotline');
    const connection = await fake.open(voice, far.settings);
    const { calls } = connection;
    if (!calls) throw new Error('It carries no calls.');
    return {
      fake, connection, calls, call: (id) => void far.call(id),
      tellAgain: (id) => far.tell({ type: 'StasisStart', application: 'hub', args: ['inbound', '1000'], channel: far.channels.get(id) }),
      lift: (leg) => void far.lift(nameThere(leg)),
      end: (leg, end) => void far.gone(nameThere(leg), CAUSES[end]),
      hearsRinging: (leg) => far.playing.has(nameThere(`tone~${leg}`)),
      inRoom: (room) => [...(far.bridges.get(`hub!${room}`) ?? [])].map((id) => id.replace(/^hub!/, '')),
      cut({ leaves, comes }) {
        far.cut();
        far.channels.delete(leaves);
        far.channels.set(comes, coming(comes));
      },
      restart: () => far.cut(true),
      async stop() {
        await connection.close();
        await far.stop();
      },
    };
  });

describe('at Asterisk', () => {
  it('a phone is rung as Asterisk wants it, once', async () => {
    const { far, calls } = await opened();
    const order = { kind: 'ring', leg: LI, to: { kind: 'extension', name: 'li' }, from: { number: '+8613800138000', name: 'Wang "W"' }, forMs: 20_000, answersItself: false } as const;
    for (let n = 0; n < 2; n += 1) await calls.carry(order);
    expect(far.asked.filter((a) => a.method === 'POST' && a.path === 'channels')[0]?.body).toMatchObject({ endpoint: 'PJSIP/li', app: 'hub', channelId: `hub!${LI}`, timeout: 20, callerId: '"Wang W" <+8613800138000>' });
    expect(far.channels.size).toBe(1);
  });

  it('an order over a socket that is cut is refused, not lost in it', async () => {
    const { far, fake, calls, kinds } = await opened();
    far.call('c1');
    await expect.poll(() => kinds('c1')).toContain('arrived');
    far.cut();
    await expect.poll(() => fake.health.at(-1)?.state).toBe('failed');
    expect(await calls.carry({ kind: 'answer', leg: 'c1' })).toMatchObject({ ok: false, gone: false });
  });

  it('a phone that dials by itself is refused, and nobody is rung for it', async () => {
    const { far, fake, calls } = await opened();
    far.channels.set('p1', { id: 'p1', state: 'Ring', caller: { name: '', number: 'li' }, dialplan: { app_name: 'Stasis', app_data: 'hub,outbound,0044909', exten: '0044909' } });
    far.tell({ type: 'StasisStart', application: 'hub', args: ['outbound', '0044909'], channel: far.channels.get('p1') });
    await expect.poll(() => far.asked.filter((a) => a.method === 'DELETE' && a.path.startsWith('channels/')).map((a) => a.path)).toEqual(['channels/p1']);
    expect(far.asked.some((a) => a.method === 'POST' && a.path === 'channels')).toBe(false);
    expect([fake.messages(), calls.legs().size]).toEqual([[], 0]);
    for (const number of ['100&PJSIP/200', '$(id)', '+86138@evil', 'sip:1@evil', '13800138000/n']) {
      expect(await calls.carry({ kind: 'ring', leg: LI, to: { kind: 'number', number, trunk: 'trunk' }, from: { number: '1', name: null }, forMs: 1_000, answersItself: false }), number).toMatchObject({ ok: false, explain: expect.stringContaining('nothing was dialled') });
    }
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
