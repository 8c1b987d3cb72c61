/** Recordings of calls: what agents do with them, who may listen, who did. */
import { recordRule, RECORD_RULES } from '../src/core/callRecording.ts';
import { isRefusal } from '../src/core/refusal.ts';
import { may } from '../src/app/access.ts';
import type { HearingRecord, OpenTranscript as OpenTranscriptRecord, RecordingRecord } from '../src/app/recordings.ts';
import { TRANSCRIPT_STATES } from '../src/app/transcripts.ts';
import { builder } from './builder.ts';
import { Entry, Interaction } from './interaction.ts';
import { Agent } from './people.ts';
import { resultOf } from './results.ts';
import { fresh, InteractionResult } from './work.ts';

const RecordRule = builder.enumType('RecordRule', { values: [...RECORD_RULES], description: 'When calls are recorded: never, when their agent wants it, or all of them.' });
const RecordingState = builder.enumType('RecordingState', { values: ['deleted', 'failed', 'paused', 'recording', 'stored', 'storing'] as const, description: 'storing = it is over and is being fetched from the switch.' });
const HeardState = builder.enumType('HeardState', { values: ['none', 'paused', 'recording'] as const });

const TranscriptState = builder.enumType('TranscriptState', { values: [...TRANSCRIPT_STATES], description: 'wanted = it is being made; failed = it could not be.' });

const Hearing = builder.objectRef<HearingRecord>('Hearing').implement({
  fields: (t) => ({ agent: t.field({ type: Agent, nullable: true, resolve: (h, _a, c) => c.loaders.agents.load(h.agent) }), at: t.expose('at', { type: 'DateTime' }) }),
});
const Recording = builder.objectRef<RecordingRecord>('Recording').implement({
  description: 'A recording of a call, or of a part of it. `state` is what is wanted, `heard` what the switch does now: on hold a recording that is wanted is paused.',
  fields: (t) => ({
    id: t.exposeID('id'),
    state: t.field({ type: RecordingState, resolve: (r) => r.state as 'stored' }),
    heard: t.field({ type: HeardState, resolve: (r) => r.heard as 'none' }),
    askedBy: t.field({ type: Agent, nullable: true, description: 'Null = the rule of the entry point.', resolve: (r, _a, c) => (r.askedBy ? c.loaders.agents.load(r.askedBy) : null) }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    durationMs: t.exposeInt('durationMs', { nullable: true }),
    pausedMs: t.exposeInt('pausedMs', { nullable: true, description: 'How long of the talk is not in it.' }),
    waveform: t.intList({ description: 'How loud it is from beginning to end, 0–100.', resolve: (r) => r.waveform ?? [] }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true }),
    transcript: t.field({ type: TranscriptState, nullable: true, description: 'Of the text of what was said, where a program makes it; null = none is made. `openTranscript` gives it.', resolve: async (r, _a, c) => (await c.loaders.transcripts.load(r.id))?.state ?? null }),
    mayListen: t.boolean({ resolve: (r, _a, c) => c.app.recordings.mayListenTo(c.viewer, r.interaction) }),
    hearings: t.field({ type: [Hearing], description: 'Who listened, the last first; for supervisors, empty for others.', resolve: (r, _a, c) => (may(c.viewer, 'listenToRecordings') ? c.loaders.hearingsOf.load(r.id) : []) }),
  }),
});
const OpenRecording = builder.objectRef<{ readonly recording: string; readonly url: string }>('OpenRecording').implement({
  description: 'That it was opened is written down.',
  fields: (t) => ({ recording: t.field({ type: Recording, nullable: true, resolve: (o, _a, c) => c.loaders.recordings.load(o.recording) }), url: t.exposeString('url', { description: 'WAV, with ranges, good for a day.' }) }),
});
const OpenRecordingResult = resultOf('OpenRecordingResult', OpenRecording);
const Said = builder.objectRef<OpenTranscriptRecord['segments'][number]>('Said').implement({
  description: 'A stretch of a recording.',
  fields: (t) => ({ fromMs: t.exposeInt('fromMs'), toMs: t.exposeInt('toMs'), text: t.exposeString('text') }),
});
const OpenTranscript = builder.objectRef<OpenTranscriptRecord>('OpenTranscript').implement({
  description: 'What was said in a recording, as a program understood it. That it was opened is written down like a listening.',
  fields: (t) => ({ recording: t.field({ type: Recording, nullable: true, resolve: (o, _a, c) => c.loaders.recordings.load(o.recording) }), text: t.exposeString('text'), segments: t.expose('segments', { type: [Said], description: 'Empty where the program does not say when what was said.' }) }),
});
const OpenTranscriptResult = resultOf('OpenTranscriptResult', OpenTranscript);

builder.objectFields(Interaction, (t) => ({
  recordings: t.field({ type: [Recording], description: 'Of a call, in order.', resolve: (i, _a, c) => (i.channel === 'voice' ? c.loaders.recordingsOf.load(i.id) : []) }),
  recordRule: t.field({ type: RecordRule, resolve: async (i, _a, c) => (i.channel === 'voice' ? recordRule((await c.loaders.entryPoints.load(i.entryPoint))?.settings.record) : 'never') }),
}));
builder.objectField(Entry, 'recording', (t) =>
  t.field({
    type: Recording, nullable: true, description: 'That a line is about.',
    resolve: async (e, _a, c) => {
      const id = e.systemCode?.startsWith('recording') ? (e.data as { recording?: unknown } | null)?.recording : undefined;
      return typeof id === 'string' ? c.loaders.recordings.load(id) : null;
    },
  }));

builder.mutationFields((t) => {
  const interaction = t.arg.id({ required: true });
  return {
    recordCall: t.field({ type: InteractionResult, description: 'Begins to record a call in hand, where the entry point lets its agents.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.recordings.record(c.viewer, a.interaction)) }),
    pauseRecording: t.field({ type: InteractionResult, description: 'Nothing is recorded until `resumeRecording`; once `heard` says so.', args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.recordings.pause(c.viewer, a.interaction)) }),
    resumeRecording: t.field({ type: InteractionResult, args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.recordings.resume(c.viewer, a.interaction)) }),
    stopRecording: t.field({ type: InteractionResult, args: { interaction }, resolve: (_r, a, c) => fresh(c, c.app.recordings.stop(c.viewer, a.interaction)) }),
    openRecording: t.field({
      type: OpenRecordingResult, description: 'To listen to it; that the viewer did is written down.', args: { recording: t.arg.id({ required: true }) },
      resolve: async (_r, a, c) => {
        const opened = await c.app.recordings.listen(c.viewer, a.recording);
        if (!isRefusal(opened)) c.loaders.hearingsOf.clear(a.recording);
        return opened;
      },
    }),
    openTranscript: t.field({
      type: OpenTranscriptResult, description: 'To read what was said; that the viewer did is written down.', args: { recording: t.arg.id({ required: true }) },
      resolve: async (_r, a, c) => {
        const opened = await c.app.recordings.read(c.viewer, a.recording);
        if (!isRefusal(opened)) c.loaders.hearingsOf.clear(a.recording);
        return opened;
      },
    }),
  };
});
