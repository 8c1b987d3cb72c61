/** Recorded prompts of the administrators. */
import { usesOf } from '../src/app/admin/prompts.ts';
import { isRefusal } from '../src/core/refusal.ts';
import { lists, type PromptRecord } from '../src/app/records.ts';
import { builder } from './builder.ts';
import { done, DoneResult, present, resultOf } from './results.ts';

const PromptUse = builder.objectRef<{ readonly kind: string; readonly id: string; readonly name: string }>('PromptUse').implement({
  fields: (t) => ({ kind: t.exposeString('kind', { description: 'flow or entryPoint.' }), id: t.exposeID('id'), name: t.exposeString('name') }),
});
const Prompt = builder.objectRef<PromptRecord>('Prompt').implement({
  description: 'What is said to callers. Flows name it by its id (`file` of a text), settings of voice entry points as `prompt:<name>`. In writing, and where there is no sound, its words stand for it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    textEn: t.exposeString('textEn'),
    textZh: t.exposeString('textZh'),
    durationMs: t.exposeInt('durationMs', { nullable: true, description: 'Of the recording; null = there is none, a voice reads the words.' }),
    url: t.string({ nullable: true, description: 'The recording, for a day.', resolve: (p, _a, c) => (p.blob ? c.app.blobs.link({ id: p.blob, name: `${p.name}.wav`, mediaType: 'audio/wav', size: 0 }) : null) }),
    uses: t.field({ type: [PromptUse], complexity: 5, resolve: (p, _a, c) => usesOf(c.db, p.tenant, p.id, p.name) }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});
const PromptResult = resultOf('PromptResult', Prompt);
const PromptInput = builder.inputType('PromptInput', {
  fields: (t) => ({
    id: t.id(), name: t.string({ required: true }), textEn: t.string({ defaultValue: '' }), textZh: t.string({ defaultValue: '' }),
    sound: t.id({ description: 'A WAV file (16-bit PCM, 8, 16, 44.1 or 48 kHz) that was uploaded to /media; null = none; left out = as it was.' }),
  }),
});

const SpokenLanguage = builder.enumType('SpokenLanguage', { values: { ENGLISH: { value: 'en' }, CHINESE: { value: 'zh-CN' } } as const });
const Spoken = builder.objectRef<{ readonly wav: Uint8Array }>('Spoken').implement({
  fields: (t) => ({ wav: t.string({ description: 'A WAV file of 8 kHz, in base64.', resolve: ({ wav }) => Buffer.from(wav).toString('base64') }) }),
});
const SpokenResult = resultOf('SpokenResult', Spoken);

builder.queryField('prompts', (t) => t.field({ type: [Prompt], resolve: (_r, _a, c) => lists.prompts(c.db) }));
builder.mutationFields((t) => ({
  savePrompt: t.field({
    type: PromptResult, args: { input: t.arg({ type: PromptInput, required: true }) },
    resolve: async (_r, { input: p }, c) => {
      const saved = await c.app.admin.prompt(c.viewer, { id: p.id, name: p.name, textEn: p.textEn ?? '', textZh: p.textZh ?? '', sound: p.sound });
      return isRefusal(saved) ? saved : present((await lists.prompts(c.db)).find((one) => one.id === saved.id));
    },
  }),
  speakWords: t.field({
    type: SpokenResult, description: 'Words as who calls hears them, from the voice that reads prompts without a recording. Nothing is stored.',
    args: { words: t.arg.string({ required: true }), language: t.arg({ type: SpokenLanguage, required: true }) },
    resolve: (_r, { words, language }, c) => c.app.admin.speakWords(c.viewer, words, language),
  }),
  deletePrompt: t.field({
    type: DoneResult, description: 'One that is in use is not deleted; the refusal says where.', args: { id: t.arg.id({ required: true }) },
    resolve: async (_r, a, c) => {
      const gone = await c.app.admin.deletePrompt(c.viewer, a.id);
      return isRefusal(gone) ? gone : done;
    },
  }),
}));
