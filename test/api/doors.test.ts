/** What the doors of the API let in: from which pages, how deep, in which shape; and that what they refuse is said in words. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { chineseOf } from '../../web/shared/refusals.ts';
import { type Answer, raw, type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
});
afterAll(() => t.close());

const ELSEWHERE = 'http://127.0.0.1:9299';
const post = (body: unknown, headers: Record<string, string> = {}, path = '/graphql') =>
  fetch(`${t.base}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });

const bodyOf = (answer: string): { code: string; message: string } => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
/** The first error of an answer, which has a code of ours and a sentence in both languages. */
const inWords = (errors: Answer['errors']): { code: string | undefined; message: string } => {
  const [first] = errors ?? [];
  expect(chineseOf(first?.message ?? ''), first?.message).toBeTruthy();
  return { code: first?.extensions?.code, message: first?.message ?? '' };
};

describe('a page of another origin', () => {
  const SIGN_IN = 'mutation { signIn(email: "admin@test.example", password: "a-long-password") { __typename ... on Refusal { code message } } }';
  const REFRESH = 'mutation { refreshSession { __typename ... on Refusal { code message } } }';
  const SET_UP = 'mutation { setUp(tenantName: "X", name: "X", email: "x@test.example", password: "a-long-password") { __typename ... on Refusal { code message } } }';

  it.each(['/graphql', '/graphql/stream'])('may read nothing at %s', async (path) => {
    const asked = await post({ query: '{ viewer { name } }' }, { origin: ELSEWHERE }, path);
    const before = await fetch(`${t.base}${path}`, { method: 'OPTIONS', headers: { origin: ELSEWHERE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } });
    for (const { headers } of [asked, before]) expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(before.ok).toBe(false);
  });

  it('may neither use the cookie of a session nor leave one, by whatever way its request came through', async () => {
    const own = await post({ query: SIGN_IN }, { origin: t.base });
    const cookie = own.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(cookie).toContain('switchroom_refresh=sw');
    for (const origin of [ELSEWHERE, 'null', 'http://[bad']) {
      for (const query of [SIGN_IN, REFRESH, SET_UP]) {
        const answer = await post({ query }, { origin, cookie });
        expect(answer.headers.get('set-cookie')).toBeNull();
        const [refused] = Object.values(((await answer.json()) as Answer).data);
        expect(refused, `${origin} ${query}`).toEqual({ __typename: 'Refusal', code: 'NOT_ALLOWED', message: 'In a browser only the pages of this hub itself may do this. Programs send no Origin.' });
      }
    }
    expect((await (await post({ query: REFRESH }, { origin: t.base, cookie })).json()).data.refreshSession).toEqual({ __typename: 'Session' });
  });

  it('may not open a socket either, and is told so', async () => {
    const answer = await raw(t, `GET /graphql HTTP/1.1\r\nHost: hub.example\r\nOrigin: https://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(bodyOf(answer).code).toBe('NOT_ALLOWED');
  });

  it('gets nothing by a socket whose only key is the cookie', async () => {
    const cookie = (await post({ query: SIGN_IN })).headers.get('set-cookie')?.split(';')[0] ?? '';
    const ws = new WebSocket(`${t.base.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: { cookie } });
    const got: { type: string; payload?: Answer }[] = [];
    ws.on('message', (data) => got.push(JSON.parse(String(data))));
    await new Promise((resolve) => ws.once('open', resolve));
    ws.send('{"type":"connection_init"}');
    await t.until('it is acknowledged', () => got.length > 0);
    ws.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ viewer { name } }' } }));
    expect((await t.until('it is answered', () => got.find((m) => m.type === 'next')))?.payload?.data).toEqual({ viewer: null });
    ws.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query: 'mutation { refreshSession { ... on Refusal { code } } }' } }));
    expect((await t.until('it is answered', () => got.filter((m) => m.type === 'next')[1]))?.payload?.data.refreshSession).toEqual({ code: 'NOT_SIGNED_IN' });
    ws.terminate();
  });
});

