import { NumberInput } from '@mantine/core';
import type { Configuration } from '../documents.ts';
import { DocsLink } from '../DocsLink.tsx';
import { t } from '../words.ts';
import { type ByChannel, ChannelNumbers } from './ChannelNumbers.tsx';
import { ChannelModes, type ModeByChannel } from './ChannelModes.tsx';
import { type Explained, ExplainedSelect } from './ExplainedSelect.tsx';

type Queue = Configuration['queues'][number];
export type QueueRouting = Pick<Queue, 'order' | 'choice' | 'offerMode' | 'broadcastTo' | 'reserve' | 'lastAgentSeconds' | 'owningAgentSeconds' | 'responseTargetSeconds' | 'resolutionTargetSeconds' | 'targetClock'> & { readonly targets: ByChannel; readonly offerModes: ModeByChannel };

export const ORDERS = ['aged', 'fifo', 'priority', 'deadline', 'ratio'] as const satisfies readonly Queue['order'][];
export const CHOICES = ['longestIdle', 'leastOccupied', 'bestSkilled', 'roundRobin', 'leastFlexible', 'weighted'] as const satisfies readonly Queue['choice'][];
export const TARGET_CLOCKS = ['wall', 'working'] as const satisfies readonly Queue['targetClock'][];
const PROMISES = ['responseTargetSeconds', 'resolutionTargetSeconds'] as const;
export const MODES = ['push', 'autoAccept', 'broadcast', 'pull'] as const satisfies readonly Queue['offerMode'][];
const LAST = ['reopened', 'free', 'hold'] as const;
const OWN = ['off', 'free', 'hold'] as const;
/** So long it is held unless said otherwise. */
const HOLD = 60;

/** The faults that these fields show. */
export const ROUTING_FIELDS = ['order', 'choice', 'offerMode', 'offerModes', 'broadcastTo', 'reserve', 'targets', 'lastAgentSeconds', 'owningAgentSeconds', 'targetClock', ...PROMISES] as const;

/** Options with their words of a group. */
export const explained = <T extends string>(group: 'order' | 'choice' | 'mode' | 'last' | 'own' | 'targetClock', values: readonly T[]): readonly Explained<T>[] =>
  values.map((each) => ({ value: each, label: t(`${group}.${each}` as 'order.aged'), hint: t(`${group}.${each}.hint` as 'order.aged.hint') }));

interface Props {
  value: QueueRouting;
  onChange: (value: QueueRouting) => void;
  fault: (field: string) => string | null;
  /** The target of the queue, which holds where a channel has none. */
  target: number;
}

/** Who goes first in a queue, and to whom. */
export function QueueRoutingFields({ value, onChange, fault, target }: Props) {
  const set = <K extends keyof QueueRouting>(key: K, next: QueueRouting[K]): void => onChange({ ...value, [key]: next });
  const last = value.lastAgentSeconds === null ? 'reopened' : value.lastAgentSeconds === 0 ? 'free' : 'hold';
  const own = value.owningAgentSeconds === null ? 'off' : value.owningAgentSeconds === 0 ? 'free' : 'hold';
  const toOwn = (next: (typeof OWN)[number]): void => set('owningAgentSeconds', next === 'off' ? null : next === 'free' ? 0 : HOLD);
  const rings = value.offerMode === 'broadcast' || Object.values(value.offerModes).includes('broadcast');
  const toLast = (next: (typeof LAST)[number]): void => set('lastAgentSeconds', next === 'reopened' ? null : next === 'free' ? 0 : HOLD);
  return (
    <fieldset className="part">
      <legend>{t('part.routing')}</legend>
      <p className="docsLinks">
        {t('docs.how')} <DocsLink at="orders-who-goes-first" label={t('f.order')} /> <DocsLink at="choices-which-free-agent" label={t('f.choice')} /> <DocsLink at="how-it-reaches-them" label={t('f.offerMode')} />{' '}
        <DocsLink at="reserve" label={t('f.reserve')} /> <DocsLink at="a-customers-own-agent" label={t('f.owningAgentSeconds')} /> <DocsLink at="last-agent" label={t('f.lastAgentSeconds')} /> <DocsLink at="targets" label={t('docs.targets')} />
      </p>
      <ExplainedSelect label={t('f.order')} options={explained('order', ORDERS)} value={value.order} error={fault('order')} onChange={(order) => set('order', order)} />
      <ExplainedSelect label={t('f.choice')} more={value.choice === 'longestIdle' ? '' : t('f.choice.hint')} options={explained('choice', CHOICES)} value={value.choice} error={fault('choice')} onChange={(choice) => set('choice', choice)} />
      <ExplainedSelect label={t('f.offerMode')} options={explained('mode', MODES)} value={value.offerMode} error={fault('offerMode')} onChange={(mode) => set('offerMode', mode)} />
      <ChannelModes label={t('f.offerModes')} hint={t('f.offerModes.hint')} modes={MODES} otherwise={value.offerMode} value={value.offerModes} onChange={(modes) => set('offerModes', modes)} fault={fault} />
      {rings && <NumberInput label={t('f.broadcastTo')} description={t('f.broadcastTo.hint')} min={2} max={10} value={value.broadcastTo} error={fault('broadcastTo')} onChange={(agents) => set('broadcastTo', Number(agents) || 2)} />}
      <NumberInput label={t('f.reserve')} description={t('f.reserve.hint')} min={0} max={1000} value={value.reserve} error={fault('reserve')} onChange={(agents) => set('reserve', Number(agents) || 0)} />
      <ExplainedSelect label={t('f.owningAgentSeconds')} options={explained('own', OWN)} value={own} error={own === 'hold' ? null : fault('owningAgentSeconds')} onChange={toOwn} />
      {own === 'hold' && <NumberInput label={t('f.lastAgentFor')} min={1} max={3600} value={value.owningAgentSeconds ?? HOLD} error={fault('owningAgentSeconds')} onChange={(seconds) => set('owningAgentSeconds', Number(seconds) || 1)} />}
      <ExplainedSelect label={t('f.lastAgentSeconds')} options={explained('last', LAST)} value={last} error={last === 'hold' ? null : fault('lastAgentSeconds')} onChange={toLast} />
      {last === 'hold' && <NumberInput label={t('f.lastAgentFor')} min={1} max={3600} value={value.lastAgentSeconds ?? HOLD} error={fault('lastAgentSeconds')} onChange={(seconds) => set('lastAgentSeconds', Number(seconds) || 1)} />}
      <ChannelNumbers name="targets" label={t('f.targets')} hint={t('f.targets.hint')} otherwise={String(target)} min={1} value={value.targets} onChange={(targets) => set('targets', targets)} fault={fault} />
      <div className="two">
        {PROMISES.map((field) => (
          <NumberInput key={field} label={t(`f.${field}`)} description={t(`f.${field}.hint`)} min={1} value={value[field] ?? ''} error={fault(field)} onChange={(seconds) => set(field, seconds === '' ? null : Number(seconds))} />
        ))}
      </div>
      <ExplainedSelect label={t('f.targetClock')} options={explained('targetClock', TARGET_CLOCKS)} value={value.targetClock} error={fault('targetClock')} onChange={(clock) => set('targetClock', clock)} />
    </fieldset>
  );
}
