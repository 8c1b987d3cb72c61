/** Customers and their addresses. */
import { type AddressRecord, type CustomerRecord, pageOfInteractions } from '../src/app/records.ts';
import { isRefusal } from '../src/core/refusal.ts';
import { builder } from './builder.ts';
import { InteractionPage } from './interaction.ts';
import { Agent, ofTenant, uuidOr } from './people.ts';
import { pageOf, present, printPlace, readPlace, resultOf, sizeOf } from './results.ts';

const Address = builder.objectRef<AddressRecord>('Address').implement({
  fields: (t) => ({ id: t.exposeID('id'), kind: t.exposeString('kind'), value: t.exposeString('value'), verified: t.exposeBoolean('verified') }),
});

export const Customer = builder.objectRef<CustomerRecord>('Customer').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { nullable: true }),
    level: t.exposeInt('level', { description: '0 = ordinary; higher is more important.' }),
    owner: t.field({ type: Agent, nullable: true, description: 'The agent whose customer they are; queues say what that means.', resolve: (x, _a, c) => (x.owner ? c.loaders.agents.load(x.owner) : null) }),
    tags: t.exposeStringList('tags'),
    attributes: t.field({ type: 'JSON', resolve: (x) => x.attributes }),
    blocked: t.boolean({ resolve: (x) => x.blockedAt !== null }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    addresses: t.field({ type: [Address], resolve: (x, _a, c) => c.loaders.addressesOf.load(x.id) }),
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

builder.mutationFields((t) => ({
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
