/** Starts an Asterisk of the relocatable folder (`setup.sh`) with a configuration of its own, everything under one folder, and stops it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type AsteriskConfiguration, configurationFiles } from './configuration.ts';
import { music } from './music.ts';

/** Where `setup.sh` puts it unless told otherwise. */
export const asteriskHome = (env: NodeJS.ProcessEnv = process.env): string => env.ASTERISK_HOME ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'switchroom', 'asterisk-22');
export const isSetUp = (home: string): boolean => existsSync(join(home, 'complete'));

export interface RunningAsterisk {
  readonly pid: number;
  /** What it wrote to its console, the last lines. */
  readonly said: readonly string[];
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Resolves when it answers at its HTTP port; rejects with what it said. `instead`: files that are to be otherwise than made. */
export async function startAsterisk(home: string, dir: string, configuration: Omit<AsteriskConfiguration, 'musicDir'>, instead: Readonly<Record<string, string>> = {}): Promise<RunningAsterisk> {
  const at = (...path: string[]): string => join(dir, ...path);
  for (const path of ['etc', 'cache/media_cache', 'var/keys', 'spool/recording', 'spool/fax', 'spool/tmp', 'log', 'run', 'music']) mkdirSync(at(path), { recursive: true });
  if (!existsSync(at('music', 'waiting.wav'))) writeFileSync(at('music', 'waiting.wav'), music());
  for (const [name, text] of Object.entries({ ...configurationFiles({ ...configuration, musicDir: at('music') }), ...instead })) writeFileSync(at('etc', name), text, { mode: 0o600 });
  copyFileSync(join(home, 'data', 'indications.conf'), at('etc', 'indications.conf'));
  chmodSync(at('etc'), 0o700);
  const main = {
    astetcdir: at('etc'), astmoddir: join(home, 'modules'), astvarlibdir: at('var'), astdbdir: at('var'), astkeydir: at('var'), astdatadir: join(home, 'data'), astagidir: at('var'),
    astspooldir: at('spool'), astrundir: at('run'), astcachedir: at('cache'), astlogdir: at('log'), astsbindir: join(home, 'sbin'),
  };
  writeFileSync(at('asterisk.conf'), `[directories]\n${Object.entries(main).map(([key, value]) => `${key} => ${value}`).join('\n')}\n[options]\nsystemname = ${configuration.app}\ntransmit_silence = yes\n`);
  const child: ChildProcess = spawn(join(home, 'lib', 'loader'), ['--library-path', join(home, 'lib'), join(home, 'sbin', 'asterisk'), '-f', '-n', '-C', at('asterisk.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said.push(...String(chunk).split('\n').filter((l) => l.trim() !== ''));
      said.splice(0, said.length - 200);
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let over = false;
  // Whoever started it may have to go in the middle of this.
  const goWithUs = (): void => void child.kill('SIGTERM');
  process.once('exit', goWithUs);
  void ended.then(() => {
    over = true;
    process.off('exit', goWithUs);
  });
  const url = `http://${configuration.address}:${configuration.httpPort}/ari/asterisk/ping`;
  const authorization = `Basic ${Buffer.from(`hub:${configuration.password}`).toString('base64')}`;
  for (const until = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (over || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`Asterisk did not start. It said:\n${said.slice(-20).join('\n')}`);
    }
    if (await fetch(url, { headers: { authorization } }).then((r) => r.ok, () => false)) break;
  }
  return { pid: child.pid ?? 0, said, ended, kill: (signal) => void child.kill(signal) };
}
