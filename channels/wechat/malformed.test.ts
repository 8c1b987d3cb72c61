/** Ten thousand broken calls, half of them signed as WeChat would: each answered, none kept, and the next good one works. */
import { encrypt, getSignature } from '@wecom/crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { type Dice, dice } from '../../test/support/dice.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { account as official } from './official/testOfficial.ts';
import { account as wecom, startKf, textLine } from './wecom/testKf.ts';
import { wechat } from './wechat.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_105);
const CALLS = 10_000;
/** Generous: the machine may be busy. */
const SLOWEST_MS = 2_000;

const HOSTILE = ['', '\u0000', '\ud800', '\ufeff', '<', '>', '&', '&x;', '&#0;', '&#x110000;', '<![CDATA[', ']]>', '<!DOCTYPE x [<!ENTITY a "b">]>', '<?xml?>', '<!--', '-->', '__proto__', 'constructor', '%00', '9'.repeat(400), '<a>'.repeat(300), '茶'.repeat(3_000), '\r\n', '-1', '1e999', 'NaN'];

function broken(text: string, { below, of }: Dice): string {
  const at = below(text.length + 1);
  switch (below(7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + of(HOSTILE) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + below(30));
    case 3:
      return text.slice(0, at) + String.fromCharCode(below(0x2_000)) + text.slice(at + 1);
    case 4:
      return text.replace(/\[CDATA\[[^\]]*\]/, () => `[CDATA[${of(HOSTILE)}]`);
    case 5:
      return text + text.slice(at);
    default:
      return of(HOSTILE) + text;
  }
}

const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);
process.on('unhandledRejection', note);
afterAll(() => void process.off('unhandledRejection', note));

let connection: Connection | null = null;
afterEach(async () => {
  await connection?.close();
  connection = null;
});

interface Door {
  readonly token: string;
  readonly encodingAesKey: string;
  readonly id: string;
  readonly good: readonly string[];
}

const wrap = (inner: string): string => `<xml><ToUserName><![CDATA[gh]]></ToUserName>${inner}</xml>`;

async function storm(fake: FakeHub, door: Door): Promise<Record<number, number>> {
  const roll = dice(SEED);
  const answers: Record<number, number> = {};
  const seconds = String(Math.floor(fake.set.now / 1_000));
  let slowest = 0;
  for (let n = 0; n < CALLS; n += 1) {
    const isSigned = n % 2 === 0;
    const xml = broken(roll.of(door.good), roll);
    const encrypted = encrypt(door.encodingAesKey, xml, door.id);
    const envelope = wrap(`<Encrypt><![CDATA[${encrypted}]]></Encrypt>`);
    const signature = getSignature(door.token, seconds, `n${n}`, encrypted);
    const query = `timestamp=${seconds}&nonce=n${n}&msg_signature=${signature}`;
    const path = `/callback?${isSigned ? query : broken(query, roll).replace(/[\ud800-\udfff#]/g, '')}`;
    const began = performance.now();
    const answer = await fake.request(path, roll.below(20) === 0 ? {} : { method: 'POST', body: isSigned ? envelope : broken(envelope, roll) });
    slowest = Math.max(slowest, performance.now() - began);
    answers[answer.status] = (answers[answer.status] ?? 0) + 1;
    if (answer.status >= 500) throw new Error(`Call ${n} was answered ${answer.status}: ${xml.slice(0, 200)}`);
  }
  console.info(`${CALLS} calls, seed ${SEED}: ${JSON.stringify(answers)}, slowest ${slowest.toFixed(1)} ms`);
  expect(slowest).toBeLessThan(SLOWEST_MS);
  await new Promise((resolve) => setImmediate(resolve));
  expect(rejections).toEqual([]);
  return answers;
}