describe('a Host header that names no host', () => {
  it.each(['a b', '[bad', 'x:99999999', 'a/b', 'user@host', ''])('%j is answered in words, whatever was asked for', async (host) => {
    for (const path of ['/', '/health', '/graphql', '/graphql?query=%7B__typename%7D', '/graphql/stream', '/channels/main/files', '/media/x', '/start.json', '/no-such']) {
      for (const method of ['GET', 'POST']) {
        const answer = await raw(t, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${method === 'GET' ? 0 : 24}\r\n\r\n${method === 'GET' ? '' : '{"query":"{__typename}"}'}`);
        expect(answer, `${method} ${path}`).toMatch(/^HTTP\/1\.1 400 /);
        expect(bodyOf(answer)).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('Host header') });
      }
    }
    const upgrade = await raw(t, `GET /graphql HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
    expect(upgrade).toMatch(/^HTTP\/1\.1 400 /);
    expect(bodyOf(upgrade).code).toBe('BAD_INPUT');
  });

  it.each(['hub.example', 'hub.example:8443', '127.0.0.1:4000', '[::1]:4000', 'my_hub', 'xn--fiqs8s'])('%j names one', async (host) => {
    const answer = await raw(t, `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{"query":"{__typename}"}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('no address, however odd, is answered with a stack', async () => {
    const targets = ['//', '//[', '//[/channels', '//[::1/graphql', 'http://evil.example/graphql?query={__typename}', 'http://[bad/graphql', 'http://x:99999999/channels/main/files', 'http://x:99999999/graphql', '*', '/%ff%zz', '/channels/%E0%A4%A/files', '/graphql/no-such', '/graphql?query=%ff%zz', '/media/%zz', '/assets/%zz', '/docs/%zz'];
    for (const target of targets) {
      for (const method of ['GET', 'POST']) {
        const answer = await raw(t, `${method} ${target} HTTP/1.1\r\nHost: hub.example\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${method === 'GET' ? 0 : 24}\r\n\r\n${method === 'GET' ? '' : '{"query":"{__typename}"}'}`);
        expect(answer, `${method} ${target}`).toMatch(/^HTTP\/1\.1 (?!500)\d/);
        expect(answer, `${method} ${target}`).not.toMatch(/node_modules|\bat .*:\d+:\d+|TypeError/);
      }
    }
  });

  it('what fails within the library is answered in words as well', async () => {
    const { explorerToken } = t.hub.gatekeeper;
    // It is asked once before the library and once within it.
    let asked = 0;
    Object.assign(t.hub.gatekeeper, { explorerToken: async () => ((asked += 1) === 1 ? 'token' : Promise.reject(new Error('The database is away.'))) });
    const answer = await fetch(`${t.base}/graphql`, { headers: { accept: 'text/html' } });
    Object.assign(t.hub.gatekeeper, { explorerToken });
    expect({ asked, status: answer.status }).toEqual({ asked: 2, status: 503 });
    expect(await answer.json()).toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('what is nested too deep', () => {
  const deep = (open: string, close: string, n: number) => open.repeat(n) + close.repeat(n);
  const documents: readonly (readonly [string, string])[] = [
    ['a list', `{ events(types: ${deep('[', ']', 1_900)}) { nodes { id } } }`],
    ['objects in lists', `{ planStaffing(steps: ${'[{a:'.repeat(900)}1${'}]'.repeat(900)}) { agents } }`],
    ['a selection', `{ ${deep('a{', '}', 1_300)} }`],
    ['a type', `query($a: ${deep('[', ']', 0)}${'['.repeat(1_900)}Int${']'.repeat(1_900)}) { viewer { name } }`],
    ['the value of a default', `query($a: JSON = ${deep('[', ']', 1_900)}) { viewer { name } }`],
    ['a list in a directive', `{ viewer { name @skip(if: ${deep('[', ']', 1_900)}) } }`],
    ['just too deep a list', `{ planStaffing(steps: ${deep('[', ']', 33)}) { agents } }`],
  ];
  const DEEP_VARIABLES = `{"query":"query($a: JSON!) { planStaffing(steps: $a) { agents } }","variables":{"a":${deep('[', ']', 40_000)}}}`;

  it.each(documents)('%s of a document is refused in words, by each way of asking', async (_what, query) => {
    for (const token of [undefined, admin]) expect(inWords((await t.ask(query, {}, token)).errors).code).toBe('TOO_COMPLEX');
    expect(await (await post({ query }, { authorization: `Bearer ${admin}` }, '/graphql/stream')).text()).toContain('"TOO_COMPLEX"');
    expect(inWords(await bySocket({ query }))).toMatchObject({ code: 'TOO_COMPLEX' });
  });

  it('variables are refused in words, by each way of asking', async () => {
    for (const path of ['/graphql', '/graphql/stream']) expect(await (await post(DEEP_VARIABLES, { authorization: `Bearer ${admin}` }, path)).text()).toContain('"TOO_COMPLEX"');
    const asked = new URLSearchParams({ query: 'query($a: JSON!) { planStaffing(steps: $a) { agents } }', variables: `{"a":${deep('[', ']', 2_000)}}` });
    expect(inWords((await (await fetch(`${t.base}/graphql?${asked}`, { headers: { authorization: `Bearer ${admin}` } })).json()).errors).code).toBe('TOO_COMPLEX');
    expect(inWords(await bySocket(JSON.parse(DEEP_VARIABLES), `{"id":"1","type":"subscribe","payload":${DEEP_VARIABLES}}`))).toMatchObject({ code: 'TOO_COMPLEX' });
  });

  it('what is flat enough passes, brackets in strings and comments counting for nothing', async () => {
    const value = '['.repeat(2_000);
    expect((await t.ask(`{ search(text: "x", first: 1) { nodes { snippet } } } # ${value}`, {}, admin)).errors).toBeUndefined();
    expect((await t.ask(`{ customer(id: """${value}""") { name } }`, {}, admin)).data).toEqual({ customer: null });
    // Thirty-two lists are no steps, but it is the hub that says so.
    expect((await t.ask(`{ planStaffing(steps: ${deep('[', ']', 32)}) { agents } }`, {}, admin)).errors?.[0]?.extensions?.code).not.toBe('TOO_COMPLEX');
  });

  async function bySocket(payload: object, frame = JSON.stringify({ id: '1', type: 'subscribe', payload })): Promise<Answer['errors']> {
    const ws = new WebSocket(`${t.base.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const got: { type: string; payload: Answer['errors'] }[] = [];
    ws.on('message', (data) => got.push(JSON.parse(String(data))));
    await new Promise((resolve) => ws.once('open', resolve));
    ws.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${admin}` } }));
    await t.until('it is acknowledged', () => got.length > 0);
    ws.send(frame);
    const answer = await t.until('it is answered', () => got.find((m) => m.type === 'error'));
    ws.terminate();
    return answer.payload;
  }
});

describe('a mistake in the request', () => {
  it.each([
    ['a number that is not whole', 'query($n: Int) { interactions(first: $n) { nodes { id } } }', { n: 1.5 }],
    ['an object for an id', 'query($i: ID!) { interaction(id: $i) { id } }', { i: { a: 1 } }],
    ['nothing where something is needed', 'query($i: ID!) { interaction(id: $i) { id } }', {}],
    ['an unknown word of an enum', 'mutation($p: Presence!) { setPresence(presence: $p) { __typename } }', { p: 'asleep' }],
    ['a missing variable of an argument', 'query($i: ID) { interaction(id: $i) { id } }', {}],
  ])('a variable of the wrong type has a code: %s', async (_what, query, variables) => {
    const { errors } = await t.ask(query, variables, admin);
    expect(errors?.length).toBe(1);
    expect(errors?.[0]?.extensions?.code).toMatch(/^(BAD_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    expect(errors?.[0]?.message).toBeTruthy();
  });

  it.each(['/graphql', '/graphql/stream'])('JSON that cannot be read is said to be that at %s, and is not given back', async (path) => {
    for (const body of ['{"query": "{ secret', '', 'null', '7', '"text"', '{"query":"{ viewer { name } }"} secret']) {
      const answer = await post(body, {}, path);
      expect(answer.status, body).toBe(400);
      const text = await answer.text();
      expect(text).not.toMatch(/secret|SyntaxError|JSON input|originalError/);
      const { errors } = JSON.parse(path === '/graphql' ? text : (/^data: (.+)$/m.exec(text)?.[1] ?? ''));
      expect(inWords(errors), body).toEqual({ code: 'BAD_INPUT', message: 'The request is not valid JSON. Send an object: {"query": "…", "variables": {…}}.' });
    }
  });

  it('so it is in the variables of a GET', async () => {
    const answer = await fetch(`${t.base}/graphql?query=%7B__typename%7D&variables=%7B`);
    expect(answer.status).toBe(400);
    expect(inWords((await answer.json()).errors).code).toBe('BAD_INPUT');
  });

  it.each([['[1]'], ['{}'], ['{"query": 7}'], ['{"query": "{ __typename }", "variables": [1]}'], ['{"query": "{ __typename }", "other": 1}']])('what is no request has a code of ours: %s', async (body) => {
    const answer = await post(body);
    expect((await answer.json()).errors[0].extensions).toEqual({ code: 'BAD_INPUT' });
  });

  it('a compressed body is not taken, and called what it is', async () => {
    for (const path of ['/graphql', '/graphql/stream']) {
      const answer = await fetch(`${t.base}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: new Uint8Array(gzipSync('{"query":"{ __typename }"}')) });
      expect(answer.status).toBe(415);
      expect(inWords((await answer.json()).errors)).toEqual({ code: 'BAD_INPUT', message: 'Send the body as it is: compressed ones are not taken.' });
    }
    expect((await post({ query: '{ __typename }' }, { 'content-encoding': 'identity' })).status).toBe(200);
  });

  it('another method is refused in words, and no stream is kept for who does not ask anything', async () => {
    for (const path of ['/graphql', '/graphql/stream']) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const answer = await fetch(`${t.base}${path}`, { method });
        expect(answer.status, `${method} ${path}`).toBe(405);
        expect(answer.headers.get('allow')).toBe('GET, POST');
        expect(inWords((await answer.json()).errors).code).toBe('BAD_INPUT');
      }
    }
  });

  it('a socket at an unknown address is refused in words', async () => {
    const upgrade = (path: string) => raw(t, `GET ${path} HTTP/1.1\r\nHost: hub.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
    for (const [path, message] of [['/channels/no-such/socket', 'There is no entry point here.'], ['/no-such', 'There is nothing at this address.'], ['/', 'There is nothing at this address.']] as const) {
      const answer = await upgrade(path);
      expect(answer, path).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
      expect(bodyOf(answer)).toEqual({ code: 'NOT_FOUND', message });
    }
  });
});

describe('a range of the widget that it has not', () => {
  it('is 416; a range that it has is given; a widget that is not built is 404', async () => {
    const dist = mkdtempSync(join(tmpdir(), 'switchroom-dist-'));
    writeFileSync(join(dist, 'chat.js'), 'widget');
    const built = await testServer(false, [], dist);
    const get = (range: string, base = built.base) => fetch(`${base}/chat.js`, { headers: { range } });
    const answer = await get('bytes=999-');
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */6');
    expect(await answer.json()).toEqual({ code: 'BAD_INPUT', message: 'The file ends before the range that was asked for.' });
    expect(await (await get('bytes=0-2')).text()).toBe('wid');
    expect((await get('bytes=0-2', t.base)).status).toBe(404);
    await built.close();
  });
});

describe('the schema', () => {
  it.each(['{ __type(name: "Agent") { fields { name } } }', '{ __schema { queryType { name } } }', '{ ...Within } fragment Within on Query { __type(name: "Agent") { name } }'])('is not told to who is not signed in: %s', async (query) => {
    expect(inWords((await t.ask(query)).errors).code).toBe('NOT_SIGNED_IN');
    expect((await t.ask(query, {}, admin)).errors).toBeUndefined();
  });

  it('the name of a type is no secret', async () => {
    expect((await t.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('a file', () => {
  it('is given in the parts that a player asks for: without that some play nothing', async () => {
    const put = await fetch(`${t.base}/media`, { method: 'POST', headers: { authorization: `Bearer ${admin}`, 'content-type': 'text/plain', 'x-file-name': 'a.txt' }, body: '0123456789' });
    const { url } = (await put.json()) as { url: string };
    const part = async (range: string) => {
      const answer = await fetch(`${t.base}${url}`, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), answer.status === 416 ? '' : await answer.text()];
    };
    expect(await part('bytes=0-')).toEqual([206, 'bytes 0-9/10', '0123456789']);
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=8-99')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', '']);
    for (const whole of ['bytes=4-2', 'bytes=-', 'lines=1-2', 'bytes=0-1,3-4']) expect(await part(whole), whole).toEqual([200, null, '0123456789']);
  });
});
