/** Whether outside numbers can be reached: the trunk's state, looked at every few seconds and told with the health of the entry point. */
import type { Ari } from '../asterisk/ari.ts';
import { trunkState } from '../asterisk/trunk.ts';
import type { Health } from './health.ts';

const LOOK_MS = 10_000;

/** `notMade`: whether Asterisk did not take what the page says of it. */
export function watchTrunk(health: Pick<Health, 'found'>, ari: Ari, name: string, notMade: () => boolean) {
  async function look(): Promise<void> {
    if (!ari.isUp()) return;
    const state = await trunkState(ari, name);
    health.found('trunk', notMade() ? { code: 'TRUNK_NOT_MADE', explain: 'Asterisk is reached, but keeps no trunks that are made at run time: sorcery.conf must have the lines for registration and identify that docs/voice.md shows. Asterisk must be restarted then.' } : state === null ? { code: 'NO_TRUNK', explain: `Asterisk is reached, but it has no trunk ${name}; check pjsip.conf.` } : state === 'offline' ? { code: 'TRUNK_DOWN', explain: `Asterisk is reached, but the trunk ${name} does not answer: outside calls neither come nor go. Check the carrier’s address, the account and the firewall.` } : null);
  }
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return {
    /** Asterisk is reached anew: what is said of the trunk begins anew. */
    async up(): Promise<void> {
      health.found('trunk', null);
      await look().catch(() => undefined);
    },
    close: () => clearInterval(timer),
  };
}
