import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { buildSchema } from '../../schema/schema.ts';
import { ROOT_RIGHTS } from '../../schema/rights.ts';
import { rows } from '../../src/db/queries/query.ts';
import type { TenantPool } from '../../src/db/tenantPool.ts';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
});
afterAll(() => t.close());

describe('coming in', () => {
  it('refuses a wrong password in the same words as an unknown address', async () => {
    const ask = (e: string) => t.ask('mutation($e: String!) { signIn(email: $e, password: "not the password") { ... on Refusal { code message } } }', { e });
    const [known, unknown] = [await ask('admin@test.example'), await ask('nobody@test.example')];
    expect(known.data.signIn).toEqual({ code: 'BAD_CREDENTIALS', message: 'The e-mail address or the password is wrong.' });
    expect(unknown.data.signIn).toEqual(known.data.signIn);
  });

  it('tells who has just signed in who they are, where the request came without a token', async () => {
    const { data } = await t.ask(
      `mutation($e: String!) { signIn(email: $e, password: "a-long-password") { ... on Session { accessToken viewer { name tenant { name } agent { name teams { name } interactions { id } } } } } }`,
      { e: 'admin@test.example' },
    );
    expect(data.signIn.viewer).toEqual({ name: 'Admin', tenant: { name: 'Test' }, agent: { name: 'Admin', teams: [{ name: 'Service' }], interactions: [] } });
  });

  it('turns a refresh token once; a late second use ends the whole sign-in', async () => {
    const q = 'mutation($e: String!) { signIn(email: $e, password: "a-long-password") { ... on Session { accessToken refreshToken } } }';
    const { signIn } = (await t.ask(q, { e: 'admin@test.example' })).data;
    const turn = (token: string) => t.ask('mutation($t: String) { refreshSession(refreshToken: $t) { ... on Session { accessToken refreshToken } ... on Refusal { code } } }', { t: token });
    const next = (await turn(signIn.refreshToken)).data.refreshSession;
    expect(next.accessToken).toBeTruthy();
    await t.hub.pool.query("update token set used_at = now() - interval '1 hour' where used_at is not null");
    expect((await turn(signIn.refreshToken)).data.refreshSession).toEqual({ code: 'NOT_SIGNED_IN' });
    expect((await turn(next.refreshToken)).data.refreshSession).toEqual({ code: 'NOT_SIGNED_IN' });
    expect((await t.ask('{ viewer { name } }', {}, next.accessToken)).data.viewer).toBeNull();
  });

  it('signing out closes the open sockets of that sign-in', async () => {
    await t.agent('signs-out');
    const token = await t.signIn('signs-out@test.example');
    const feed = t.follow('subscription { desk { snapshot } }', {}, token);
    await t.until('the desk is open', () => feed.items.length > 0);
    const closed = new Promise<number>((resolve) => feed.socket()?.once('close', resolve));
    expect((await t.ask('mutation { signOut { __typename } }', {}, token)).data.signOut.__typename).toBe('Done');
    expect(await closed).toBe(4403);
    expect((await t.ask('{ agents { id } }', {}, token)).errors?.[0]?.extensions?.code).toBe('NOT_SIGNED_IN');
  });
});

