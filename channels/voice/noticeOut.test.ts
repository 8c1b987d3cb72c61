/** What those hear who are called and recorded, against ARI: before they are put together with their agent, who hears it as well. */
import { afterEach, describe, expect, it } from 'vitest';
import { fakeHub } from '../../test/support/fakeHub.ts';
import { legName, outName, WAITING } from '../../src/core/calls.ts';
import { fakeAsterisk } from '../asterisk/testAsterisk.ts';
import { voice } from './voice.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const OUT = outName({ interaction: 'i1', attempt: 1 });
const LI = legName({ interaction: 'i1', agent: 'li', stint: 't1' });
const ROOM = 'call~i1';
const TOLD = { record: 'always', recordNotice: true, mediaUrl: 'http://hub.example' };

/** The agent's phone is up and hears ringing; the customer's is rung. */
async function dialling(settings: object, agentIsThere = true) {
  const far = await fakeAsterisk();
  return { far, ...(await opened(far, settings, agentIsThere)) };
}

async function opened(far: Awaited<ReturnType<typeof fakeAsterisk>>, settings: object, agentIsThere: boolean) {
  const fake = fakeHub('hotline');
  const connection = await fake.open(voice, { ...far.settings, trunk: 'trunk', ...settings });
  ends.push(() => far.stop(), () => connection.close());
  const { calls } = connection;
  if (!calls) throw new Error('It carries no calls.');
  await expect.poll(() => calls.up()).toBe(true);
  const ring = async (leg: string, to: object): Promise<void> => void (await calls.carry({ kind: 'ring', leg, to: to as never, from: { number: '1', name: null }, forMs: 20_000, answersItself: false }));
  const lift = async (leg: string): Promise<void> => {
    far.lift(`hub!${leg}`);
    await expect.poll(() => calls.legs().get(leg)?.state).toBe('up');
  };
  const agentComes = async (): Promise<void> => {
    await ring(LI, { kind: 'extension', name: 'li' });
    await lift(LI);
  };
  if (agentIsThere) {
    await agentComes();
    await calls.carry({ kind: 'ringback', leg: LI, on: true });
  }
  await ring(OUT, { kind: 'number', number: '+8613800138000' });
  /** To whom it was said, in order. */
  const said = (): string[] => far.asked.filter((a) => a.method === 'POST' && /^channels\/[^/]+\/play$/.test(a.path)).map((a) => decodeURIComponent(a.path.split('/')[1] ?? '').replace('hub!', ''));
  const over = (n: number, leg: string): void => far.tell({ type: 'PlaybackFinished', application: 'hub', playback: { id: far.played[n], target_uri: `channel:hub!${leg}`, state: 'done' } });
  const together = async () => {
    await calls.carry({ kind: 'ringback', leg: LI, on: false });
    for (const leg of [LI, OUT]) expect(await calls.carry({ kind: 'join', leg, room: ROOM })).toEqual({ ok: true });
  };
  const inRoom = (): string[] => [...(far.bridges.get(`hub!${ROOM}`) ?? [])];
  return { fake, calls, lift, agentComes, said, over, together, inRoom };
}

