/** Whether outside numbers can be reached: the trunk's state, looked at every few seconds and told with the health of the entry point. */
import type { Health, Hub } from '../../src/core/channel.ts';
import type { Ari } from '../asterisk/ari.ts';
import { trunkState } from '../asterisk/trunk.ts';

const LOOK_MS = 10_000;

/** `notMade`: whether Asterisk did not take what the page says of it. */
export function watchTrunk(hub: Hub, ari: Ari, name: string, notMade: () => boolean) {
  let told: Health['state'] = 'connecting';
  async function look(): Promise<void> {
    if (!ari.isUp()) return;
    const state = await trunkState(ari, name);
    const fault = notMade() ? { code: 'TRUNK_NOT_MADE', explain: 'Asterisk is reached, but keeps no trunks that are made at run time: sorcery.conf must have the lines for registration and identify that docs/voice.md shows. Asterisk must be restarted then.' } : state === null ? { code: 'NO_TRUNK', explain: `Asterisk is reached, but it has no trunk ${name}; check pjsip.conf.` } : state === 'offline' ? { code: 'TRUNK_DOWN', explain: `Asterisk is reached, but the trunk ${name} does not answer: outside calls neither come nor go. Check the carrier’s address, the account and the firewall.` } : null;
    const now = fault ? 'failed' : 'connected';
    if (now === told && !fault) return;
    told = now;
    hub.health(fault ? { state: 'failed', ...fault } : { state: 'connected' });
  }
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return {
    /** Asterisk is reached, or not: what is said of the trunk begins anew. */
    async up(is: boolean): Promise<void> {
      told = is ? 'connected' : 'failed';
      if (is) await look().catch(() => undefined);
    },
    close: () => clearInterval(timer),
  };
}
