/** What the doctor makes of what an Asterisk answers. */
import { describe, expect, it } from 'vitest';
import { type Answer, examine, type Finding, type Patient } from './doctor.ts';
import { readSettings } from './settings.ts';

const MODULES = [
  'res_stasis', 'app_stasis', 'res_stasis_answer', 'res_stasis_playback', ...['channels', 'bridges', 'endpoints', 'applications', 'events', 'playbacks'].map((m) => `res_ari_${m}`), 'res_http_websocket', 'bridge_holding', 'bridge_simple', 'bridge_softmix', 'res_musiconhold',
  'res_pjsip', 'chan_pjsip', 'res_rtp_asterisk', ...['session', 'sdp_rtp', 'registrar', 'authenticator_digest', 'endpoint_identifier_user', 'endpoint_identifier_ip', 'header_funcs', 'transport_websocket'].map((m) => `res_pjsip_${m}`), 'res_srtp', 'res_crypto', 'res_sorcery_memory',
  'codec_ulaw', 'codec_opus', 'res_format_attr_opus', 'bridge_native_rtp', 'res_http_media_cache', 'func_config', 'func_dialplan', 'func_sorcery',
];
const settings = readSettings({ url: 'http://pbx:8088', user: 'hub', password: 'secret', trunk: 'carrier', webCalls: true });
const running = (names: readonly string[]) => names.map((name) => ({ name: `${name}.so`, status: 'Running' }));

/** One that has everything, but for what `instead` says; what is asked is kept. */
function patient(instead: Readonly<Record<string, Answer>> = {}, more: Partial<Patient> = {}): Patient & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    async ask(method, path) {
      asked.push(`${method} ${path}`);
      const given = Object.entries(instead).find(([key]) => `${method} ${path}`.startsWith(key));
      if (given) return given[1];
      if (path === 'asterisk/info') return { status: 200, body: { system: { version: '22.10.1' } } };
      if (path === 'asterisk/modules') return { status: 200, body: running(MODULES) };
      if (path.startsWith('endpoints/')) return { status: 200, body: { state: 'online' } };
      if (path.endsWith('/hub-doctor-nobody')) return { status: 404, body: null };
      return { status: method === 'DELETE' ? 204 : 200, body: [] };
    },
    eventSocket: async () => 'answers',
    read: async (_app, expressions) => expressions.map((e) => (e.startsWith('DIALPLAN') ? '1' : e.includes('mode') ? 'files' : e.includes('rtpstart') ? '10000' : e.includes('rtpend') ? '20000' : e.includes('identify_by') ? 'ip' : null)),
    sipSocket: async () => 'open',
    ...more,
  };
}
const look = (p: Patient): Promise<readonly Finding[]> => examine(settings, p, () => '1');
const saying = (found: readonly Finding[], state: Finding['state']): readonly string[] => found.filter((f) => f.state === state).map((f) => `${f.what} ${f.mend ?? ''}`);

describe('the doctor', () => {
  it('has nothing to say against one that has everything, and takes away what it made', async () => {
    const whole = patient();
    const found = await look(whole);
    expect(found.filter((f) => f.state !== 'ok')).toEqual([]);
    const of = (method: string) => whole.asked.filter((a) => a.startsWith(method) && a.includes('hub-doctor-1')).map((a) => a.replace(/^\w+ .*res_pjsip./, ''));
    expect(of('DELETE')).toEqual(of('PUT').reverse());
    expect(of('PUT')).toHaveLength(3);
  });

  it.each([
    [0, 'Nothing answers', 'http.conf'],
    [401, 'refuses the user “hub”', 'ari.conf'],
    [404, 'not ARI', 'ari.conf'],
    [500, 'answers 500', 'log'],
  ])('stops where nothing more can be seen: %i', async (status, what, where) => {
    const found = await look(patient({ 'GET asterisk/info': { status, body: null } }));
    expect(found).toHaveLength(1);
    expect(saying(found, 'wrong')[0]).toMatch(new RegExp(`${what}.*${where}`, 's'));
  });

  it.each([
    ['16.28.0', 'It is Asterisk 16.28.0; the hub needs 20 or newer.'],
    ['20.1.0', null],
    [undefined, 'It is Asterisk of an unknown version; the hub needs 20 or newer.'],
  ])('knows by its version %s whether it will do', async (version, what) => {
    const found = saying(await look(patient({ 'GET asterisk/info': { status: 200, body: { system: { version } } } })), 'wrong');
    expect(found.length).toBe(what === null ? 0 : 1);
    if (what !== null) expect(found[0]).toContain(what);
  });

  it('says of an older one that requests go by HTTP, which is no fault', async () => {
    const found = await look(patient({}, { eventSocket: async () => 'silent' }));
    expect(saying(found, 'wrong')).toEqual([]);
    expect(saying(found, 'note')[0]).toContain('requests go by HTTP');
  });

  it('does not count a module that is there but does not run, and takes either Opus', async () => {
    const body = running(MODULES.filter((m) => m !== 'codec_opus')).concat({ name: 'codec_opus_open_source.so', status: 'Running' }).map((m) => (m.name === 'res_srtp.so' ? { ...m, status: 'Not Running' } : m));
    const found = await look(patient({ 'GET asterisk/modules': { status: 200, body } }));
    expect(saying(found, 'wrong')).toEqual([expect.stringContaining('modules.conf: load = res_srtp.so')]);
    expect(saying(found, 'note')).toEqual([]);
  });

  it('takes away what it made of an account when the rest is refused', async () => {
    const half = patient({ 'PUT asterisk/config/dynamic/res_pjsip/endpoint/': { status: 403, body: null } });
    expect(saying(await look(half), 'wrong')[0]).toMatch(/\(endpoint: 403\).*“endpoint = memory”/s);
    expect(half.asked.filter((a) => a.startsWith('DELETE') && a.endsWith('hub-doctor-1'))).toEqual(['DELETE asterisk/config/dynamic/res_pjsip/aor/hub-doctor-1', 'DELETE asterisk/config/dynamic/res_pjsip/auth/hub-doctor-1']);
  });

  it('warns of a trunk that anybody may pass for by its name', async () => {
    const trunkOf = (by: string, auth: string) => look(patient({}, { read: async (_app, expressions) => expressions.map((e) => (e.includes('identify_by') ? by : e.endsWith(',auth)') ? auth : e.startsWith('DIALPLAN') ? '1' : 'files')) }));
    expect(saying(await trunkOf('username,ip', ''), 'wrong')).toEqual([expect.stringContaining('identify_by = ip')]);
    expect(saying(await trunkOf('username,ip', 'carrier'), 'wrong')).toEqual([]);
    expect(saying(await trunkOf('ip', ''), 'wrong')).toEqual([]);
  });

  it('says of what it cannot read that it cannot', async () => {
    const found = await look(patient({ 'GET asterisk/modules': { status: 200, body: running(MODULES.filter((m) => !m.startsWith('func_'))) } }));
    expect(saying(found, 'wrong')).toEqual([]);
    expect(saying(found, 'note')).toEqual([expect.stringContaining('func_dialplan.so'), expect.stringContaining('func_config.so')]);
  });
});
