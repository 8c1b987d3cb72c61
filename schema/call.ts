/** What agents do with calls, and the phone in their browser. */
import { isRefusal } from '../src/core/refusal.ts';
import type { BrowserPhone as Account, IceServer as Ice } from '../src/core/calls.ts';
import { builder } from './builder.ts';
import { present, resultOf } from './results.ts';
import { fresh, InteractionResult } from './work.ts';

const IceServer = builder.objectRef<Ice>('IceServer').implement({
  description: 'A STUN or TURN server by which a browser’s sound finds its way (RTCIceServer).',
  fields: (t) => ({ urls: t.stringList({ resolve: (x) => [...x.urls] }), username: t.exposeString('username', { nullable: true }), credential: t.exposeString('credential', { nullable: true }) }),
});
const BrowserPhone = builder.objectRef<Account>('BrowserPhone').implement({
  description: 'An account at a switch, made for this agent just now; ask again when it is refused. SIP over the socket at `path` (RFC 7118), one browser at a time.',
  fields: (t) => ({ uri: t.exposeString('uri'), user: t.exposeString('user'), password: t.exposeString('password'), path: t.exposeString('path'), ice: t.field({ type: [IceServer], description: 'TURN’s passwords are good for a day.', resolve: (x) => [...x.ice] }) }),
});
const BrowserPhones = builder.objectRef<{ readonly phones: readonly Account[] }>('BrowserPhones').implement({
  fields: (t) => ({ phones: t.field({ type: [BrowserPhone], description: 'One for each switch; empty = there is none, or the agent has a phone of another kind.', resolve: (x) => [...x.phones] }) }),
});
const OpenPhonesResult = resultOf('OpenPhonesResult', BrowserPhones);

builder.mutationFields((t) => ({
  holdCall: t.field({
    type: InteractionResult, description: 'Gives the caller music, or takes them back.', args: { interaction: t.arg.id({ required: true }), on: t.arg.boolean({ required: true }) },
    resolve: (_r, a, c) => fresh(c, c.app.work.hold(c.viewer, a.interaction, a.on)),
  }),
  callNumber: t.field({
    type: InteractionResult,
    description: 'Calls a number: the viewer’s own phone rings first, then the number, and the call is an interaction in their hands from the start. Which numbers may be called the settings of the entry point say; without one it is the first that calls outside numbers. `customer`: whose number it is, where that is known. The same `clientId` twice is one call.',
    args: { number: t.arg.string({ required: true }), entryPoint: t.arg.id(), customer: t.arg.id(), clientId: t.arg.string({ required: true }) },
    resolve: async (_r, a, c) => {
      const begun = await c.app.dialling.call(c.viewer, { number: a.number, entryPoint: a.entryPoint ?? null, customer: a.customer ?? null, clientId: a.clientId });
      return isRefusal(begun) ? begun : present(await c.loaders.interactions.clear(begun.id).load(begun.id));
    },
  }),
  openPhones: t.field({
    type: OpenPhonesResult,
    resolve: async (_r, _a, c) => {
      const phones = await c.app.phones.open(c.viewer);
      return isRefusal(phones) ? phones : { phones };
    },
  }),
}));
