/** Wires the hub and runs it: database → hub → schema → HTTP → demo. The only file that knows all parts. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { keepAsterisk } from '../channels/asterisk/keep.ts';
import { pretendCaller } from '../channels/asterisk/pretend.ts';
import { asteriskHome, isSetUp } from '../channels/asterisk/run.ts';
import { pretendMachines } from '../channels/fax/pretendMachines.ts';
import { channels } from '../channels/index.ts';
import { contextOf } from '../schema/context.ts';
import { buildSchema } from '../schema/schema.ts';
import { type Demo, startDemo } from './demo/demo.ts';
import { PHONES, type Telephone } from './demo/hotline.ts';
import { addressOf } from './demo/people.ts';
import { openHub } from './app/hub.ts';
import { isEmpty } from './app/setUp.ts';
import { transcriberAt } from './app/transcripts/transcriber.ts';
import { type Config, readConfig } from './config.ts';
import { startEmbedded } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import type { PhoneControl } from './http/phone.ts';
import { listen } from './http/server.ts';
import { startFault } from './startFault.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const version = (JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version;

const config = readConfig(process.env);

/** The query builder's message holds the statement with all its values; the database's own says what was wrong. */
const withoutQuery = (error: Error): Error => (error.message?.startsWith('Failed query') && error.cause instanceof Error ? error.cause : error);

/** What runs and must be stopped, the last first; filled as the hub starts, so that a start that fails leaves nothing behind. */
const running: (() => Promise<void> | undefined)[] = [];
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // A far side that never answers must not keep the process: what is stored is stored.
  setTimeout(() => process.exit(1), 30_000).unref();
  for (const end of running.reverse()) await end()?.catch((error: unknown) => console.error('While stopping:', error));
  process.exit(code);
}

/** The demo customer’s phone, while its far sides run here. */
function phoneOf(demo: Demo | null): PhoneControl | null {
  const far = demo?.farSides();
  return far ? { channels: far.channels, addresses: addressOf, lines: (person) => far.lines(person), send: (person, message) => far.send(person, message) } : null;
}

/** Asterisk as one more far side of the demo, and people in it who call. */
async function startTelephone({ DATA_DIR }: Config, home: string, warn: (line: string) => void): Promise<Telephone> {
  if (stopping) throw new Error('The hub is stopping.');
  const asterisk = await keepAsterisk({ home, dir: join(DATA_DIR, 'asterisk'), phones: Object.values(PHONES), warn });
  const { url, user, password, app } = asterisk;
  const people = pretendCaller(asterisk);
  const machines = pretendMachines(asterisk);
  const { machines: _, ...line } = asterisk.fax;
  return {
    settings: { url, user, password, app, webCalls: true },
    call: people.call,
    fax: { settings: { url, user, password, ...line }, send: machines.send },
    async stop() {
      await Promise.all([people.stop(), machines.stop()]);
      await asterisk.stop();
    },
  };
}

async function main(): Promise<void> {
  if ('mistakes' in config) {
    console.error(`The hub cannot start:\n${config.mistakes.map((m) => `  - ${m}`).join('\n')}`);
    process.exitCode = 1;
    return;
  }
  const home = config.ASTERISK_HOME ?? asteriskHome();
  if (config.HUB_VOICE && !isSetUp(home)) {
    console.error(`The hub cannot start:\n  - HUB_VOICE=on needs Asterisk in ${home}, and it is not there. npm run voice puts it there and sets HUB_VOICE by itself.`);
    process.exitCode = 1;
    return;
  }
  const log = pino({ level: config.LOG_LEVEL, redact: ['password', 'token', 'authorization', '*.password', '*.token', 'err.detail'], serializers: { err: (error: Error) => pino.stdSerializers.err(withoutQuery(error)) } });
  mkdirSync(config.DATA_DIR, { recursive: true });
  const say = { info: (s: string) => log.info(s), warn: (s: string) => log.warn(s), error: (s: string) => log.error(s) };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {
    log.info(`${signal}: the hub is stopping.`);
    void stop(0);
  });
  let databaseUrl = config.DATABASE_URL ?? '';
  if (!config.DATABASE_URL) {
    const embedded = startEmbedded({ dataDir: config.DATA_DIR, log: say });
    running.push(async () => (await embedded.catch(() => null))?.stop());
    databaseUrl = (await embedded).url;
  }
  await migrate(databaseUrl);
  const hub = await openHub({ databaseUrl, dataDir: config.DATA_DIR, secret: config.HUB_SECRET, node: config.HUB_NODE, log, channels, transcriber: config.HUB_TRANSCRIBER === undefined ? undefined : transcriberAt(config.HUB_TRANSCRIBER) });
  running.push(() => hub.stop());

  let demo: Demo | null = null;
  const schema = buildSchema();
  const server = await listen({
    hub, schema, log, version, host: config.HOST, port: config.PORT, tls: config.TLS, dist: `${root}/web/dist`, trustedProxies: config.TRUST_PROXY,
    demo: config.HUB_DEMO ? { on: () => demo?.on() ?? false, set: async (on) => (await demo?.set(on)) ?? false, get logins() { return demo?.logins ?? []; }, get phone() { return phoneOf(demo); } } : null,
    setUpNeeded: () => isEmpty(hub.pool),
    contextFor: (facts) => contextOf(hub, facts, demo ? { set: async (on) => (await demo?.set(on)) ?? false } : null),
  });
  running.push(() => server.close());
  if (config.HUB_DEMO) demo = await startDemo({ hub, log, dataDir: config.DATA_DIR, url: server.innerUrl, startTelephone: config.HUB_VOICE ? () => startTelephone(config, home, say.warn) : null });
  running.push(async () => demo?.stop());

  const page = (path: string) => `${server.url}${path}`;
  const shop = config.HUB_DEMO ? `  Shop       ${page('/demo')}${config.HUB_VOICE ? ' (has a button that calls)' : ''}\n  Phone      ${page('/demo/phone')}\n` : '';
  console.log(`\nSwitchroom ${version} is ready.\n\n  Start      ${page('/')}\n  Desk       ${page('/desk')}\n${shop}  API        ${page('/graphql')}\n  Health     ${page('/health')}\n`);
  for (const l of demo?.logins ?? []) console.log(`  ${l.role.padEnd(11)}${l.email.padEnd(28)}${l.password}`);
  if (demo && !config.HUB_VOICE) console.log('\n  Calls      npm run voice starts the demo with a telephone: people call, and you take them in the browser (Debian and Ubuntu).');
  if (!demo && (await isEmpty(hub.pool))) console.log('  This hub is empty: open the start page to make its first administrator.');
}

process.on('unhandledRejection', (error) => {
  console.error('A promise was left unhandled; the hub goes on.', error);
});

await main().catch((error: unknown) => {
  if (stopping) return;
  console.error(`The hub could not start. ${'mistakes' in config ? String(error) : startFault(error, config)}`);
  return stop(1);
});
