/** A hub of its own under a load of customers and agents, into which a test puts faults; then it must drain and be whole. */
import { waitFor } from './check.ts';
import { type History, setUpAgents } from './load.ts';
import { underLoad } from './underLoad.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';

/** Messages a second: what a hub of one node holds on two shared cores without a fault; found by halving until it did (10-decisions 32). */
const PER_SECOND = Number(process.env.FAULT_RATE ?? 20);
/** Many kills leave a long line, which six agents work off. */
const LINE_MS = 150;
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
    underLoad: (faults) => underLoad({ url: hub.url, databaseUrl: hub.databaseUrl, logins, perSecond: PER_SECOND, output: hub.output, settleMs: 90_000, drainEachMs: LINE_MS }, faults),
  };
}
