/** Why this, why not, why waiting, why idle: answered from the stored decision or from the state that decides. */
import { explain, explainTaking } from '../src/app/sentences.ts';
import { skillsIn } from '../src/app/needs.ts';
import { takingOf } from '../src/app/records.ts';
import { idsIn, namesOf, whyIdleSentences, whyNotSentences, whyWaitingSentences } from '../src/app/whySentences.ts';
import { whyIdle, whyNot, whyWaiting } from '../src/core/acd/why.ts';
import type { State } from '../src/core/acd/step.ts';
import { builder, type Context } from './builder.ts';
import { ofTenant, uuidOr } from './people.ts';
import { present } from './results.ts';

interface Answer {
  readonly data: unknown;
  readonly sentences: readonly string[];
}

const Why = builder.objectRef<Answer>('Why').implement({
  description: 'An answer of the ACD: in words, and as data.',
  fields: (t) => ({
    sentences: t.stringList({ resolve: (w) => [...w.sentences] }),
    data: t.field({ type: 'JSON', nullable: true, resolve: (w) => w.data }),
  }),
});

/** The state that decides; null while it is being loaded. */
const stateOf = (c: Context): State | null => c.app.leaderOf(present(c.viewer).domain)?.state ?? null;
const isZh = (c: Context, locale: string | null | undefined): boolean => (locale ?? c.viewer?.locale ?? 'en').startsWith('zh');
const agentName = async (c: Context, id: string): Promise<string | null> => ofTenant(c, await c.loaders.agents.load(uuidOr(id)))?.name ?? null;

builder.queryFields((t) => ({
  whyThis: t.field({
    type: Why, nullable: true, description: 'Why the interaction went to the agent who has it or had it last, or to whom it rings: the decision as it was stored.',
    args: { interaction: t.arg.id({ required: true }), locale: t.arg.string() },
    resolve: async (_r, { interaction, locale }, c) => {
      const found = ofTenant(c, await c.loaders.interactions.load(uuidOr(interaction)));
      const offers = found ? (await c.loaders.offersOf.load(found.id)).filter((o) => o.state === 'accepted' || o.state === 'live') : [];
      // Of a broadcast that rings the asker's own.
      const offer = offers.findLast((o) => o.state === 'live' && o.agent === c.viewer?.id) ?? offers.findLast((o) => o.state === 'live') ?? offers.at(-1);
      const taking = found === null || offer?.state === 'live' ? null : await takingOf(c.db, found.id);
      const language = locale ?? c.viewer?.locale ?? 'en';
      if (taking?.type === 'picked') {
        const { forced = false, waitedMs = 0 } = taking.data;
        return { data: { rule: forced ? 'assigned' : 'picked', agent: taking.agent, by: taking.actor, waitedMs }, sentences: await explainTaking(c.db, { forced, waitedMs, by: taking.actor }, language) };
      }
      return offer ? { data: { ...(offer.because as object), agent: offer.agent }, sentences: await explain(c.db, offer, language) } : null;
    },
  }),
  whyWaiting: t.field({
    type: Why, nullable: true, description: 'What a waiting interaction waits for; null when it is not waiting in line.',
    args: { interaction: t.arg.id({ required: true }), locale: t.arg.string() },
    resolve: async (_r, { interaction, locale }, c) => {
      const state = stateOf(c);
      const data = state && ofTenant(c, await c.loaders.interactions.load(uuidOr(interaction))) ? whyWaiting(state, interaction, c.app.clock.now()) : null;
      if (state === null || data === null) return null;
      const agents = [data.heldFor, data.keeps].flatMap((o) => (o === null ? [] : [o.agent]));
      const names = await namesOf(c.db, { agents, queues: [data, ...data.also].map((one) => one.queue), skills: [data, ...data.also].flatMap((one) => skillsIn(one.needs)) });
      return { data, sentences: whyWaitingSentences(data, names, c.app.clock.now(), isZh(c, locale)) };
    },
  }),
  whyNot: t.field({
    type: Why, nullable: true, description: 'What keeps the interaction from the agent now; null when either is unknown here.',
    args: { interaction: t.arg.id({ required: true }), agent: t.arg.id({ required: true }), locale: t.arg.string() },
    resolve: async (_r, { interaction, agent, locale }, c) => {
      const state = stateOf(c);
      const who = await agentName(c, agent);
      const data = state && who && ofTenant(c, await c.loaders.interactions.load(uuidOr(interaction))) ? whyNot(state, interaction, agent) : null;
      if (data === null || who === null) return null;
      const names = await namesOf(c.db, idsIn(data));
      return { data, sentences: whyNotSentences(data, who, names, c.app.clock.now(), isZh(c, locale)) };
    },
  }),
  whyIdle: t.field({
    type: Why, nullable: true, description: 'Why nothing is being offered to the agent; null when unknown here.',
    args: { agent: t.arg.id({ required: true }), locale: t.arg.string() },
    resolve: async (_r, { agent, locale }, c) => {
      const state = stateOf(c);
      const who = await agentName(c, agent);
      const data = state && who ? whyIdle(state, agent) : null;
      if (data === null || who === null) return null;
      const names = await namesOf(c.db, idsIn(data.agent));
      return { data, sentences: whyIdleSentences(data, who, names, c.app.clock.now(), isZh(c, locale)) };
    },
  }),
}));
