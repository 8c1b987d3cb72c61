/** The thread in which mails are read: takes one mail's bytes, answers what it says. Started, timed and replaced by `reader`. */
import { parentPort } from 'node:worker_threads';
import { type ReadMail, readMail } from './readMail.ts';

export interface Question {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** Said once, when the code is loaded. */
const READY = 'ready';

export type Answer = typeof READY | { readonly id: number; readonly mail: ReadMail } | { readonly id: number; readonly fault: string };

function answer({ id, bytes }: Question): Answer {
  try {
    return { id, mail: readMail(bytes) };
  } catch (error) {
    return { id, fault: String(error).slice(0, 500) };
  }
}

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));
parentPort?.postMessage(READY);
