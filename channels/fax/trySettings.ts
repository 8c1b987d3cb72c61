/** Tries the settings of a fax entry point: address, password, the fax modules, folder, trunk. Changes nothing at Asterisk. */
import { EgressError, type Hub, type Tried } from '../../src/core/channel.ts';
import { openManager } from '../asterisk/manager.ts';
import { connected, no, yes } from '../asterisk/trial.ts';
import type { Settings } from './settings.ts';
import { openSpool } from './spool.ts';

export async function trySettings(settings: Settings, { fetch }: Pick<Hub, 'fetch'>): Promise<readonly Tried[]> {
  const authorization = `Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`;
  const get = async (path: string): Promise<number> => (await fetch(`${settings.url}/ari/${path}`, { to: 'configured', timeoutMs: 5_000, headers: { authorization } })).status;
  const tried: Tried[] = [];
  try {
    for (const one of [async () => connected(await get('asterisk/info')), async () => modules(await get('asterisk/modules/res_fax_spandsp.so')), () => folder(settings), async () => trunk(settings.trunk, settings.trunk === '' ? 0 : await get(`endpoints/PJSIP/${encodeURIComponent(settings.trunk)}`)), ...(settings.trunk === '' ? [] : [async () => pages(await openManager(settings, fetch).signIn().catch(() => false))])]) {
      tried.push(await one());
      if (!tried.at(-1)?.ok) break;
    }
  } catch (error) {
    tried.push(no('connect', 'NOT_REACHED', error instanceof EgressError && error.unsent ? 'Nothing answers at this address and port: check http.conf (enabled, bindaddr, bindport) and the firewall.' : 'Asterisk did not answer in time.'));
  }
  return tried;
}

const modules = (status: number): Tried => (status === 200 ? yes('fax', 'FAX', 'Asterisk has its fax modules.') : no('fax', 'NO_FAX', 'Asterisk has not loaded res_fax_spandsp, which receives and sends faxes: install it and load it in modules.conf.'));

async function folder({ spool, app }: Settings): Promise<Tried> {
  const fault = await openSpool(spool, app).fault(false);
  return fault === null ? yes('folder', 'FOLDER', 'The folder for fax pages can be read and written.') : no('folder', 'NO_FOLDER', fault);
}

/** Nothing fails for want of it. */
const pages = (counted: boolean): Tried =>
  yes('pages', counted ? 'COUNTED' : 'NOT_COUNTED', counted ? 'Which page of a fax is being sent is shown: the manager interface takes this user.' : 'Faxes go out, but which page is being sent is not shown: for that manager.conf needs enabled and webenabled, and a user of the same name and password with write = call.');

function trunk(name: string, status: number): Tried {
  if (name === '') return yes('trunk', 'NO_TRUNK', 'No trunk is named: faxes come in, none goes out.');
  return status === 200 ? yes('trunk', 'TRUNK', `The trunk ${name} is there.`) : no('trunk', 'TRUNK_UNKNOWN', `Asterisk has no PJSIP endpoint ${name}; check pjsip.conf.`);
}