describe('whoever is called and recorded', () => {
  it('hears it when they lift, their agent with them instead of the ringing, and then they are together', async () => {
    const { far, lift, said, over, together, inRoom } = await dialling(TOLD);
    await lift(OUT);
    await expect.poll(said).toEqual([OUT]);
    // Asked for as often as the hub looks.
    for (let n = 0; n < 2; n += 1) await together();
    expect(far.playing.size).toBe(0);
    await expect.poll(said).toContain(LI);
    expect(inRoom()).toEqual([]);
    over(0, OUT);
    const spokenToAgent = said().map((leg, n) => [leg, n] as const).filter(([leg]) => leg === LI);
    for (const [, n] of spokenToAgent) over(n, LI);
    await expect.poll(() => [...inRoom()].sort()).toEqual([`hub!${LI}`, `hub!${OUT}`].sort());
  });

  it.each([['no notice is wanted', { record: 'always', mediaUrl: 'http://hub.example' }], ['those who are called are not told', { ...TOLD, recordNoticeOut: false }], ['nothing is recorded', { ...TOLD, record: 'never' }]] as const)('is put together at once where %s', async (_why, settings) => {
    const { lift, said, together, inRoom } = await dialling(settings);
    await lift(OUT);
    await together();
    expect([said(), inRoom().length]).toEqual([[], 2]);
  });

  it('who hangs up while it is said is not joined, nor is their agent to nobody', async () => {
    const { far, calls, lift, said, together, inRoom } = await dialling(TOLD);
    await lift(OUT);
    await expect.poll(said).toEqual([OUT]);
    await together();
    far.gone(`hub!${OUT}`);
    await expect.poll(() => calls.legs().has(OUT)).toBe(false);
    await expect.poll(said).toContain(LI);
    far.gone(`hub!${LI}`);
    await expect.poll(() => calls.legs().size).toBe(0);
    expect(inRoom()).toEqual([]);
  });

  it('an agent who hangs up while it is said is not kept; who was called is hung up when the hub wants it', async () => {
    const { calls, lift, said, together } = await dialling(TOLD);
    await lift(OUT);
    await expect.poll(said).toEqual([OUT]);
    await together();
    for (const leg of [LI, OUT]) expect(await calls.carry({ kind: 'hangUp', leg, why: 'over' })).toEqual({ ok: true });
    await expect.poll(() => calls.legs().size).toBe(0);
  });

  it('who was rung before there was an agent is told as the two are put together: nobody waits for it', async () => {
    const { lift, agentComes, said, together, inRoom } = await dialling(TOLD, false);
    await lift(OUT);
    await agentComes();
    expect(said()).toEqual([]);
    await together();
    expect(inRoom()).toHaveLength(2);
    await expect.poll(() => said().sort()).toEqual([LI, OUT].sort());
  });

  /** Lines that were up when a hub came back: in which room each. */
  async function comeBack(rooms: Readonly<Record<string, string>>) {
    const far = await fakeAsterisk();
    for (const [leg, room] of Object.entries(rooms)) {
      far.channels.set(`hub!${leg}`, { id: `hub!${leg}`, state: 'Up', caller: { name: '', number: '' }, dialplan: { app_name: 'Stasis', app_data: 'hub,leg', exten: '' } });
      far.bridges.set(`hub!${room}`, new Set([...(far.bridges.get(`hub!${room}`) ?? []), `hub!${leg}`]));
    }
    const back = await opened(far, TOLD, false);
    await expect.poll(() => back.calls.legs().get(OUT)?.state).toBe('up');
    return back;
  }

  it('who waited with music for an agent when the hub came back is told as the two are put together', async () => {
    const { agentComes, said, together } = await comeBack({ [OUT]: WAITING });
    await agentComes();
    await together();
    await expect.poll(() => said().sort()).toEqual([LI, OUT].sort());
  });

  it('who was on hold when the hub came back, or in talk, is not told again', async () => {
    for (const rooms of [{ [OUT]: WAITING, [LI]: ROOM }, { [OUT]: ROOM, [LI]: ROOM }]) {
      const { said, together } = await comeBack(rooms);
      await together();
      expect(said()).toEqual([]);
    }
  });

  it('hears words of their own, and never that a key is to be pressed while they wait', async () => {
    const { fake, far, lift, said } = await dialling({ ...TOLD, recordRefusal: true, recordNoticeOutText: 'prompt:Out' });
    fake.prompts.set('Out', { sound: Buffer.from('RIFF of the notice'), en: '', zh: '' });
    await lift(OUT);
    await expect.poll(said).toEqual([OUT]);
    expect(Buffer.from(await (await fake.request(String(far.media[0]).replace(/^.*\/speech/, '/speech'))).arrayBuffer()).toString()).toBe('RIFF of the notice');
  });

  it('where it cannot be said they are put through all the same, and the log says so', async () => {
    const { fake, lift, together, inRoom } = await dialling({ ...TOLD, recordNoticeOutText: 'prompt:Gone' });
    await lift(OUT);
    await together();
    await expect.poll(() => inRoom().length).toBe(2);
    expect(fake.logs.some((l) => l.level === 'error' && l.message.includes('could not be told'))).toBe(true);
  });
});
