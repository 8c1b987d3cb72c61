/** Tries the settings of a voice entry point: address, password, version, trunk. Changes nothing at Asterisk. */
import { EgressError, type Hub, type Tried } from '../../src/core/channel.ts';
import { connected, no, yes } from '../asterisk/trial.ts';
import type { Settings } from './settings.ts';
import { createSpeech } from './speech.ts';

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
/** Asterisk 20 is the oldest that Asterisk's people still mend and that has all we ask for. */
const OLDEST = 20;

export async function trySettings(settings: Settings, { fetch }: Pick<Hub, 'fetch'>): Promise<readonly Tried[]> {
  const authorization = `Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`;
  async function get(path: string): Promise<Answer> {
    const response = await fetch(`${settings.url}/ari/${path}`, { to: 'configured', timeoutMs: 5_000, headers: { authorization } });
    const body: unknown = await response.json().catch(() => ({}));
    return { status: response.status, body: typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {} };
  }
  const tried: Tried[] = [];
  try {
    const info = await get('asterisk/info');
    tried.push(connected(info.status));
    if (info.status !== 200) return tried;
    tried.push(recent(info));
    if (tried.at(-1)?.ok && settings.mediaUrl !== '') tried.push(await spoken());
    if (tried.at(-1)?.ok && settings.trunk !== '') tried.push(trunkOf(settings.trunk, await get(`endpoints/PJSIP/${encodeURIComponent(settings.trunk)}`)));
  } catch (error) {
    tried.push(no('connect', 'NOT_REACHED', error instanceof EgressError && error.unsent ? 'Nothing answers at this address and port: check http.conf (enabled, bindaddr, bindport) and the firewall.' : 'Asterisk did not answer in time.'));
  }
  return tried;
}

/** Whether this machine can speak; whether Asterisk reaches the hub shows when it does. */
async function spoken(): Promise<Tried> {
  try {
    await createSpeech().say('One, two, three.', 'en');
    return yes('speech', 'SPEECH', 'Texts can be spoken.');
  } catch {
    return no('speech', 'NO_SPEECH', 'Texts cannot be spoken: install espeak-ng on this machine (apt-get install espeak-ng), or leave the address of the hub empty.');
  }
}

function recent({ body }: Answer): Tried {
  const version = String((body.system as { version?: unknown } | undefined)?.version ?? '');
  const major = Number(/^\d+/.exec(version)?.[0] ?? 0);
  return major >= OLDEST ? yes('version', 'VERSION', `It is Asterisk ${version}.`) : no('version', 'TOO_OLD', `It is Asterisk ${version || 'of an unknown version'}; this hub needs ${OLDEST} or newer.`);
}

function trunkOf(trunk: string, { status, body }: Answer): Tried {
  return status === 200 ? yes('trunk', 'TRUNK', `The trunk ${trunk} is there; its state is ${String(body.state ?? 'unknown')}.`) : no('trunk', 'NO_TRUNK', `Asterisk has no PJSIP endpoint ${trunk}; check pjsip.conf.`);
}
