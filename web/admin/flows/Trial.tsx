import { Button, MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { BEFORE, type End, type Flow, type FlowInput, type Position, type Prompt } from '../../../src/core/flow/flow.ts';
import { step } from '../../../src/core/flow/step.ts';
import type { Configuration } from '../documents.ts';
import { openQueues, optionsOf } from '../useEditor.ts';
import { locale, t } from '../words.ts';

interface Line { readonly by: 'flow' | 'customer' | 'end'; readonly text: string }
interface Played { readonly at: Position; readonly lines: readonly Line[]; readonly last: readonly Prompt[] }
const NOTHING: Played = { at: BEFORE, lines: [], last: [] };

const of = (words: { readonly en: string; readonly zh: string }): string => (locale() === 'zh' ? words.zh || words.en : words.en || words.zh);

function endOf(end: End, at: Position, all: Configuration): string {
  const name = 'queue' in end && end.queue !== null ? (all.queues.find((q) => q.id === end.queue)?.name ?? '—') : t('try.ownQueue');
  const how = end.kind === 'hangUp' ? t('try.hangUp') : end.kind === 'callback' ? t('try.callback', { name, number: end.to }) : end.kind === 'message' ? t('try.message', { name }) : end.why === 'fault' ? t('try.fault') : t('try.queue', { name });
  const needs = at.needs.map((need) => `${all.skills.find((s) => s.id === need.skill)?.name ?? '—'} ${need.level}`);
  const notes = Object.entries(at.attributes).map(([key, value]) => `${key}: ${value}`);
  return [how, ...needs, ...(at.priority === 0 ? [] : [t('try.priority', { count: at.priority })]), ...notes].join(' · ');
}

interface Props { readonly flow: Flow; readonly all: Configuration; readonly stands: (node: string | null) => void }

/** The draft, played as a chat: the same step as in the hub, run here. */
export function Trial({ flow, all, stands }: Props) {
  const [number, setNumber] = useState('');
  const [closedQueues, setClosed] = useState<string[]>([]);
  const [level, setLevel] = useState(0);
  const [typed, setTyped] = useState('');
  const next = (input: Pick<FlowInput, 'kind'> & Record<string, unknown>, said: readonly Line[], from: Played, closed: readonly string[]): Played => {
    const [at, last] = step(flow, from.at, { ...input, now: Date.now(), closedQueues: closed, level } as FlowInput);
    const lines = last.map((prompt): Line => ({ by: 'flow', text: of(prompt.text) }));
    return { at, last, lines: [...from.lines, ...said, ...lines, ...(at.end ? [{ by: 'end', text: endOf(at.end, at, all) } as const] : [])] };
  };
  const begun = (closed: readonly string[]): Played => next({ kind: 'begin', number: number.trim() || null }, [], NOTHING, closed);
  const [played, setPlayed] = useState<Played>(() => begun([]));
  const begin = (): void => setPlayed(begun(closedQueues));
  const say = (text: string): void => setPlayed(next({ kind: 'said', text, attached: false }, [{ by: 'customer', text }], played, closedQueues));
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    stands(played.at.node);
    log.current?.scrollTo(0, log.current.scrollHeight);
  }, [played, stands]);

  const isOver = played.at.end !== null;
  const options = isOver ? [] : (played.last.at(-1)?.options ?? []);
  return (
    <div className="flowTrial">
      <p>{t('try.lead')}</p>
      <div className="flowPair">
        <TextInput size="xs" label={t('try.number')} placeholder={t('try.number.hint')} value={number} onChange={(event) => setNumber(event.currentTarget.value)} onBlur={begin} />
        <MultiSelect size="xs" label={t('try.closed')} data={optionsOf(openQueues(all.queues))} value={closedQueues} onChange={(closed) => { setClosed(closed); setPlayed(begun(closed)); }} />
      </div>
      {flow.nodes.some((node) => node.kind === 'level') && <NumberInput size="xs" label={t('try.level')} min={0} max={9} value={level} onChange={(value) => setLevel(Number(value) || 0)} onBlur={begin} />}
      <div className="flowLog" role="log" aria-label={t('try.log')} ref={log}>
        {/* biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added. */}
        {played.lines.map((line, n) => <p key={n} data-by={line.by}>{line.text}</p>)}
        {options.length > 0 && <div className="flowKeys">{options.map((o) => <button key={o.digit} type="button" onClick={() => say(o.digit)}><kbd>{o.digit}</kbd>{of(o.label)}</button>)}</div>}
      </div>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (typed.trim() === '' || isOver) return;
          say(typed.trim());
          setTyped('');
        }}
      >
        <TextInput size="sm" aria-label={t('try.write')} placeholder={t('try.write')} autoComplete="off" disabled={isOver} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Button size="sm" type="submit" disabled={isOver || typed.trim() === ''}>{t('try.send')}</Button>
      </form>
      <div className="flowTrialFoot">
        <Button size="compact-sm" variant="subtle" disabled={isOver} onClick={() => setPlayed(next({ kind: 'silence' }, [{ by: 'customer', text: `(${t('try.nothing')})` }], played, closedQueues))}>{t('try.silence')}</Button>
        <Button size="compact-sm" variant="default" onClick={begin}>{t('try.begin')}</Button>
      </div>
    </div>
  );
}
