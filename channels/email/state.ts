/** The health of an entry point from its two halves: how mail comes in and how it goes out. Told when it changes. */
import type { Health, Hub } from '../../src/core/channel.ts';

export interface State {
  in(health: Health): void;
  /** Null = the last attempt to send reached the server. */
  out(failure: Health | null): void;
  off(): void;
}

export function createState(hub: Pick<Hub, 'health'>): State {
  let inward: Health = { state: 'connecting' };
  let outward: Health | null = null;
  let told = '';
  let over = false;
  const tell = (): void => {
    const now: Health = over ? { state: 'off' } : inward.state !== 'connected' ? inward : (outward ?? inward);
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    hub.health(now);
  };
  return {
    in(health) {
      inward = health;
      tell();
    },
    out(failure) {
      outward = failure;
      tell();
    },
    off() {
      over = true;
      tell();
    },
  };
}
