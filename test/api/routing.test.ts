/** What supervisors tell the router and ask of it: rules that make no sense are refused, and every "why?" is answered. */
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
let li: string;
let bot: string;
const ids = { queue: '', skill: '', li: '', zhao: '', waiting: '' };
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  ids.queue = (await t.ask('{ queues { id } }', {}, admin)).data.queues[0].id;
  ids.skill = (await t.ask('mutation { saveSkill(name: "Cantonese") { ... on Skill { id } } }', {}, admin)).data.saveSkill.id;
  const agents = [await t.agent('li', { skills: [{ skill: ids.skill, level: 3 }] }), await t.agent('zhao')] as const;
  [ids.li, ids.zhao] = agents.map((a) => a.id) as [string, string];
  li = await t.signIn('li@test.example');
  bot = (await t.ask('mutation { saveBot(name: "Leaf") { ... on BotResultOk { secret } } }', {}, admin)).data.saveBot.secret;
});
afterAll(() => t.close());

const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('the rules of all queues', () => {
  const save = (interrupts: unknown, token = admin, draining = true) =>
    t.ask('mutation($i: JSON!, $d: Boolean!) { saveRouting(interrupts: $i, draining: $d) { __typename ... on Routing { interrupts draining } ... on Refusal { code field message } } }', { i: interrupts, d: draining }, token).then(({ data }) => data.saveRouting);
  const now = (token: string) => t.ask('{ routing { interrupts draining } }', {}, token).then(({ data }) => data.routing);

  it('are kept, and read by everybody who may read the configuration', async () => {
    const rules = { interrupts: { voice: ['webchat', 'email'], webchat: ['email'] }, draining: false };
    expect(await save(rules.interrupts, admin, false)).toEqual({ __typename: 'Routing', ...rules });
    expect(await now(li)).toEqual(rules);
    expect(t.hub.leaderOf(t.made.domain)?.state?.config).toMatchObject(rules);
    expect(await save({})).toMatchObject({ interrupts: {}, draining: true });
  });

  it('are refused in a sentence where they make no sense', async () => {
    for (const [rules, field, message] of [
      [{ pigeon: ['email'] }, 'interrupts.pigeon', 'There is no channel "pigeon"; choose among voice, email, webchat, sms, fax, wechat.'],
      [{ voice: ['pigeon'] }, 'interrupts.voice', 'There is no channel "pigeon"; choose among voice, email, webchat, sms, fax, wechat.'],
      [{ voice: [7] }, 'interrupts.voice', 'There is no channel "7"; choose among voice, email, webchat, sms, fax, wechat.'],
      [{ voice: 'email' }, 'interrupts.voice', 'What a channel may interrupt is a list of channels.'],
      [{ email: ['email'] }, 'interrupts.email', 'email cannot interrupt itself.'],
      [{ webchat: ['email'], email: ['webchat'] }, 'interrupts.webchat', 'webchat and email cannot both interrupt each other.'],
      [{ email: ['voice'] }, 'interrupts.email', 'A call is never set aside: the caller would hear silence.'],
      [['voice'], 'interrupts', 'interrupts is an object of lists of channels by incoming channel, for example {"voice": ["webchat"]}.'],
    ] as const) expect(await save(rules)).toEqual({ __typename: 'Refusal', code: 'BAD_INPUT', field, message });
    expect(await now(admin)).toEqual({ interrupts: {}, draining: true });
  });

  it('are an administrator’s', async () => {
    expect(await save({}, li)).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await save({}, '')).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect((await t.ask('{ routing { draining } }', {}, bot)).errors?.[0]?.extensions?.code).toBe('NOT_ALLOWED');
  });
});

