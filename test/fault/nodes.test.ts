/**
 * Three nodes on one database behind a load balancer: the one that leads is killed, frozen or cut off, again and again, under load. Nothing
 * acknowledged is lost, nothing doubled, no double offer; how long until the next offer is printed, not asserted.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { random } from '../support/dice.ts';
import { wait } from './check.ts';
import { type Fleet, startFleet } from './fleet.ts';

const KILLS = Number(process.env.FAULT_KILLS ?? 5);
const FREEZES = Math.max(2, Math.floor(KILLS / 3));
/** Ten minutes in the long suite (10-decisions 32). */
const SOAK_SECONDS = Number(process.env.FAULT_SOAK_SECONDS ?? 20);
const SEED = Number(process.env.FAULT_SEED ?? 7);

let database: FreshDatabase;
let fleet: Fleet;
beforeAll(async () => {
  database = await freshDatabase();
  fleet = await startFleet(database.url);
});
afterAll(async () => {
  await fleet?.close();
  await database?.drop();
});

const summary = (list: readonly number[]): string => {
  const sorted = [...list].sort((a, b) => a - b).map((n) => Math.round(n));
  return `p50 ${sorted[Math.floor(sorted.length / 2)]} ms, worst ${sorted.at(-1)} ms (${sorted.join(' ')})`;
};

describe('of three nodes', () => {
  it(`the one that leads is killed ${KILLS} times under load: nothing is lost, nothing doubled`, async () => {
    const next = random(SEED);
    const waits: number[] = [];
    const led = new Set<string>();
    const history = await fleet.underLoad(async () => {
      for (let n = 0; n < KILLS; n += 1) {
        await wait(300 + next() * 900);
        const node = await fleet.leader();
        led.add(node.name);
        waits.push(await fleet.nextOffer(() => node.kill('SIGKILL')));
        await node.start();
      }
    });
    console.log(`seed ${SEED}: the leader killed ${KILLS} times (${[...led].sort().join(', ')}); next offer after ${summary(waits)}`);
    expect(history.accepted).toBeGreaterThan(0);
    expect(waits).toHaveLength(KILLS);
  });

  it(`the one that leads is frozen ${FREEZES} times under load: another takes over, and it comes back as one of three`, async () => {
    const next = random(SEED + 1);
    const waits: number[] = [];
    await fleet.underLoad(async () => {
      for (let n = 0; n < FREEZES; n += 1) {
        await wait(300 + next() * 900);
        const node = await fleet.leader();
        const pid = node.pid();
        if (pid === undefined) throw new Error(`${node.name} does not run.`);
        waits.push(await fleet.nextOffer(async () => process.kill(pid, 'SIGSTOP')));
        await wait(next() * 2_000);
        process.kill(pid, 'SIGCONT');
        await fleet.until('it is back', async () => {
          const health = await fleet.healthOf(node);
          return health !== null && health.otherNodes.length === fleet.nodes.length - 1;
        });
        expect(node.isAlive()).toBe(true);
      }
    });
    console.log(`seed ${SEED}: the leader frozen ${FREEZES} times; next offer after ${summary(waits)}`);
  });

  it(`the one that leads is cut off from the database ${FREEZES} times under load: another takes over, and it comes back as one of three`, async () => {
    const next = random(SEED + 2);
    const waits: number[] = [];
    await fleet.underLoad(async () => {
      for (let n = 0; n < FREEZES; n += 1) {
        await wait(300 + next() * 900);
        const node = await fleet.leader();
        waits.push(await fleet.nextOffer(async () => node.wire.cut()));
        await wait(next() * 2_000);
        node.wire.mend();
        await fleet.until('it is back', async () => (await fleet.healthOf(node))?.otherNodes.length === fleet.nodes.length - 1 && (await fetch(`${node.url}/ready`)).ok);
        expect(node.isAlive()).toBe(true);
      }
    });
    console.log(`seed ${SEED}: the leader cut off ${FREEZES} times; next offer after ${summary(waits)}`);
  });

  it(`none takes over from one that is only busy, in ${SOAK_SECONDS} s with all processors taken`, async () => {
    const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
    try {
      await fleet.underLoad(async () => {
        const { epoch } = await fleet.settledReign();
        await wait(SOAK_SECONDS * 1_000);
        expect((await fleet.reign()).epoch, 'the domain was taken over').toBe(epoch);
      });
    } finally {
      for (const one of busy) one.kill('SIGKILL');
    }
  });
});
