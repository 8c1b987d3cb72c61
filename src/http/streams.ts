/**
 * Live streams over plain HTTP (SSE) that are open, by whom. A socket can be closed from outside; a stream is an iterator that
 * the response pulls, so what ends it is the iterator: it says why and is done.
 */
import type { ExecutionResult } from 'graphql';
import type { Viewer } from '../app/access.ts';

interface Stream {
  readonly viewer: Viewer;
  end(): void;
}

export interface Streams {
  /** The same stream, until it is ended here. */
  open(viewer: Viewer, results: AsyncIterable<ExecutionResult>): AsyncIterableIterator<ExecutionResult>;
  /** Ends those of the viewers that `isOver` is true of. */
  end(isOver: (viewer: Viewer) => boolean): void;
}

export function createStreams(lastWord: () => ExecutionResult): Streams {
  const all = new Set<Stream>();
  const DONE = { value: undefined, done: true } as const;
  return {
    open(viewer, results) {
      const inner = results[Symbol.asyncIterator]();
      let state: 'open' | 'ended' | 'done' = 'open';
      /** Wakes a reader that waits for what will not come. */
      let wake: (() => void) | null = null;
      const leave = async (): Promise<void> => {
        all.delete(stream);
        await inner.return?.();
      };
      const stream: Stream = {
        viewer,
        end() {
          state = 'ended';
          wake?.();
          // Whether the feed behind it ends well is nothing that the reader waits for.
          leave().catch(() => undefined);
        },
      };
      all.add(stream);
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          if (state === 'open') {
            const next = await new Promise<IteratorResult<ExecutionResult> | null>((resolve, reject) => {
              wake = () => resolve(null);
              inner.next().then(resolve, (error: unknown) => {
                all.delete(stream);
                reject(error);
              });
            });
            if (next?.done) all.delete(stream);
            if (next && state === 'open') return next;
          }
          if (state === 'done') return DONE;
          state = 'done';
          return { value: lastWord(), done: false };
        },
        async return() {
          state = 'done';
          await leave();
          return DONE;
        },
      };
    },
    end(isOver) {
      for (const stream of all) if (isOver(stream.viewer)) stream.end();
    },
  };
}
