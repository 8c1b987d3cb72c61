/**
 * The hub is killed with −9 where a call has most to lose, on a real Asterisk: in the middle of a recording, at each commit between the end
 * of the talk and the recording's being stored, and while an agent asks a colleague with the caller in music.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { partyName } from '../../src/core/calls.ts';
import { readWav } from '../../src/core/sound.ts';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import { alawOf, strength, tone } from '../support/tones.ts';
import { type CallHub, callHub } from './callHub.ts';
import { wait } from './check.ts';

const why = missing();
const [A, B, C] = [440, 1_000, 1_700];
const TONES = { wang: 1_333, li: 1_777, zhao: 2_111 } as const;

interface Recording {
  readonly id: string;
  readonly state: string;
  readonly heard: string;
  readonly blob: string | null;
  readonly sha: string | null;
  readonly ms: number | null;
  readonly wave: number[] | null;
}

describe.skipIf(why !== null)('a hub that is killed in the middle of a call', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchroom-edges-'));
  const file = join(folder, 'wanted.json');
  const arm = (wanted: object): void => writeFileSync(file, JSON.stringify(wanted));
  let pbx: Pbx;
  let at: CallHub;
  let li: { id: string; token: string };
  let zhao: { id: string; token: string };

  beforeAll(async () => {
    arm({});
    writeFileSync(`${file}.met`, '');
    pbx = await startPbx(['li', 'zhao']);
    pbx.tones(alawOf([...tone(A, 5), ...tone(B, 5), ...tone(C, 20)]));
    at = await callHub(pbx, { record: 'always' }, { FAULT_BOUNDARY: file, NODE_OPTIONS: `--import ${fileURLToPath(new URL('boundary.mjs', import.meta.url))}` });
    li = await at.agent('Li', 'extension:li');
    zhao = await at.agent('Zhao', 'extension:zhao');
    for (const { token } of [li, zhao]) await presence(token, 'notReady');
  });
  afterEach(async () => {
    arm({});
    if (!at.hub.isAlive()) await at.hub.start();
    await pbx.clear();
    await at.until('every call is wrapped up or over', 30_000, async () => (await at.rows(`select 1 from interaction where state not in ('wrapUp', 'closed')`)).length === 0);
    for (const { id } of await at.rows<{ id: string }>(`select id from interaction where state = 'wrapUp'`)) for (const { token } of [li, zhao]) await at.ask('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename } }', { i: id }, token);
    await presence(li.token, 'notReady');
  });
  afterAll(async () => {
    await at?.close();
    await pbx?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const presence = (token: string, to: string): Promise<unknown> => at.ask(`mutation { setPresence(presence: ${to}) { __typename } }`, {}, token);
  const recordings = () => at.rows<Recording>(`select r.id, r.state, r.heard, r.blob, b.sha256 as sha, r.duration_ms as ms, r.waveform as wave from recording r left join blob b on b.id = r.blob order by r.asked_at, r.id`);
  const newest = async (): Promise<Recording | undefined> => (await recordings()).at(-1);
  const stored = async (): Promise<string[]> => ((await pbx.ask('recordings/stored')) as { name: string }[]).map((r) => r.name).filter((name) => name.includes('rec~'));
  const call = async () => (await at.rows<{ id: string; state: string; owner: string | null }>(`select id, state, owner_id as owner from interaction where channel = 'voice' order by arrived_at desc limit 1`))[0];
  const bridges = async (): Promise<string[]> => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.channels.length > 0).map((b) => `${b.bridge_type} ${b.channels.length}`).sort();

  /** Kept whole, once: one row, one file, one line of the timeline, and nothing left at Asterisk. */
  async function expectWhole(one: Recording | undefined, of: number): Promise<void> {
    expect((await recordings()).map((r) => r.state)).toEqual(Array.from({ length: of }, () => 'stored'));
    expect(await at.rows(`select 1 from entry where system_code = 'recordingStored' and data ->> 'recording' = $1`, [one?.id])).toHaveLength(1);
    expect(await at.rows(`select 1 from event where type = 'recordingStored' and data ->> 'recording' = $1`, [one?.id])).toHaveLength(1);
    expect(await at.rows(`select 1 from event where type = 'recordingStarted' and data ->> 'recording' = $1`, [one?.id])).toHaveLength(1);
    expect(Math.max(...(one?.wave ?? [0]))).toBeGreaterThan(60);
    await at.until('Asterisk keeps nothing', 90_000, async () => (await stored()).length === 0);
  }
  function soundOf(one: Recording | undefined) {
    const sound = readWav(readFileSync(join(at.hub.dataDir, 'blobs', one?.sha?.slice(0, 2) ?? '', one?.sha ?? '')));
    if (typeof sound === 'string') throw new Error(sound);
    return sound;
  }

  it('while it is recorded: it is recorded on without the hub, and the next one keeps it whole, all of it', async () => {
    const phone = await pbx.phone('li', 'phone-leaves', { pauseMs: 11_000 }).listening();
    await presence(li.token, 'ready');
    const wang = pbx.call('caller-tones');
    await at.until('it is recorded', 30_000, async () => (await newest())?.heard === 'recording');
    const began = Date.now();
    await at.hub.kill('SIGKILL');
    await wait(3_500);
    expect([phone.isOver(), wang.isOver()]).toEqual([false, false]);
    await at.hub.start();
    await at.until('the talk is over', 40_000, async () => (await call())?.state === 'wrapUp');
    const talked = Date.now() - began;
    await at.until('it is stored', 40_000, async () => (await newest())?.state === 'stored');
    const one = await newest();
    await expectWhole(one, 1);
    const sound = soundOf(one);
    console.log(`talked ${talked} ms, recorded ${one?.ms} ms`);
    expect(one?.ms).toBeGreaterThan(9_000);
    expect(one?.ms).toBeLessThan(talked + 2_000);
    expect(Math.abs((one?.ms ?? 0) - sound.samples.length / 8)).toBeLessThan(2);
    // What was said while there was no hub is in it: the second of the tones began five seconds into the call.
    for (const said of [A, B]) expect(strength(sound, said)).toBeGreaterThan(0.02);
    expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
  });

  it('between the end of the talk and the storing, before and after each commit: it is kept once', async () => {
    /** Until the talk is on, with `wanted` armed from then; resolves when both have hung up. */
    async function talk(wanted: object): Promise<void> {
      const phone = await pbx.phone('li', 'phone-leaves', { pauseMs: 4_000 }).listening();
      await presence(li.token, 'ready');
      pbx.call('caller-tones');
      const before = (await recordings()).length;
      await at.until('it is recorded', 30_000, async () => (await recordings()).length > before && (await newest())?.heard === 'recording');
      arm(wanted);
      process.kill(at.hub.pid() ?? 0, 'SIGUSR2');
      expect(await phone.ended).toBe(0);
    }
    const before = (await recordings()).length;
    await talk({});
    await at.until('it is stored', 30_000, async () => (await newest())?.state === 'stored');
    const met = [...new Set(readFileSync(`${file}.met`, 'utf8').split('-\n').at(-1)?.trim().split('\n'))].filter((where) => /recording|blob/.test(where));
    console.log(`commits from the end of the talk to the storing: ${met.join(', ')}`);
    expect(met.length).toBeGreaterThan(1);
    let times = before + 1;
    for (const where of met)
      for (const when of ['before', 'after']) {
        await pbx.clear();
        const { id } = (await call()) ?? { id: '' };
        await at.ask('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename } }', { i: id }, li.token);
        await talk({ at: where, when });
        times += 1;
        await at.until(`it dies ${when} ${where}`, 30_000, () => !at.hub.isAlive());
        arm({});
        await at.hub.start();
        await at.until(`it is stored, killed ${when} ${where}`, 40_000, async () => (await newest())?.state === 'stored');
        const one = await newest();
        await expectWhole(one, times);
        expect(one?.ms).toBeGreaterThan(2_500);
        expect(one?.ms).toBeLessThan(8_000);
      }
  });

  describe('with the caller in music', () => {
    /** By who is there, whom they hear. */
    async function hearing(): Promise<Record<string, string>> {
      const there = (await pbx.ask('channels')) as { id: string }[];
      const [party] = await at.rows<{ id: string; interaction: string }>('select id, interaction from call_party order by asked_at desc limit 1');
      const name = (id: string): keyof typeof TONES | null => (id === `hub!${partyName(party?.interaction ?? '', party?.id ?? '')}` ? 'zhao' : id.startsWith('hub!agent~') ? 'li' : id.includes('!') || id.startsWith('probe') ? null : 'wang');
      const heard = await Promise.all(there.flatMap(({ id }) => {
        const who = name(id);
        return who ? [pbx.hears(id, Object.values(TONES)).then((tones) => [who, (Object.keys(TONES) as (keyof typeof TONES)[]).filter((n) => tones.includes(TONES[n])).join(' ')])] : [];
      }));
      return Object.fromEntries(heard);
    }
    const LISTENED = { timeout: 40_000, interval: 100 };
    const ours = (mutation: string, id: string): Promise<unknown> => at.ask<Record<string, { __typename: string; message?: string }>>(`mutation($i: ID!) { done: ${mutation}(interaction: $i) { __typename ... on Refusal { message } } }`, { i: id }, li.token).then((answer) => expect(answer.done?.message).toBeUndefined());

    async function consulted(phone: Parameters<Pbx['phone']>[1], pauseMs = 0) {
      await pbx.phone('li', 'phone', { tone: TONES.li }).listening();
      await presence(li.token, 'ready');
      const wang = pbx.call('caller-stays', { tone: TONES.wang });
      await at.until('they talk', 40_000, async () => (await bridges()).join() === 'mixing 2');
      const id = (await call())?.id ?? '';
      await pbx.phone('zhao', phone, { tone: TONES.zhao, pauseMs }).listening();
      await at.ask('mutation($i: ID!, $a: ID!) { consultOnCall(interaction: $i, agent: $a) { __typename ... on Refusal { message } } }', { i: id, a: zhao.id }, li.token);
      return { id, wang };
    }

    it('while they talk: they talk on, the caller has music, and all three are in hand again: swap, complete', async () => {
      const { id, wang } = await consulted('phone');
      await at.until('li and zhao talk', 40_000, async () => (await bridges()).join() === 'holding 1,mixing 2');
      await at.hub.kill('SIGKILL');
      await wait(2_000);
      expect(await bridges()).toEqual(['holding 1', 'mixing 2']);
      await at.hub.start();
      await expect.poll(hearing, LISTENED).toEqual({ wang: '', li: 'zhao', zhao: 'li' });
      expect(await bridges()).toEqual(['holding 1', 'mixing 2']);
      await ours('swapConsult', id);
      await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang', zhao: '' });
      await ours('completeTransfer', id);
      await expect.poll(hearing, LISTENED).toEqual({ wang: 'zhao', zhao: 'wang' });
      expect(await call()).toMatchObject({ state: 'active', owner: zhao.id });
      expect(wang.isOver()).toBe(false);
    });

    it('while the colleague’s phone rings, and is lifted when the hub is back: they talk, and nobody hears it ring any more', async () => {
      const { id, wang } = await consulted('phone', 12_000);
      await at.until('it rings', 20_000, async () => ((await pbx.ask('channels')) as { id: string; state: string }[]).some((c) => c.id.startsWith('hub!party~') && c.state === 'Ringing'));
      await at.hub.kill('SIGKILL');
      await wait(1_000);
      expect(await bridges()).toEqual(['holding 1', 'mixing 1']);
      await at.hub.start();
      await expect.poll(hearing, LISTENED).toEqual({ wang: '', li: 'zhao', zhao: 'li' });
      await ours('completeTransfer', id);
      await expect.poll(hearing, LISTENED).toEqual({ wang: 'zhao', zhao: 'wang' });
      expect(wang.isOver()).toBe(false);
    });

    it('while the colleague’s phone rings, and is lifted when there is no hub: the agent and the caller are not lost', async () => {
      const { id, wang } = await consulted('phone', 1_500);
      await at.until('it rings', 20_000, async () => ((await pbx.ask('channels')) as { id: string; state: string }[]).some((c) => c.id.startsWith('hub!party~') && c.state === 'Ringing'));
      await at.hub.kill('SIGKILL');
      await wait(4_000);
      await at.hub.start();
      // What Asterisk did of one who lifted with nobody to be put to, it did; the agent has whoever is there.
      await at.until('li hears somebody', 40_000, async () => ['wang', 'zhao'].includes((await hearing()).li ?? ''));
      if (((await at.rows(`select 1 from call_party where interaction = $1 and ended_at is null`, [id])).length) > 0) {
        await at.ask('mutation($i: ID!) { cancelConsult(interaction: $i) { __typename ... on Refusal { message } } }', { i: id }, li.token);
      }
      await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang' });
      expect(wang.isOver()).toBe(false);
      expect(await call()).toMatchObject({ state: 'active', owner: li.id });
    });
  });
});
