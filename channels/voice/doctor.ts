/**
 * Looks an Asterisk over: whether it has what the hub needs, and where not, which line of which of its files mends it. Pure: what is asked goes
 * through `Patient`. Makes an account in Asterisk's memory and a channel that calls nobody, and takes both away again; changes nothing else.
 */
import type { Settings } from './settings.ts';

/** An answer of ARI's; status 0 = none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Patient {
  ask(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  /** Opens ARI's event socket under a name that nobody uses and asks something over it. */
  eventSocket(app: string): Promise<'answers' | 'silent' | 'refused'>;
  /** What functions of the dialplan say, on a channel that calls nobody and is ended again; null = it says nothing. */
  read(app: string, expressions: readonly string[]): Promise<readonly (string | null)[]>;
  /** Opens the socket of browsers' phones, `sip` asked for as its protocol. */
  sipSocket(): Promise<'open' | 'refused'>;
}

export interface Finding {
  /** `note`: it works, but is worth knowing. */
  readonly state: 'ok' | 'note' | 'wrong';
  readonly what: string;
  /** What to write or do, where something is wrong. */
  readonly mend?: string;
}

const ok = (what: string): Finding => ({ state: 'ok', what });
const note = (what: string, mend?: string): Finding => ({ state: 'note', what, ...(mend ? { mend } : {}) });
const wrong = (what: string, mend: string): Finding => ({ state: 'wrong', what, mend });

/** The oldest that Asterisk's people still mend and that has all we ask for. */
const OLDEST = 20;

/** In the order in which to mend: what hides the rest comes first, and ends it. */
export async function examine(settings: Settings, patient: Patient, random: () => string): Promise<readonly Finding[]> {
  const first = await reached(settings, patient);
  if (first.some((f) => f.state === 'wrong')) return first;
  const loaded = modulesOf((await patient.ask('GET', 'asterisk/modules')).body);
  return [...first, await socket(settings, patient), ...modules(loaded), await accounts(patient, random()), await sip(patient), ...(await trunk(settings, patient, loaded)), ...(await contexts(settings, patient, loaded)), ...(await files(settings, patient, loaded))];
}

async function reached(settings: Settings, { ask }: Patient): Promise<readonly Finding[]> {
  const { status, body } = await ask('GET', 'asterisk/info');
  if (status === 0) return [wrong(`Nothing answers at ${settings.url}.`, 'http.conf: [general] enabled = yes, bindaddr and bindport as in this address; then “module reload http”. Look at the firewall too.')];
  if (status === 401 || status === 403) return [wrong(`Asterisk refuses the user “${settings.user}” or its password.`, `ari.conf: [${settings.user}] type = user, password = …; then “module reload res_ari.so”.`)];
  if (status === 404) return [wrong(`Something answers at ${settings.url}, but not ARI.`, 'ari.conf: [general] enabled = yes. modules.conf: load = res_ari.so, res_ari_asterisk.so and the others. http.conf: no prefix, or write it into the address.')];
  if (status !== 200) return [wrong(`Asterisk answers ${status} instead of telling its version.`, 'Look into Asterisk’s own log.')];
  const version = String((body as { system?: { version?: unknown } } | null)?.system?.version ?? '');
  const major = Number(/^\d+/.exec(version)?.[0] ?? 0);
  // Of nobody: nothing is taken away.
  const readOnly = (await ask('DELETE', 'asterisk/config/dynamic/res_pjsip/auth/hub-doctor-nobody')).status === 403;
  return [
    ok(`ARI answers at ${settings.url} and takes the user “${settings.user}”.`),
    major >= OLDEST ? ok(`It is Asterisk ${version}.`) : wrong(`It is Asterisk ${version || 'of an unknown version'}; the hub needs ${OLDEST} or newer.`, 'Install a newer one: asterisk.org names those that are still mended.'),
    ...(readOnly ? [wrong(`The user “${settings.user}” may only read.`, `ari.conf: [${settings.user}] read_only = no`)] : []),
  ];
}

async function socket({ app }: Settings, { eventSocket }: Patient): Promise<Finding> {
  switch (await eventSocket(`${app}-doctor`)) {
    case 'answers':
      return ok('Events come and requests go over one WebSocket.');
    case 'silent':
      return note('Events come over a WebSocket; requests go by HTTP, each by itself, which is slower.', 'Asterisk 20.15, 21.10 and 22.5 or newer take requests over the socket. Until then http.conf: sessionlimit = 2000.');
    case 'refused':
      return wrong('The event socket does not open.', 'modules.conf: load = res_http_websocket.so and load = res_ari_events.so');
  }
}

