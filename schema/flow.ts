/** Flows: what meets customers before a person does. */
import type { FlowRecord, FlowVersionRecord } from '../src/app/records.ts';
import { lists } from '../src/app/records.ts';
import { isRefusal } from '../src/core/refusal.ts';
import { builder } from './builder.ts';
import { Agent } from './people.ts';
import { present, resultOf } from './results.ts';

const FlowVersion = builder.objectRef<FlowVersionRecord>('FlowVersion').implement({
  description: 'A flow as it was published; never changed. Contacts end in the version in which they began.',
  fields: (t) => ({
    no: t.exposeInt('no'),
    body: t.field({ type: 'JSON', resolve: (v) => v.body }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime' }),
    publishedBy: t.field({ type: Agent, nullable: true, resolve: (v, _a, c) => (v.publishedBy ? c.loaders.agents.load(v.publishedBy) : null) }),
    running: t.exposeInt('running', { description: 'Contacts that are in it now.' }),
  }),
});

export const Flow = builder.objectRef<FlowRecord>('Flow').implement({
  description: 'What meets a customer before a person does: menus, hours, collected input, the choice of a queue.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    enabled: t.exposeBoolean('enabled'),
    draft: t.field({ type: 'JSON', description: 'What is drawn now: {start, nodes, person}, see docs/flows.md.', resolve: (f) => f.draft }),
    draftNo: t.exposeInt('draftNo', { description: 'Give it back as `base`, and nobody’s change is written over unseen.' }),
    version: t.exposeInt('version', { description: 'The newest that is published; 0 = none.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    entryPoints: t.exposeStringList('entryPoints', { description: 'Names of the entry points that it serves.' }),
    versions: t.field({ type: [FlowVersion], description: 'The newest first.', resolve: (f, _a, c) => lists.flowVersions(c.db, f.id) }),
  }),
});

const FlowResult = resultOf('FlowResult', Flow);
const FlowInput = builder.inputType('FlowInput', {
  fields: (t) => ({ id: t.id(), name: t.string({ required: true }), draft: t.field({ type: 'JSON', required: true }), enabled: t.boolean({ required: true, defaultValue: true }), base: t.int() }),
});

builder.queryFields((t) => ({ flows: t.field({ type: [Flow], resolve: (_r, _a, c) => lists.flows(c.db) }) }));

builder.mutationFields((t) => ({
  saveFlow: t.field({
    type: FlowResult, description: 'Keeps what is drawn, good or bad; nobody meets it before it is published.', args: { input: t.arg({ type: FlowInput, required: true }) },
    resolve: async (_r, { input }, c) => {
      const saved = await c.app.admin.flow(c.viewer, input);
      return isRefusal(saved) ? saved : present(await c.loaders.flows.clear(saved.id).load(saved.id));
    },
  }),
  publishFlow: t.field({
    type: FlowResult, description: 'Refused with everything that is wrong with the draft; `field` is `nodes.<id>.<field>`.', args: { flow: t.arg.id({ required: true }), base: t.arg.int() },
    resolve: async (_r, { flow, base }, c) => {
      const saved = await c.app.admin.publishFlow(c.viewer, flow, base ?? null);
      return isRefusal(saved) ? saved : present(await c.loaders.flows.clear(saved.id).load(saved.id));
    },
  }),
  restoreFlow: t.field({
    type: FlowResult, description: 'An older version becomes the draft.', args: { flow: t.arg.id({ required: true }), version: t.arg.int({ required: true }) },
    resolve: async (_r, { flow, version }, c) => {
      const saved = await c.app.admin.restoreFlow(c.viewer, flow, version);
      return isRefusal(saved) ? saved : present(await c.loaders.flows.clear(saved.id).load(saved.id));
    },
  }),
}));