describe('how a queue routes', () => {
  const FIELDS = 'order choice targets lastAgentSeconds reserve';
  const save = (input: object) => t.ask(`mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Queue { ${FIELDS} } ... on Refusal { field message } } }`, { in: { name: 'Tea', id: ids.queue, ...input } }, admin).then(({ data, errors }) => data?.saveQueue ?? errors);

  it('stays as it is where nothing is said of it', async () => {
    const rules = { order: 'ratio', choice: 'weighted', targets: { voice: 20 }, lastAgentSeconds: 60, reserve: 2 };
    expect(await save(rules)).toEqual(rules);
    expect(await save({ targetSeconds: 90 })).toEqual(rules);
    expect(t.hub.leaderOf(t.made.domain)?.state?.config.queues[0]).toMatchObject({ reserve: 2 });
    expect(await save({ lastAgentSeconds: 0 })).toEqual({ ...rules, lastAgentSeconds: 0 });
    expect(await save({ order: 'aged', choice: 'longestIdle', targets: {}, lastAgentSeconds: null, reserve: 0 })).toEqual({ order: 'aged', choice: 'longestIdle', targets: {}, lastAgentSeconds: null, reserve: 0 });
  });

  it('is refused where it makes no sense', async () => {
    for (const [input, field] of [
      [{ targets: { pigeon: 20 } }, 'targets.pigeon'], [{ targets: { voice: 0 } }, 'targets.voice'], [{ targets: { voice: 604_801 } }, 'targets.voice'], [{ targets: { voice: 1.5 } }, 'targets.voice'],
      [{ targets: { voice: '20' } }, 'targets.voice'], [{ targets: [20] }, 'targets'], [{ lastAgentSeconds: -1 }, 'lastAgentSeconds'], [{ lastAgentSeconds: 3_601 }, 'lastAgentSeconds'], [{ owningAgentSeconds: -1 }, 'owningAgentSeconds'], [{ owningAgentSeconds: 3_601 }, 'owningAgentSeconds'], [{ reserve: -1 }, 'reserve'], [{ reserve: 1_001 }, 'reserve'],
    ] as const) expect(await save(input), JSON.stringify(input)).toMatchObject({ field });
    // An order that is not in the enum never comes this far.
    expect((await save({ order: 'luck' }))[0].message).toMatch(/QueueOrder/);
  });
});

describe('what of an agent matters to routing', () => {
  const save = (input: object) => t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Agent { share ranks caps site } ... on Refusal { field message } } }', { in: { id: ids.zhao, name: 'zhao', email: 'zhao@test.example', roles: ['agent'], teams: [t.made.team], ...input } }, admin).then(({ data }) => data.saveAgent);

  it('is kept, and stays as it is where nothing is said of it', async () => {
    const rules = { share: 3, ranks: { [ids.queue]: 2 }, caps: { webchat: 2 }, site: '深圳' };
    expect(await save({ ...rules, site: ' 深圳 ' })).toEqual(rules);
    expect(await save({})).toEqual(rules);
    expect(t.hub.leaderOf(t.made.domain)?.state?.config.agents.find((a) => a.id === ids.zhao)).toMatchObject(rules);
    expect(await save({ share: 1, ranks: {}, caps: {}, site: null })).toEqual({ share: 1, ranks: {}, caps: {}, site: null });
    expect(await save({ site: '  ' })).toMatchObject({ site: null });
  });

  it('is refused where it makes no sense', async () => {
    expect(await save({ share: 0 })).toEqual({ field: 'share', message: 'share must be a whole number from 1 to 1000 parts.' });
    expect(await save({ share: 1_001 })).toMatchObject({ field: 'share' });
    expect(await save({ ranks: { [NOBODY]: 2 } })).toEqual({ field: 'ranks', message: 'One of the ranked queues does not exist.' });
    for (const rank of [0, 10, 1.5, '2']) expect(await save({ ranks: { [ids.queue]: rank } })).toEqual({ field: 'ranks', message: 'A rank is a whole number from 1 (first) to 9.' });
    expect(await save({ ranks: [2] })).toMatchObject({ field: 'ranks' });
    expect(await save({ caps: { pigeon: 1 } })).toMatchObject({ field: 'caps.pigeon' });
    for (const most of [-1, 101, 1.5, '2']) expect(await save({ caps: { webchat: most } })).toEqual({ field: 'caps.webchat', message: 'The most at once is a whole number from 0 to 100.' });
    expect(await save({ caps: 3 })).toMatchObject({ field: 'caps' });
    expect(await save({ site: '港'.repeat(41) })).toEqual({ field: 'site', message: 'The name of a site may have at most 40 characters.' });
  });
});

