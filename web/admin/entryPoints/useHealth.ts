import { useEffect } from 'react';
import { client } from '../../shared/client.ts';
import { HEALTH } from '../documents.ts';

const EVERY_MS = 3_000;

/** Asks again and again how the entry points are connected, while somebody looks; the cache gives it to whoever shows it. */
export function useHealth(): void {
  useEffect(() => {
    let asking = false;
    const ask = (): void => {
      if (asking || document.hidden) return;
      asking = true;
      void client.query(HEALTH, {}, { requestPolicy: 'network-only' }).toPromise().finally(() => { asking = false; });
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, []);
}
