import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EgressError } from '../core/channel.ts';
import { casesOf, corpusIsHere } from '../../test/api/corpus.ts';
import { egress, isPublic } from './egress.ts';

let server: Server;
let base = '';
const asked: { url: string; authorization: string | undefined; method: string }[] = [];

const bodies: string[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push({ url: req.url ?? '', authorization: req.headers.authorization, method: req.method ?? '' });
    if (req.url === '/moved') return void res.writeHead(302, { location: '/here' }).end();
    if (req.url === '/round') return void res.writeHead(302, { location: '/round' }).end();
    if (req.url === '/large') return void res.end(Buffer.alloc(5_000));
    if (req.url === '/hangs') return;
    if (req.url === '/breaks') return void req.socket.destroy();
    let body = '';
    req.on('data', (chunk) => (body += String(chunk)));
    req.on('end', () => {
      bodies.push(`${req.headers['content-type'] ?? ''} ${body}`);
      res.end('tea');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fault = (run: Promise<Response>): Promise<EgressError> => run.then(() => Promise.reject(new Error('It was answered.')), (error: unknown) => error as EgressError);

describe('the way out', () => {
  it('goes where an administrator says, a private address too, and follows within it', async () => {
    expect(await (await egress(`${base}/moved`, { to: 'configured' })).text()).toBe('tea');
  });

  it.each(['http://127.0.0.1/', 'http://localhost/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::127.0.0.1]/', 'http://[64:ff9b::7f00:1]/', 'http://[2002:7f00:1::]/', 'http://10.0.0.1/', 'http://169.254.169.254/', 'http://0x7f.1/', 'http://2130706433/', 'http://0.0.0.0/', 'http://[fe80::1]/', 'http://[fc00::1]/', 'http://100.64.0.1/', 'file:///etc/passwd', 'ftp://example.com/', 'http://user:word@example.com/', 'nonsense'])('refuses %s when somebody out there chose it', async (url) => {
    const before = asked.length;
    expect(await fault(egress(url, { to: 'public' }))).toMatchObject({ code: 'REFUSED_ADDRESS', unsent: true });
    expect(asked.length).toBe(before);
  });

  it('ends a circle, a flood and a silence', async () => {
    expect((await fault(egress(`${base}/round`, { to: 'configured' }))).code).toBe('REFUSED_ADDRESS');
    expect((await fault(egress(`${base}/large`, { to: 'configured', maxBytes: 1_000 }))).code).toBe('TOO_LARGE');
    expect(await fault(egress(`${base}/hangs`, { to: 'configured', timeoutMs: 100 }))).toMatchObject({ code: 'LOST', unsent: false });
    expect(await fault(egress(`${base}/breaks`, { to: 'configured' }))).toMatchObject({ code: 'LOST', unsent: false });
  });

  it('knows when nothing was sent', async () => {
    const gone = createServer();
    await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done));
    const { port } = gone.address() as AddressInfo;
    await new Promise((done) => gone.close(done));
    expect(await fault(egress(`http://127.0.0.1:${port}/`, { to: 'configured' }))).toMatchObject({ code: 'NOT_REACHED', unsent: true });
  });

  it('posts nothing twice where it is sent elsewhere', async () => {
    await egress(`${base}/moved`, { to: 'configured', method: 'POST', body: 'a=1', headers: { authorization: 'Basic x' } });
    expect(asked.at(-1)).toEqual({ url: '/here', authorization: 'Basic x', method: 'GET' });
  });

  it('sends a form whole', async () => {
    const form = new FormData();
    form.append('media', new Blob(['leaf']), 'leaf.txt');
    expect((await egress(`${base}/form`, { to: 'configured', method: 'POST', body: form })).status).toBe(200);
    expect(bodies.at(-1)).toMatch(/^multipart\/form-data; boundary=.*leaf\.txt.*leaf/s);
  });

  it('knows what is public', () => {
    for (const address of ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8']) expect(isPublic(address), address).toBe(true);
    for (const address of ['192.168.1.1', '224.0.0.1', '255.255.255.255', '::', '2001:db8::1', 'fd00::1', 'ff02::1', '192.0.2.1', '198.18.0.1']) expect(isPublic(address), address).toBe(false);
  });
});

describe.runIf(corpusIsHere)('addresses that others have collected', () => {
  it.each(casesOf('ssrf/cases.jsonl').filter((c) => c.level === 'must' && c.expect.outcome === 'BLOCK').map((c) => [c.id, String(c.url)]))('%s is not gone to: %s', async (_, url) => {
    const no = await fault(egress(url, { to: 'public', timeoutMs: 3_000 }));
    // A name that resolves to nothing is as good as refused.
    expect(['REFUSED_ADDRESS', 'NOT_REACHED']).toContain(no.code);
    expect(no.unsent).toBe(true);
  });
});
