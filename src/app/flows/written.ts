/** What a flow says, as it is written, or spoken: prompts become lines of the timeline and messages on their way out, in the customer's language. */
import { uuidv7 } from 'uuidv7';
import type { Expected, Prompt } from '../../core/flow/flow.ts';
import type { ChannelKind } from '../../core/interaction.ts';
import type { Ms } from '../../core/time.ts';
import type { Queryable } from '../../db/queries/query.ts';

/** On these a flow may meet customers. A mail is no place for a menu, and a machine may have written it. */
export const MEETS: readonly ChannelKind[] = ['webchat', 'sms', 'wechat', 'voice'];

/** A line that the flow says; `ask` tells a channel that speaks what kind of answer it now listens for. */
export interface Saying {
  readonly text: string;
  readonly ask: { readonly for: Expected['kind']; readonly most: number } | null;
  /** A recording of it. */
  readonly file?: string;
}

/** A prompt in one language: the text, and under it what may be chosen. */
export function written({ text, options }: Prompt, isChinese: boolean): string {
  const of = (words: { readonly en: string; readonly zh: string }): string => (isChinese ? words.zh.trim() || words.en : words.en.trim() || words.zh);
  return [of(text), ...options.map(({ digit, label }) => `${digit}  ${of(label)}`)].filter((line) => line !== '').join('\n');
}

/** What prompts make on a call: one line each, keys named after what they are for. */
export function spoken(prompts: readonly Prompt[], isChinese: boolean): readonly Saying[] {
  return prompts.flatMap((prompt) => {
    const of = (words: { readonly en: string; readonly zh: string }): string => (isChinese ? words.zh.trim() || words.en : words.en.trim() || words.zh);
    const keys = prompt.options.map(({ digit, label }) => (isChinese ? `${of(label)}请按 ${digit}。` : `For ${of(label)}, press ${digit}.`));
    const text = [of(prompt.text), ...keys].filter((part) => part !== '').join(' ');
    const expected = prompt.waits?.for ?? null;
    return text === '' && prompt.file === null ? [] : [{ text, ...(prompt.file === null ? {} : { file: prompt.file }), ask: expected && { for: expected.kind, most: 'most' in expected ? expected.most : 20 } }];
  });
}

/** About how long it takes to say it: a recording as long as it is (`lengths`, by its id); else some 14 characters a second of English, 4 of Chinese, at espeak-ng's 150 words a minute. */
export const spokenMs = (sayings: readonly Saying[], lengths: ReadonlyMap<string, Ms> = new Map()): Ms =>
  sayings.reduce((sum, { text, file }) => sum + (lengths.get(file ?? '') ?? [...text].reduce((ms, c) => ms + (/\p{Script=Han}/u.test(c) ? 250 : 70), 500)), 0);

/** The messages that prompts make: one for each in a chat; together as one where each message costs, as far as it takes them. */
export function messagesOf(prompts: readonly Prompt[], channel: ChannelKind, isChinese: boolean, longest: number): readonly string[] {
  const texts = prompts.map((prompt) => written(prompt, isChinese)).filter((text) => text !== '').flatMap((text) => pieces(text, longest));
  if (channel === 'webchat') return texts;
  const messages: string[] = [];
  for (const text of texts) {
    const joined = `${messages.at(-1) ?? ''}\n\n${text}`;
    if (messages.length > 0 && [...joined].length <= longest) messages.splice(-1, 1, joined);
    else messages.push(text);
  }
  return messages;
}

function pieces(text: string, longest: number): readonly string[] {
  const all = [...text];
  return Array.from({ length: Math.ceil(all.length / longest) }, (_, n) => all.slice(n * longest, (n + 1) * longest).join(''));
}

export interface Speaker {
  readonly tenant: string;
  readonly interaction: string;
  readonly conversation: string;
  readonly entryPoint: string;
  readonly queue: string | null;
  readonly flow: string;
  readonly flowName: string;
}

/** Writes each as a line with its event and its outbox row. The conversation is locked and `lastSeq` its last line; returns that after it. */
export async function write(db: Queryable, by: Speaker, sayings: readonly Saying[], lastSeq: number, now: Ms): Promise<number> {
  const at = new Date(now);
  let seq = lastSeq;
  for (const { text, ask, file } of sayings) {
    seq += 1;
    const entry = uuidv7();
    await db.query(
      `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, delivery, at, data)
       values ($1, $2, $3, $4, $5, 'message', 'out', 'flow', $6, $7, $8, 'queued', $9, $10)`,
      [entry, by.tenant, by.conversation, by.interaction, seq, by.flow, by.flowName, text, at, ask || file ? JSON.stringify({ ...(ask ? { ask } : {}), ...(file ? { file } : {}) }) : null],
    );
    await db.query(
      `with v as (update interaction set version = version + 1, last_agent_at = $2 where id = $1 returning version)
       insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) select $3, $2, 'messageOut', 'flow', $4, 'flow', $1, $5, v.version, $6 from v`,
      [by.interaction, at, by.tenant, by.flow, by.queue, JSON.stringify({ entry, seq })],
    );
    await db.query('insert into outbox (id, tenant, entry_point, conversation, entry, next_at) values ($1, $2, $3, $4, $5, now())', [uuidv7(), by.tenant, by.entryPoint, by.conversation, entry]);
  }
  if (sayings.length > 0) await db.query('update conversation set last_seq = $2, last_at = $3 where id = $1', [by.conversation, seq, at]);
  return seq;
}
