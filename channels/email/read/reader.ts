/**
 * Reads mails in threads, each mail within limits of time and memory. A thread that dies or takes too long is replaced;
 * the mail that did it is said to be unreadable. All mailboxes of a process share the threads.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Ms } from '../../../src/core/time.ts';
import type { ReadMail } from './readMail.ts';
import type { Answer, Question } from './thread.ts';

const LIMIT_MS: Ms = 10_000;
/** A thread loads its code first; that is not the mail's fault. */
const START_MS: Ms = 60_000;
const MOST_MEMORY_MB = 384;
/** A processor is left to everything else: while the worst mails are read, chats go on. */
const THREADS = Math.max(1, Math.min(2, availableParallelism() - 1));

export type Reading = { readonly ok: true; readonly mail: ReadMail } | { readonly ok: false; readonly code: 'TOO_SLOW' | 'TOO_HEAVY' | 'PARSER_FAULT'; readonly explain: string };

export interface Reader {
  read(bytes: Uint8Array): Promise<Reading>;
  /** Once for each `openReader`; the last one ends the threads. */
  release(): Promise<void>;
}

interface Job {
  readonly bytes: Uint8Array;
  readonly done: (reading: Reading) => void;
}

/** The built hub has the thread beside it as a file of its own; a hub that runs from the sources has it loaded by tsx. */
const BUILT = import.meta.url.endsWith('.mjs');
const THREAD = new URL(BUILT ? './mailThread.mjs' : './thread.ts', import.meta.url);
const FROM_SOURCES = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(THREAD.href)}); });`;

let shared: ReturnType<typeof startReader> | null = null;
let holders = 0;

export function openReader(): Reader {
  holders += 1;
  const reader = (shared ??= startReader());
  let released = false;
  return {
    read: reader.read,
    async release() {
      if (released) return;
      released = true;
      holders -= 1;
      if (holders > 0) return;
      shared = null;
      await reader.end();
    },
  };
}

function startReader() {
  const waiting: Job[] = [];
  const threads = new Set<Worker>();
  const idle: Worker[] = [];
  const busy = new Map<Worker, (reading: Reading) => void>();
  let ended = false;
  let asked = 0;

  function start(): void {
    const options = { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } };
    const worker = BUILT ? new Worker(THREAD, options) : new Worker(FROM_SOURCES, { ...options, eval: true });
    threads.add(worker);
    idle.push(worker);
    worker.unref();
    const gone = (reading: Reading): void => {
      threads.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      busy.get(worker)?.(reading);
    };
    worker.on('error', (error: Error & { code?: string }) => gone(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { ok: false, code: 'TOO_HEAVY', explain: 'Reading this mail takes more memory than is allowed; its source is kept.' } : fault(error.message)));
    worker.on('exit', () => gone(fault('the thread ended')));
  }

  function next(): void {
    if (ended || waiting.length === 0) return;
    if (idle.length === 0 && threads.size < THREADS) start();
    const worker = idle.shift();
    const job = worker ? waiting.shift() : undefined;
    if (worker && job) give(worker, job);
  }

  function give(worker: Worker, job: Job): void {
    const id = (asked += 1);
    const fresh = !used.has(worker);
    used.add(worker);
    const finish = (reading: Reading): void => {
      clearTimeout(timer);
      worker.off('message', heard);
      busy.delete(worker);
      if (threads.has(worker)) idle.push(worker);
      if (idle.length + busy.size === 0 || busy.size === 0) worker.unref();
      job.done(reading);
      next();
    };
    const heard = (answer: Answer): void => {
      if (answer === 'ready') {
        clearTimeout(timer);
        timer = setTimeout(late, LIMIT_MS);
      } else if (answer.id === id) finish('mail' in answer ? { ok: true, mail: answer.mail } : fault(answer.fault));
    };
    const late = (): void => {
      threads.delete(worker);
      void worker.terminate();
      finish({ ok: false, code: 'TOO_SLOW', explain: 'Reading this mail takes longer than is allowed; its source is kept.' });
    };
    let timer = setTimeout(late, fresh ? START_MS : LIMIT_MS);
    busy.set(worker, finish);
    worker.ref();
    worker.on('message', heard);
    // Copied, not handed over: the bytes are stored and looked at here as well.
    worker.postMessage({ id, bytes: job.bytes } satisfies Question);
  }
  const used = new WeakSet<Worker>();

  return {
    read: (bytes: Uint8Array): Promise<Reading> =>
      new Promise((done) => {
        if (ended) return done(fault('the reader is closed'));
        waiting.push({ bytes, done });
        next();
      }),
    async end(): Promise<void> {
      ended = true;
      for (const job of waiting.splice(0)) job.done(fault('the reader is closed'));
      await Promise.all([...threads].map((t) => t.terminate()));
    },
  };
}

const fault = (what: string): Reading => ({ ok: false, code: 'PARSER_FAULT', explain: `This mail could not be read (${what.slice(0, 200)}); its source is kept.` });
