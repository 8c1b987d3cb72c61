/**
 * A working configuration of Asterisk for a hub on the same machine, file by file: what `npm run voice` and the tests run with, and
 * what docs/voice.md explains. The dialplan is a doorway and a safety net; whatever is decided, the hub decides.
 */
export interface AsteriskConfiguration {
  /** Everything binds to it. */
  readonly address: string;
  readonly httpPort: number;
  readonly sipPort: number;
  /** Where SIP of trunks and desk phones arrives, if not at `address`. */
  readonly sipAddress?: string;
  /** First and last UDP port of audio; two for each leg. */
  readonly rtpPorts: readonly [number, number];
  /** ARI's user `hub`. */
  readonly password: string;
  /** The application that calls are handed to. */
  readonly app: string;
  /** Where calls come from and go to; absent = nowhere. */
  readonly trunk?: { readonly addresses: readonly string[]; readonly contact: string };
  /** Phones that do not register, by name: `sip:name@host:port`. */
  readonly extensions?: Readonly<Record<string, string>>;
  /** People of the demo: phones that answer by themselves, by name, at an address of their own so that their calls are told from browsers'. */
  readonly pretend?: { readonly phones: readonly string[]; readonly address: string; readonly port: number };
  /** Numbers that are fax lines, the application that they are handed to, and the folder that pages lie in; absent = none. */
  readonly fax?: { readonly app: string; readonly spool: string; readonly numbers: readonly string[]; /** Where fax machines of the demo's people print, which answer at every number of `pretend`. */ readonly machines?: string };
  /** Where music lies: files of 8 kHz mono WAV. */
  readonly musicDir: string;
}

/** The number of the hub's own line, which guests' browsers reach; the demo's callers too. */
export const LINE = '1000';
/** And of its fax line. */
export const FAX_LINE = '2000';
/** The endpoint by which the fax machines of the demo's people are reached. */
export const MACHINES = 'fax-machines';

