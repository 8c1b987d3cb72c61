/**
 * Accounts for phones in browsers, made at run time in Asterisk's memory (sorcery.conf: `memory` beside `config` for endpoint, auth and
 * aor). Asterisk forgets them with a restart: a phone that is refused asks for its account again. One browser at a time: the last wins.
 */
import { randomBytes } from 'node:crypto';
import type { Ari } from './ari.ts';

export interface PhoneAccount {
  readonly user: string;
  readonly password: string;
}

export function keepBrowserPhones(ari: Ari, context: string) {
  /** While this connection lives an agent's password stays, so that a second tab does not throw the first out. */
  const passwords = new Map<string, string>();
  const put = (kind: 'auth' | 'aor' | 'endpoint', id: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
    ari.request('PUT', `asterisk/config/dynamic/res_pjsip/${kind}/${encodeURIComponent(id)}`, {}, { fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })) });

  return async ({ id, name }: { readonly id: string; readonly name: string }): Promise<PhoneAccount> => {
    const password = passwords.get(id) ?? randomBytes(24).toString('base64url');
    passwords.set(id, password);
    await put('auth', id, { auth_type: 'userpass', username: id, password });
    await put('aor', id, { max_contacts: '1', remove_existing: 'yes', qualify_frequency: '0' });
    await put('endpoint', id, {
      transport: 'ws', webrtc: 'yes', context, disallow: 'all', allow: 'opus,ulaw', aors: id, auth: id, direct_media: 'no', send_connected_line: 'no', dtmf_mode: 'rfc4733',
      callerid: `"${name.replace(/["\\<>\x00-\x1f\x7f]/g, '')}" <${id}>`,
    });
    return { user: id, password };
  };
}
