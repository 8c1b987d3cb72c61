/** Customers and their addresses. */
import { type AddressRecord, type CustomerRecord, pageOfInteractions } from '../src/app/records.ts';
import { isRefusal, type Refusal } from '../src/core/refusal.ts';
import { type Merge, mergesOf, type Suggestion, suggestionsFor } from '../src/app/identities.ts';
import { builder, type Context } from './builder.ts';
import { InteractionPage } from './interaction.ts';
import { Agent, ofTenant, uuidOr } from './people.ts';
import { pageOf, present, printPlace, readPlace, resultOf, sizeOf } from './results.ts';

export const Customer = builder.objectRef<CustomerRecord>('Customer');
const Address = builder.objectRef<AddressRecord>('Address').implement({
  description: 'Where a customer is reached, or says that they are.',
  fields: (t) => ({
    id: t.exposeID('id'), kind: t.exposeString('kind', { description: '`email`, `phone`, `openid`, `visitor` or `external`.' }), value: t.exposeString('value', { description: 'As the hub compares it: a number as E.164, an e-mail address in small letters.' }),
    verified: t.exposeBoolean('verified', { description: 'The channel vouches for it: by it alone customers are matched without an agent.' }),
    claimed: t.exposeBoolean('claimed', { description: 'Only said by them: it identifies nobody.' }),
    deadAt: t.expose('deadAt', { type: 'DateTime', nullable: true, description: 'Since when a provider says that nothing arrives there.' }),
    deadWhy: t.exposeString('deadWhy', { nullable: true, description: 'In the provider’s words.' }),
    doNotContactSince: t.expose('silentSince', { type: 'DateTime', nullable: true, description: 'Since when they want to hear no more from us by it.' }),
  }),
});
const MergeSuggestion = builder.objectRef<Suggestion>('MergeSuggestion').implement({
  description: 'Two customers who may be one; nobody but an agent joins them (`answerSuggestion`).',
  fields: (t) => ({
    id: t.exposeID('id'),
    other: t.field({ type: Customer, description: 'Who they may be.', resolve: async (x, _a, c) => present(await c.loaders.customers.load(x.other)) }),
    evidenceKind: t.string({ description: 'What speaks for it: both have or give this address.', resolve: (x) => x.evidence.kind }),
    evidenceValue: t.string({ description: 'The address itself.', resolve: (x) => x.evidence.value }),
  }),
});
const CustomerMerge = builder.objectRef<Merge>('CustomerMerge').implement({
  description: 'A customer who was merged into this one.',
  fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name', { nullable: true, description: 'Of the customer who was merged into this one.' }), at: t.expose('at', { type: 'DateTime' }) }),
});

Customer.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { nullable: true }),
    level: t.exposeInt('level', { description: '0 = ordinary; higher is more important.' }),
    owner: t.field({ type: Agent, nullable: true, description: 'The agent whose customer they are; queues say what that means.', resolve: (x, _a, c) => (x.owner ? c.loaders.agents.load(x.owner) : null) }),
    tags: t.exposeStringList('tags'),
    attributes: t.field({ type: 'JSON', resolve: (x) => x.attributes }),
    blocked: t.boolean({ resolve: (x) => x.blockedAt !== null }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    addresses: t.field({ type: [Address], description: 'All by which they are known, on every channel.', resolve: (x, _a, c) => c.loaders.addressesOf.load(x.id) }),
    suggestions: t.field({ type: [MergeSuggestion], description: 'Who may be the same person; an agent decides.', resolve: (x, _a, c) => suggestionsFor(c.db, x.id) }),
    merges: t.field({ type: [CustomerMerge], description: 'Who was merged into this customer and can be given back (`unmergeCustomers`).', resolve: (x, _a, c) => mergesOf(c.db, x.id) }),
    interactions: t.field({
      type: InteractionPage, args: { first: t.arg.int({ defaultValue: 20 }), after: t.arg.string() },
      complexity: (args) => ({ field: 1, multiplier: args.first ?? 20 }),
      resolve: async (x, { first, after }, c) => {
        const size = sizeOf(first, 20);
        return pageOf(await pageOfInteractions(c.db, { customer: x.id }, size + 1, readPlace(after)), size, (i) => printPlace({ at: i.arrivedAt, id: i.id }));
      },
    }),
  }),
});
const CustomerResult = resultOf('CustomerResult', Customer);

builder.queryFields((t) => ({
  customer: t.field({
    type: Customer, nullable: true, args: { id: t.arg.id({ required: true }) },
    resolve: async (_r, { id }, c) => ofTenant(c, await c.loaders.customers.load(uuidOr(id))),
  }),
}));

const saved = async (c: Context, answer: Promise<{ readonly id: string } | Refusal>) => {
  const a = await answer;
  return isRefusal(a) ? a : present(await c.loaders.customers.clear(a.id).load(a.id));
};

builder.mutationFields((t) => ({
  mergeCustomers: t.field({
    type: CustomerResult, description: 'All that is `merged`’s is `kept`’s from now on; it can be undone to the row.', args: { kept: t.arg.id({ required: true }), merged: t.arg.id({ required: true }) },
    resolve: (_r, { kept, merged }, c) => saved(c, c.app.identities.merge(c.viewer, kept, merged)),
  }),
  unmergeCustomers: t.field({ type: CustomerResult, description: 'Takes a merge back: the customer has all again that was theirs, and what came since stays where it came.', args: { merge: t.arg.id({ required: true }) }, resolve: (_r, { merge }, c) => saved(c, c.app.identities.unmerge(c.viewer, merge)) }),
  answerSuggestion: t.field({
    type: CustomerResult, description: 'Says whether the two are one: merges them, or never suggests it again.', args: { suggestion: t.arg.id({ required: true }), keep: t.arg.id({ description: 'Which of the two is kept; left out: they are not one, and it is never suggested again.' }) },
    resolve: (_r, { suggestion, keep }, c) => saved(c, c.app.identities.answerSuggestion(c.viewer, suggestion, keep ?? null)),
  }),
  setContact: t.field({
    type: CustomerResult, description: 'Whether we may write to an address: every sender obeys.', args: { address: t.arg.id({ required: true }), wanted: t.arg.boolean({ required: true }), note: t.arg.string() },
    resolve: (_r, { address, wanted, note }, c) => saved(c, c.app.identities.setContact(c.viewer, address, wanted, note ?? null)),
  }),
  updateCustomer: t.field({
    type: CustomerResult,
    args: { customer: t.arg.id({ required: true }), name: t.arg.string(), level: t.arg.int(), owner: t.arg.id({ description: 'Left out: as it is; null: nobody’s.' }), tags: t.arg.stringList(), attributes: t.arg({ type: 'JSON' }) },
    resolve: async (_r, { customer, ...change }, c) => {
      const saved = await c.app.customers.update(c.viewer, customer, change);
      return isRefusal(saved) ? saved : present(await c.loaders.customers.clear(saved.id).load(saved.id));
    },
  }),
  blockCustomer: t.field({
    type: CustomerResult, args: { customer: t.arg.id({ required: true }), blocked: t.arg.boolean({ required: true }) },
    resolve: async (_r, { customer, blocked }, c) => {
      const saved = await c.app.customers.block(c.viewer, customer, blocked);
      return isRefusal(saved) ? saved : present(await c.loaders.customers.clear(saved.id).load(saved.id));
    },
  }),
}));
