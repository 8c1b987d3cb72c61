import { Button, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { Refusal } from '../../shared/graphql.ts';
import type { PageProps } from '../App.tsx';
import { DocsLink } from '../DocsLink.tsx';
import { type Channel, CHANNELS } from '../channels.ts';
import { type Configuration, SIMULATE, type Simulated } from '../documents.ts';
import { ExplainedSelect } from '../fields/ExplainedSelect.tsx';
import { OverflowField, readRules, type Rule } from '../fields/OverflowField.tsx';
import { CHOICES, explained, MODES, ORDERS } from '../fields/QueueRoutingFields.tsx';
import { SimulationResult } from '../fields/SimulationResult.tsx';
import { optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';

type Queue = Configuration['queues'][number];
type Agent = Configuration['agents'][number];
const SOURCES = ['yesterday', 'week', 'traffic'] as const;
type Source = (typeof SOURCES)[number];
const DAY = 86_400_000;
/** When the hub lets made-up traffic begin. */
const MADE_UP_START = Date.UTC(2026, 0, 5);

interface Traffic { readonly channel: Channel; readonly perHour: number; readonly handleSeconds: number; readonly patienceSeconds: number | null; readonly hours: number }
interface Change { readonly order: Queue['order']; readonly choice: Queue['choice']; readonly offerMode: Queue['offerMode']; readonly priority: number; readonly reserve: number; readonly plan: string | null; readonly overflow: readonly Rule[]; readonly targetSeconds: number; readonly agents: number; readonly like: string | null }

const asItIs = (queue: Queue): Change => ({
  order: queue.order, choice: queue.choice, offerMode: queue.offerMode, priority: queue.priority, reserve: queue.reserve, plan: queue.plan?.id ?? null, overflow: readRules(queue.overflow), targetSeconds: queue.targetSeconds, agents: 0, like: null,
});
/** Who serves the queue: all agents where it has no teams. */
const servantsOf = (queue: Queue, agents: readonly Agent[]): Agent[] =>
  agents.filter((a) => a.enabled && a.roles.includes('agent') && (queue.teams.length === 0 || a.teams.some((team) => queue.teams.some((of) => of.id === team.id))));

function pastOf(source: Source): { from: string; to: string } {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const [from, to] = source === 'yesterday' ? [midnight.getTime() - DAY, midnight.getTime()] : [Date.now() - 7 * DAY, Date.now()];
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** Tries a change of one queue on what came in, or on traffic that somebody imagines. */
export function WhatIfPage({ all }: PageProps) {
  const queues = all.queues.filter((q) => q.enabled);
  const [id, setId] = useState(queues[0]?.id ?? null);
  const [source, setSource] = useState<Source>('yesterday');
  const [traffic, setTraffic] = useState<Traffic>({ channel: 'voice', perHour: 60, handleSeconds: 240, patienceSeconds: 120, hours: 8 });
  const [changes, setChanges] = useState<Readonly<Record<string, Change>>>({});
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [result, setResult] = useState<{ readonly simulated: Simulated; readonly queue: string; readonly source: Source } | null>(null);
  const queue = queues.find((q) => q.id === id);
  if (queue === undefined) return <div className="blank"><strong>{t('empty')}</strong></div>;
  const servants = servantsOf(queue, all.agents);
  const change = changes[queue.id] ?? asItIs(queue);
  const set = (part: Partial<Change>): void => setChanges((now) => ({ ...now, [queue.id]: { ...change, ...part } }));
  const gone = change.agents < 0 ? servants.slice(change.agents) : [];
  const like = servants.find((a) => a.id === change.like) ?? servants[0];

  async function run(of: Queue): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const { channel, perHour, handleSeconds, patienceSeconds, hours } = traffic;
    const { plan, agents: _more, like: _model, ...fields } = change;
    const done = await act(SIMULATE, { input: {
      ...(source === 'traffic' ? { traffic: { hours, streams: [{ queue: of.id, channel, perHour: [perHour], handleSeconds, patienceSeconds }] } } : { events: pastOf(source) }),
      patch: {
        queues: [{ id: of.id, ...fields, ...(plan === (of.plan?.id ?? null) ? {} : { steps: all.plans.find((one) => one.id === plan)?.steps ?? [] }) }],
        ...(change.agents > 0 && like ? { add: [{ like: like.id, count: change.agents }] } : {}), ...(gone.length > 0 ? { remove: gone.map((a) => a.id) } : {}),
      },
    } });
    setBusy(false);
    if (done.ok) setResult({ simulated: done.value, queue: of.id, source });
    else {
      setResult(null);
      setRefusal(done.refusal);
    }
  }

  return (
    <form className="whatIf" noValidate onSubmit={(event) => { event.preventDefault(); void run(queue); }}>
      <header className="pageHead">
        <div><h1>{t('nav.whatIf')}</h1><p>{t('lead.whatIf')} <DocsLink at="on-the-page" page="simulate" /></p></div>
        <Button type="submit" loading={busy}>{t('w.run')}</Button>
      </header>
      <div className="whatIfForm">
        <fieldset>
          <legend>{t('w.source')}</legend>
          <SegmentedControl fullWidth aria-label={t('w.source')} value={source} data={SOURCES.map((each) => ({ value: each, label: t(`w.${each}`) }))} onChange={(next) => setSource(next as Source)} />
          <p className="hint">{t(source === 'traffic' ? 'w.traffic.hint' : 'w.past.hint')}</p>
          {source === 'traffic' && <TrafficFields value={traffic} onChange={setTraffic} />}
        </fieldset>
        <fieldset>
          <legend>{t('w.change')}</legend>
          <Select label={t('w.queue')} allowDeselect={false} data={optionsOf(queues)} value={queue.id} onChange={(next) => setId(next)} />
          <ExplainedSelect label={t('f.order')} options={explained('order', ORDERS)} value={change.order} error={null} onChange={(order) => set({ order })} />
          <ExplainedSelect label={t('f.choice')} options={explained('choice', CHOICES)} value={change.choice} error={null} onChange={(choice) => set({ choice })} />
          <ExplainedSelect label={t('f.offerMode')} options={explained('mode', MODES)} value={change.offerMode} error={null} onChange={(offerMode) => set({ offerMode })} />
          <div className="pair">
            <Select clearable label={t('f.plan')} placeholder={t('none')} data={optionsOf(all.plans)} value={change.plan} onChange={(plan) => set({ plan })} />
            <NumberInput label={t('f.priority')} value={change.priority} onChange={(priority) => set({ priority: Number(priority) || 0 })} />
            <NumberInput label={t('f.reserve')} min={0} value={change.reserve} onChange={(reserve) => set({ reserve: Number(reserve) || 0 })} />
            <NumberInput label={t('w.target')} min={1} max={604_800} value={change.targetSeconds} onChange={(seconds) => set({ targetSeconds: Number(seconds) || 1 })} />
            <NumberInput
              label={t('w.agents')} min={-servants.length} max={servants.length === 0 ? 0 : 100} allowDecimal={false} value={change.agents} disabled={servants.length === 0} onChange={(agents) => set({ agents: Number(agents) || 0 })}
              description={servants.length === 0 ? t('w.nobody') : gone.length > 0 ? t('w.without', { names: gone.map((a) => a.name).join(', ') }) : t('w.agents.hint')} inputWrapperOrder={['label', 'input', 'description']}
            />
          </div>
          <OverflowField value={change.overflow} all={all} own={queue.id} fault={() => null} onChange={(overflow) => set({ overflow })} />
          {change.agents > 0 && <Select label={t('w.like')} allowDeselect={false} data={optionsOf(servants)} value={like?.id ?? null} onChange={(next) => set({ like: next })} />}
        </fieldset>
      </div>
      {refusal && <p className="fault" role="alert">{refusal.message}</p>}
      {busy && <p className="whatIfBusy" role="status">{t('w.running')}</p>}
      {!busy && result && <SimulationResult result={result.simulated} queue={result.queue} since={result.source === 'traffic' ? MADE_UP_START : null} />}
      {!busy && !result && !refusal && <div className="blank"><p>{t('w.empty')}</p></div>}
    </form>
  );
}

function TrafficFields({ value, onChange }: { value: Traffic; onChange: (value: Traffic) => void }) {
  const number = (key: 'perHour' | 'handleSeconds' | 'hours', label: string, min: number) => (
    <NumberInput label={label} min={min} value={value[key]} onChange={(next) => onChange({ ...value, [key]: Number(next) || min })} />
  );
  return (
    <div className="pair">
      <Select label={t('w.channel')} allowDeselect={false} data={CHANNELS.map((channel) => ({ value: channel, label: t(`channel.${channel}`) }))} value={value.channel} onChange={(next) => onChange({ ...value, channel: CHANNELS.find((c) => c === next) ?? value.channel })} />
      {number('perHour', t('w.perHour'), 0)}
      {number('handleSeconds', t('w.handle'), 1)}
      <NumberInput label={t('w.patience')} description={t('w.patience.hint')} inputWrapperOrder={['label', 'input', 'description']} min={1} value={value.patienceSeconds ?? ''} onChange={(next) => onChange({ ...value, patienceSeconds: next === '' ? null : Number(next) || 1 })} />
      {number('hours', t('w.hours'), 1)}
    </div>
  );
}
