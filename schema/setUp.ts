/** The first administrator of an empty hub, and the switch of the demo. */
import { isRefusal, refuse } from '../src/core/refusal.ts';
import { builder } from './builder.ts';
import { openSession, SessionResult } from './people.ts';
import { done, DoneResult } from './results.ts';

builder.mutationFields((t) => ({
  setUp: t.field({
    type: SessionResult, description: 'The first administrator of an empty hub; refused once there is one.',
    args: { tenantName: t.arg.string({ required: true }), name: t.arg.string({ required: true }), email: t.arg.string({ required: true }), password: t.arg.string({ required: true }) },
    resolve: async (_r, a, c) => {
      const made = await c.app.setUp(a);
      return isRefusal(made) ? made : openSession(c, await c.app.gatekeeper.signIn(a.email, a.password, c.remote));
    },
  }),
  setDemo: t.field({
    type: DoneResult, description: 'Turns the simulated customers and agents on or off.', args: { on: t.arg.boolean({ required: true }) },
    resolve: async (_r, { on }, c) => {
      if (!c.demo) return refuse('UNSUPPORTED', 'This hub runs without a demo.');
      await c.demo.set(on);
      return done;
    },
  }),
}));
