import { afterEach, describe, expect, it, vi } from 'vitest';
import { EgressError } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { sms } from './sms.ts';
import { callBack, httpSettings, incoming, type Provider, PUBLIC, SID, startProvider } from './testTwilio.ts';

const WANG = '+8613800138000';
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(): Promise<{ fake: FakeHub; provider: Provider; send: (text: string, key?: string) => Promise<unknown> }> {
  const provider = await startProvider();
  ends.push(() => provider.stop());
  const fake = fakeHub();
  const connection = await fake.open(sms, httpSettings(provider.port));
  ends.push(() => connection.close());
  return { fake, provider, send: async (text, key = crypto.randomUUID()) => connection.messages?.send(fake.order(WANG, { text }, { key })) };
}

describe('messages by HTTP', () => {
  it('go with our number and the address for news, which finds them by their key', async () => {
    const { fake, provider, send } = await open();
    expect(await send('你好', 'k&1')).toMatchObject({ ok: true, ref: expect.stringMatching(/^SM/) });
    const form = provider.posted[0];
    expect([form?.get('From'), form?.get('To'), form?.get('Body'), form?.get('StatusCallback')]).toEqual(['+10690123', WANG, '你好', `${PUBLIC}/status?key=k%261`]);
    const news = { AccountSid: SID, MessageSid: 'SMx', MessageStatus: 'undelivered', ErrorCode: '30005', To: WANG };
    expect((await callBack(fake, '/status', news, { query: '?key=k%261' })).status).toBe(200);
    expect((await callBack(fake, '/status', { ...news, MessageStatus: 'sent' }, { query: '?key=k%261' })).status).toBe(200);
    expect(fake.facts).toMatchObject([{ kind: 'delivery', of: 'k&1', state: 'failed', code: 'TWILIO_30005', addressDead: true }]);
  });

  it.each([
    [400, 21610, 'never', false], [400, 21211, 'never', true], [400, 21614, 'never', true], [429, 20429, 'later', false], [401, 20003, 'later', false], [503, null, 'later', false], [500, null, 'unknown', false], [404, 99999, 'never', false],
  ] as const)('are told in words what HTTP %i with code %s means', async (status, code, retry, dead) => {
    const { provider, send } = await open();
    provider.set.answer = { status, body: code === null ? '<html>' : JSON.stringify({ code, message: 'It says why', status }) };
    const sent = await send('Hello');
    expect(sent).toMatchObject({ ok: false, retry, code: code === null ? `HTTP_${status}` : `TWILIO_${code}`, explain: expect.stringMatching(/\S.*/) });
    expect((sent as { addressDead?: boolean }).addressDead ?? false).toBe(dead);
  });

  it('are uncertain when the connection broke, and later when it surely never went', async () => {
    const { fake, provider, send } = await open();
    provider.set.answer = null;
    expect(await send('Hello')).toMatchObject({ ok: false, retry: 'unknown' });
    fake.set.fetch = async () => {
      throw new EgressError('NOT_REACHED', 'No.', true);
    };
    expect(await send('Hello')).toMatchObject({ ok: false, retry: 'later' });
    expect(fake.health.at(-1)).toMatchObject({ state: 'failed', code: 'NOT_REACHED' });
  });

  it('bring their pictures, and are believed from this account alone', async () => {
    const { fake } = await open();
    fake.set.fetch = async () => new Response('picture', { status: 200 });
    const form = incoming(WANG, 'SM1', 'Look', { NumMedia: '1', MediaUrl0: 'https://media.example/ME1', MediaContentType0: 'image/png' });
    expect((await callBack(fake, '/inbound', { ...form, AccountSid: 'ACother' })).status).toBe(403);
    expect((await callBack(fake, '/inbound', form)).status).toBe(200);
    expect(fake.messages()).toMatchObject([{ text: 'Look', files: [{ name: 'ME1.png', mediaType: 'image/png', size: 7 }] }]);
  });

  it('show the provider as it is before anybody writes: reached or not, known or not, gone and back', async () => {
    const { fake, provider } = await open();
    expect(fake.health.at(-1)).toEqual({ state: 'connected' });
    const refused = fakeHub();
    const connection = await refused.open(sms, httpSettings(provider.port, { authToken: 'wrong' }));
    expect(refused.health.at(-1)).toMatchObject({ state: 'failed', code: 'BAD_TOKEN' });
    await connection.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      const watched = fakeHub();
      const later = await watched.open(sms, httpSettings(provider.port));
      await provider.stop();
      vi.advanceTimersByTime(140_000);
      await expect.poll(() => watched.health.at(-1)).toMatchObject({ state: 'failed', code: 'NOT_REACHED' });
      const back = await startProvider(provider.port);
      ends.push(() => back.stop());
      vi.advanceTimersByTime(20_000);
      await expect.poll(() => watched.health.at(-1)).toEqual({ state: 'connected' });
      await later.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('are tried with the account', async () => {
    const { fake, provider } = await open();
    expect(await sms.test?.(httpSettings(provider.port), fake.hub)).toMatchObject([{ step: 'connect', ok: true }, { step: 'signIn', ok: true }]);
    expect(await sms.test?.(httpSettings(provider.port, { authToken: 'wrong' }), fake.hub)).toMatchObject([{ ok: true }, { step: 'signIn', ok: false, code: 'BAD_TOKEN' }]);
  });
});
