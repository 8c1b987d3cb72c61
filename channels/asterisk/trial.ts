/** What is said of trying an Asterisk out. */
import type { Tried } from '../../src/core/channel.ts';

export const yes = (step: string, code: string, explain: string): Tried => ({ step, ok: true, code, explain });
export const no = (step: string, code: string, explain: string): Tried => ({ step, ok: false, code, explain });

/** What the status of an answer to `asterisk/info` says. */
export function connected(status: number): Tried {
  if (status === 200) return yes('connect', 'CONNECTED', 'Asterisk answers, and takes the user name and the password.');
  if (status === 401 || status === 403) return no('signIn', 'SIGN_IN_REFUSED', 'Asterisk refused the user name or the password: compare them with ari.conf and reload it (ari reload).');
  if (status === 404) return no('connect', 'NO_ARI', 'Something answers at this address, but not ARI: check that ari.conf says enabled = yes and that no prefix is set in http.conf.');
  return no('connect', 'UNEXPECTED', `Asterisk answered ${status} instead of telling its version.`);
}
