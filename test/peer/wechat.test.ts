/**
 * WeChat against what nobody here wrote: the real Wechaty with its mock puppet in a process of its own, and the vectors of
 * WeCom's documentation through the public door.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { wechat } from '../../channels/wechat/wechat.ts';
import { startPersonalAccount } from '../../src/demo/wechatyMock.ts';
import { fakeHub } from '../support/fakeHub.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const isHere = ['wechaty', 'wechaty-puppet-mock'].every((name) => existsSync(`${root}node_modules/${name}/package.json`));
if (!isHere && process.env.CI) throw new Error('wechaty and wechaty-puppet-mock are optional dependencies that must be installed here: npm ci, without --omit=optional.');
if (!isHere) console.log('wechaty and wechaty-puppet-mock are not installed (npm ci, without --omit=optional): their tests are skipped.');

/** A life of a bot, from its lines; rejects when it does not end by itself. */
function lifeOfBot(): Promise<{ readonly code: number | null; readonly steps: readonly Record<string, unknown>[]; readonly errors: string }> {
  return new Promise((resolve, reject) => {
    const bot = spawn(process.execPath, ['--import', 'tsx', 'test/peer/wechatBot.ts'], { cwd: root });
    let [lines, errors] = ['', ''];
    bot.stdout.on('data', (chunk: Buffer) => (lines += chunk.toString()));
    bot.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const timer = setTimeout(() => {
      bot.kill('SIGKILL');
      reject(new Error(`The bot did not end by itself; it said: ${lines}${errors}`));
    }, 120_000);
    bot.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, errors, steps: lines.split('\n').filter((l) => l.startsWith('{')).map((l) => JSON.parse(l) as Record<string, unknown>) });
    });
  });
}

describe.skipIf(!isHere)('a personal account through Wechaty', () => {
  it('signs in by code, hears, answers, loses its session and leaves nothing behind', async () => {
    const { code, steps, errors } = await lifeOfBot();
    expect(errors).toBe('');
    expect(steps).toEqual([
      { step: 'scan', qr: 'https://login.weixin.qq.com/l/peer' },
      { step: 'login' },
      { step: 'in', text: '你好，人工客服', thread: 'wxid-王小明' },
      // Our own words come back as an event of the puppet and are no message.
      { step: 'out', sent: { ok: true, ref: expect.any(String) }, received: ['您好，请问有什么可以帮您？'], messages: 1 },
      { step: 'logout', later: expect.objectContaining({ ok: false, retry: 'later', code: 'SIGNED_OUT' }) },
      { step: 'closed', health: { state: 'off' }, timers: expect.any(Number) },
    ]);
    expect(code).toBe(0);
  });
});

describe.skipIf(!isHere)('the demo’s personal account', () => {
  it('writes to the hub’s door and reads what comes back, person by person and in the group, also when the entry point is opened anew', async () => {
    const read: string[] = [];
    const account = await startPersonalAccount({
      onMessage: (person, text, picture) => void read.push(`${person} ${text}${picture?.slice(0, 15) ?? ''}`), onGroupMessage: (person, text) => void read.push(`group ${person} ${text}`), log: () => undefined,
    });
    if (!account) throw new Error('Wechaty is not installed.');
    for (const life of [1, 2]) {
      const fake = fakeHub();
      fake.set.now = Date.now();
      expect(account.write(7, 'Too early')).toBe(false);
      const connection = await fake.open(wechat, account.settings);
      await expect.poll(() => fake.health.at(-1)?.state, { timeout: 20_000 }).toBe('connected');
      expect([account.write(7, `Hello ${life}`), account.writeToGroup(8, `All ${life}`)]).toEqual([true, true]);
      await expect.poll(() => fake.messages().length).toBe(2);
      const [direct, group] = fake.messages().toSorted((a, b) => (a.author ?? '').localeCompare(b.author ?? ''));
      expect(direct).toMatchObject({ text: `Hello ${life}`, from: { kind: 'openid', value: 'wxid-demo-0007', name: '茶友 7' } });
      expect(group).toMatchObject({ text: `All ${life}`, from: { kind: 'external', name: '云山茶友群 Tea friends' }, author: '茶友 8' });
      for (const m of [direct, group]) expect(await connection.messages?.send(fake.order(m?.thread ?? '', { text: `Answer ${life}` }))).toMatchObject({ ok: true });
      await expect.poll(() => read.splice(0).sort()).toEqual([`7 Answer ${life}`, `group 0 Answer ${life}`, `group 8 All ${life}`]);
      await connection.close();
      expect(account.write(7, 'Too late')).toBe(false);
    }
    account.stop();
  });
});

/** developer.work.weixin.qq.com/document/path/90968: token, key and corp ID of its examples. */
const documented = { corpId: 'wx5823bf96d3bd56c7', secret: 'x', token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', openKfId: 'wkx' };

describe('the vectors of WeCom’s documentation', () => {
  const opened = async () => {
    const fake = fakeHub();
    fake.set.fetch = async () => Response.json({ errcode: 40001, errmsg: 'invalid credential' });
    return { fake, connection: await fake.open(wechat, { door: 'wecom', ...documented }) };
  };

  it('prove the address', async () => {
    const { fake, connection } = await opened();
    const query = new URLSearchParams({ msg_signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3', timestamp: '1409659589', nonce: '263014780', echostr: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==' });
    expect(await (await fake.request(`/callback?${query}`)).text()).toBe('1616140317555161061');
    await connection.close();
  });

  it('are deciphered, and refused a day later', async () => {
    const { fake, connection } = await opened();
    fake.set.now = 1_409_659_813_000;
    const encrypted = 'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==';
    const call = () => fake.request('/callback?msg_signature=477715d11cdb4164915debcba66cb864d751f3e6&timestamp=1409659813&nonce=1372623149', { method: 'POST', body: `<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID><![CDATA[218]]></AgentID></xml>` });
    expect((await call()).status).toBe(200);
    fake.pass(86_400_000);
    expect((await call()).status).toBe(403);
    await connection.close();
  });
});
