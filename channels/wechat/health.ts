/** Health as last told; nothing is said twice. */
import type { Health, Hub } from '../../src/core/channel.ts';

export type Wellness = ReturnType<typeof createHealth>;

export function createHealth(hub: Pick<Hub, 'health'>) {
  let last: Health | null = null;
  const tell = (health: Health): void => {
    if (last?.state === 'off' || (last?.state === health.state && last.code === health.code && last.explain === health.explain && last.qr === health.qr)) return;
    last = health;
    hub.health(health);
  };
  return {
    tell,
    fine: (): void => tell({ state: 'connected' }),
    failed: (code: string, explain: string): void => tell({ state: 'failed', code, explain }),
    isFine: (): boolean => last?.state === 'connected',
  };
}
