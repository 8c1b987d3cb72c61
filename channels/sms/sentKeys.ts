/** The same key is the same message: one that was taken is never given to the far side again, one on its way is waited for. */
import type { Sent } from '../../src/core/channel.ts';
import { createLru } from './lru.ts';

const MOST = 20_000;

export function createSentKeys(): { once(key: string, send: () => Promise<Sent>): Promise<Sent>; settled(): Promise<void> } {
  const sent = createLru<Sent>(MOST);
  const onTheWay = new Map<string, Promise<Sent>>();
  return {
    once(key, send) {
      const before = sent.get(key);
      if (before) return Promise.resolve(before);
      const going = onTheWay.get(key);
      if (going) return going;
      const now = send()
        .then((result) => {
          if (result.ok) sent.set(key, result);
          return result;
        })
        .finally(() => onTheWay.delete(key));
      onTheWay.set(key, now);
      return now;
    },
    async settled() {
      await Promise.allSettled([...onTheWay.values()]);
    },
  };
}
