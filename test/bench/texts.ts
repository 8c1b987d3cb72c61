/**
 * C2: text messages a second over SMPP: in, from the SMSC to the answer that says the interaction is committed; out, from the outbox to
 * the SMSC and its answer recorded; beside a client of the same package on the same SMSC that stores nothing.
 */
import type pg from 'pg';
import { type Smsc, startSmsc } from '../../src/demo/smsc.ts';
import { bareClient, openPoint, ratePerSecond, sureStored } from './far.ts';
import { benchHub } from './hub.ts';
import { median, perSecond, type Row, times } from './row.ts';
import { waitUntil } from './traffic.ts';

const ROUNDS = 5;
const EACH = 500;
/** Messages without an answer at one time, both ways. */
const WINDOW = 50;
const OURS = '10690123';

const numbersOf = (round: number): string[] => Array.from({ length: EACH }, (_, n) => `+86138${String(round).padStart(3, '0')}${String(n).padStart(5, '0')}`);

/** An answer to each conversation of the round, written and due at once. */
const writeAnswers = (client: pg.Client, numbers: readonly string[], text: string): Promise<unknown> =>
  client.query(
    `with c as (update conversation v set last_seq = last_seq + 1, last_at = now() from address a where a.id = v.address and a.value = any($1::text[]) returning v.id, v.tenant, v.entry_point, v.last_seq),
     e as (insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, text, delivery, at)
       select gen_random_uuid(), c.tenant, c.id, (select i.id from interaction i where i.conversation = c.id limit 1), c.last_seq, 'message', 'out', 'system', $2, 'queued', now() from c returning id, tenant, conversation)
     insert into outbox (id, tenant, entry_point, conversation, entry, next_at) select gen_random_uuid(), e.tenant, c.entry_point, e.conversation, e.id, now() from e join c on c.id = e.conversation`,
    [numbers, text],
  );

const smscWith = (onText: () => void): Promise<Smsc> =>
  startSmsc({
    host: '127.0.0.1', port: 0, systemId: 'hub', password: 'secret', log: () => undefined,
    onMessage() {
      onText();
      return 'DELIVRD';
    },
  });

export const texts: Row = {
  name: 'C2',
  what: 'text messages a second over SMPP, in and out',
  source: 'issue 4',
  target: '≥ 0.1 × the bare echo, both ways',
  how: `${EACH} messages a round each way, ${WINDOW} without an answer at one time, no receipts; in: of strangers, counted when the SMSC has the answer, which is when the interaction is committed; out: answers that lie in the outbox, counted until the last is recorded as sent; beside the smpp package's own client on the same kind of SMSC, taking and submitting the same; ${ROUNDS} rounds by turns, medians`,
  async run(bench) {
    const { hub, made, client } = await benchHub(bench.server, 'bench_texts');
    let arrived = 0;
    const [smsc, bareSmsc] = [await smscWith(() => (arrived += 1)), await smscWith(() => undefined)];
    await openPoint(hub, made, 'sms', { door: 'smpp', number: OURS, country: 'CN', smpp: { host: '127.0.0.1', port: smsc.port, systemId: 'hub', password: 'secret', windowSize: WINDOW, perSecond: 10_000, receipts: false } });
    const bare = await bareClient(bareSmsc.port, 'hub', 'secret');
    const rates = { in: [] as number[], out: [] as number[], bareIn: [] as number[], bareOut: [] as number[] };
    // The first is for compiled code; it is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const numbers = numbersOf(round);
      const bareIn = await ratePerSecond(numbers, WINDOW, (from) => bareSmsc.deliver(from, OURS, 'Any news of my order?'));
      const inward = await ratePerSecond(numbers, WINDOW, async (from) => {
        if ((await smsc.deliver(from, OURS, 'Any news of my order?')) !== 'taken') throw new Error('A message was not taken.');
      });
      const bareOut = await ratePerSecond(numbers, WINDOW, (to) => bare.submit(to, 'It comes tomorrow.'));
      const before = arrived;
      await writeAnswers(client, numbers, 'It comes tomorrow.');
      const began = performance.now();
      hub.outbox.wake();
      await waitUntil(() => arrived - before >= EACH, 'every answer is with the SMSC');
      while ((await client.query(`select 1 from outbox where state <> 'sent' limit 1`)).rowCount !== 0) await new Promise((resolve) => setTimeout(resolve, 2));
      const outward = (EACH * 1_000) / (performance.now() - began);
      if (arrived - before !== EACH) throw new Error('Some went twice.');
      if (round === 0) continue;
      rates.in.push(inward);
      rates.out.push(outward);
      rates.bareIn.push(bareIn);
      rates.bareOut.push(bareOut);
    }
    await sureStored(client, 'sms', (ROUNDS + 1) * EACH);
    bare.close();
    await client.end();
    await hub.stop();
    await Promise.all([smsc.stop(), bareSmsc.stop()]);
    const ratios = [median(rates.in) / median(rates.bareIn), median(rates.out) / median(rates.bareOut)] as const;
    return {
      measured: `in ${perSecond(median(rates.in))}, out ${perSecond(median(rates.out))}`, limit: `bare echo in ${perSecond(median(rates.bareIn))}, out ${perSecond(median(rates.bareOut))}`,
      ratio: `in ${times(ratios[0])}, out ${times(ratios[1])}`, held: Math.min(...ratios) >= 0.1,
    };
  },
};
