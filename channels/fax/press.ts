/**
 * Reads received faxes and makes those that go out, in a thread with limits of time and memory. A thread that dies or takes too
 * long is replaced; the fax that did it is said to be unreadable. All fax lines of a process share it.
 */
import { Worker } from 'node:worker_threads';
import type { Ms } from '../../src/core/time.ts';
import type { FaxOrder, RenderedFax } from './render/render.ts';
import type { Answer, FaxDocument, Question } from './thread.ts';

/** Between one page and the next, and for all of them. */
const PAGE_MS: Ms = 5_000;
const WHOLE_MS: Ms = 60_000;
/** Loading code is nobody's fault. */
const START_MS: Ms = 60_000;
/** Of JavaScript; pixels are bounded before they are asked for (`tiff/read`). */
const MOST_MEMORY_MB = 300;

export type Pressed<T> = { readonly ok: true; readonly made: T } | { readonly ok: false; readonly code: string; readonly explain: string };

export interface Press {
  read(tiff: Uint8Array, mostPages: number): Promise<Pressed<FaxDocument>>;
  render(order: FaxOrder): Promise<Pressed<RenderedFax>>;
  /** Once for each `openPress`; the last one ends the thread. */
  release(): Promise<void>;
}

/** The built hub has the thread beside it as a file of its own; a hub that runs from the sources has it loaded by tsx. */
const BUILT = import.meta.url.endsWith('.mjs');
const THREAD = new URL(BUILT ? './faxThread.mjs' : './thread.ts', import.meta.url);
const FROM_SOURCES = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(THREAD.href)}); });`;

let shared: ReturnType<typeof startPress> | null = null;
let holders = 0;

export function openPress(): Press {
  holders += 1;
  const press = (shared ??= startPress());
  let released = false;
  return {
    async read(tiff, mostPages) {
      const answer = await press.ask({ read: tiff, mostPages });
      return answer.kind === 'document' ? { ok: true, made: answer.document } : refused(answer);
    },
    async render(order) {
      const answer = await press.ask({ render: order });
      return answer.kind === 'fax' ? { ok: true, made: answer.fax } : refused(answer);
    },
    async release() {
      if (released) return;
      released = true;
      holders -= 1;
      if (holders > 0) return;
      shared = null;
      await press.end();
    },
  };
}

type Asked = { readonly read: Uint8Array; readonly mostPages: number } | { readonly render: FaxOrder };
const refused = (answer: Answer): { ok: false; code: string; explain: string } => (answer.kind === 'fault' ? { ok: false, code: answer.code, explain: answer.explain } : { ok: false, ...DIED });
const DIED = { code: 'FAULT', explain: 'This fax could not be worked on, by a fault of the hub; its bytes are kept.' };
const SLOW = { code: 'TOO_SLOW', explain: 'Reading this fax takes longer than is allowed; its bytes are kept.' };
const HEAVY = { code: 'TOO_HEAVY', explain: 'Reading this fax takes more memory than is allowed; its bytes are kept.' };

function startPress() {
  let worker: Worker | null = null;
  let ended = false;
  let next = 0;
  /** One after the other. */
  let last: Promise<unknown> = Promise.resolve();

  function thread(): Worker {
    if (worker) return worker;
    const options = { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } };
    const started = BUILT ? new Worker(THREAD, options) : new Worker(FROM_SOURCES, { ...options, eval: true });
    worker = started;
    started.unref();
    const gone = (): void => {
      if (worker === started) worker = null;
    };
    started.on('error', gone);
    started.on('exit', gone);
    return started;
  }

  function one(asked: Asked): Promise<Answer> {
    const id = (next += 1);
    const fresh = worker === null;
    const on = thread();
    return new Promise<Answer>((resolve) => {
      const end = (answer: Answer): void => {
        clearTimeout(page);
        clearTimeout(whole);
        on.off('message', heard).off('error', failed).off('exit', exited);
        on.unref();
        resolve(answer);
      };
      const failed = (error: Error & { code?: string }): void => end({ id, kind: 'fault', ...(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? HEAVY : DIED) });
      const exited = (): void => end({ id, kind: 'fault', ...DIED });
      const late = (): void => {
        if (worker === on) worker = null;
        end({ id, kind: 'fault', ...SLOW });
        void on.terminate();
      };
      const heard = (answer: Answer): void => {
        if (answer.kind !== 'ready' && answer.id !== id) return;
        if (answer.kind !== 'ready' && answer.kind !== 'page') return end(answer);
        clearTimeout(page);
        page = setTimeout(late, PAGE_MS);
      };
      let page = setTimeout(late, fresh ? START_MS : PAGE_MS);
      const whole = setTimeout(late, WHOLE_MS + (fresh ? START_MS : 0));
      on.ref();
      on.on('message', heard).on('error', failed).on('exit', exited);
      // Copied, not handed over: the bytes are stored as well.
      on.postMessage({ id, ...asked } satisfies Question);
    });
  }

  return {
    ask(asked: Asked): Promise<Answer> {
      const doing = last.then(() => (ended ? ({ id: 0, kind: 'fault', ...DIED } satisfies Answer) : one(asked)));
      last = doing;
      return doing;
    },
    async end(): Promise<void> {
      ended = true;
      await last;
      await worker?.terminate();
    },
  };
}
