/** The thread in which the hub simulates: takes one question, answers it, ends. Started by app/simulation. */
import { parentPort, workerData } from 'node:worker_threads';
import { TooMuch } from './simulate.ts';
import { type Compared, type WhatIf, whatIf } from './whatIf.ts';

export type Answer = { readonly ok: true; readonly result: Compared } | { readonly ok: false; readonly tooMuch: true };

function answer(): Answer {
  try {
    return { ok: true, result: whatIf(workerData as WhatIf) };
  } catch (error) {
    if (error instanceof TooMuch) return { ok: false, tooMuch: true };
    throw error;
  }
}

parentPort?.postMessage(answer());
