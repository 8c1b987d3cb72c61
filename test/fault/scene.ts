/** A hub of its own under a load of customers and agents, into which a test puts faults; then it must drain and be whole. */
import { expectWhole, openLeft, wait, waitFor, whatIsLeft } from './check.ts';
import { type History, setUpAgents, startAgent, startCustomers } from './load.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';

/** Messages a second: what a hub of one node holds on two shared cores without a fault; found by halving until it did (10-decisions 32). */
const PER_SECOND = Number(process.env.FAULT_RATE ?? 20);
const AGENTS = 6;

export interface FaultScene {
  readonly hub: HubProcess;
  /** Resolves with the milliseconds it took. */
  until(what: string, ms: number, look: () => Promise<boolean> | boolean): Promise<number>;
  underLoad(faults: () => Promise<void>): Promise<History>;
}

export async function faultScene(env: Readonly<Record<string, string>> = {}): Promise<FaultScene> {
  const hub = await hubProcess(env);
  await hub.start();
  const logins = await setUpAgents(hub.url, AGENTS);

  const until: FaultScene['until'] = (what, ms, look) => waitFor(what, ms, look, hub.output);
  return {
    hub, until,
    async underLoad(faults) {
      const history: History = { written: new Map(), acknowledged: new Set(), accepted: 0, closed: 0 };
      const customers = startCustomers(hub.url, 'main', PER_SECOND, history);
      const agents = logins.map((login) => startAgent(hub.url, login, history));
      try {
        await wait(2_000);
        await faults();
        customers.stopWriting();
        const settled = await until('every message is acknowledged', 90_000, customers.settled);
        let said = Date.now();
        // Many faults leave a long line, which six agents work off.
        const line = await openLeft(hub.databaseUrl());
        const drained = await until('all work is closed', 60_000 + line * 150, async () => {
          if (Date.now() - said > 5_000) {
            said = Date.now();
            console.log(`still open: ${await whatIsLeft(hub.databaseUrl())}`);
          }
          return (await openLeft(hub.databaseUrl())) === 0;
        });
        console.log(`written ${history.written.size}, acknowledged ${history.acknowledged.size}, accepted ${history.accepted}, closed ${history.closed}; settled after ${settled} ms, the line of ${line} drained after ${drained} ms`);
      } finally {
        customers.stop();
        for (const leave of agents) leave();
      }
      await expectWhole(hub.databaseUrl(), history);
      return history;
    },
  };
}
