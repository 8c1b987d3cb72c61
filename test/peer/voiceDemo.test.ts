/** `npm run voice` as people run it: callers of the demo are taken by its agents, its faxes are answered, and no Asterisk is left where none should be. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubProcess, type HubProcess } from '../support/process.ts';
import { missing } from './voicePeers.ts';

const why = missing();
const SLOW = { timeout: 90_000, interval: 250 };

const readCommand = (process_: string): string => {
  try {
    return readFileSync(`/proc/${process_}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

describe.skipIf(why !== null)('npm run voice', () => {
  let hub: HubProcess;
  const env: Record<string, string> = { HUB_DEMO: 'on', HUB_VOICE: 'on' };
  beforeAll(async () => {
    hub = await hubProcess(env);
  });
  afterAll(() => hub?.remove());

  const pid = (): number => {
    try {
      return Number(readFileSync(join(hub.dataDir, 'asterisk/run/asterisk.pid'), 'utf8'));
    } catch {
      return 0;
    }
  };
  const lives = (process_: number): boolean => {
    try {
      return process_ > 0 && process.kill(process_, 0);
    } catch {
      return false;
    }
  };
  const isOpen = async (): Promise<boolean> => {
    const answer = await fetch(`${hub.url}/channels/demo-hotline/call`).catch(() => null);
    return answer?.ok === true && ((await answer.json()) as { open: boolean }).open;
  };
  type Contact = { readonly channel: string; readonly state: string; readonly owner: { readonly name: string } | null };
  const asks = async <T>(query: string): Promise<T> => {
    const { logins } = JSON.parse(readFileSync(join(hub.dataDir, 'demo.json'), 'utf8')) as { logins: { email: string; password: string }[] };
    const ask = async (text: string, by = '') => ((await (await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(by ? { authorization: `Bearer ${by}` } : {}) }, body: JSON.stringify({ query: text }) })).json()) as { data: never }).data;
    token ??= (await ask(`mutation { signIn(email: "${logins[0]?.email}", password: "${logins[0]?.password}") { ... on Session { accessToken } } }`) as { signIn: { accessToken: string } }).signIn.accessToken;
    return ask(query, token) as T;
  };
  const contacts = async (channel: 'voice' | 'fax'): Promise<readonly Contact[]> => (await asks<{ interactions: { nodes: Contact[] } }>(`{ interactions(first: 50, filter: { channel: ${channel} }) { nodes { channel state owner { name } } } }`)).interactions.nodes;
  let token: string | undefined;

  it('has people call, and simulated agents take them on their phones', async () => {
    await hub.start();
    await expect.poll(isOpen, SLOW).toBe(true);
    await expect.poll(async () => (await contacts('voice')).some((c) => c.state === 'active' && /Zhao|Sofia/.test(c.owner?.name ?? '')), SLOW).toBe(true);
  });

  it('has people fax orders, and what we fax comes out of a machine of theirs', { timeout: 240_000 }, async () => {
    await expect.poll(async () => (await contacts('fax')).length, { timeout: 120_000, interval: 500 }).toBeGreaterThan(0);
    // Simulated agents answer when no call keeps them; we do not wait for that.
    const { entryPoints } = await asks<{ entryPoints: { id: string; channel: string }[] }>('{ entryPoints { id channel } }');
    const { startConversation } = await asks<{ startConversation: object }>(`mutation { startConversation(entryPoint: "${entryPoints.find((e) => e.channel === 'fax')?.id}", to: "+8613800138041", text: "Your order is on its way. 您的订单已发出。", attachments: [], clientId: "by us") { __typename ... on Refusal { code message } } }`);
    expect(startConversation).toEqual({ __typename: 'Interaction' });
    const printed = (): readonly string[] => readdirSync(join(hub.dataDir, 'asterisk/spool/machines')).filter((name) => /^\d+~.*\.tif$/.test(name) && statSync(join(hub.dataDir, 'asterisk/spool/machines', name)).size > 200);
    await expect.poll(printed, { timeout: 120_000, interval: 500 }).not.toEqual([]);
    // How it went stands with the message: Asterisk's own modems at both ends.
    type Sent = { progress: { confirmed: number; page: number | null; station: string | null } | null };
    const sent = async (): Promise<Sent[]> => (await asks<{ interactions: { nodes: { timeline: { nodes: Sent[] } }[] } }>('{ interactions(first: 5, filter: { channel: fax }) { nodes { timeline(first: 10) { nodes { progress { confirmed page station } } } } } }')).interactions.nodes.flatMap((i) => i.timeline.nodes);
    await expect.poll(async () => (await sent()).some((e) => e.progress?.page === null && e.progress.confirmed === 1 && /^\+86138001380/.test(e.progress.station ?? '')), SLOW).toBe(true);
    expect(printed()[0]).toMatch(/^86138001380\d\d~/);
  });

  it('is found well by the doctor, who reads the entry points of the hub that runs', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'src/voiceDoctor.ts'], { encoding: 'utf8', env: { ...process.env, DATA_DIR: hub.dataDir, DATABASE_URL: '' } });
    expect(stdout).toMatch(/Hotline.*\n {2}ok {4}ARI answers/);
    expect(stdout).toContain('has 1000 in [from-guest]');
    expect(stdout).toContain('Nothing is wrong.');
    expect(status).toBe(0);
  });

  it('starts Asterisk again when it dies', async () => {
    const before = pid();
    process.kill(before, 'SIGKILL');
    await expect.poll(() => pid() !== before && lives(pid()), SLOW).toBe(true);
    await expect.poll(isOpen, SLOW).toBe(true);
  });

  it('ends the Asterisk of a hub that was killed before it starts its own, and its own when it stops', async () => {
    const left = pid();
    await hub.kill('SIGKILL');
    expect(lives(left)).toBe(true);
    await hub.start();
    // Until then the hub has reached the old one, whose calls are over with it.
    await expect.poll(() => !lives(left) && pid() !== left && lives(pid()), SLOW).toBe(true);
    await expect.poll(isOpen, SLOW).toBe(true);
    const own = pid();
    await hub.kill('SIGTERM');
    expect(lives(own)).toBe(false);
  });

  it.each(['ready', 'seeded'])('leaves none when it is stopped as soon as it is %s', async (when) => {
    const early = await hubProcess({ HUB_DEMO: 'on', HUB_VOICE: 'on' });
    try {
      await early.start();
      if (when === 'seeded') await expect.poll(() => existsSync(join(early.dataDir, 'demo.json')), { timeout: 30_000, interval: 5 }).toBe(true);
      await early.kill('SIGTERM');
      const withItsFiles = (): readonly string[] => readdirSync('/proc').filter((p) => /^\d+$/.test(p) && readCommand(p).includes(join(early.dataDir, 'asterisk')));
      await expect.poll(withItsFiles, { timeout: 10_000 }).toEqual([]);
    } finally {
      await early.remove();
    }
  });

  it('without it the hotline is switched off, and the hub says how to have it', async () => {
    env.HUB_VOICE = 'off';
    await hub.start();
    await expect.poll(() => hub.output(), SLOW).toContain('npm run voice starts the demo with a telephone');
    await expect.poll(async () => (await fetch(`${hub.url}/channels/demo-hotline/call`)).status, SLOW).toBe(404);
  });
});
