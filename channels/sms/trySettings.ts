/** Tries an entry point's settings against the far side, for the administrator's page. */
import { EgressError, type Hub, type Tried } from '../../src/core/channel.ts';
import { openLink, type Role } from './link.ts';
import { accountUrl, basicAuth } from './providerHealth.ts';
import type { HttpSettings, Settings, SmppSettings } from './settings.ts';

type Tools = Pick<Hub, 'fetch' | 'now' | 'signal'>;

export const trySettings = (settings: Settings, tools: Tools): Promise<readonly Tried[]> => (settings.door === 'smpp' ? trySmpp(settings.smpp, tools) : tryHttp(settings.http, tools));

async function trySmpp(smpp: SmppSettings, { now, signal }: Tools): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  // Each way by itself; answers are waited for no longer than the page waits.
  const quick = { ...smpp, answerSeconds: Math.min(smpp.answerSeconds, 5) };
  const roles: readonly Role[] = smpp.bind === 'pair' ? ['transmitter', 'receiver'] : ['transceiver'];
  for (const role of roles) {
    const link = await openLink(quick, role, { now, request: (pdu, _, of) => of.answer(pdu, 0x64), log: () => undefined }, signal);
    const connected: Tried = { step: 'connect', ok: true, code: 'OK', explain: `There is a${smpp.tls ? 'n encrypted' : ''} connection to ${smpp.host} port ${smpp.port}.` };
    if ('code' in link) {
      if (link.step === 'bind') tried.push(connected);
      return [...tried, { step: link.step, ok: false, code: link.code, explain: link.explain }];
    }
    tried.push(connected, { step: 'bind', ok: true, code: 'OK', explain: `The SMSC took the sign-in of “${smpp.systemId}” as ${role}.` });
    await link.close();
  }
  return tried;
}

async function tryHttp(http: HttpSettings, { fetch, signal }: Tools): Promise<readonly Tried[]> {
  const one = (step: string, ok: boolean, code: string, explain: string): Tried => ({ step, ok, code, explain });
  try {
    const response = await fetch(`${accountUrl(http)}.json`, { to: 'configured', headers: { authorization: basicAuth(http) }, signal });
    await response.body?.cancel();
    const connected = one('connect', true, 'OK', `The provider answers at ${http.apiBase}.`);
    if (response.ok) return [connected, one('signIn', true, 'OK', `The provider knows the account ${http.accountSid} and its token.`)];
    if (response.status === 401 || response.status === 403) return [connected, one('signIn', false, 'BAD_TOKEN', 'The provider refuses the account SID or the auth token. Copy both again from its console.')];
    if (response.status === 404) return [connected, one('signIn', false, 'NO_ACCOUNT', 'The provider knows no such account. Check the account SID and the address of the API.')];
    return [connected, one('signIn', false, `HTTP_${response.status}`, `The provider answered with HTTP ${response.status}; try again, and if it stays ask the provider.`)];
  } catch (error) {
    if (error instanceof EgressError) return [one('connect', false, error.code, `The provider cannot be reached at ${http.apiBase}: ${error.message}`)];
    return [one('connect', false, 'NOT_REACHED', `The provider cannot be reached at ${http.apiBase}. Check the address.`)];
  }
}