describe('rights', () => {
  it('every root field has a line in the matrix, and every line a field', () => {
    const schema = buildSchema();
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => Object.keys(type?.getFields() ?? {}).map((f) => `${type?.name}.${f}`));
    expect(Object.keys(ROOT_RIGHTS).sort()).toEqual(fields.sort());
  });

  it('without a token nothing is read and nothing is done', async () => {
    const schema = buildSchema();
    for (const [name, field] of Object.entries(schema.getQueryType()?.getFields() ?? {})) {
      if (ROOT_RIGHTS[`Query.${name}`] === 'everyone') continue;
      const args = field.args.filter((a) => String(a.type).endsWith('!') && a.defaultValue === undefined).map((a) => `${a.name}: "x"`);
      const selection = /^\[?(DateTime|Cursor|String|Int|ID)\b/.test(String(field.type)) ? '' : '{ __typename }';
      const answer = await t.ask(`{ ${name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${selection} }`);
      expect(answer.errors?.[0]?.extensions?.code, name).toBe('NOT_SIGNED_IN');
    }
    const done = await t.ask('mutation { acceptOffer(offer: "x") { ... on Refusal { code } } }');
    expect(done.data.acceptOffer.code).toBe('NOT_SIGNED_IN');
  });

  it('the schema is read by whoever is signed in, over either transport', async () => {
    const INTROSPECT = '{ __schema { queryType { name } } }';
    expect((await t.ask(INTROSPECT)).errors?.[0]?.extensions?.code).toBe('NOT_SIGNED_IN');
    expect((await t.ask(getIntrospectionQuery(), {}, admin)).data.__schema.queryType).toMatchObject({ name: 'Query' });
    const feed = t.follow(INTROSPECT, {}, admin);
    await expect.poll(() => feed.items.length).toBe(1);
    expect(feed.items).toEqual([{ __schema: { queryType: { name: 'Query' } } }]);
    feed.stop();
  });

  it('an agent may not configure, supervise or read the event log', async () => {
    await t.agent('plain');
    const token = await t.signIn('plain@test.example');
    const m = await t.ask('mutation { saveSkill(name: "x") { ... on Refusal { code } } requeueInteraction(interaction: "x") { ... on Refusal { code } } botSend(interaction: "x", text: "x", clientId: "x") { ... on Refusal { code } } }', {}, token);
    expect(Object.values(m.data)).toEqual([{ code: 'NOT_ALLOWED' }, { code: 'NOT_ALLOWED' }, { code: 'NOT_ALLOWED' }]);
    expect((await t.ask('{ events { endCursor } }', {}, token)).errors?.[0]?.extensions?.code).toBe('NOT_ALLOWED');
  });

  it('what belongs to another tenant looks like what does not exist', async () => {
    const other = uuidv7();
    const [customer, domain, agent] = [uuidv7(), uuidv7(), uuidv7()];
    await t.hub.pool.query("insert into tenant (id, name, slug) values ($1, 'Other', 'other')", [other]);
    await t.hub.pool.query("insert into domain (id, tenant, name) values ($1, $2, 'default')", [domain, other]);
    await t.hub.pool.query("insert into customer (id, tenant, name) values ($1, $2, 'Secret')", [customer, other]);
    await t.hub.pool.query("insert into agent (id, tenant, domain, name, email, roles) values ($1, $2, $3, 'Secret', 'x@other.example', '{agent}')", [agent, other, domain]);
    const seen = await t.ask(`{ customer(id: "${customer}") { name } agent(id: "${agent}") { name } agents { name } }`, {}, admin);
    expect(seen.data.customer).toBeNull();
    expect(seen.data.agent).toBeNull();
    expect(JSON.stringify(seen.data.agents)).not.toContain('Secret');
    const touched = await t.ask(`mutation { blockCustomer(customer: "${customer}", blocked: true) { ... on Refusal { code } } forcePresence(agent: "${agent}", presence: ready) { ... on Refusal { code } } }`, {}, admin);
    expect(Object.values(touched.data)).toEqual([{ code: 'NOT_FOUND' }, { code: 'NOT_FOUND' }]);
  });

  it('a bot token opens a bot’s doors and no others', async () => {
    const { saveBot } = (await t.ask('mutation { saveBot(name: "Leaf") { ... on BotResultOk { secret bot { id } } } }', {}, admin)).data;
    expect((await t.ask('{ viewer { kind name } }', {}, saveBot.secret)).data.viewer).toEqual({ kind: 'bot', name: 'Leaf' });
    expect((await t.ask('{ agents { id } }', {}, saveBot.secret)).errors?.[0]?.extensions?.code).toBe('NOT_ALLOWED');
  });

  it('an API token works until it is revoked', async () => {
    const { createApiToken } = (await t.ask('mutation { createApiToken(name: "reports", roles: ["developer"]) { ... on NewToken { id secret } } }', {}, admin)).data;
    const use = () => t.ask('{ events(first: 1) { endCursor } }', {}, createApiToken.secret);
    expect((await use()).data.events.endCursor).toBeTruthy();
    await t.ask('mutation($i: ID!) { revokeApiToken(id: $i) { __typename } }', { i: createApiToken.id }, admin);
    const [refused] = (await use()).errors ?? [];
    expect(refused).toMatchObject({ message: expect.stringContaining('was revoked'), extensions: { code: 'NOT_SIGNED_IN' } });
  });

  it('a token that is good for nothing is told apart from none, and does not keep anybody from signing in', async () => {
    const ask = async (token?: string) => (await t.ask('{ agents { id } }', {}, token)).errors?.[0]?.message;
    expect(await ask()).toContain('Sign in first');
    for (const token of ['swt_never-was-one', 'eyJhbGciOiJIUzI1NiJ9.e30.x', 'x'.repeat(5_000)]) expect(await ask(token)).toContain('is not valid');
    const entered = await t.ask('mutation { signIn(email: "admin@test.example", password: "wrong") { ... on Refusal { code } } }', {}, 'swt_never-was-one');
    expect(entered.data.signIn).toEqual({ code: 'BAD_CREDENTIALS' });
  });
});