describe('the handle by which a customer may come for an agent', () => {
  const save = (id: string, name: string, handle?: string | null) =>
    t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Agent { handle } ... on Refusal { field message } } }', { in: { id, name, email: `${name}@test.example`, roles: ['agent'], teams: [t.made.team], ...(handle === undefined ? {} : { handle }) } }, admin).then(({ data }) => data.saveAgent);

  it('is one agent’s, is kept until it is taken away, and is written so that it fits into an address', async () => {
    expect(await save(ids.zhao, 'zhao', 'tea-zhao')).toEqual({ handle: 'tea-zhao' });
    expect(await save(ids.zhao, 'zhao')).toEqual({ handle: 'tea-zhao' });
    expect(await save(ids.li, 'li', 'tea-zhao')).toEqual({ field: 'handle', message: 'That name, address or key is taken already; choose another.' });
    for (const handle of ['Zhao', 'zhao wei', '-zhao', 'x'.repeat(41)]) expect(await save(ids.li, 'li', handle)).toEqual({ field: 'handle', message: 'A handle has small letters, digits and -, at most 40; it appears in addresses.' });
    expect(await save(ids.zhao, 'zhao', null)).toEqual({ handle: null });
    await t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { id: ids.li, name: 'li', email: 'li@test.example', roles: ['agent'], teams: [t.made.team], skills: [{ skill: ids.skill, level: 3 }] } }, admin);
  });
});

describe('what a plan would find', () => {
  const ask = (steps: unknown, token = admin) => t.ask('query($s: JSON!, $q: ID) { planStaffing(steps: $s, queue: $q) { members matching ready lacking { level best skill { name } } emptyTeams { name } } }', { s: steps, q: ids.queue }, token);
  const step = (afterMs: number, level: number, teams: readonly string[] = []) => ({ afterMs, mode: 'and', needs: [{ skill: ids.skill, level }], teams });

  it('is said of steps that are not saved yet', async () => {
    const night = (await t.ask('mutation { saveTeam(name: "Night", agents: []) { ... on Team { id } } }', {}, admin)).data.saveTeam.id as string;
    await t.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { id: ids.queue, name: 'Tea', teams: [t.made.team] } }, admin);
    const { data } = await ask([step(0, 5), step(30_000, 3, [night])]);
    expect(data.planStaffing).toMatchObject([{ matching: 0, ready: 0, lacking: [{ level: 5, best: 3, skill: { name: 'Cantonese' } }], emptyTeams: [] }, { matching: 1, lacking: [], emptyTeams: [{ name: 'Night' }] }]);
  });

  it('counts those of its sites, and names sites where nobody is', async () => {
    const site = (name: string | null) => t.ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { id: ids.li, name: 'li', email: 'li@test.example', roles: ['agent'], teams: [t.made.team], skills: [{ skill: ids.skill, level: 3 }], site: name } }, admin);
    await site('hk');
    const found = await t.ask('query($s: JSON!) { planStaffing(steps: $s) { members local matching emptySites } }', { s: [{ afterMs: 0, mode: 'and', needs: [], teams: [], sites: ['hk'] }, { afterMs: 20_000, mode: 'and', needs: [], teams: [], sites: ['gz'] }, { afterMs: 40_000, mode: 'and', needs: [], teams: [] }] }, admin);
    const everybody = found.data.planStaffing[2].members as number;
    expect(found.data.planStaffing).toEqual([{ members: everybody, local: 1, matching: 1, emptySites: [] }, { members: everybody, local: 0, matching: 0, emptySites: ['gz'] }, { members: everybody, local: everybody, matching: everybody, emptySites: [] }]);
    for (const sites of ['hk', [''], [' hk'], [7], ['x'.repeat(41)], null, Array.from({ length: 21 }, (_, i) => `s${i}`)])
      expect((await ask([{ afterMs: 0, mode: 'and', needs: [], teams: [], sites }])).errors?.[0]?.message).toBe('sites is a list of at most 20 names of sites, each of at most 40 characters.');
    await site(null);
  });

  it('is refused for steps that no plan could have, and to whoever may not read the configuration', async () => {
    const refusal = async (steps: unknown, token?: string) => (await ask(steps, token)).errors?.[0];
    expect(await refusal('soon')).toMatchObject({ message: 'Steps are a list of at most 20.', extensions: { code: 'BAD_INPUT' } });
    expect(await refusal([step(30_000, 3), step(0, 3)])).toMatchObject({ message: 'Each step begins later than the one before; this one could never be reached.' });
    expect(await refusal([{ ...step(0, 3), needs: [{ skill: NOBODY, level: 3 }] }])).toMatchObject({ message: 'A needed skill does not exist.' });
    for (const [need, message] of [
      [{ kind: 'maybe' }, 'A need is required, preferred or excluded.'], [{ weight: 0 }, 'A weight is a whole number from 1 to 100.'], [{ or: [{ skill: ids.skill }] }, 'Alternatives are a list of at most nine {skill, level 1–5}.'],
      [{ kind: 'preferred', or: [{ skill: ids.skill, level: 1 }] }, 'Only a required skill can have alternatives.'], [{ or: [{ skill: NOBODY, level: 1 }] }, 'A needed skill does not exist.'],
    ] as const) expect(await refusal([{ ...step(0, 3), needs: [{ skill: ids.skill, level: 3, ...need }] }]), JSON.stringify(need)).toMatchObject({ message });
    expect(await refusal([{ ...step(0, 3), needs: [{ skill: ids.skill, level: 3 }, { skill: ids.skill, level: 2, kind: 'excluded' }] }])).toMatchObject({ message: 'A skill is required and excluded at once: nobody can have it and not have it.' });
    expect(await refusal([], bot)).toMatchObject({ extensions: { code: 'NOT_ALLOWED' } });
  });
});

