/** Pages of faxes: what agents mark on those that came, and how far those are that go out. */
import type { MarkRecord } from '../src/app/records.ts';
import type { Progress as ProgressOf } from '../src/core/channel.ts';
import { isFaxPage, MARK_KINDS, type Spot } from '../src/core/faxMarks.ts';
import { isRefusal, type Refusal } from '../src/core/refusal.ts';
import { builder, type Context } from './builder.ts';
import { Entry } from './interaction.ts';
import { Agent } from './people.ts';
import { present } from './results.ts';
import { EntryResult } from './work.ts';

const MarkKind = builder.enumType('MarkKind', { values: MARK_KINDS, description: 'highlight = two corners of a rectangle; pen = a stroke; note = a text stuck at one place.' });
const Point = builder.objectRef<Spot>('PagePoint').implement({
  description: 'A place on a page, in shares of its width and height, 0 to 1, from the upper left corner of the page as it came.',
  fields: (t) => ({ x: t.exposeFloat('x'), y: t.exposeFloat('y') }),
});
const PointInput = builder.inputType('PagePointInput', { fields: (t) => ({ x: t.float({ required: true }), y: t.float({ required: true }) }) });

const Mark = builder.objectRef<MarkRecord>('PageMark').implement({
  description: 'What an agent marked on a page of a fax.',
  fields: (t) => ({
    id: t.exposeID('id'),
    fileId: t.exposeID('file', { description: 'The attachment that is the picture of the page.' }),
    kind: t.field({ type: MarkKind, resolve: (m) => m.kind }),
    points: t.field({ type: [Point], complexity: { field: 1, multiplier: 1 }, resolve: (m) => m.points }),
    text: t.exposeString('text', { nullable: true, description: 'Of a note.' }),
    agent: t.field({ type: Agent, nullable: true, resolve: (m, _a, c) => c.loaders.agents.load(m.agent) }),
    at: t.expose('at', { type: 'DateTime' }),
  }),
});

const Progress = builder.objectRef<ProgressOf>('SendingProgress').implement({
  description: 'How far a message of ours is that goes page by page, a fax. Kept when it is over.',
  fields: (t) => ({
    pages: t.exposeInt('pages'),
    page: t.exposeInt('page', { nullable: true, description: 'Which is being sent; null = none is just now, or the telephone system does not say.' }),
    confirmed: t.exposeInt('confirmed', { description: 'So many the far side has confirmed, of the last call.' }),
    attempt: t.exposeInt('attempt', { description: 'Calls made.' }),
    attempts: t.exposeInt('attempts', { description: 'So many are made at most.' }),
    nextAt: t.field({ type: 'DateTime', nullable: true, description: 'When it is called again.', resolve: (p) => (p.nextAt === null ? null : new Date(p.nextAt)) }),
    why: t.exposeString('why', { nullable: true, description: 'Why the last call did not do: BUSY, NO_ANSWER, BROKEN, CALL_FAILED …' }),
    rate: t.exposeInt('rate', { nullable: true, description: 'Bits a second.' }),
    station: t.exposeString('station', { nullable: true, description: 'What the far machine says of itself; proof of nothing.' }),
  }),
});

builder.objectFields(Entry, (t) => ({
  marks: t.field({
    type: [Mark], description: 'What agents marked on the pages of a fax, in the order in which they did.', complexity: { field: 1, multiplier: 1 },
    resolve: (e, _a, c) => (c.viewer?.kind === 'agent' && e.files.some(isFaxPage) ? c.loaders.marksOf.load(e.id) : []),
  }),
  progress: t.field({ type: Progress, nullable: true, description: 'Of a fax of ours.', resolve: (e) => e.progress }),
}));

const entryOf = async (c: Context, answer: Promise<{ readonly id: string } | Refusal>) => {
  const done = await answer;
  return isRefusal(done) ? done : present(await c.loaders.entries.load(done.id));
};

builder.mutationFields((t) => ({
  markPage: t.field({
    type: EntryResult, description: 'Marks a place on a page of a fax, for all colleagues to see. `file` is the attachment that is the picture of the page.',
    args: { entry: t.arg.id({ required: true }), file: t.arg.id({ required: true }), kind: t.arg({ type: MarkKind, required: true }), points: t.arg({ type: [PointInput], required: true }), text: t.arg.string(), clientId: t.arg.string({ required: true }) },
    resolve: (_r, a, c) => entryOf(c, c.app.faxMarks.mark(c.viewer, a.entry, a.file, { kind: a.kind, points: a.points, text: a.text ?? null }, a.clientId)),
  }),
  removeMark: t.field({ type: EntryResult, description: 'Takes a mark away: one of the viewer’s own, or any for whoever supervises.', args: { mark: t.arg.id({ required: true }) }, resolve: (_r, a, c) => entryOf(c, c.app.faxMarks.remove(c.viewer, a.mark)) }),
}));
