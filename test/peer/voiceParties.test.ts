/** Who else is on a call, on a real Asterisk, proved by what each of them hears: SIPp's people whistle, each a tone of their own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { openHub } from '../../src/app/hub.ts';
import type { Viewer } from '../../src/app/access.ts';
import { partyName } from '../../src/core/calls.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 20_000, interval: 50 };
/** Hz: of the caller, of li, of zhao, of the boss, of the bank outside. */
const TONES = { wang: 1_333, li: 1_777, zhao: 2_111, boss: 2_555, bank: 2_999 } as const;
type Name = keyof typeof TONES;
const BANK = '+861062345678';

describe.skipIf(why !== null)('who else is on a call', () => {
  let pbx: Pbx;
  let t: TestHub;
  let li: TestAgent;
  let zhao: TestAgent;
  let boss: Viewer;

  beforeAll(async () => {
    pbx = await startPbx(['li', 'zhao', 'boss']);
  });
  afterAll(() => pbx?.stop());

  beforeEach(async () => {
    t = await testHub({ channels: [voice] });
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk' } }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
    [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    const third = await t.agent('boss');
    boss = { ...third.viewer, roles: ['supervisor', 'agent'] };
    for (const a of [li, zhao, third]) await t.hub.pool.query('update agent set phone = $2 where id = $1', [a.id, `extension:${a.viewer.name}`]);
    await third.comes();
    granted(await t.hub.work.presence(third.viewer, null, 'notReady', null, false));
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  const call = () => row<{ id: string; state: string; ownerId: string | null; outcome: string | null }>(t.hub.pool, `select id, state, owner_id as "ownerId", outcome from interaction where channel = 'voice' order by arrived_at desc limit 1`);
  const parties = () => rows<{ id: string; mode: string; joined: boolean; ending: string | null }>(t.hub.pool, 'select id, mode, joined_at is not null as joined, ending from call_party order by asked_at');
  const party = async () => (await parties()).at(-1);
  const events = async (...types: string[]) => (await rows<{ type: string }>(t.hub.pool, 'select type from event where type = any($1) order by id', [types])).map((e) => e.type);

  /** The channels by name, as far as they are there: party legs by the party's agent, or as the bank. */
  async function channels(): Promise<Partial<Record<Name, string>>> {
    const there = (await pbx.ask('channels')) as { id: string }[];
    const asked = await rows<{ id: string; interaction: string; name: string | null }>(t.hub.pool, 'select p.id, p.interaction, a.name from call_party p left join agent a on a.id = p.agent');
    const caller = await row<{ id: string }>(t.hub.pool, `select id from call_leg where role = 'caller' order by started_at desc limit 1`);
    return Object.fromEntries(there.flatMap(({ id }) => {
      const ours = id.replace(/^hub!/, '');
      const of = asked.find((p) => partyName(p.interaction, p.id) === ours);
      if (of) return [[of.name ?? 'bank', id]];
      if (id === caller?.id) return [['wang', id]];
      return ours.startsWith('agent~') ? [[ours.split('~')[2] === li.id ? 'li' : 'zhao', id]] : [];
    }));
  }

  /** By who is there, whom they hear. */
  async function hearing(): Promise<Record<string, string>> {
    const heard = await Promise.all(Object.entries(await channels()).map(async ([name, id]) => {
      const tones = await pbx.hears(id, Object.values(TONES));
      return [name, (Object.keys(TONES) as Name[]).filter((n) => tones.includes(TONES[n])).join(' ')];
    }));
    return Object.fromEntries(heard);
  }
  const LISTENED = { timeout: 30_000, interval: 100 };

  /** Wang talks with li, whistling. */
  async function talk(sound: { tone?: number; echo?: boolean } = { tone: TONES.li }) {
    await li.comes();
    const phone = pbx.phone('li', 'phone', sound);
    const wang = pbx.call('caller-stays', { tone: TONES.wang });
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('active');
    const id = (await call())?.id ?? '';
    await expect.poll(hearing, LISTENED).toEqual({ wang: sound.echo ? 'wang' : 'li', li: 'wang' });
    return { id, phone, wang };
  }

  it('a colleague is asked aside, talked with in turn, and takes the caller over on the line there is', async () => {
    const { id, phone, wang } = await talk();
    await zhao.comes();
    const second = pbx.phone('zhao', 'phone', { tone: TONES.zhao });
    granted(await t.hub.callParties.consult(li.viewer, id, { agent: zhao.id }));
    await expect.poll(hearing, LISTENED).toEqual({ wang: '', li: 'zhao', zhao: 'li' });
    granted(await t.hub.callParties.swap(li.viewer, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang', zhao: '' });
    granted(await t.hub.callParties.complete(li.viewer, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'zhao', zhao: 'wang' });
    expect(await call()).toMatchObject({ state: 'active', ownerId: zhao.id });
    expect(await phone.ended).toBe(0);
    expect(await li.load()).toBe(0);
    expect(await parties()).toMatchObject([{ mode: 'took', joined: true, ending: null }]);
    await t.hub.work.finish(zhao.viewer, id, 'resolved');
    expect([await second.ended, await wang.ended]).toEqual([0, 0]);
    await expect.poll(parties, PATIENCE).toMatchObject([{ mode: 'took', ending: 'over' }]);
    expect(await events('consultStarted', 'consultEnded', 'transferCompleted', 'participantLeft')).toEqual(['consultStarted', 'transferCompleted', 'consultEnded', 'participantLeft']);
    expect(await rows(t.hub.pool, `select state, ended_at is not null as ended from segment where participant_id = $1 and state <> 'alerting' order by started_at, id`, [zhao.id])).toEqual([{ state: 'consulting', ended: true }, { state: 'connected', ended: true }, { state: 'wrapUp', ended: false }]);
  });

  it('a conference of three: all hear each other; the agent leaves, and the other two go on', async () => {
    const { id } = await talk();
    pbx.trunk('phone', { tone: TONES.bank });
    granted(await t.hub.callParties.consult(li.viewer, id, { number: '+86 10 6234 5678' }));
    await expect.poll(hearing, LISTENED).toEqual({ wang: '', li: 'bank', bank: 'li' });
    granted(await t.hub.callParties.conference(li.viewer, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li bank', li: 'wang bank', bank: 'wang li' });
    granted(await t.hub.callParties.complete(li.viewer, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'bank', bank: 'wang' });
    await expect.poll(party, PATIENCE).toMatchObject({ mode: 'forwarded', ending: null });
    expect(await call()).toMatchObject({ state: 'wrapUp', outcome: 'transferredOut' });
    granted(await t.hub.work.close(li.viewer, id, null, null, null));
    expect(await call()).toMatchObject({ state: 'closed', outcome: 'transferredOut' });
    expect(await hearing()).toEqual({ wang: 'bank', bank: 'wang' });
  });

  it('a supervisor listens, whispers, barges in, and takes over', async () => {
    const { id, phone } = await talk();
    pbx.phone('boss', 'phone', { tone: TONES.boss });
    granted(await t.hub.callParties.attend(boss, id, 'listen'));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang', boss: 'wang li' });
    granted(await t.hub.callParties.attend(boss, id, 'whisper'));
    await expect.poll(async () => (await rows(t.hub.pool, `select 1 from segment where state = 'whispering'`)).length, PATIENCE).toBe(1);
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang', boss: 'wang li' });
    granted(await t.hub.callParties.attend(boss, id, 'barge'));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li boss', li: 'wang boss', boss: 'wang li' });
    granted(await t.hub.callParties.takeOver(boss, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'boss', boss: 'wang' });
    expect(await phone.ended).toBe(0);
    expect((await call())?.ownerId).toBe(boss.id);
    expect(await rows(t.hub.pool, `select state from segment where participant_kind = 'supervisor' order by started_at, id`)).toEqual([{ state: 'monitoring' }, { state: 'whispering' }, { state: 'barged' }]);
    expect(await events('attendStarted', 'attendChanged', 'attendEnded')).toEqual(['attendStarted', 'attendChanged', 'attendChanged', 'attendEnded']);
  });

  it('what is whispered reaches the agent: their phone says back whatever it hears', async () => {
    const { id } = await talk({ echo: true });
    const third = pbx.phone('boss', 'phone', { tone: TONES.boss });
    granted(await t.hub.callParties.attend(boss, id, 'listen'));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'wang', li: 'wang', boss: 'wang' });
    granted(await t.hub.callParties.attend(boss, id, 'whisper'));
    await expect.poll(async () => (await hearing()).wang, LISTENED).toBe('wang boss');
    granted(await t.hub.callParties.leave(boss, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'wang', li: 'wang' });
    expect(await third.ended).toBe(0);
  });

  it.each([['phone-busy', 'busy'], ['phone-refuses', 'refused']] as const)('an outside number that is %s: the agent is told and has the caller back', async (scenario, ending) => {
    const { id } = await talk();
    const bank = pbx.trunk(scenario);
    granted(await t.hub.callParties.forward(li.viewer, id, BANK));
    await expect.poll(party, PATIENCE).toMatchObject({ mode: 'forwarding', ending });
    expect(await bank.ended).toBe(0);
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang' });
    expect(await rows(t.hub.pool, `select data ->> 'ending' as ending, data ->> 'agent' as agent from entry where system_code = 'transferFailed'`)).toEqual([{ ending, agent: BANK }]);
    expect(await call()).toMatchObject({ state: 'active', ownerId: li.id });
  });

  /** What one hears while somebody is rung. */
  const RINGING = 450;
  const hearsIt = async (name: Name): Promise<boolean> => (await pbx.hears((await channels())[name] ?? '', [RINGING])).length > 0;
  const playing = async (name: Name): Promise<boolean> => ((await pbx.ask(`playbacks/${encodeURIComponent(`hub!tone~${(await channels())[name]?.replace(/^hub!/, '')}`)}`)) as { state?: string }).state === 'playing';

  it('the agent hears the colleague’s phone ring until it is lifted, and then the colleague', async () => {
    const { id } = await talk();
    await zhao.comes();
    await pbx.phone('zhao', 'phone', { tone: TONES.zhao, pauseMs: 12_000 }).listening();
    granted(await t.hub.callParties.consult(li.viewer, id, { agent: zhao.id }));
    await expect.poll(() => hearsIt('li'), LISTENED).toBe(true);
    expect(await playing('li')).toBe(true);
    await expect.poll(hearing, LISTENED).toEqual({ wang: '', li: 'zhao', zhao: 'li' });
    expect(await playing('li')).toBe(false);
  });

  it.each(['consult', 'forward'] as const)('of a number that they %s and give up, the agent hears it ring and then the caller', async (how) => {
    const { id } = await talk();
    const bank = await pbx.trunk('phone-silent').listening();
    granted(await (how === 'consult' ? t.hub.callParties.consult(li.viewer, id, { number: BANK }) : t.hub.callParties.forward(li.viewer, id, BANK)));
    await expect.poll(() => hearsIt('li'), LISTENED).toBe(true);
    granted(await t.hub.callParties.cancel(li.viewer, id));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'li', li: 'wang' });
    expect([await playing('li'), await bank.ended]).toEqual([false, 0]);
  });

  it('the hub ends while a phone rings: the next one ends the ringing when it is lifted', async () => {
    const { id } = await talk();
    await zhao.comes();
    await pbx.phone('zhao', 'phone', { tone: TONES.zhao, pauseMs: 14_000 }).listening();
    granted(await t.hub.callParties.consult(li.viewer, id, { agent: zhao.id }));
    await expect.poll(() => playing('li'), PATIENCE).toBe(true);
    const names = Object.entries(await channels());
    await t.hub.stop();
    const next = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'next', log: { info: () => undefined, warn: () => undefined, error: () => undefined }, channels: [voice] });
    try {
      const [, own] = names.find(([name]) => name === 'li') ?? [];
      await expect.poll(async () => pbx.hears(own ?? '', Object.values(TONES)), LISTENED).toEqual([TONES.zhao]);
      expect(await pbx.ask(`playbacks/${encodeURIComponent(`hub!tone~${own?.replace(/^hub!/, '')}`)}`)).not.toHaveProperty('state');
    } finally {
      await next.stop();
    }
  });

  it('an outside number that answers: caller and number are joined, the agent is let go, and it ends when one hangs up', async () => {
    const { id, phone, wang } = await talk();
    const bank = pbx.trunk('phone-leaves', { tone: TONES.bank, pauseMs: 4_000 });
    granted(await t.hub.callParties.forward(li.viewer, id, BANK));
    await expect.poll(hearing, LISTENED).toEqual({ wang: 'bank', bank: 'wang' });
    expect(await call()).toMatchObject({ state: 'wrapUp', outcome: 'transferredOut' });
    expect([await phone.ended, await bank.ended, await wang.ended]).toEqual([0, 0, 0]);
    await expect.poll(party, PATIENCE).toMatchObject({ mode: 'forwarded', ending: 'over' });
  });

  it('the hub ends while somebody is asked: the next one has the call in hand as it was, and they are joined by it', async () => {
    const { id } = await talk();
    await zhao.comes();
    pbx.phone('zhao', 'phone', { tone: TONES.zhao });
    granted(await t.hub.callParties.consult(li.viewer, id, { agent: zhao.id }));
    await expect.poll(hearing, LISTENED).toEqual({ wang: '', li: 'zhao', zhao: 'li' });
    await t.hub.stop();
    const next = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'next', log: { info: () => undefined, warn: () => undefined, error: () => undefined }, channels: [voice] });
    try {
      const bridges = async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).map((b) => `${b.bridge_type} ${b.channels.length}`).sort();
      await expect.poll(() => next.connections.carrying()[0]?.calls.legs().size, PATIENCE).toBe(3);
      await expect.poll(bridges, PATIENCE).toEqual(['holding 1', 'mixing 2']);
      await expect.poll(() => next.leaderOf(t.made.domain)?.state?.works.has(id), PATIENCE).toBe(true);
      granted(await next.callParties.conference(li.viewer, id));
      await expect.poll(bridges, PATIENCE).toEqual(['holding 0', 'mixing 3']);
    } finally {
      await next.stop();
    }
  });
});
