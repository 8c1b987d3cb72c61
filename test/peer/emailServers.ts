/** A mail system of its own for the tests: Postfix takes mails by SMTP, hands ours to Dovecot by LMTP and the customers' to a server of the test. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../channels/email/testPeer.ts';

const run = promisify(execFile);

/** Why the servers cannot be started; null = they can. */
export const missing = !existsSync('/usr/sbin/dovecot') || !existsSync('/usr/sbin/postfix') ? 'Dovecot and Postfix are not installed (test/peer/install-email.sh)' : userInfo().uid !== 0 ? 'Postfix starts for root alone' : null;

/** Debian's user for mail. */
const MAIL_ID = 8;

export type MailServers = Awaited<ReturnType<typeof startMailServers>>;

/** Lines that stand below the servers' own settings and win over them. */
export interface MoreConf {
  readonly dovecot: string;
  readonly main: string;
  readonly master: string;
}

export async function startMailServers(mxPort: number, more: MoreConf = { dovecot: '', main: '', master: '' }) {
  const root = await mkdtemp(join(tmpdir(), 'mail-'));
  await chmod(root, 0o755);
  const [imapPort, lmtpPort, smtpPort] = [await freePort(), await freePort(), await freePort()];
  const at = (...path: string[]): string => join(root, ...path);
  for (const dir of ['dovecot/run', 'dovecot/state', 'mail', 'postfix/conf', 'postfix/queue', 'postfix/data']) await mkdir(at(dir), { recursive: true });
  await chown(at('mail'), MAIL_ID, MAIL_ID);
  await writeFile(at('dovecot/dovecot.conf'), dovecotConf(root, imapPort, lmtpPort) + more.dovecot);
  await writeFile(at('postfix/conf/main.cf'), mainCf(root, lmtpPort, mxPort) + more.main);
  await writeFile(at('postfix/conf/master.cf'), masterCf(smtpPort) + more.master);
  await run('chown', ['postfix', at('postfix/data')]);

  let dovecot: ChildProcess | null = null;
  const doveadm = (...args: string[]): Promise<unknown> => run('doveadm', ['-c', at('dovecot/dovecot.conf'), ...args]).catch(() => null);

  async function startDovecot(): Promise<void> {
    dovecot = spawn('/usr/sbin/dovecot', ['-F', '-c', at('dovecot/dovecot.conf')], { stdio: 'ignore' });
    await Promise.all([answers(imapPort), answers(lmtpPort)]);
  }
  async function stopDovecot(): Promise<void> {
    const running = dovecot;
    dovecot = null;
    if (!running) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
  }

  await startDovecot();
  await run('/usr/sbin/postfix', ['-c', at('postfix/conf'), 'start']);
  await answers(smtpPort);

  return {
    imapPort, smtpPort, lmtpPort, startDovecot, stopDovecot,
    /** Ends the user's connections, as a server does that has had enough of them. */
    kick: (user: string) => doveadm('kick', user),
    create: (user: string, folder: string) => doveadm('mailbox', 'create', '-u', user, folder),
    /** Postfix tries again what waits. */
    flush: () => run('/usr/sbin/postqueue', ['-c', at('postfix/conf'), '-f']).catch(() => null),
    /** Puts mails into a mailbox behind the servers' backs, as a backlog that came at a time. */
    async fill(user: string, mails: readonly string[], arrived = new Date()): Promise<void> {
      const dir = at('mail', user, 'new');
      for (const each of [at('mail', user), dir, at('mail', user, 'cur'), at('mail', user, 'tmp')]) {
        await mkdir(each, { recursive: true });
        await chown(each, MAIL_ID, MAIL_ID);
      }
      for (const [n, mail] of mails.entries()) {
        const file = join(dir, `${1_700_000_000 + n}.M${n}P1.host`);
        await writeFile(file, mail);
        await chown(file, MAIL_ID, MAIL_ID);
        await utimes(file, arrived, arrived);
      }
    },
    /** The server forgets how it numbered the mailbox; stopped meanwhile. */
    async renumber(user: string): Promise<void> {
      await stopDovecot();
      for (const file of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache', 'dovecot-uidvalidity', 'dovecot.list.index', 'dovecot.list.index.log']) await rm(at('mail', user, file), { force: true });
      await run('sh', ['-c', `rm -f ${at('mail', user)}/dovecot-uidvalidity.*`]);
      await startDovecot();
    },
    log: async () => `${await readFile(at('dovecot/dovecot.log'), 'utf8').catch(() => '')}\n${await readFile(at('postfix/mail.log'), 'utf8').catch(() => '')}`,
    async end(): Promise<void> {
      await run('/usr/sbin/postfix', ['-c', at('postfix/conf'), 'stop']).catch(() => null);
      await stopDovecot();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Waits until somebody listens. */
async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const ok = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
    });
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nobody listens on port ${port}.`);
}

const dovecotConf = (root: string, imap: number, lmtp: number): string => `
base_dir = ${root}/dovecot/run
state_dir = ${root}/dovecot/state
protocols = imap lmtp
listen = 127.0.0.1
log_path = ${root}/dovecot/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${root}/mail/%u
mail_uid = ${MAIL_ID}
mail_gid = ${MAIL_ID}
first_valid_uid = 1
mail_max_userip_connections = 50
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${MAIL_ID} gid=${MAIL_ID} home=${root}/mail/%u
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtp}
  }
}
protocol lmtp {
  postmaster_address = postmaster@shop.example
}
lda_mailbox_autocreate = yes
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
}
`;

const mainCf = (root: string, lmtp: number, mx: number): string => `
compatibility_level = 3.6
queue_directory = ${root}/postfix/queue
data_directory = ${root}/postfix/data
myhostname = mx.shop.example
mydestination =
alias_maps =
virtual_mailbox_domains = shop.example
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:${lmtp}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
maillog_file = ${root}/postfix/mail.log
maillog_file_prefixes = ${root}
transport_maps = inline:{{customers.example=smtp:[127.0.0.1]:${mx}}}
smtpd_client_connection_count_limit = 0
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
biff = no
smtputf8_enable = yes
`;

const masterCf = (smtp: number): string => `
127.0.0.1:${smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
