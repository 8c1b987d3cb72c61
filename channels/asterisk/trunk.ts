/**
 * A trunk that an administrator describes on a page instead of in pjsip.conf: made in Asterisk's memory (sorcery.conf, docs/voice.md) each
 * time Asterisk is reached, since it forgets with a restart, and taken away when the page says so. Whether it answers is asked by OPTIONS
 * (RFC 3261 §11), every half minute, by Asterisk.
 */
import { type Ari, AriError } from './ari.ts';

export interface TrunkAccount {
  /** Name or address of the carrier's server, with its port if it is not 5060. */
  readonly host: string;
  /** Empty = the carrier knows us by our address. */
  readonly user: string;
  readonly password: string;
  /** Whether the carrier must be told where we are (REGISTER). */
  readonly registers: boolean;
  /** Addresses and ranges that its calls come from; those of `host` besides. */
  readonly from: readonly string[];
  /** Where its calls go in the dialplan. */
  readonly context: string;
}

export type TrunkState = 'online' | 'offline' | 'unknown';

type Kind = 'auth' | 'aor' | 'endpoint' | 'identify' | 'registration';
const ASK_S = '30';

export function keepTrunk(ari: Ari, name: string) {
  const path = (kind: Kind): string => `asterisk/config/dynamic/res_pjsip/${kind}/${encodeURIComponent(name)}`;
  const put = (kind: Kind, fields: Readonly<Record<string, string>>): Promise<unknown> => ari.request('PUT', path(kind), {}, { fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })) });
  const remove = (kind: Kind): Promise<unknown> =>
    ari.request('DELETE', path(kind)).catch((error: unknown) => {
      // 404: it is not there; 403: the module keeps nothing in memory, so there is nothing of ours.
      if (!(error instanceof AriError && (error.status === 404 || error.status === 403))) throw error;
    });

  async function isThere(kind: Kind, fields: Readonly<Record<string, string>>): Promise<boolean> {
    const there = await ari.request('GET', path(kind)).catch(() => null);
    const values = new Map((Array.isArray(there) ? there : []).map(({ attribute, value }: { readonly attribute?: unknown; readonly value?: unknown }) => [attribute, value]));
    return Object.entries(fields).every(([attribute, value]) => values.get(attribute) === value);
  }

  return {
    /** Makes it as it is to be; null = it is not to be. @throws AriError when Asterisk does not keep such things in memory. */
    async make(trunk: TrunkAccount | null): Promise<void> {
      if (!trunk) {
        for (const kind of ['registration', 'identify', 'endpoint', 'aor', 'auth'] as const) await remove(kind);
        return;
      }
      const server = `sip:${trunk.host}`;
      const host = trunk.host.replace(/:\d+$/, '');
      const auth = { auth_type: 'userpass', username: trunk.user, password: trunk.password };
      const registration = { server_uri: server, client_uri: `sip:${trunk.user}@${host}`, outbound_auth: name, contact_user: trunk.user, retry_interval: '30', forbidden_retry_interval: '300', expiration: '600' };
      // Asterisk takes no notice of one that changes; one that is as it was goes on undisturbed.
      if (!trunk.registers || !(await isThere('auth', auth)) || !(await isThere('registration', registration))) await remove('registration');
      if (trunk.user === '') await remove('auth');
      else await put('auth', auth);
      await put('aor', { contact: server, qualify_frequency: ASK_S });
      await put('endpoint', {
        context: trunk.context, disallow: 'all', allow: 'ulaw,alaw', aors: name, direct_media: 'no', dtmf_mode: 'rfc4733', send_connected_line: 'no', rtp_timeout: '30', trust_id_inbound: 'yes', send_pai: 'yes', identify_by: 'ip',
        ...(trunk.user === '' ? {} : { outbound_auth: name, from_user: trunk.user, from_domain: host }),
      });
      await put('identify', { endpoint: name, match: [host, ...trunk.from].join(',') });
      if (trunk.registers) await put('registration', registration);
    },
  };
}

/** Whether it answers, as Asterisk last found it; null = it is not there. */
export async function trunkState(ari: Ari, name: string): Promise<TrunkState | null> {
  try {
    const { state } = (await ari.request('GET', `endpoints/PJSIP/${encodeURIComponent(name)}`)) as { readonly state?: unknown };
    return state === 'online' || state === 'offline' ? state : 'unknown';
  } catch (error) {
    if (error instanceof AriError && error.status === 404) return null;
    throw error;
  }
}
