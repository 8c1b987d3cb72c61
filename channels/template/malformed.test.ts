/** 10,000 seeded mutations of a good message: none throws, none is a 5xx, and the next good one arrives. */
import { expect, it } from 'vitest';
import { fakeHub } from '../../test/support/fakeHub.ts';
import { gatewayPeer, post } from './testGateway.ts';

const COUNT = 10_000;
/** xorshift32: the same mutations in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

it(`lives through ${COUNT} malformed inputs`, async () => {
  const { channel, settings } = await gatewayPeer();
  const fake = fakeHub();
  const connection = await fake.open(channel, settings);
  const random = seeded(20_260_105);
  const good = new TextEncoder().encode(JSON.stringify({ id: 'm1', from: '王', name: 'Wang', text: 'Is the pu-erh here? 😀' }));
  for (let n = 0; n < COUNT; n += 1) {
    const bytes = [...good];
    for (let times = 1 + random(4); times > 0; times -= 1) bytes.splice(random(bytes.length), random(3), ...Array.from({ length: random(4) }, () => random(256)));
    expect(['acknowledged', 'refused']).toContain(await post(fake, Uint8Array.from(bytes)));
  }
  expect(await post(fake, JSON.stringify({ id: 'last', from: 'wang', text: 'Still there?' }))).toBe('acknowledged');
  expect(fake.messages().at(-1)?.text).toBe('Still there?');
  await connection.close();
});
