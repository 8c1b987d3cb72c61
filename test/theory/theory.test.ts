/**
 * The simulator, which runs the hub's own core, against queueing theory: short runs with wide tolerances. `npm run theory` makes the
 * long ones, with those of the design, and writes docs/theory.md.
 */
import { describe, expect, test } from 'vitest';
import { allowed, CASES, difference, shown } from './cases.ts';

/** Arrivals of a short run. */
const ARRIVALS = 40_000;
/** How much wider than in the long runs, which have twenty-five times the arrivals and so a fifth of the spread. */
const WIDER = 4;

describe('theory', () => {
  for (const each of CASES.filter((c) => c.longOnly !== true))
    test(each.name, { timeout: 120_000 }, () => {
      const rows = each.run(ARRIVALS);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        console.info(`${each.name}: ${row.what}: theory ${shown(row, row.theory)}, simulated ${shown(row, row.simulated)}`);
        const within = Math.max(allowed(row, WIDER), row.half ?? 0);
        expect(within, 'a run too short to tell anything').toBeLessThan(row.theory);
        expect(Math.abs(difference(row)), `${row.what}: theory ${row.theory}, simulated ${row.simulated}`).toBeLessThanOrEqual(within);
      }
    });
});
