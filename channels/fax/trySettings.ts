/** Tries the settings of a fax entry point: address, password, the fax modules, folder, trunk. Changes nothing at Asterisk. */
import { EgressError, type Hub, type Tried } from '../../src/core/channel.ts';
import type { Settings } from './settings.ts';
import { openSpool } from './spool.ts';

const yes = (step: string, code: string, explain: string): Tried => ({ step, ok: true, code, explain });
const no = (step: string, code: string, explain: string): Tried => ({ step, ok: false, code, explain });

export async function trySettings(settings: Settings, { fetch }: Pick<Hub, 'fetch'>): Promise<readonly Tried[]> {
  const authorization = `Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`;
  const get = async (path: string): Promise<number> => (await fetch(`${settings.url}/ari/${path}`, { to: 'configured', timeoutMs: 5_000, headers: { authorization } })).status;
  const tried: Tried[] = [];
  try {
    for (const one of [async () => connected(await get('asterisk/info')), async () => modules(await get('asterisk/modules/res_fax_spandsp.so')), () => folder(settings), async () => trunk(settings.trunk, settings.trunk === '' ? 0 : await get(`endpoints/PJSIP/${encodeURIComponent(settings.trunk)}`))]) {
      tried.push(await one());
      if (!tried.at(-1)?.ok) break;
    }
  } catch (error) {
    tried.push(no('connect', 'NOT_REACHED', error instanceof EgressError && error.unsent ? 'Nothing answers at this address and port: check http.conf (enabled, bindaddr, bindport) and the firewall.' : 'Asterisk did not answer in time.'));
  }
  return tried;
}

function connected(status: number): Tried {
  if (status === 200) return yes('connect', 'CONNECTED', 'Asterisk answers, and takes the user name and the password.');
  if (status === 401 || status === 403) return no('signIn', 'SIGN_IN_REFUSED', 'Asterisk refused the user name or the password: compare them with ari.conf and reload it (ari reload).');
  if (status === 404) return no('connect', 'NO_ARI', 'Something answers at this address, but not ARI: check that ari.conf says enabled = yes and that no prefix is set in http.conf.');
  return no('connect', 'UNEXPECTED', `Asterisk answered ${status} instead of telling its version.`);
}

const modules = (status: number): Tried => (status === 200 ? yes('fax', 'FAX', 'Asterisk has its fax modules.') : no('fax', 'NO_FAX', 'Asterisk has not loaded res_fax_spandsp, which receives and sends faxes: install it and load it in modules.conf.'));

async function folder({ spool, app }: Settings): Promise<Tried> {
  const fault = await openSpool(spool, app).fault(false);
  return fault === null ? yes('folder', 'FOLDER', 'The folder for fax pages can be read and written.') : no('folder', 'NO_FOLDER', fault);
}

function trunk(name: string, status: number): Tried {
  if (name === '') return yes('trunk', 'NO_TRUNK', 'No trunk is named: faxes come in, none goes out.');
  return status === 200 ? yes('trunk', 'TRUNK', `The trunk ${name} is there.`) : no('trunk', 'TRUNK_UNKNOWN', `Asterisk has no PJSIP endpoint ${name}; check pjsip.conf.`);
}
