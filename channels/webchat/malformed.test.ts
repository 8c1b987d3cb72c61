import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { type Dice, dice } from '../../test/support/dice.ts';
import { type FakeHub, fakeHub, settled } from '../../test/support/fakeHub.ts';
import { openPage, type TestPage } from './testPage.ts';
import { webchat } from './webchat.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_105);
const FRAMES = 10_000;
/** Each frame's answer, in milliseconds (8-reliability, fuzz). */
const SLOWEST = 5_000;

const good = [
  { type: 'hello', token: 'x.y', afterSeq: 3, locale: 'zh-CN', agent: 'li', page: { url: 'https://shop.example/', title: 'Tea' }, customer: { id: '1', hash: 'ab', name: 'W', email: 'w@x' } },
  { type: 'form', id: 'f', values: { name: 'Wang', mail: 'w@example.com' } },
  { type: 'message', id: 'm', text: 'Hello', files: ['00000000-0000-4000-8000-000000000000'] },
  { type: 'typing', on: true },
  { type: 'page', url: 'https://shop.example/cart', title: 'Cart', referrer: 'https://shop.example/' },
  { type: 'read', seq: 3 },
  { type: 'delivered', seq: 3 },
  { type: 'end', id: 'e' },
  { type: 'rate', id: 'r', score: 5, comment: 'Fine' },
  { type: 'leaveMessage', id: 'l', name: 'Wang', contact: 'w@example.com', text: 'Call me' },
];
const hostile: readonly unknown[] = [
  null, true, -1, 1e308, 2 ** 53, 0.5, '', '\u0000', '\ud800', '\u202e', '__proto__', 'constructor', 'x'.repeat(5_000), '茶'.repeat(21_000), [], {}, [[[]]], { length: -1 }, { toString: 1 }, { then: 1 }, { type: 'hello' },
];

function frameOf({ below, of }: Dice): string {
  const base = structuredClone(of(good)) as Record<string, unknown>;
  const text = JSON.stringify(base);
  switch (below(9)) {
    case 0:
      return text.slice(0, below(text.length));
    case 1: {
      const at = below(text.length);
      return text.slice(0, at) + String.fromCharCode(below(0x1_0000)) + text.slice(at + below(3));
    }
    case 2:
      base[of(Object.keys(base))] = of(hostile);
      return JSON.stringify(base);
    case 3:
      delete base[of(Object.keys(base))];
      return JSON.stringify({ ...base, [of(['', '__proto__', 'constructor', '\u0000', 'id'])]: of(hostile) });
    case 4:
      return JSON.stringify(of(hostile));
    case 5: {
      const depth = below(30_000);
      return of(['[', '{"a":', '{"type":']).repeat(depth) + of(['', '1', ']'.repeat(depth)]);
    }
    case 6:
      return `{"__proto__":{"type":"message"},"type":${JSON.stringify(of(hostile))},"values":{"__proto__":"x"}}`;
    case 7:
      return JSON.stringify({ ...base, type: of([...good.map((g) => g.type), 'Hello', 'toString', '__proto__']), values: Object.fromEntries(Array.from({ length: below(500) }, (_, n) => [`k${n}`, of(hostile)])) });
    default:
      return String.fromCharCode(...Array.from({ length: below(400) }, () => below(0x1_0000)));
  }
}

let fake: FakeHub;
let chat: Connection;
afterEach(() => chat.close());

describe('malformed frames', () => {
  it(`do no harm: ${FRAMES} of them (FUZZ_SEED=${SEED})`, async () => {
    fake = fakeHub();
    chat = await fake.open(webchat, { form: [{ key: 'name', kind: 'text', label: { en: 'Name', zh: '姓名' }, required: true }], identityKey: 'a key of sixteen characters' });
    const random = dice(SEED);
    let page: TestPage = await openPage(fake);
    let slowest = 0;
    let closed = 0;
    for (let n = 0; n < FRAMES; n += 1) {
      const raw = frameOf(random);
      const start = performance.now();
      page.socket.say(raw);
      slowest = Math.max(slowest, performance.now() - start);
      if (n % 20 === 0) await settled();
      if (!page.socket.closed) continue;
      expect(page.socket.closed.code, raw.slice(0, 200)).toBe(1008);
      closed += 1;
      page = await openPage(fake);
    }
    await settled();
    expect(slowest).toBeLessThan(SLOWEST);
    expect(closed).toBeGreaterThan(0);
    expect(fake.logs.filter((l) => l.level !== 'info')).toEqual([]);
    // Whatever got through can be stored: no NUL, no half characters.
    const stored = JSON.stringify(fake.facts);
    expect(stored).not.toContain('\\u0000');
    expect(stored).not.toMatch(/\\ud[89a-f]/);
    const last = page.socket.closed ? await openPage(fake) : page;
    for (const [each, id] of [[last, 'good'], [await openPage(fake), 'next']] as const) {
      each.socket.say({ type: 'form', id: `form-${id}`, values: { name: 'Wang' } });
      expect(await each.write(id, 'Is anybody there?')).toMatchObject({ type: 'stored' });
    }
  }, 60_000);

  it('are each answered when they come one by one', async () => {
    fake = fakeHub();
    chat = await fake.open(webchat, {});
    const bad = ['', '[]', '7', '"hello"', '{"type":"typing","on":"yes"}', `{"type":"message","id":"a","text":"${'x'.repeat(65_536)}"}`, '['.repeat(60_000), '{"type":"read","seq":1.5}', '{"type":"message","id":"a b","text":"x"}'];
    const page = await openPage(fake);
    for (const [n, raw] of bad.entries()) {
      page.socket.say(raw);
      expect(page.socket.frames.filter((f) => f.type === 'refusal').length, raw.slice(0, 60)).toBe(n + 1);
      expect(page.socket.frames.at(-1)).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(/\.$/) });
    }
    expect(fake.facts).toEqual([]);
  });
});