/** Each with what it is for. Any one of those with `|` between them will do. */
const NEEDED: readonly (readonly [string, string])[] = [
  ['res_stasis', 'hands calls to the hub'], ['app_stasis', 'is the dialplan’s Stasis()'], ['res_stasis_answer', 'answers calls'], ['res_stasis_playback', 'plays sounds'],
  ...['channels', 'bridges', 'endpoints', 'applications', 'events', 'playbacks'].map((m) => [`res_ari_${m}`, 'is a part of ARI'] as const),
  ['res_http_websocket', 'opens WebSockets'], ['bridge_holding', 'keeps who waits with music'], ['bridge_simple', 'puts two callers together'], ['bridge_softmix', 'puts several callers together'],
  ['res_musiconhold', 'plays music'], ['res_pjsip', 'speaks SIP'], ['chan_pjsip', 'carries SIP calls'], ['res_pjsip_session', 'carries SIP calls'], ['res_pjsip_sdp_rtp', 'agrees on audio'], ['res_rtp_asterisk', 'carries audio'], ['res_pjsip_registrar', 'registers phones'],
  ['res_pjsip_authenticator_digest', 'checks phones’ passwords'], ['res_pjsip_endpoint_identifier_user', 'knows phones by their names'], ['res_pjsip_header_funcs', 'tells phones which call it is'], ['res_pjsip_transport_websocket', 'speaks SIP with browsers'],
  ['res_srtp', 'encrypts browsers’ audio'], ['res_crypto', 'encrypts browsers’ audio'], ['res_sorcery_memory', 'keeps accounts that are made at run time'], ['codec_ulaw', 'is the telephone’s own audio'],
];
const WISHED: readonly (readonly [string, string])[] = [
  ['codec_opus|codec_opus_open_source', 'browsers speak Opus, the better audio; without it they fall back to the telephone’s own'], ['res_pjsip_endpoint_identifier_ip', 'trunks are known by their address'], ['res_format_attr_opus', 'agrees on how Opus is spoken'], ['res_http_media_cache', 'prompts and uploaded music are fetched from the hub'], ['bridge_native_rtp', 'saves work where both ends speak the same'],
];

const modulesOf = (body: unknown): ReadonlySet<string> =>
  new Set((Array.isArray(body) ? body : []).flatMap((m: { name?: unknown; status?: unknown } | null) => (typeof m?.name === 'string' && m.status !== 'Not Running' ? [m.name.replace(/\.so$/, '')] : [])));

function modules(loaded: ReadonlySet<string>): readonly Finding[] {
  if (loaded.size === 0) return [note('Which modules are loaded cannot be read.', 'modules.conf: load = res_ari_asterisk.so; the user of ari.conf must not be restricted.')];
  const has = (names: string): boolean => names.split('|').some((name) => loaded.has(name));
  const gone = NEEDED.filter(([name]) => !has(name));
  return [
    ...(gone.length === 0 ? [ok(`All ${NEEDED.length} modules that the hub needs are loaded.`)] : gone.map(([name, does]) => wrong(`The module ${name} is not loaded; it ${does}.`, `modules.conf: load = ${name}.so (or autoload = yes and no noload of it)`))),
    ...WISHED.filter(([names]) => !has(names)).map(([names, does]) => note(`The module ${names.replace('|', ' or ')} is not loaded: ${does}.`, `modules.conf: load = ${names.split('|')[0]}.so`)),
  ];
}

/** By making one as the hub makes them, and taking it away. */
async function accounts({ ask }: Patient, random: string): Promise<Finding> {
  const id = `hub-doctor-${random}`;
  const made: string[] = [];
  const fields = { auth: { auth_type: 'userpass', username: id, password: random }, aor: { max_contacts: '1' }, endpoint: { transport: 'ws', webrtc: 'yes', aors: id, auth: id, disallow: 'all', allow: 'ulaw' } };
  let refused: readonly [string, Answer] | null = null;
  for (const [kind, values] of Object.entries(fields)) {
    const answer = await ask('PUT', `asterisk/config/dynamic/res_pjsip/${kind}/${id}`, { fields: Object.entries(values).map(([attribute, value]) => ({ attribute, value })) });
    if (answer.status !== 200) {
      refused = [kind, answer];
      break;
    }
    made.push(kind);
  }
  for (const kind of made.reverse()) {
    const answer = await ask('DELETE', `asterisk/config/dynamic/res_pjsip/${kind}/${id}`);
    if (answer.status >= 300 || answer.status === 0) refused ??= [kind, answer];
  }
  if (refused === null) return ok('Accounts for browsers’ phones can be made at run time.');
  const [kind, { status }] = refused;
  return wrong(`Accounts for browsers’ phones cannot be made at run time (${kind}: ${status}).`, `sorcery.conf: [res_pjsip] has two lines for each of endpoint, auth and aor: “${kind} = config,pjsip.conf,criteria=type=${kind}” and below it “${kind} = memory”. modules.conf: load = res_sorcery_memory.so. Asterisk must be restarted.`);
}