const section = (name: string, settings: Readonly<Record<string, string | number>>): string => [`[${name}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n');

/** By file name; written to Asterisk's `astetcdir`. */
export function configurationFiles(c: AsteriskConfiguration): Readonly<Record<string, string>> {
  return {
    'modules.conf': ['[modules]', 'autoload = no', ...[...MODULES, ...(c.fax ? FAX_MODULES : [])].map((m) => `load = ${m}.so`), ''].join('\n'),
    'logger.conf': section('logfiles', { console: 'error,warning', 'messages.log': 'notice,warning,error' }),
    'http.conf': section('general', { enabled: 'yes', bindaddr: c.address, bindport: c.httpPort, sessionlimit: 2_000, session_inactivity: 30_000, session_keep_alive: 15_000 }),
    'ari.conf': section('general', { enabled: 'yes', pretty: 'no', websocket_write_timeout: 1_000 }) + section('hub', { type: 'user', read_only: 'no', password: c.password, password_format: 'plain' }),
    'rtp.conf': section('general', { rtpstart: c.rtpPorts[0], rtpend: c.rtpPorts[1], icesupport: 'yes' }),
    'musiconhold.conf': section('default', { mode: 'files', directory: c.musicDir }),
    'pjsip.conf': pjsip(c),
    // Browser phones are made at run time, and trunks that a page describes.
    'sorcery.conf': `[res_pjsip]\n${['endpoint', 'auth', 'aor'].map((type) => `${type} = config,pjsip.conf,criteria=type=${type}\n${type} = memory`).join('\n')}\n\n${['outbound_registration registration', 'endpoint_identifier_ip identify'].map((pair) => pair.split(' ')).map(([module, type]) => `[res_pjsip_${module}]\n${type} = config,pjsip.conf,criteria=type=${type}\n${type} = memory\n`).join('\n')}`,
    'extensions.conf': `${dialplan(c.app)}${c.pretend ? pretenders(c.pretend.phones) : ''}${c.fax ? faxDialplan(c.fax) : ''}${c.fax?.machines ? pretendMachines(c.fax.machines) : ''}`,
    ...Object.fromEntries(EMPTY.map((name) => [name, ''])),
    ...(c.fax ? { ...FAX_FILES, 'manager.conf': manager(c) } : {}),
  };
}

function pjsip(c: AsteriskConfiguration): string {
  // By its address alone: whoever writes a name without a password into From would else pass for it, from anywhere.
  const t38 = c.fax ? { t38_udptl: 'yes', t38_udptl_ec: 'redundancy', t38_udptl_maxdatagram: 400 } : {};
  const phone = { type: 'endpoint', context: 'from-phone', transport: 'udp', disallow: 'all', allow: 'ulaw,alaw', direct_media: 'no', dtmf_mode: 'rfc4733', send_connected_line: 'no', rtp_timeout: 30, identify_by: 'ip' };
  return [
    section('global', { type: 'global', user_agent: 'Switchroom', endpoint_identifier_order: 'auth_username,username,ip' }),
    section('udp', { type: 'transport', protocol: 'udp', bind: `${c.sipAddress ?? c.address}:${c.sipPort}` }),
    section('ws', { type: 'transport', protocol: 'ws', bind: c.address }),
    ...(c.trunk
      ? [
          section('trunk', { ...phone, context: 'from-trunk', aors: 'trunk', trust_id_inbound: 'yes', send_pai: 'yes', ...t38 }),
          section('trunk', { type: 'aor', contact: c.trunk.contact }),
          section('trunk', { type: 'identify', endpoint: 'trunk', match: c.trunk.addresses.join(',') }),
        ]
      : []),
    ...(c.pretend
      ? [
          section('pretend', { type: 'transport', protocol: 'udp', bind: `${c.pretend.address}:${c.pretend.port}` }),
          // They call Asterisk itself from an address of their own, by which it knows them again.
          ...c.pretend.phones.flatMap((name) => [section(name, { ...phone, transport: 'pretend', aors: name }), section(name, { type: 'aor', contact: `sip:${name}@${c.address}:${c.sipPort}` })]),
          ...(c.fax?.machines ? [section(MACHINES, { ...phone, transport: 'pretend', aors: MACHINES, ...t38 }), section(MACHINES, { type: 'aor', contact: `sip:${c.address}:${c.sipPort}` })] : []),
          section('pretender', { ...phone, context: 'pretend-phones', ...t38 }),
          section('pretender', { type: 'identify', endpoint: 'pretender', match: c.pretend.address }),
        ]
      : []),
    ...Object.entries(c.extensions ?? {}).flatMap(([name, contact]) => [section(name, { ...phone, aors: name }), section(name, { type: 'aor', contact })]),
  ].join('\n');
}

/** A call goes to the hub; while the hub is away it hears music and is handed over every few seconds again. */
function dialplan(app: string): string {
  return `[general]
static = yes

[from-trunk]
exten => _X.,1,Set(__NUMBER=\${EXTEN})
 same => n,Stasis(${app},inbound,\${NUMBER})
 same => n,GotoIf($["\${STASISSTATUS}" = "FAILED"]?away,s,1)
 same => n,Hangup()
exten => _+X.,1,Set(__NUMBER=\${EXTEN})
 same => n,Stasis(${app},inbound,\${NUMBER})
 same => n,GotoIf($["\${STASISSTATUS}" = "FAILED"]?away,s,1)
 same => n,Hangup()

[from-phone]
exten => echo,1,Answer()
 same => n,Echo()

[from-guest]
exten => ${LINE},1,Set(TIMEOUT(absolute)=3600)
 same => n,Goto(from-trunk,\${EXTEN},1)

[away]
exten => s,1,Answer()
 same => n(again),StartMusicOnHold()
 same => n,Wait(3)
 same => n,StopMusicOnHold()
 same => n,Stasis(${app},inbound,\${NUMBER})
 same => n,GotoIf($["\${STASISSTATUS}" = "FAILED"]?again)
 same => n,Hangup()
`;
}

/**
 * The demo's people. A caller (`Local/<number>@pretend-call`, its other half in `pretend-caller`) listens until `HEARD` says that somebody
 * has taken the call, and speaks then; a phone lets it ring, answers, and speaks in turns. What they say is Asterisk's own English.
 */
function pretenders(phones: readonly string[]): string {
  const says = (...sounds: readonly string[]): string => sounds.map((sound) => ` same => n,Playback(${sound},noanswer)\n same => n,Wait(3)`).join('\n');
  return `
[pretend-call]
exten => _X.,1,Set(CALLERID(num)=+\${EXTEN})
 same => n,Goto(from-trunk,${LINE},1)

[pretend-caller]
exten => s,1,Answer()
 same => n(listen),Wait(1)
 same => n,GotoIf($["\${HEARD}" = "yes"]?speak:listen)
 same => n(speak),Wait(1)
${says('hello', 'demo-congrats', 'demo-moreinfo', 'demo-enterkeywords')}
 same => n,Goto(speak)

[pretend-phones]
${phones.map((name) => `exten => ${name},1,Wait(\${RAND(1,3)})\n same => n,Answer()\n same => n,Goto(talk,1)`).join('\n')}
exten => talk,1,Wait(4)
${says('one-moment-please', 'demo-thanks', 'queue-thankyou')}
 same => n,Goto(talk,1)
`;
}

/** `h` runs however the call ends, so that the hub hears of every fax. */
const FAX_DONE = `UserEvent(FaxDone,${['status', 'error', 'statusstr', 'pages', 'rate', 'resolution'].map((option) => `${option}: \${FAXOPT(${option})}`).join(',')},remote: \${FAXOPT(remotestationid)})`;

/** A fax call goes to the hub, which gives it back to be received; while the hub is away it is received all the same, and found in the folder. */
function faxDialplan({ app, spool, numbers }: NonNullable<AsteriskConfiguration['fax']>): string {
  return `
[from-trunk]
${numbers.map((number) => `exten => ${number},1,Goto(fax-in,\${EXTEN},1)`).join('\n')}

[fax-in]
exten => _[+0-9]!,1,Set(FAXFILE=${spool}/in~${app}~\${FILTER(0-9a-zA-Z.,\${UNIQUEID})}~\${FILTER(0-9+,\${CALLERID(num)})}.tif)
 same => n,Stasis(${app},inbound,\${EXTEN})
 same => n,GotoIf($["\${STASISSTATUS}" = "FAILED"]?fax-receive,s,1)
 same => n,Hangup()

[fax-receive]
exten => s,1,Answer()
 same => n,Set(FAXOPT(ecm)=yes)
 same => n,Set(FAXOPT(localstationid)=\${FAXSTATION})
 same => n,ReceiveFAX(\${FAXFILE},f)
 same => n,Hangup()
exten => h,1,${FAX_DONE}

[fax-send]
exten => s,1,Set(FAXOPT(ecm)=yes)
 same => n,Set(FAXOPT(localstationid)=\${FAXSTATION})
 same => n,SendFAX(\${FAXFILE},\${FAXFLAGS})
 same => n,Hangup()
exten => h,1,${FAX_DONE}
`;
}
/** Fax machines of the demo's people: one sends (`Local/<number>@pretend-fax`, its other half in `pretend-fax-machine`), and each number prints what it is sent. */
function pretendMachines(folder: string): string {
  return `
[pretend-fax]
exten => _X.,1,Set(CALLERID(num)=+\${EXTEN})
 same => n,Goto(from-trunk,${FAX_LINE},1)

[pretend-fax-machine]
exten => s,1,Set(FAXOPT(ecm)=yes)
 same => n,Set(FAXOPT(localstationid)=\${FAXSTATION})
 same => n,SendFAX(\${FAXFILE},F)
 same => n,Hangup()

[pretend-phones]
exten => _X.,1,Wait(2)
 same => n,Answer()
 same => n,Set(FAXOPT(ecm)=yes)
 same => n,Set(FAXOPT(localstationid)=+\${EXTEN})
 same => n,ReceiveFAX(${folder}/\${EXTEN}~\${FILTER(0-9.,\${UNIQUEID})}.tif,f)
 same => n,Hangup()
`;
}

/** Over HTTP, for what ARI does not tell (channels/asterisk/manager). Its own port must be one, though nobody uses it: by TCP the number of the SIP port is free. */
const manager = (c: AsteriskConfiguration): string => section('general', { enabled: 'yes', webenabled: 'yes', bindaddr: c.address, port: c.sipPort }) + section('hub', { secret: c.password, write: 'call' });
const FAX_MODULES = ['res_fax', 'res_fax_spandsp'];
const FAX_FILES = {
  'res_fax.conf': section('general', { maxrate: 14_400, minrate: 4_800, statusevents: 'no', modems: 'v17,v27,v29', ecm: 'yes' }),
  'udptl.conf': section('general', { udptlstart: 34_000, udptlend: 34_999, udptlfecentries: 3, udptlfecspan: 3, use_even_ports: 'no' }),
};

/** Files that modules look for and complain without. */
const EMPTY = ['acl.conf', 'ccss.conf', 'cdr.conf', 'cel.conf', 'chan_websocket.conf', 'features.conf', 'pjproject.conf', 'res_http_media_cache.conf', 'res_fax.conf', 'udptl.conf', 'websocket_client.conf'];

const MODULES = [
  ...['timing_timerfd', 'crypto', 'format_attr_opus', 'musiconhold', 'http_websocket', 'websocket_client', 'curl', 'http_media_cache'].map((m) => `res_${m}`),
  ...['ulaw', 'alaw', 'g722', 'gsm', 'a_mu', 'resample', 'opus_open_source'].map((m) => `codec_${m}`),
  ...['wav', 'sln', 'pcm', 'gsm'].map((m) => `format_${m}`),
  'pbx_config',
  ...['', '_answer', '_playback', '_recording', '_snoop', '_device_state'].map((m) => `res_stasis${m}`),
  'app_stasis',
  ...['', '_model', '_applications', '_asterisk', '_bridges', '_channels', '_device_states', '_endpoints', '_events', '_playbacks', '_recordings', '_sounds'].map((m) => `res_ari${m}`),
  ...['config', 'memory', 'astdb'].map((m) => `res_sorcery_${m}`),
  'res_pjproject', 'res_rtp_asterisk', 'res_srtp', 'res_pjsip',
  ...['session', 'sdp_rtp', 't38', 'transport_websocket', 'registrar', 'outbound_registration', 'authenticator_digest', 'outbound_authenticator_digest', 'endpoint_identifier_user', 'endpoint_identifier_ip', 'caller_id', 'dtmf_info', 'nat', 'path', 'pubsub', 'refer', 'rfc3326', 'dlg_options', 'header_funcs', 'logger', 'diversion', 'acl'].map((m) => `res_pjsip_${m}`),
  'chan_pjsip', 'func_pjsip_endpoint', 'func_pjsip_aor', 'func_pjsip_contact',
  ...['simple', 'softmix', 'native_rtp', 'holding', 'builtin_features'].map((m) => `bridge_${m}`), 'chan_bridge_media',
  ...['playback', 'echo', 'record', 'mixmonitor', 'senddtmf', 'verbose', 'stack', 'userevent', 'dial'].map((m) => `app_${m}`),
  ...['callerid', 'channel', 'logic', 'strings', 'timeout', 'uuid', 'global', 'talkdetect', 'hangupcause', 'env', 'rand', 'config', 'dialplan', 'sorcery'].map((m) => `func_${m}`),
];
