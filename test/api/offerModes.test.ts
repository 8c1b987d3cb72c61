/** How work reaches agents, as two of them see it at their desks: given, broadcast, picked; and what an administrator may say of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { loseLeader, type TestAgent } from '../support/hub.ts';
import { type TestServer, testServer } from './server.ts';

interface Ended { readonly reason: string; readonly interaction: { readonly id: string; readonly owner: { readonly name: string } | null } }
interface Patch { readonly offers: readonly { readonly id: string; readonly interaction: { readonly id: string } }[]; readonly endedOffers: readonly Ended[]; readonly picks: readonly { readonly id: string }[] | null; readonly upserted: readonly { readonly id: string; readonly state: string }[] }
const DESK = 'subscription { desk { offers { id interaction { id } } endedOffers { reason interaction { id owner { name } } } picks { id } upserted { id state } } }';

let t: TestServer;
let admin: string;
let queue: string;
beforeEach(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  queue = (await t.ask('{ queues { id } }', {}, admin)).data.queues[0].id;
});
afterEach(() => t.close());

const MODES = 'offerMode offerModes broadcastTo';
const save = (input: object, token = admin) =>
  t.ask(`mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Queue { ${MODES} } ... on Refusal { field message } } }`, { in: { name: 'Tea', id: queue, teams: [t.made.team], ...input } }, token).then(({ data, errors }) => data?.saveQueue ?? errors);

/** An agent at an open desk. */
async function atDesk(name: string) {
  const self: TestAgent = await t.agent(name);
  await self.comes();
  const token = await t.signIn(`${name}@test.example`);
  const desk = t.follow(DESK, {}, token);
  const patches = (): Patch[] => desk.items.map((item) => (item as unknown as { desk: Patch }).desk);
  await t.until(`${name} has a desk`, () => patches().length > 0);
  const told = <T>(what: string, look: (patch: Patch) => T | undefined | null | false) => t.until(`${name} ${what}`, () => patches().map(look).find(Boolean));
  return {
    self, token, patches, told,
    rings: () => told('hears it ring', (p) => p.offers[0]),
    picks: () => patches().findLast((p) => p.picks !== null)?.picks?.map((one) => one.id) ?? [],
    accept: (offer: string) => t.ask('mutation($o: ID!) { acceptOffer(offer: $o) { ... on Interaction { id owner { name } } ... on Refusal { code message } } }', { o: offer }, token).then(({ data }) => data.acceptOffer),
    pick: (interaction: string) => t.ask('mutation($i: ID!) { pickInteraction(interaction: $i) { ... on Interaction { id owner { name } } ... on Refusal { code message } } }', { i: interaction }, token).then(({ data }) => data.pickInteraction),
    why: (interaction: string) => t.ask('query($i: ID!) { whyThis(interaction: $i, locale: "en") { sentences } }', { i: interaction }, token).then(({ data }) => data.whyThis?.sentences.join(' ')),
  };
}

describe('how the work of a queue reaches agents', () => {
  it('is pushed unless an administrator says otherwise, for all channels or for one', async () => {
    expect((await t.ask(`{ queues { ${MODES} } }`, {}, admin)).data.queues[0]).toEqual({ offerMode: 'push', offerModes: {}, broadcastTo: 3 });
    const rules = { offerMode: 'broadcast', offerModes: { voice: 'autoAccept', email: 'pull' }, broadcastTo: 5 };
    expect(await save(rules)).toEqual(rules);
    expect(await save({ priority: 2 })).toEqual(rules);
    expect(t.hub.leaderOf(t.made.domain)?.state?.config.queues.find((q) => q.id === queue)).toMatchObject({ mode: 'broadcast', modes: rules.offerModes, broadcastTo: 5 });
  });

  it('is refused in a sentence where it makes no sense', async () => {
    for (const [rules, field, message] of [
      [{ broadcastTo: 1 }, 'broadcastTo', 'broadcastTo must be a whole number from 2 to 10 agents.'],
      [{ broadcastTo: 11 }, 'broadcastTo', 'broadcastTo must be a whole number from 2 to 10 agents.'],
      [{ offerModes: ['pull'] }, 'offerModes', 'offerModes is an object of offer modes by channel, for example {"voice": "autoAccept"}.'],
      [{ offerModes: { pigeon: 'pull' } }, 'offerModes.pigeon', 'There is no channel "pigeon"; choose among voice, email, webchat, sms, fax, wechat.'],
      [{ offerModes: { voice: 'shout' } }, 'offerModes.voice', 'There is no offer mode "shout"; choose one of push, autoAccept, broadcast, pull.'],
    ] as const) expect(await save(rules)).toEqual({ field, message });
    await t.agent('li');
    expect(await save({ offerMode: 'pull' }, await t.signIn('li@test.example'))).not.toHaveProperty('offerMode');
  });
});

