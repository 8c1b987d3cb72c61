/**
 * kill −9 of the hub under load, and of its PostgreSQL: nothing acknowledged is lost, nothing doubled, no double offer, and
 * the work drains afterwards. Times are printed, not asserted: these machines are shared.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubProcess } from '../support/process.ts';
import { random } from '../support/dice.ts';
import { wait } from './check.ts';
import { type FaultScene, faultScene } from './scene.ts';

const KILLS = Number(process.env.FAULT_KILLS ?? 20);
const SEED = Number(process.env.FAULT_SEED ?? 7);

let scene: FaultScene;
let hub: HubProcess;
beforeAll(async () => {
  scene = await faultScene();
  hub = scene.hub;
});
afterAll(() => hub.remove());

describe('the hub', () => {
  it(`killed ${KILLS} times under load loses and doubles nothing`, async () => {
    const next = random(SEED);
    const back: number[] = [];
    const history = await scene.underLoad(async () => {
      for (let n = 0; n < KILLS; n += 1) {
        await wait(300 + next() * 900);
        await hub.kill('SIGKILL');
        back.push(await hub.start());
      }
    });
    back.sort((a, b) => a - b);
    console.log(`seed ${SEED}: ${KILLS} kills, ready again after ${back.map((b) => Math.round(b)).join(' ')} ms`);
    expect(history.written.size).toBeGreaterThan(KILLS);
    expect(history.accepted).toBeGreaterThan(0);
  });

  it('survives PostgreSQL killed hard 3 times, and says so meanwhile', async () => {
    const pid = hub.pid();
    let saidNotReady = 0;
    await scene.underLoad(async () => {
      for (let n = 0; n < 3; n += 1) {
        await wait(2_000);
        hub.killPostgres();
        await scene.until('the hub says it is not ready', 5_000, async () => {
          const answer = await fetch(`${hub.url}/ready`).catch(() => null);
          if (answer?.status === 503) saidNotReady += 1;
          return answer?.status === 503;
        });
        const ms = await scene.until('the hub is ready again', 40_000, async () => (await fetch(`${hub.url}/ready`).catch(() => null))?.ok === true);
        console.log(`PostgreSQL killed: ready again after ${ms} ms`);
      }
    });
    expect(hub.isAlive()).toBe(true);
    expect(hub.pid()).toBe(pid);
    expect(saidNotReady).toBeGreaterThan(0);
  });
});
