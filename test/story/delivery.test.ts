/** A message that cannot be delivered: tried again while there is hope, then shown as failed, in words that are true. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Channel } from '../../src/core/channel.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, paperChannel, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
let paper: ReturnType<typeof paperChannel>;
beforeAll(async () => {
  paper = paperChannel();
  // The far side is never there.
  const channel: Channel = {
    ...paper.channel,
    configure: (settings) => async (hub) => ({
      ...(await paper.channel.configure(settings)(hub)),
      messages: { send: async () => ({ ok: false, retry: 'later', code: 'AWAY', explain: 'The far side is away; the message goes out when it is back.' }) },
    }),
  };
  t = await testHub({ channels: [channel] });
});
afterAll(() => t.close());

it('says why it waits while it is tried, and in the end that it was given up', async () => {
  await paper.hub().report({ kind: 'message', ref: 'r1', thread: 'wang', at: 0, from: { kind: 'visitor', value: 'wang', verified: false }, text: 'Hello?', files: [] });
  const li = await t.agent('li');
  await li.comes();
  const id = await li.accepts();
  granted(await t.hub.messages.send(li.viewer, id, 'Yes?', [], 'c1', null));
  const delivery = async () => (await rows<{ delivery: string; explain: string | null }>(t.hub.pool, `select delivery, delivery_explain as explain from entry where text = 'Yes?'`))[0];
  await t.until('it was tried', async () => (await delivery())?.explain);
  expect(await delivery()).toEqual({ delivery: 'queued', explain: 'The far side is away; the message goes out when it is back.' });
  // All but the last of the tries, which take hours.
  await t.hub.pool.query(`update outbox set attempts = 11, next_at = now() where state = 'due'`);
  await t.until('it is given up', async () => (await delivery())?.delivery === 'failed');
  expect((await delivery())?.explain).toBe('It was tried many times and could not be sent. Send it again, or reach the customer another way.');
});