describe('what a transfer asks of skills', () => {
  it('is one of several, preferred, or kept from; a skill that does not exist is refused', async () => {
    await t.customer('sun').writes('May I have somebody who knows tea?');
    const waiting = (await t.until('it waits', async () => (await t.interactions())[0])).id as string;
    const transfer = async (needs: readonly object[]) => (await t.ask('mutation($i: ID!, $q: ID!, $n: [SkillNeedInput!]) { transferToQueue(interaction: $i, queue: $q, needs: $n) { ... on Interaction { needs { level kind weight skill { name } or { level skill { name } } } } ... on Refusal { code message } } }', { i: waiting, q: ids.queue, n: needs }, admin)).data.transferToQueue;
    const level = { skill: ids.skill, level: 3 };
    expect(await transfer([{ ...level, or: [{ ...level, level: 4 }] }, { ...level, level: 2, kind: 'preferred', weight: 3 }])).toEqual({
      needs: [{ level: 3, kind: 'required', weight: 1, skill: { name: 'Cantonese' }, or: [{ level: 4, skill: { name: 'Cantonese' } }] }, { level: 2, kind: 'preferred', weight: 3, skill: { name: 'Cantonese' }, or: [] }],
    });
    expect(await transfer([{ skill: NOBODY, level: 1 }])).toEqual({ code: 'BAD_INPUT', message: 'A needed skill does not exist.' });
    await t.ask('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename } }', { i: waiting }, admin);
    await t.until('it is closed', async () => (await t.interactions()).every(({ state }) => state === 'closed') || undefined);
  });
});

