/** Starts the real far sides of the SMS channel on free ports and stops them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const DRIVER = '/usr/lib/kannel/test/drive_smpp';
const BEARERBOX = '/usr/sbin/bearerbox';
const SMSBOX = '/usr/sbin/smsbox';
const PERL_MODULE = '/usr/share/perl5/Net/SMPP.pm';

/** Why the suite cannot run here; null = it can. In CI what is missing is a failure. */
export function missing(): string | null {
  const gone = [DRIVER, BEARERBOX, SMSBOX, PERL_MODULE].filter((path) => !existsSync(path));
  if (gone.length === 0) return null;
  const why = `Not installed: ${gone.join(', ')}; run test/peer/install-sms.sh.`;
  if (process.env.CI) throw new Error(why);
  console.log(`The SMS peers are skipped. ${why}`);
  return why;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return typeof at === 'object' && at ? at.port : 0;
}

export interface Program {
  readonly lines: string[];
  say(line: string): void;
  stop(): Promise<void>;
}

export function run(command: string, args: readonly string[], cwd = tmpdir()): Program {
  const child: ChildProcess = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.on('data', (chunk) => {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
  }
  child.stdin?.on('error', () => undefined);
  return {
    lines,
    say: (line) => void child.stdin?.write(`${line}\n`),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export const perlSmsc = (port: number): Program => run('perl', [fileURLToPath(new URL('./smsSmsc.pl', import.meta.url)), String(port)]);

/** Kannel's test SMSC: it sends `messages` to who binds as a receiver. */
export function kannelDriver(port: number, messages: number): Program {
  const folder = mkdtempSync(join(tmpdir(), 'sms-driver-'));
  writeFileSync(join(folder, 'driver.conf'), 'group = core\nadmin-port = 1\nadmin-password = x\n');
  return run(DRIVER, ['-v', '1', '-p', String(port), '-m', String(messages), '-c', join(folder, 'driver.conf')], folder);
}

/** Kannel as a client of an SMSC, with its HTTP doors. */
export async function kannelClient(smsc: number, password: string, callback: number): Promise<{ readonly send: number; readonly bearerbox: Program; readonly startSmsbox: () => Program }> {
  const [admin, box, send] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'sms-kannel-'));
  const file = join(folder, 'kannel.conf');
  writeFileSync(
    file,
    `group = core\nadmin-port = ${admin}\nadmin-password = x\nsmsbox-port = ${box}\nlog-level = 1\nbox-allow-ip = "127.0.0.1"\ndlr-storage = internal\n
group = smsc\nsmsc = smpp\nsmsc-id = demo\nhost = 127.0.0.1\nport = ${smsc}\ntransceiver-mode = true\nsmsc-username = "kannel"\nsmsc-password = "${password}"\nsystem-type = ""\nenquire-link-interval = 2\nreconnect-delay = 1\nalt-charset = "UTF-8"\n
group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = ${send}\nsendsms-chars = "0123456789+"\n
group = sendsms-user\nusername = u\npassword = p\nconcatenation = true\nmax-messages = 10\n
group = sms-service\nkeyword = default\nget-url = "http://127.0.0.1:${callback}/mo?from=%p&text=%b&charset=%C"\nmax-messages = 0\nconcatenation = true\n`,
  );
  // The smsbox gives up when the bearerbox does not listen yet: it is started when the client is bound.
  return { send, bearerbox: run(BEARERBOX, ['-v', '1', file], folder), startSmsbox: () => run(SMSBOX, ['-v', '1', file], folder) };
}

