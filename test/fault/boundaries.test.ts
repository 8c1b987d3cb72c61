/**
 * The hub dies right before and right after each commit that it makes under load, and is started again: nothing acknowledged is
 * lost, nothing doubled, no double offer, and the work drains. Which commits there are is learned from the hub itself (boundary.mjs).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../support/dice.ts';
import { wait } from './check.ts';
import { type FaultScene, faultScene } from './scene.ts';

/** How many boundaries are tried, drawn by the seed; `npm run test:long` tries all. */
const MOST = Number(process.env.FAULT_BOUNDARIES ?? 10);
const SEED = Number(process.env.FAULT_SEED ?? 7);
/** What is not met again within this is rare: a clean-up, a sign-in. */
const PATIENCE_MS = 8_000;

const folder = mkdtempSync(join(tmpdir(), 'switchroom-boundary-'));
const file = join(folder, 'wanted.json');
const arm = (wanted: object): void => writeFileSync(file, JSON.stringify(wanted));

let scene: FaultScene;
beforeAll(async () => {
  arm({});
  scene = await faultScene({ FAULT_BOUNDARY: file, NODE_OPTIONS: `--import ${fileURLToPath(new URL('boundary.mjs', import.meta.url))}` });
});
afterAll(async () => {
  await scene.hub.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('dying at its commits loses and doubles nothing', async () => {
  const { hub } = scene;
  const next = random(SEED);
  const died: string[] = [];
  const rare: string[] = [];
  const history = await scene.underLoad(async () => {
    // Those of the set-up are not met again.
    writeFileSync(`${file}.met`, '');
    await hub.kill('SIGKILL');
    await hub.start();
    await wait(10_000);
    const met = [...new Set(readFileSync(`${file}.met`, 'utf8').trim().split('\n'))].sort();
    const all = met.flatMap((at) => (['before', 'after'] as const).map((when) => ({ at, when, key: next() }))).sort((a, b) => a.key - b.key);
    console.log(`${met.length} kinds of commits: ${met.join(', ')}`);
    for (const { at, when } of all.slice(0, MOST)) {
      await hub.kill('SIGKILL');
      arm({ at, when });
      // It may die before it is ready: its first commits are those of its start.
      const fell = await hub.start().then(() => scene.until('', PATIENCE_MS, () => !hub.isAlive()).then(() => true, () => false), () => true);
      (fell ? died : rare).push(`${when} ${at}`);
      arm({});
      // Also one that has not died is armed, until it is started anew.
      if (!fell) await hub.kill('SIGKILL');
      await hub.start();
    }
  });
  console.log(`seed ${SEED}: died ${died.length} times: ${died.join(', ')}${rare.length > 0 ? `; not met again: ${rare.join(', ')}` : ''}`);
  expect(died.length, 'too few of the boundaries were met').toBeGreaterThan(Math.min(MOST, died.length + rare.length) / 2);
  expect(history.accepted).toBeGreaterThan(0);
});
