/** The mail servers of the tests with TLS by a self-signed certificate, and sign-in by password or by tokens that a provider of the test's own gives. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../channels/email/testPeer.ts';
import { startMailServers } from './emailServers.ts';

const run = promisify(execFile);

export type TlsServers = Awaited<ReturnType<typeof startTlsServers>>;

export async function startTlsServers(mxPort: number) {
  const dir = await mkdtemp(join(tmpdir(), 'mail-tls-'));
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert]);
  const provider = await startProvider();
  const [imapsPort, smtpsPort, submissionPort, saslPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
  await writeFile(join(dir, 'oauth2.conf'), `introspection_mode = post\nintrospection_url = ${provider.url}/introspect\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`);
  const signIn = '-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject';
  const servers = await startMailServers(mxPort, {
    dovecot: `
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${join(dir, 'oauth2.conf')}
}
service imap-login {
  inet_listener imaps {
    address = 127.0.0.1
    port = ${imapsPort}
    ssl = yes
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${saslPort}
  }
}
`,
    main: `
smtpd_tls_cert_file = ${cert}
smtpd_tls_key_file = ${key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${saslPort}
smtpd_delay_reject = yes
`,
    master: `
127.0.0.1:${smtpsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes ${signIn}
127.0.0.1:${submissionPort} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt ${signIn}
`,
  });
  return {
    ...servers, imapsPort, smtpsPort, submissionPort, provider,
    async end() {
      await servers.end();
      await provider.end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return new URLSearchParams(body);
}

/** Gives access tokens for refresh tokens (RFC 6749, 6) and tells the mail servers whether one is good (RFC 7662). */
async function startProvider() {
  const good = new Map<string, string>();
  const set = { refresh: 'refresh-1', user: '', seconds: 3_600, turns: false };
  let given = 0;
  let introspected = 0;
  const server = createServer((request, response) => {
    const answer = (status: number, value: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    void bodyOf(request).then((form) => {
      if (request.url === '/introspect') {
        introspected += 1;
        const username = good.get(form.get('token') ?? '');
        return answer(200, username ? { active: true, username } : { active: false });
      }
      if (form.get('grant_type') !== 'refresh_token' || form.get('client_id') !== 'hub' || form.get('refresh_token') !== set.refresh) return answer(400, { error: 'invalid_grant', error_description: 'The token has been revoked.' });
      given += 1;
      const token = `access-${given}`;
      good.set(token, set.user);
      // As Microsoft does: each answer brings the next refresh token, the last is good no more.
      if (set.turns) set.refresh = `refresh-${given + 1}`;
      answer(200, { access_token: token, expires_in: set.seconds, token_type: 'Bearer', ...(set.turns ? { refresh_token: set.refresh } : {}) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set,
    given: () => given,
    introspected: () => introspected,
    /** Every access token given so far is good no more. */
    revoke: (): void => good.clear(),
    end: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