async function sip({ sipSocket }: Patient): Promise<Finding> {
  return (await sipSocket()) === 'open' ? ok('Browsers’ phones can speak SIP at /ws.') : wrong('The socket for browsers’ phones (/ws, protocol sip) does not open.', 'pjsip.conf: [ws] type = transport, protocol = ws, bind = 127.0.0.1. modules.conf: load = res_pjsip_transport_websocket.so. Without it agents need phones of another kind.');
}

async function trunk({ trunk: name, app }: Settings, { ask, read }: Patient, loaded: ReadonlySet<string>): Promise<readonly Finding[]> {
  if (name === '') return [note('No trunk is named: outside numbers are not called.', 'Name its PJSIP endpoint in the entry point’s settings.')];
  const { status, body } = await ask('GET', `endpoints/PJSIP/${encodeURIComponent(name)}`);
  const state = String((body as { state?: unknown } | null)?.state ?? 'unknown');
  if (status !== 200) return [wrong(`Asterisk has no PJSIP endpoint “${name}” for outside calls.`, `pjsip.conf: [${name}] type = endpoint, context = from-trunk, aors = ${name}, and its aor and identify.`)];
  const [by = null, auth = null] = loaded.has('func_sorcery') ? await read(`${app}-doctor`, ['identify_by', 'auth'].map((key) => `AST_SORCERY(res_pjsip,endpoint,${name},${key})`)) : [];
  const isOpen = by?.includes('username') === true && (auth ?? '') === '';
  return [
    ...(isOpen ? [wrong(`Whoever gives “${name}” as their name passes for the trunk “${name}”, from anywhere and without a password.`, `pjsip.conf: [${name}] (the endpoint) identify_by = ip`)] : []),
    state === 'offline' ? note(`The trunk “${name}” is there, but offline.`, `pjsip.conf: look at the contact of its aor, and whether qualify_frequency finds it; “pjsip show endpoint ${name}” says more.`) : ok(`The trunk “${name}” is there; its state is ${state}.`),
  ];
}

async function contexts(settings: Settings, patient: Patient, loaded: ReadonlySet<string>): Promise<readonly Finding[]> {
  if (!loaded.has('func_dialplan')) return [note('The dialplan cannot be read.', 'modules.conf: load = func_dialplan.so, for the doctor alone.')];
  const wanted: readonly (readonly [string, string, string])[] = [[settings.phoneContext, 'echo', 'agents’ browser phones test themselves there'], ...(settings.webCalls ? [[settings.guestContext, '1000', 'callers from pages dial it'] as const] : [])];
  const there = await patient.read(`${settings.app}-doctor`, wanted.map(([context, number]) => `DIALPLAN_EXISTS(${context},${number},1)`));
  return wanted.map(([context, number, does], n) => (there[n] === '1' ? ok(`The dialplan has ${number} in [${context}].`) : wrong(`The dialplan has no ${number} in [${context}]; ${does}.`, `extensions.conf: [${context}] as in docs/voice.md; then “dialplan reload”.`)));
}

const FILES = [['rtp.conf', 'general', 'icesupport'], ['rtp.conf', 'general', 'rtpstart'], ['rtp.conf', 'general', 'rtpend'], ['http.conf', 'general', 'sessionlimit']] as const;

async function files({ app, music }: Settings, patient: Patient, loaded: ReadonlySet<string>): Promise<readonly Finding[]> {
  if (!loaded.has('func_config')) return [note('rtp.conf, http.conf and musiconhold.conf cannot be read.', 'modules.conf: load = func_config.so, for the doctor alone.')];
  const [mode, ice, start, end, limit] = await patient.read(`${app}-doctor`, [['musiconhold.conf', music, 'mode'] as const, ...FILES].map(([file, section, key]) => `AST_CONFIG(${file},${section},${key})`));
  // What Asterisk takes where the file says nothing (its own sample rtp.conf and http.conf).
  const ports = (Number(end) || 31_000) - (Number(start) || 5_000) + 1;
  return [
    mode ? ok(`The class of music “${music}” is there (${mode}).`) : wrong(`There is no class of music “${music}”: who waits hears nothing.`, `musiconhold.conf: [${music}] mode = files, directory = moh; then “moh reload”.`),
    /^(no|false|off|0)$/i.test(ice ?? '') ? wrong('ICE is switched off: browsers get no audio.', 'rtp.conf: [general] icesupport = yes; then restart Asterisk.') : ok('ICE is on, which browsers need.'),
    ports < 200 ? note(`rtp.conf leaves ${ports} ports for audio: ${Math.floor(ports / 4)} calls at once.`, 'rtp.conf: [general] rtpstart and rtpend further apart, and the same range open in the firewall.') : ok(`There are ${ports} ports for audio: ${Math.floor(ports / 4)} calls at once.`),
    ...((Number(limit) || 100) < 100 ? [note(`http.conf allows ${limit} connections, those of all agents’ phones among them.`, 'http.conf: [general] sessionlimit = 2000')] : []),
  ];
}