describe('a broadcast', () => {
  it('rings at both desks; both accept at once, one has it, the other is told who; the rows say the same', async () => {
    await save({ offerMode: 'broadcast' });
    const [li, zhao] = [await atDesk('li'), await atDesk('zhao')];
    await t.customer('wang').writes('Hello?');
    const [first, second] = [await li.rings(), await zhao.rings()];
    expect(first.interaction.id).toBe(second.interaction.id);
    expect(await li.why(first.interaction.id)).toContain('it rang at 2 agents at once');
    expect((await t.ask('{ queues { waiting } }', {}, admin)).data.queues[0].waiting).toBe(1);
    const answers = await Promise.all([li.accept(first.id), zhao.accept(second.id)]);
    const won = answers.findIndex((a) => a.id !== undefined);
    expect(answers[1 - won]).toEqual({ code: 'OFFER_TAKEN', message: 'Somebody else has taken this interaction.' });
    const [winner, loser] = won === 0 ? [li, zhao] : [zhao, li];
    const told = await loser.told('is told who took it', (p) => p.endedOffers[0]);
    expect(told).toEqual({ reason: 'otherAccepted', interaction: { id: first.interaction.id, owner: { name: answers[won].owner.name } } });
    await loser.told('stops ringing', (p) => p.offers.length === 0 && p.endedOffers.length > 0);
    expect([await winner.self.load(), await loser.self.load()]).toEqual([30, 0]);
    expect(await rows(t.hub.pool, 'select state, reason from offer order by state')).toEqual([{ state: 'accepted', reason: null }, { state: 'rescinded', reason: 'otherAccepted' }]);
    // Events of one interaction are numbered without gaps, those of the agents who lost among them.
    const versions = (await rows<{ version: number }>(t.hub.pool, 'select version from event where interaction = $1 order by version', [first.interaction.id])).map((e) => e.version);
    expect(versions).toEqual(versions.map((_, n) => n + 1));
    expect(await winner.why(first.interaction.id)).toContain('it rang at 2 agents at once');
  });

  it('ends everywhere when the customer leaves, and its locks hold even against the hub', async () => {
    await save({ offerMode: 'broadcast' });
    const [li, zhao] = [await atDesk('li'), await atDesk('zhao')];
    const wang = t.customer('wang');
    await wang.writes('Hello?');
    const offer = await li.rings();
    await zhao.rings();
    const again = (broadcast: string, state = 'live'): Promise<unknown> => t.hub.pool.query(
      `insert into offer (id, tenant, interaction, agent, queue, state, weight, created_at, expires_at, ended_at, because, broadcast)
       select $1, tenant, interaction, agent, queue, $2, weight, created_at, expires_at, $3, because, ${broadcast} from offer where id = $4`, [`${offer.id}x`, state, state === 'live' ? null : new Date(), offer.id]);
    await expect(again('broadcast')).rejects.toThrow('offer_live_agent');
    await t.hub.pool.query(`update offer set state = 'accepted', ended_at = now() where id = $1`, [offer.id]);
    await expect(again('broadcast', 'accepted')).rejects.toThrow('offer_winner');
    await t.hub.pool.query(`update offer set state = 'live', ended_at = null where id = $1`, [offer.id]);
    await wang.ends();
    await li.told('stops ringing', (p) => p.upserted.length === 0 && p.offers.length === 0 && li.patches().length > 2);
    await t.until('both have ended', async () => (await li.self.offer()) === null && (await zhao.self.offer()) === null);
    expect(await rows(t.hub.pool, 'select distinct state, reason from offer')).toEqual([{ state: 'rescinded', reason: 'customerLeft' }]);
  });

  it('survives the hub: who starts it anew finds it ringing at both', async () => {
    await save({ offerMode: 'broadcast' });
    const [li, zhao] = [await atDesk('li'), await atDesk('zhao')];
    await t.customer('wang').writes('Hello?');
    const [first, second] = [await li.rings(), await zhao.rings()];
    await loseLeader(t);
    expect(await t.until('it can be declined', async () => !('refused' in (await t.hub.work.decline(zhao.self.viewer, second.id, 'busy'))))).toBe(true);
    expect((await li.accept(first.id)).owner).toEqual({ name: 'li' });
  });
});