describe('bad input', () => {
  const post = (body: string, headers: Record<string, string> = {}) => fetch(`${t.base}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  it.each([
    ['malformed JSON', '{"query":', 400],
    ['a list', '[1]', 400],
    ['a number for a query', '{"query": 7}', 400],
    ['a syntax error', '{"query": "{"}', 200],
  ])('%s is answered in words', async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(JSON.parse(text).errors[0].message).toBeTruthy();
    expect(text).not.toMatch(/node_modules|\bat .*\.ts:/);
  });

  it('a body of more than a mebibyte is 413', async () => {
    expect((await post(JSON.stringify({ query: '{ viewer { name } }', pad: 'x'.repeat(2_000_000) }))).status).toBe(413);
  });

  it.each([
    ['too deep', `{ agents { interactions { owner { interactions { owner { interactions { owner { interactions { owner { interactions { owner { interactions { owner { id } } } } } } } } } } } } } }`],
    ['too many aliases', `{ ${Array.from({ length: 200 }, (_, i) => `a${i}: viewer { name }`).join(' ')} }`],
    ['too dear', '{ interactions(first: 200) { nodes { customer { interactions(first: 200) { nodes { timeline(first: 200) { nodes { id } } } } } } } }'],
  ])('a query that is %s is refused', async (_what, query) => {
    const answer = await t.ask(query, {}, admin);
    expect(answer.errors?.length).toBeGreaterThan(0);
    expect(answer.errors?.[0]?.message).not.toContain('Syntax Error');
    expect(answer.errors?.[0]?.extensions?.code).toBe('TOO_COMPLEX');
    expect(answer.data ?? null).toBeNull();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])('a body of the type %s is refused in words', async (type) => {
    const answer = await post('query=%7B%20viewer%20%7B%20name%20%7D%20%7D', { 'content-type': type });
    expect(answer.status).toBe(415);
    expect((await answer.json()).errors[0].message).toContain('application/json');
  });

  it('an unknown id, a wrong page size and a foreign cursor are told in words', async () => {
    expect((await t.ask('{ interaction(id: "no-such") { id } }', {}, admin)).data.interaction).toBeNull();
    expect((await t.ask('{ interactions(first: 500) { nodes { id } } }', {}, admin)).errors?.[0]?.message).toContain('1 to 200');
    expect((await t.ask('{ events(after: "bm90IGEgY3Vyc29y") { endCursor } }', {}, admin)).errors?.[0]?.extensions?.code).toBe('CURSOR_INVALID');
    expect((await t.ask('{ search(text: "  ") { nodes { snippet } } }', {}, admin)).errors?.[0]?.message).toContain('1 to 200 characters');
  });

  it('configuration with mistakes names the field at fault', async () => {
    const save = async (settings: object) => (await t.ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { ... on Refusal { code field message } } }', { in: { channel: 'webchat', key: 'x', name: 'X', queue: t.made.queue, settings } }, admin)).data.saveEntryPoint;
    expect(await save({ colour: 'red' })).toMatchObject({ code: 'BAD_INPUT', field: 'settings.colour' });
    expect(await save({ hours: { zone: 'Mars/Base', week: {} } })).toMatchObject({ field: 'settings.hours' });
    expect(await save({ origins: ['shop.example/path'] })).toMatchObject({ field: 'settings.origins.0' });
    const agent = (await t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Refusal { field } } }', { in: { name: 'X', email: 'not an address', roles: ['agent'], password: 'a-long-password' } }, admin)).data.saveAgent;
    expect(agent).toEqual({ field: 'email' });
  });

  it('several mistakes are told at once, each with its field', async () => {
    const ask = 'mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { ... on Refusal { code field message faults { field message } } } }';
    const input = { channel: 'webchat', key: 'No Spaces!', name: ' ', queue: t.made.queue, priority: 5_000, settings: { colour: 'red', origins: ['shop.example/path'], hours: { zone: 'Mars/Base', week: {} } } };
    const { code, field, message, faults } = (await t.ask(ask, { in: input }, admin)).data.saveEntryPoint;
    expect({ code, field }).toEqual({ code: 'BAD_INPUT', field: 'name' });
    expect(faults[0]).toEqual({ field, message });
    expect(faults.map((f: { field: string }) => f.field)).toEqual(['name', 'priority', 'key', 'settings.hours', 'settings.colour', 'settings.origins.0']);
    const agent = (await t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Refusal { faults { field } } } }', { in: { name: '', email: 'nowhere', roles: [], password: 'short', skills: [{ skill: 'no-such', level: 9 }] } }, admin)).data.saveAgent;
    expect(agent.faults.map((f: { field: string }) => f.field)).toEqual(['name', 'email', 'password', 'roles', 'skills', 'skills']);
    const queue = (await t.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Refusal { faults { field } } } }', { in: { name: 'Q', targetSeconds: 0, teams: ['nobody'], lastAgentSeconds: 99_999, hours: { zone: 'Mars/Base', week: {} } } }, admin)).data.saveQueue;
    expect(queue.faults.map((f: { field: string }) => f.field)).toEqual(['targetSeconds', 'lastAgentSeconds', 'hours', 'teams']);
  });

  it('the last administrator cannot be made an agent', async () => {
    const answer = await t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Refusal { field message } } }', { in: { id: t.made.admin, name: 'Admin', email: 'admin@test.example', roles: ['agent'], teams: [t.made.team] } }, admin);
    expect(answer.data.saveAgent).toMatchObject({ field: 'roles' });
  });

  it('every change of the configuration is in the audit with its author', async () => {
    await t.ask('mutation { saveSkill(name: "Audit me") { __typename } }', {}, admin);
    await t.ask('mutation { saveSkill(name: "And me") { __typename } }', {}, admin);
    const log = async (after: string | null): Promise<{ nodes: { type: string; actorId: string; data: { name: string } }[]; endCursor: string }> => (await t.ask('query($a: Cursor) { audit(first: 1, after: $a) { endCursor nodes { type actorId data } } }', { a: after }, admin)).data.audit;
    const last = await log(null);
    expect(last.nodes).toMatchObject([{ type: 'configChanged', actorId: t.made.admin, data: { what: 'skill', name: 'And me' } }]);
    expect((await log(last.endCursor)).nodes).toMatchObject([{ data: { name: 'Audit me' } }]);
  });

  it('the audit says which settings of an entry point changed and to what, but no secret', async () => {
    const { id, queue, settings } = (await t.ask('{ entryPoints { id queue { id } settings } }', {}, admin)).data.entryPoints[0];
    const save = (more: object) => t.ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename ... on Refusal { field message } } }', { in: { id, channel: 'webchat', key: 'main', name: 'Site', queue: queue.id, settings: { ...settings, ...more } } }, admin);
    expect((await save({ greeting: { en: 'Good day', zh: '您好' }, identityKey: 'a-key-that-nobody-may-read-of-32' })).data.saveEntryPoint).toEqual({ __typename: 'EntryPoint' });
    const { nodes } = (await t.ask('{ audit(first: 1) { nodes { data } } }', {}, admin)).data.audit;
    expect(nodes[0].data).toMatchObject({ what: 'entryPoint', key: 'main', queue: queue.id, settings: { greeting: { en: 'Good day', zh: '您好' }, identityKey: '•••' } });
    expect(Object.keys(nodes[0].data.settings).sort()).toEqual(['greeting', 'identityKey']);
  });

  it('an object written out in a query is taken as one given beside it', async () => {
    const { data } = await t.ask('mutation { saveQueue(input: { name: "Written out", targets: { voice: 20 }, hours: { zone: "Etc/UTC", week: { mon: [["09:00", "18:00"]] } } }) { ... on Queue { targets } ... on Refusal { field message } } }', {}, admin);
    expect(data.saveQueue).toMatchObject({ field: 'hours' });
    const saved = await t.ask('mutation { saveQueue(input: { name: "Written out", targets: { voice: 20 } }) { ... on Queue { targets } ... on Refusal { field message } } }', {}, admin);
    expect(saved.data.saveQueue).toEqual({ targets: { voice: 20 } });
  });

  it('a character that no text of the database can hold is replaced', async () => {
    const { data } = await t.ask('mutation($name: String!) { saveTeam(name: $name, agents: []) { ... on Team { name } ... on Refusal { field message } } }', { name: 'Nul\u0000l' }, admin);
    expect(data.saveTeam).toEqual({ name: 'Nul\ufffdl' });
  });

  it('a name, address or key that is taken is refused at its field', async () => {
    const wish = {
      queue: ['name', 'saveQueue(input: { name: "Twice" })'], skill: ['name', 'saveSkill(name: "Twice")'], team: ['name', 'saveTeam(name: "Twice", agents: [])'], plan: ['name', 'savePlan(input: { name: "Twice", steps: [] })'], bot: ['name', 'saveBot(name: "Twice")'],
      canned: ['shortcut', 'saveCannedReply(input: { shortcut: "twice", title: "T", textEn: "T", textZh: "T" })'], disposition: ['code', 'saveDisposition(input: { code: "twice", labelEn: "T", labelZh: "T", outcome: resolved })'],
      agent: ['email', 'saveAgent(input: { name: "T", email: "twice@test.example", password: "a-long-password", roles: [agent], teams: [], skills: [] })'],
    };
    for (const [what, [field, mutation]] of Object.entries(wish)) {
      const save = async () => {
        const { data, errors } = await t.ask(`mutation { saved: ${mutation} { __typename ... on Refusal { code field message } } }`, {}, admin);
        return data?.saved ?? errors;
      };
      expect(await save(), what).not.toHaveProperty('code');
      expect(await save(), what).toEqual({ __typename: 'Refusal', code: 'BAD_INPUT', field, message: 'That name, address or key is taken already; choose another.' });
    }
  });

  it('a fault of a title or a label names its own field', async () => {
    const canned = await t.ask('mutation { saveCannedReply(input: { shortcut: "x", title: " ", textEn: "", textZh: "" }) { ... on Refusal { field message } } }', {}, admin);
    expect(canned.data.saveCannedReply).toEqual({ field: 'title', message: 'Give it a title.' });
    const disposition = await t.ask('mutation { saveDisposition(input: { code: "x", labelEn: "X", labelZh: "", outcome: resolved }) { ... on Refusal { field message } } }', {}, admin);
    expect(disposition.data.saveDisposition).toEqual({ field: 'labelZh', message: 'Give it a label in Chinese.' });
  });
});

describe('events', () => {
  it('a subscriber cut off and back with its cursor misses and doubles nothing', async () => {
    const q = 'subscription($a: Cursor) { events(after: $a) { cursor id type } }';
    const { endOfEvents } = (await t.ask('{ endOfEvents }', {}, admin)).data;
    let cursor = endOfEvents as string;
    const got: string[] = [];
    let cutting = true;
    const writing = (async () => {
      for (let n = 0; cutting || n < 60; n += 1) {
        await t.customer(`cut-${n % 7}`).writes(`message ${n}`);
        if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    for (let cut = 0; cut < 4; cut += 1) {
      const feed = t.follow(q, { a: cursor }, admin);
      await t.until('some events came', () => feed.items.length > 5 * (cut + 1));
      feed.socket()?.terminate();
      const seen = feed.items.splice(0) as unknown as { events: { cursor: string; id: string } }[];
      got.push(...seen.map((s) => s.events.id));
      cursor = seen.at(-1)?.events.cursor ?? cursor;
      feed.stop();
    }
    cutting = false;
    await writing;
    const [{ n }] = (await rows<{ n: number }>(t.hub.pool, "select count(*)::int as n from event where type = 'messageIn'")) as [{ n: number }];
    const all: string[] = [];
    const feed = t.follow(q, { a: cursor }, admin);
    await t.until('the feed has caught up', async () => {
      all.splice(0, all.length, ...(feed.items as unknown as { events: { id: string } }[]).map((i) => i.events.id));
      const total = await rows<{ id: string }>(t.hub.pool, 'select id::text from event where id::text <> all($1) and at >= (select min(at) from event where id::text = any($1))', [[...got, ...all]]);
      return total.filter((r) => Number(r.id) > Number(got[0])).length === 0;
    });
    feed.stop();
    const whole = [...got, ...all];
    expect(new Set(whole).size).toBe(whole.length);
    expect(n).toBeGreaterThanOrEqual(60);
  });
});

describe('health', () => {
  it('/health, /ready and /metrics answer', async () => {
    expect((await (await fetch(`${t.base}/health`)).json()).ok).toBe(true);
    expect((await fetch(`${t.base}/ready`)).status).toBe(200);
    expect(await (await fetch(`${t.base}/metrics`)).text()).toContain('switchroom_leader_batches_total');
  });

  it('/health is JSON for programs and a page for people, in their language', async () => {
    const get = (headers: Record<string, string> = {}) => fetch(`${t.base}/health`, { headers });
    const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    for (const accept of ['*/*', 'application/json']) expect((await get({ accept })).headers.get('content-type')).toContain('application/json');
    const page = await get({ accept: BROWSER, 'accept-language': 'de,en;q=0.8' });
    expect(page.headers.get('content-type')).toContain('text/html');
    const text = await page.text();
    for (const part of ['The hub is well', '<dd>test</dd>', 'answers in', 'Waiting in line']) expect(text).toContain(part);
    for (const language of ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-TW', 'zh']) expect(await (await get({ accept: BROWSER, 'accept-language': language })).text(), language).toContain('总机运行正常');
    const { notReady } = t.hub;
    Object.assign(t.hub, { notReady: async () => 'The database does not answer.' });
    const bad = await get({ accept: BROWSER });
    Object.assign(t.hub, { notReady });
    expect(bad.status).toBe(503);
    expect(await bad.text()).toContain('<p>The database does not answer.</p>');
  });

  it('an inbox of fifty costs as many statements as an inbox of five', async () => {
    const count = async (first: number): Promise<number> => {
      const before = t.hub.tenants.of;
      let n = 0;
      const counted = t.hub.tenants as { of: TenantPool['of'] };
      counted.of = (tenant) => {
        const db = before(tenant);
        return {
          ...db,
          query: (...asked) => {
            n += 1;
            return db.query(...asked);
          },
        };
      };
      await t.ask('query($f: Int) { interactions(first: $f) { nodes { id state dueAt customer { name addresses { value } } queue { name } owner { name } entryPoint { name } lastEntry { text } offers { id } } } }', { f: first }, admin);
      counted.of = before;
      expect(n).toBeGreaterThan(3);
      return n;
    };
    for (let n = 0; n < 50; n += 1) await t.customer(`inbox-${n}`).writes('hello');
    expect(await count(50)).toBe(await count(5));
  });
});
