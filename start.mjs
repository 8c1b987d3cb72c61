#!/usr/bin/env node
/**
 * `npm start`, `npm test` and the rest: installs what is missing, builds the web when its sources changed, then runs.
 * Plain JavaScript without a dependency, since it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Switchroom needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
process.chdir(root);

const args = process.argv.slice(2);
const mode = ['--test', '--check', '--dev', '--bench', '--prepare', '--voice'].find((flag) => args.includes(flag)) ?? '--start';
const rest = args.filter((a) => a !== mode);

install();
if (mode === '--voice') setUpAsterisk();
if (mode !== '--bench') buildWeb();
if (['--start', '--voice', '--prepare', '--bench'].includes(mode)) await buildHub(mode === '--bench' ? { bench: 'test/bench/main.ts', nodeWorker: 'test/bench/nodeWorker.ts' } : {});
if (mode === '--test') run(bin('vitest'), ['run', '--project', 'hub', ...rest]);
else if (mode === '--check') check();
else if (mode === '--prepare') console.log('Installed and built.');
else if (mode === '--dev') run(process.execPath, ['--import', 'tsx', '--watch-path=src', '--watch-path=channels', '--watch-path=schema', 'src/main.ts']);
else if (mode === '--bench') run(process.execPath, ['--expose-gc', 'dist/bench.mjs', ...rest]);
else run(process.execPath, ['--enable-source-maps', 'dist/main.mjs'], mode === '--voice' ? { HUB_VOICE: 'on' } : {});

function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

/** `npm ci` when node_modules is not what the lock file says. */
function install() {
  const stamp = join(root, 'node_modules', '.switchroom');
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).update(process.versions.modules).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing what Switchroom needs; this takes about a minute the first time …');
  const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.status !== 0) {
    console.error(`${npm.stdout ?? ''}${npm.stderr ?? npm.error?.message ?? ''}\nThe packages could not be installed. Is the npm registry reachable? Run npm start again when it is.`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** Asterisk in a folder of its own, from the machine's own mirror; nothing of it is installed. The same place as channels/asterisk/run.ts. */
function setUpAsterisk() {
  const home = process.env.ASTERISK_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'switchroom', 'asterisk-22');
  if (existsSync(join(home, 'complete'))) return;
  console.log(`Fetching Asterisk from this machine’s package mirror into ${home} (about 100 MB, without installing it) …`);
  const done = spawnSync('bash', [join(root, 'channels/asterisk/setup.sh'), home], { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' });
  if (done.status === 0) return;
  console.error(`${done.stderr ?? done.error?.message ?? ''}\nAsterisk could not be set up. npm start runs the hub without calls; docs/voice.md says how to use an Asterisk of your own.`);
  process.exit(1);
}

/** Builds the pages and the widget when a source of theirs changed. */
function buildWeb() {
  if (!existsSync(join(root, 'web/vite.config.ts'))) return;
  const sum = createHash('sha256');
  const add = (path) => {
    for (const name of readdirSync(path).sort()) {
      if (name === 'dist' || name.startsWith('.')) continue;
      const file = join(path, name);
      if (statSync(file).isDirectory()) add(file);
      else sum.update(file.slice(root.length)).update(readFileSync(file));
    }
  };
  add(join(root, 'web'));
  for (const name of readdirSync(join(root, 'docs')).sort()) if (name.endsWith('.md')) sum.update(readFileSync(join(root, 'docs', name)));
  sum.update(readFileSync(join(root, 'schema/schema.graphql'))).update(readFileSync(join(root, 'channels/webchat/protocol.ts'))).update(readFileSync(join(root, 'package-lock.json')));
  const stamp = join(root, 'web/dist/.built');
  const wanted = sum.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Building the web pages …');
  for (const config of ['web/vite.config.ts', 'web/vite.chat.config.ts']) {
    const built = spawnSync(bin('vite'), ['build', '-c', config], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', shell: process.platform === 'win32' });
    if (built.status !== 0) {
      console.error(`${built.stdout}${built.stderr}\nThe web pages could not be built.`);
      process.exit(1);
    }
  }
  writeFileSync(stamp, wanted);
}

/** Our own sources as one file: it halves the time until the hub is ready, and the bench measures what ships. Packages stay where they are. */
async function buildHub(more) {
  const { build, stop } = await import('esbuild');
  await build({ entryPoints: { main: 'src/main.ts', simulationThread: 'src/sim/worker.ts', mailThread: 'channels/email/read/thread.ts', faxThread: 'channels/fax/thread.ts', ...more }, outdir: 'dist', outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, chunkNames: 'part-[hash]', packages: 'external', platform: 'node', format: 'esm', target: 'node20', sourcemap: true, logLevel: 'error' });
  await stop();
}

/** Everything that must be clean before a commit; each step says how it went. */
function check() {
  const steps = [
    ['types', bin('tsc'), ['--noEmit', '-p', '.']],
    ['lint', bin('biome'), ['check', '--error-on-warnings', '.']],
    ['import rules', bin('depcruise'), ['src', 'channels', 'schema', 'test', '--config', '.dependency-cruiser.cjs']],
    ['unused code', bin('knip'), ['--no-progress']],
    ['schema snapshot', process.execPath, ['--import', 'tsx', 'schema/print.ts', '--check']],
    ['tests', bin('vitest'), ['run', '--project', 'hub', ...rest]],
  ];
  const failed = [];
  for (const [name, command, parameters] of steps) {
    const began = Date.now();
    const done = spawnSync(command, parameters, { stdio: 'inherit', env: process.env, shell: process.platform === 'win32' });
    const right = done.status === 0;
    console.log(`${right ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    if (!right) failed.push(name);
  }
  if (failed.length > 0) {
    console.error(`Not clean: ${failed.join(', ')}.`);
    process.exit(1);
  }
}

/** Runs in the foreground; Ctrl-C and SIGTERM reach it, its exit code is ours. */
function run(command, parameters, more = {}) {
  const child = spawn(command, parameters, { stdio: 'inherit', env: { ...process.env, ...more }, shell: process.platform === 'win32' });
  // The terminal sends Ctrl-C to both; we only wait. SIGTERM comes to us alone.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