describe('what is given', () => {
  it('is on the desk without ringing, and the desk is told', async () => {
    await save({ offerModes: { webchat: 'autoAccept' } });
    const li = await atDesk('li');
    await t.customer('wang').writes('Hello?');
    const told = await li.told('is given something', (p) => p.endedOffers[0]);
    expect(told).toMatchObject({ reason: 'auto', interaction: { owner: { name: 'li' } } });
    await li.told('has it', (p) => p.upserted.find((one) => one.id === told.interaction.id && one.state === 'active'));
    expect(li.patches().flatMap((p) => p.offers)).toEqual([]);
    expect(await rows(t.hub.pool, 'select state, reason, ended_at = created_at as "atOnce" from offer')).toEqual([{ state: 'accepted', reason: 'auto', atOnce: true }]);
    expect(await li.why(told.interaction.id)).toContain('given without asking');
    expect(await rows(t.hub.pool, `select data->>'auto' as auto from event where type = 'offerAccepted'`)).toEqual([{ auto: 'true' }]);
  });
});

describe('what is to be picked', () => {
  it('stands on the desks of those who may have it, first come first; the second to pick is refused', async () => {
    await save({ offerMode: 'pull' });
    const [li, zhao] = [await atDesk('li'), await atDesk('zhao')];
    await t.customer('wang').writes('First');
    const first = await t.until('wang waits', () => t.customer('wang').interaction());
    await t.customer('chen').writes('Second');
    const second = await t.until('chen waits', () => t.customer('chen').interaction());
    for (const desk of [li, zhao]) await t.until('both stand there', () => desk.picks().join() === [first.id, second.id].join());
    expect(await li.self.offer()).toBeNull();
    expect((await t.ask('query($i: ID!) { whyWaiting(interaction: $i, locale: "en") { sentences } }', { i: first.id }, admin)).data.whyWaiting.sentences).toContain('This queue’s work is picked by hand; 2 agents could take it now.');
    expect((await t.ask('query($i: ID!, $a: ID!) { whyNot(interaction: $i, agent: $a, locale: "en") { sentences } }', { i: first.id, a: li.self.id }, admin)).data.whyNot.sentences).toEqual(['The work of this queue is picked by hand; li may pick it.']);
    const answers = await Promise.all([li.pick(first.id), zhao.pick(first.id)]);
    expect(answers.filter((a) => a.code === 'OFFER_TAKEN')).toHaveLength(1);
    const loser = answers[0].code ? li : zhao;
    await t.until('only the other is left', () => loser.picks().join() === second.id);
  });

  it('is not for an agent of another team, but for a supervisor', async () => {
    const team = (await t.ask('mutation { saveTeam(name: "Office") { ... on Team { id } } }', {}, admin)).data.saveTeam.id;
    await save({ offerMode: 'pull', teams: [team] });
    const li = await atDesk('li');
    await t.customer('wang').writes('First');
    const wang = await t.until('wang waits', () => t.customer('wang').interaction());
    expect(await li.pick(wang.id)).toEqual({ code: 'NOT_ALLOWED', message: 'This queue is served by other teams. Ask a supervisor to assign it to you.' });
    expect(li.picks()).toEqual([]);
    const boss = (await t.ask('mutation($i: ID!) { pickInteraction(interaction: $i) { ... on Interaction { owner { name } } ... on Refusal { message } } }', { i: wang.id }, admin)).data.pickInteraction;
    expect(boss).toEqual({ owner: { name: 'Admin' } });
  });
});
