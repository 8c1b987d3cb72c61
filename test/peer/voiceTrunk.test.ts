/** A trunk that a page describes, at a real Asterisk: it registers, calls come by it and by nobody else, and each number finds its entry point. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';
import { type Carrier, startCarrier } from './carrier.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 60_000, interval: 50 };
const [CARRIER, ITS_OTHER, STRANGER] = ['127.0.0.5', '127.0.0.6', '127.0.0.8'];

describe.skipIf(why !== null)('a trunk made by the hub', () => {
  let pbx: Pbx;
  let t: TestHub;
  let carrier: Carrier;
  let hotline: string;

  beforeAll(async () => {
    pbx = await startPbx([]);
  });
  afterAll(() => pbx?.stop());
  beforeEach(async () => {
    carrier = await startCarrier(CARRIER, 'tea-house', 's3cret');
    t = await testHub({ channels: [voice] });
    hotline = await point('hotline', 'hub', { trunkBy: 'account', trunkHost: `${CARRIER}:${carrier.port}`, trunkUser: 'tea-house', trunkPassword: 's3cret', trunkRegisters: true, trunkFrom: [ITS_OTHER] });
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
    await carrier.stop();
  });

  async function point(key: string, app: string, settings: object): Promise<string> {
    const { id } = granted(await t.hub.admin.entryPoint(t.admin, { key, channel: 'voice', name: key, queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, app, ...settings } })) as { id: string };
    return id;
  }
  const health = () => t.hub.connections.healthOf(hotline);
  const came = async () => (await rows<{ key: string; number: string }>(t.hub.pool, `select p.key, a.value as number from interaction i join entry_point p on p.id = i.entry_point join conversation c on c.id = i.conversation join address a on a.id = c.address order by i.arrived_at`)).map(({ key, number }) => `${number} ${key}`);

  it('registers with its account, again after Asterisk was started anew, and not with a wrong password', async () => {
    await expect.poll(() => carrier.registered.length, PATIENCE).toBe(1);
    await expect.poll(() => health()?.state, PATIENCE).toBe('connected');
    await pbx.restart('SIGTERM');
    await expect.poll(() => carrier.registered.length, PATIENCE).toBe(2);
    expect(carrier.refused).toEqual([]);
    granted(await t.hub.admin.entryPoint(t.admin, { id: hotline, key: 'hotline', channel: 'voice', name: 'hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, app: 'hub', trunkBy: 'account', trunkHost: `${CARRIER}:${carrier.port}`, trunkUser: 'tea-house', trunkPassword: 'guessed', trunkRegisters: true, trunkFrom: [] } }));
    await expect.poll(() => carrier.refused, PATIENCE).toEqual(['tea-house']);
  });

  it('a trunk that does not answer is said to, and is well again when it does', async () => {
    await expect.poll(() => health()?.state, PATIENCE).toBe('connected');
    carrier.answers = false;
    await expect.poll(() => health(), PATIENCE).toMatchObject({ state: 'failed', code: 'TRUNK_DOWN' });
    carrier.answers = true;
    await expect.poll(() => health()?.state, PATIENCE).toBe('connected');
  });

  it('calls come from the carrier’s addresses alone', async () => {
    await expect.poll(() => carrier.registered.length, PATIENCE).toBe(1);
    const stranger = pbx.call('caller-stays', { from: STRANGER, number: '13800138001' });
    pbx.call('caller-stays', { from: ITS_OTHER, number: '13800138002' });
    await expect.poll(came, PATIENCE).toEqual(['+8613800138002 hotline']);
    expect(await stranger.ended).not.toBe(0);
    expect(await came()).toHaveLength(1);
  });

  it('a number that another entry point names goes there, though the dialplan gives it here; without it, it stays', async () => {
    const support = await point('support', 'hub2', { numbers: ['+86 20 2000'] });
    await expect.poll(() => t.hub.connections.healthOf(support)?.state, PATIENCE).toBe('connected');
    await expect.poll(() => carrier.registered.length, PATIENCE).toBe(1);
    pbx.call('caller-stays', { number: '13800138003', to: '86202000' });
    await expect.poll(came, PATIENCE).toEqual(['+8613800138003 support']);
    pbx.call('caller-stays', { number: '13800138004', to: '1000' });
    await expect.poll(came, PATIENCE).toEqual(['+8613800138003 support', '+8613800138004 hotline']);
  });
});
