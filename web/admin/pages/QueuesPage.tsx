import { MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { Refusal } from '../../shared/graphql.ts';
import { session } from '../../shared/session.ts';
import type { PageProps } from '../App.tsx';
import { DocsLink } from '../DocsLink.tsx';
import { type Configuration, DELETE_QUEUE, SAVE_QUEUE } from '../documents.ts';
import { HoursField, readHours } from '../fields/HoursField.tsx';
import { CallbackField, readCallback } from '../fields/CallbackField.tsx';
import { OverflowField, readRules } from '../fields/OverflowField.tsx';
import { readModes } from '../fields/ChannelModes.tsx';
import { readByChannel } from '../fields/ChannelNumbers.tsx';
import { type QueueRouting, QueueRoutingFields, ROUTING_FIELDS } from '../fields/QueueRoutingFields.tsx';
import { RoutingWarnings } from '../RoutingWarnings.tsx';
import { Editor, Section } from '../Section.tsx';
import { SureButton } from '../SureButton.tsx';
import { idsOf, openQueues, optionsOf, useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['queues'][number];

const CLOSINGS = ['finish', 'hold', 'move'] as const;
/** How long an agent or a customer may be silent. */
const SILENCE = ['firstResponseSeconds', 'idleWarnSeconds', 'idleCloseSeconds', 'idleParkSeconds'] as const;

export function QueuesPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="queues" docs="orders-who-goes-first" items={all.queues} open={setOpen} create={() => setOpen('new')} muted={(item) => !item.enabled}
        columns={[
          { label: t('f.name'), cell: (item) => item.name },
          { label: t('f.teams'), cell: (item) => <span className="chips">{item.teams.map((team) => <span key={team.id}>{team.name}</span>)}</span> },
          { label: t('f.plan'), cell: (item) => item.plan?.name ?? '—' },
          { label: t('f.target'), cell: (item) => item.targetSeconds },
          { label: t('f.order'), cell: (item) => <>{t(`order.${item.order}`)}{item.priority !== 0 && <small>{t('f.priority')} {item.priority}</small>}</> },
          { label: t('f.choice'), cell: (item) => <>{t(`choice.${item.choice}`)}{modesOf(item) !== '' && <small>{modesOf(item)}</small>}</> },
        ]}
      />
      <RoutingWarnings all={all} />
      {open && <Edit item={open === 'new' ? null : open} all={all} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

/** How its work reaches agents, where that is not simply offered to one. */
function modesOf({ offerMode, offerModes }: Item): string {
  const own = Object.entries(readModes(offerModes)).map(([channel, mode]) => `${t(`channel.${channel}` as 'channel.voice')}: ${t(`mode.${mode ?? offerMode}`)}`);
  return [...(offerMode === 'push' ? [] : [t(`mode.${offerMode}`)]), ...own].join(', ');
}

function Edit({ item, all, close, done }: { item: Item | null; all: Configuration; close: () => void; done: () => void }) {
  const form = useEditor(
    {
      name: item?.name ?? '', priority: item?.priority ?? 0, teams: idsOf(item?.teams ?? []), plan: item?.plan?.id ?? null, targetSeconds: item?.targetSeconds ?? 60, hours: readHours(item?.hours),
      routing: { order: item?.order ?? 'aged', choice: item?.choice ?? 'longestIdle', offerMode: item?.offerMode ?? 'push', offerModes: readModes(item?.offerModes), broadcastTo: item?.broadcastTo ?? 3, reserve: item?.reserve ?? 0, targets: readByChannel(item?.targets), lastAgentSeconds: item?.lastAgentSeconds ?? null, owningAgentSeconds: item?.owningAgentSeconds ?? null, responseTargetSeconds: item?.responseTargetSeconds ?? null, resolutionTargetSeconds: item?.resolutionTargetSeconds ?? null, targetClock: item?.targetClock ?? 'wall' } as QueueRouting,
      enabled: item?.enabled ?? true, wrapUpSeconds: item?.wrapUpSeconds ?? null, offerSeconds: item?.offerSeconds ?? null,
      firstResponseSeconds: item?.firstResponseSeconds ?? null, idleWarnSeconds: item?.idleWarnSeconds ?? null, idleCloseSeconds: item?.idleCloseSeconds ?? null, idleParkSeconds: item?.idleParkSeconds ?? null,
      closing: item?.closing ?? 'finish', closingQueue: item?.closingQueue?.id ?? null, overflow: readRules(item?.overflow), callback: readCallback(item?.callback),
    },
    ({ routing, ...values }) => act(SAVE_QUEUE, { input: { ...values, ...routing, id: item?.id ?? null } }),
    done,
  );
  const { values, set, fault } = form;
  const [moveTo, setMoveTo] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const remove = async (): Promise<void> => {
    if (!item) return;
    const result = await act(DELETE_QUEUE, { queue: item.id, moveTo });
    if (!result.ok) return setRefused(result.refusal);
    done();
    close();
  };
  const maybe = (value: string | number): number | null => (value === '' ? null : Number(value));
  return (
    <Editor
      title={item ? t('edit', { name: item.name }) : t('new.queues')} close={close} submit={form.submit} busy={form.busy}
      fault={refused?.message ?? form.rest('name', 'priority', 'teams', 'plan', 'targetSeconds', 'hours', 'wrapUpSeconds', 'offerSeconds', 'closing', 'closingQueue', 'overflow', 'callback', ...SILENCE, ...ROUTING_FIELDS)}
      aside={item && <SureButton label={t('delete')} run={() => void remove()} />}
    >
      <TextInput data-autofocus label={t('f.name')} value={values.name} error={fault('name')} onChange={(event) => set('name', event.currentTarget.value)} />
      <MultiSelect searchable label={t('f.teams')} description={t('f.teams.hint')} data={optionsOf(all.teams)} value={values.teams} error={fault('teams')} onChange={(teams) => set('teams', teams)} />
      <div className="two">
        <Select clearable label={t('f.plan')} placeholder={t('none')} data={optionsOf(all.plans)} value={values.plan} error={fault('plan')} onChange={(plan) => set('plan', plan)} />
        <NumberInput label={t('f.priority')} description={<>{t('f.priority.hint')} <DocsLink at="priorities" /></>} value={values.priority} error={fault('priority')} onChange={(value) => set('priority', Number(value))} />
      </div>
      <NumberInput label={t('f.target')} description={t('f.target.hint')} min={1} value={values.targetSeconds} error={fault('targetSeconds')} onChange={(value) => set('targetSeconds', Number(value))} />
      <QueueRoutingFields value={values.routing} onChange={(routing) => set('routing', routing)} fault={fault} target={values.targetSeconds} />
      <fieldset className="part"><legend>{t('part.times')}</legend><p className="docsLinks"><DocsLink at="silence" /></p><div className="two">
        <NumberInput label={t('f.offerSeconds')} placeholder={t('f.byChannel')} min={5} value={values.offerSeconds ?? ''} error={fault('offerSeconds')} onChange={(value) => set('offerSeconds', maybe(value))} />
        {SILENCE.map((field) => (
          <NumberInput
            key={field} label={t(`f.${field}`)} description={t(`f.${field}.hint`)} placeholder={t('f.byChannel')} min={0} value={values[field] ?? ''} error={fault(field)}
            onChange={(value) => set(field, maybe(value))}
          />
        ))}
        <NumberInput label={t('f.wrapUpSeconds')} placeholder={t('f.byChannel')} min={0} value={values.wrapUpSeconds ?? ''} error={fault('wrapUpSeconds')} onChange={(value) => set('wrapUpSeconds', maybe(value))} />
      </div></fieldset>
      <HoursField value={values.hours} zone={session.get().viewer?.tenant.timeZone ?? 'UTC'} error={fault('hours')} onChange={(hours) => set('hours', hours)} />
      {values.hours && (
        <div className="two">
          <Select label={t('f.closing')} description={<>{t(`closing.${values.closing}.hint`)} <DocsLink at="when-a-queue-closes" /></>} allowDeselect={false} data={CLOSINGS.map((closing) => ({ value: closing, label: t(`closing.${closing}`) }))} value={values.closing} error={fault('closing')} onChange={(closing) => set('closing', CLOSINGS.find((each) => each === closing) ?? 'finish')} />
          {values.closing === 'move' && <Select label={t('f.closingQueue')} data={optionsOf(openQueues(all.queues, item?.id ?? null))} value={values.closingQueue} error={fault('closingQueue')} onChange={(queue) => set('closingQueue', queue)} />}
        </div>
      )}
      <CallbackField value={values.callback} onChange={(callback) => set('callback', callback)} fault={fault} />
      <OverflowField value={values.overflow} all={all} own={item?.id ?? null} fault={fault} onChange={(overflow) => set('overflow', overflow)} />
      <Switch label={t('f.enabled')} checked={values.enabled} onChange={(event) => set('enabled', event.currentTarget.checked)} />
      {refused && <Select clearable label={t('f.moveTo')} description={<DocsLink at="deleting-a-queue" />} data={optionsOf(openQueues(all.queues, item?.id ?? null))} value={moveTo} onChange={setMoveTo} />}
    </Editor>
  );
}