describe('why', () => {
  const NAMES = ['whyThis', 'whyWaiting', 'whyNot', 'whyIdle'] as const;
  const ask = (name: (typeof NAMES)[number], { i = ids.waiting, a = ids.li, l = 'en', token = admin } = {}) => {
    const about = { ...(name === 'whyIdle' ? {} : { interaction: i }), ...(name === 'whyNot' || name === 'whyIdle' ? { agent: a } : {}), locale: l };
    return t.ask(`{ why: ${name}(${Object.entries(about).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')}) { sentences data } }`, {}, token);
  };
  const why = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).data.why;

  beforeAll(async () => {
    await t.customer('wang').writes('Is it in stock?');
    ids.waiting = (await t.until('it waits', async () => (await t.interactions()).find(({ state }) => state === 'queued'))).id;
  });

  it('it waits, and why not this agent', async () => {
    const waiting = await why('whyWaiting');
    expect(waiting.sentences[0]).toMatch(/^It is number 1 in “Tea” and has waited /);
    expect(waiting.sentences.join(' ')).toContain('No agent can take it now: 3 not ready.');
    expect(waiting.data).toMatchObject({ queue: ids.queue, step: -1, place: { place: 1 } });
    expect((await why('whyWaiting', { l: 'zh-CN' })).sentences.join('')).toMatch(/^在“Tea”排第 1 位，已等待 .+暂无坐席可接：3 人未示闲。$/);
    expect(await why('whyNot')).toEqual({ sentences: ['li is offline.', 'li has no desk open.'], data: [{ kind: 'notReady', presence: 'offline', reason: null }, { kind: 'notConnected' }] });
    expect((await why('whyNot', { l: 'zh-CN' })).sentences).toEqual(['li目前离线。', 'li没有打开的工作台。']);
    expect(await why('whyThis')).toBeNull();
  });

  it('an agent is idle', async () => {
    expect((await why('whyIdle')).sentences).toEqual(['li is offline.', 'li has no desk open.', '1 is waiting.']);
    expect((await why('whyIdle', { l: 'zh-CN' })).sentences).toEqual(['li目前离线。', 'li没有打开的工作台。', '现在有 1 个交互在排队。']);
    expect((await why('whyIdle')).data).toMatchObject({ waiting: 1, because: {} });
  });

  it('it is said in the language of the account where none is asked for', async () => {
    await t.ask('mutation { setLanguage(locale: "zh-CN") { __typename } }', {}, li);
    const { data } = await t.ask('query($a: ID!) { whyIdle(agent: $a) { sentences } }', { a: ids.li }, await t.signIn('li@test.example'));
    expect(data.whyIdle.sentences[0]).toBe('li目前离线。');
  });

  it('is not told to those who may not read the work', async () => {
    for (const name of NAMES) {
      expect((await ask(name, { token: bot })).errors?.[0]?.extensions?.code, name).toBe('NOT_ALLOWED');
      expect((await ask(name, { token: '' })).errors?.[0]?.extensions?.code, name).toBe('NOT_SIGNED_IN');
    }
  });

  it('is null for what there is not, be it nonsense or another tenant’s', async () => {
    const [tenant, domain] = [uuidv7(), uuidv7()];
    await t.hub.pool.query("insert into tenant (id, name, slug) values ($1, 'Other', 'other')", [tenant]);
    await t.hub.pool.query("insert into domain (id, tenant, name) values ($1, $2, 'default')", [domain, tenant]);
    await t.hub.pool.query("insert into agent (id, tenant, domain, name, email, password_hash, roles) select $1, $2, $3, 'Boss', 'boss@other.example', password_hash, roles from agent where id = $4", [uuidv7(), tenant, domain, t.made.admin]);
    await t.hub.refresh();
    await t.until('the other domain is led too', () => t.hub.leaderOf(domain)?.state);
    const boss = await t.signIn('boss@other.example');
    for (const name of NAMES) {
      expect((await ask(name, { token: boss })).data.why, name).toBeNull();
      for (const id of [NOBODY, 'nonsense']) expect((await ask(name, { i: id, a: id })).data.why, `${name} ${id}`).toBeNull();
    }
  });

  it('it went to this agent', async () => {
    const chen = await t.agent('chen');
    await chen.comes();
    expect(await why('whyNot', { a: chen.id })).toMatchObject({ data: [{ kind: 'notWaiting', state: 'offered' }], sentences: ['It is not waiting: it is ringing at an agent.'] });
    expect(await chen.accepts()).toBe(ids.waiting);
    expect((await why('whyThis')).sentences[0]).toBe('When you had room, this was next among the queues you serve: “Tea”.');
    expect(await why('whyThis', { l: 'zh-CN' })).toMatchObject({ data: { rule: 'nextInLine', queue: ids.queue }, sentences: expect.arrayContaining(['您空闲后，它是您可服务队列中的下一个：“Tea”。']) });
    expect(await why('whyWaiting')).toBeNull();
  });

  it('it was handed to this agent by a colleague, who is named', async () => {
    const [chen, wu] = [await t.signIn('chen@test.example'), await t.agent('wu')];
    await wu.comes();
    expect((await t.ask('mutation($i: ID!, $a: ID!) { transferToAgent(interaction: $i, agent: $a) { __typename } }', { i: ids.waiting, a: wu.id }, chen)).data.transferToAgent.__typename).toBe('Interaction');
    await wu.rings();
    const rings = await why('whyThis');
    expect(rings.sentences.slice(0, 1)).toEqual(['chen handed it to you.']);
    // Who was not asked because it was held for wu is not said to be on another team.
    expect(rings.data).toMatchObject({ rule: 'preferred', agent: wu.id, candidates: { eligible: 1, notNamed: 1, otherTeam: 0 } });
    await wu.accepts();
    expect((await why('whyThis', { l: 'zh-CN' })).sentences.slice(0, 1)).toEqual(['chen转给了您。']);
  });

  it('it was given to an agent, or picked: not why it had once been offered', async () => {
    const chen = (await t.ask('{ agents { id name } }', {}, admin)).data.agents.find((a: { name: string }) => a.name === 'chen').id;
    await t.ask('mutation($i: ID!, $a: ID!) { assignInteraction(interaction: $i, agent: $a) { __typename } }', { i: ids.waiting, a: chen }, admin);
    expect(await why('whyThis')).toMatchObject({ sentences: ['Admin assigned it to you.', expect.stringMatching(/^It had waited /)], data: { rule: 'assigned', agent: chen, by: t.made.admin } });
  });
});