const signedCall = async (fake: FakeHub, door: Door, xml: string): Promise<number> => {
  const encrypted = encrypt(door.encodingAesKey, xml, door.id);
  const seconds = String(Math.floor(fake.set.now / 1_000));
  const query = new URLSearchParams({ timestamp: seconds, nonce: 'good', msg_signature: getSignature(door.token, seconds, 'good', encrypted) });
  return (await fake.request(`/callback?${query}`, { method: 'POST', body: wrap(`<Encrypt>${encrypted}</Encrypt>`) })).status;
};

describe('ten thousand broken calls', () => {
  it('to an Official Account', async () => {
    const fake = fakeHub();
    const seconds = Math.floor(fake.set.now / 1_000);
    // Nothing is fetched: files cannot be had, and are said to be missing.
    fake.set.fetch = async () => Response.json({ errcode: 40007, errmsg: 'invalid media_id' });
    connection = await fake.open(wechat, { door: 'official', ...official, apiBase: 'http://127.0.0.1:9' });
    const message = (type: string, more: string): string => `<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserName><![CDATA[oUser]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[${type}]]></MsgType>${more}<MsgId>9013</MsgId></xml>`;
    const door: Door = {
      token: official.token, encodingAesKey: official.encodingAesKey, id: official.appId,
      good: [message('text', '<Content><![CDATA[你好]]></Content>'), message('image', '<PicUrl><![CDATA[http://127.0.0.1/x]]></PicUrl><MediaId><![CDATA[m]]></MediaId>'), message('location', '<Location_X>1</Location_X><Location_Y>2</Location_Y><Label>x</Label>'), message('voice', '<MediaId>m</MediaId><Format>amr</Format>'), message('event', '<Event><![CDATA[CLICK]]></Event><EventKey><![CDATA[k]]></EventKey>')],
    };
    const answers = await storm(fake, door);
    expect(answers[200]).toBeGreaterThan(0);
    expect((answers[400] ?? 0) + (answers[403] ?? 0)).toBeGreaterThan(CALLS / 3);
    expect(await signedCall(fake, door, message('text', '<Content>Still there?</Content>').replace('9013', '424242'))).toBe(200);
    await connection.close();
    expect(fake.messages().at(-1)?.text).toBe('Still there?');
  }, 120_000);

  it('to WeCom customer service', async () => {
    const kf = await startKf('http://127.0.0.1:9/');
    try {
      const fake = fakeHub();
      connection = await fake.open(wechat, { door: 'wecom', ...wecom, apiBase: `http://127.0.0.1:${kf.port}` });
      const seconds = Math.floor(fake.set.now / 1_000);
      const event = `<xml><ToUserName><![CDATA[${wecom.corpId}]]></ToUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[t]]></Token><OpenKfId><![CDATA[${wecom.openKfId}]]></OpenKfId></xml>`;
      const door: Door = { token: wecom.token, encodingAesKey: wecom.encodingAesKey, id: wecom.corpId, good: [event, event.replace('kf_msg_or_event', 'change_contact')] };
      await storm(fake, door);
      // And what `sync_msg` lists may be broken as well.
      const roll = dice(SEED + 1);
      for (let n = 0; n < 500; n += 1) {
        const text = broken(JSON.stringify(textLine('wang', `x${n}`, 'Hi', seconds)), roll);
        try {
          kf.lines.push(JSON.parse(text) as Record<string, unknown>);
        } catch {
          kf.lines.push({ msgid: `x${n}`, msgtype: text.slice(0, 40), [text.slice(0, 9)]: null, event: roll.of([null, 7, [], {}]), text: roll.of([null, 7, [], { content: 7 }]), origin: 3, send_time: roll.of([seconds, -1, 1e30]), open_kfid: wecom.openKfId, external_userid: roll.of(['wang', 7 as never, '']) });
        }
      }
      kf.lines.push(textLine('wang', 'good', 'Still there?', seconds));
      expect(await signedCall(fake, door, event)).toBe(200);
      expect(fake.messages().at(-1)?.text).toBe('Still there?');
      expect(fake.memory.get(`cursor:${wecom.openKfId}`)).toBe('c501');
      expect(rejections).toEqual([]);
    } finally {
      await connection?.close();
      await kf.stop();
    }
  }, 120_000);
});
