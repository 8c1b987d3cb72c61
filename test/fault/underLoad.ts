/** Customers write and agents answer while a fault happens; then all must be acknowledged, drain and be whole. */
import { expectWhole, openLeft, waitFor, whatIsLeft } from './check.ts';
import { type History, startAgent, startCustomers } from './load.ts';

export interface Loaded {
  /** Where customers and agents go. */
  readonly url: string;
  readonly databaseUrl: () => string;
  readonly logins: readonly { readonly email: string; readonly password: string }[];
  /** Messages. */
  readonly perSecond: number;
  /** What the hubs printed, for when something took too long. */
  readonly output: () => string;
  /** How long until all is acknowledged; how much longer than a minute the rest may take for each that is open then. */
  readonly settleMs: number;
  readonly drainEachMs: number;
}

const DRAIN_MS = 60_000;

export async function underLoad({ url, databaseUrl, logins, perSecond, output, settleMs, drainEachMs }: Loaded, faults: () => Promise<void>): Promise<History> {
  const history: History = { written: new Map(), acknowledged: new Set(), accepted: 0, closed: 0 };
  const customers = startCustomers(url, 'main', perSecond, history);
  const agents = logins.map((login) => startAgent(url, login, history));
  try {
    await waitFor('work is done', DRAIN_MS, () => history.closed > 0, output);
    await faults();
    customers.stopWriting();
    const settled = await waitFor('every message is acknowledged', settleMs, customers.settled, output);
    const line = await openLeft(databaseUrl());
    let said = Date.now();
    const drained = await waitFor('all work is closed', DRAIN_MS + line * drainEachMs, async () => {
      if (Date.now() - said > 5_000) {
        said = Date.now();
        console.log(`still open: ${await whatIsLeft(databaseUrl())}`);
      }
      return (await openLeft(databaseUrl())) === 0;
    }, output);
    console.log(`written ${history.written.size}, acknowledged ${history.acknowledged.size}, accepted ${history.accepted}, closed ${history.closed}; settled after ${settled} ms, the line of ${line} drained after ${drained} ms`);
  } finally {
    customers.stop();
    for (const leave of agents) leave();
  }
  await expectWhole(databaseUrl(), history);
  return history;
}
