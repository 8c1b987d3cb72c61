import { ActionIcon, Button, Input, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { DocsLink } from '../DocsLink.tsx';
import { type Configuration, SAVE_PLAN } from '../documents.ts';
import { PlanTimeline } from '../fields/PlanTimeline.tsx';
import { StepNeedsField } from '../fields/StepNeedsField.tsx';
import { readSteps, type Step } from '../fields/steps.ts';
import { RoutingWarnings } from '../RoutingWarnings.tsx';
import { Editor, Section } from '../Section.tsx';
import { optionsOf, sitesOf, useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['plans'][number];

export function PlansPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  const used = (plan: Item): string => all.queues.filter((queue) => queue.plan?.id === plan.id).map((queue) => queue.name).join(', ') || '—';
  return (
    <>
      <Section
        name="plans" docs="plans-with-steps" items={all.plans} open={setOpen} create={() => setOpen('new')}
        columns={[{ label: t('f.name'), cell: (item) => item.name }, { label: t('f.steps'), cell: (item) => t('steps.count', { count: readSteps(item.steps).length }) }, { label: t('nav.queues'), cell: used }]}
      />
      <RoutingWarnings all={all} />
      {open && <Edit item={open === 'new' ? null : open} all={all} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, all, close, done }: { item: Item | null; all: Configuration; close: () => void; done: () => void }) {
  const form = useEditor({ name: item?.name ?? '', steps: readSteps(item?.steps) }, (values) => act(SAVE_PLAN, { input: { id: item?.id ?? null, ...values } }), done);
  const { steps } = form.values;
  const put = (at: number, change: Partial<Step>): void => form.set('steps', steps.map((each, index) => (index === at ? { ...each, ...change } : each)));
  const add = (): void => form.set('steps', [...steps, { afterMs: (steps.at(-1)?.afterMs ?? -30_000) + 30_000, mode: 'and', needs: [], teams: [], sites: [] }]);
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.plans')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name', ...steps.flatMap((_, at) => [`steps.${at}.afterMs`, `steps.${at}.needs`, `steps.${at}.teams`, `steps.${at}.sites`]))}>
      <TextInput data-autofocus label={t('f.name')} value={form.values.name} error={form.fault('name')} onChange={(event) => form.set('name', event.currentTarget.value)} />
      <PlanTimeline steps={steps} all={all} plan={item?.id ?? null} />
      <Input.Wrapper label={t('f.steps')} description={<>{t('f.steps.hint')} <DocsLink at="plans-with-steps" /> <DocsLink at="sites" label={t('docs.sites')} /></>}>
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the plan
          <fieldset key={at} className="rowBox">
            <legend>{t('f.step', { count: at + 1 })}</legend>
            <div className="two">
              <NumberInput size="xs" label={t('f.after')} min={0} value={step.afterMs / 1000} error={form.fault(`steps.${at}.afterMs`)} onChange={(value) => put(at, { afterMs: Math.round(Number(value) * 1000) })} />
              <Select size="xs" label={t('f.mode')} allowDeselect={false} value={step.mode} data={[{ value: 'and', label: t('mode.and') }, { value: 'only', label: t('mode.only') }]} onChange={(mode) => put(at, { mode: mode === 'only' ? 'only' : 'and' })} />
            </div>
            <Input.Wrapper error={form.fault(`steps.${at}.needs`)}><StepNeedsField value={step.needs} onChange={(needs) => put(at, { needs })} skills={all.skills} /></Input.Wrapper>
            <div className="rowFoot">
              <MultiSelect size="xs" style={{ flex: 1 }} placeholder={step.teams.length === 0 ? t('f.opens') : ''} aria-label={t('f.opens')} data={optionsOf(all.teams)} value={[...step.teams]} error={form.fault(`steps.${at}.teams`)} onChange={(teams) => put(at, { teams })} />
              <TagsInput size="xs" style={{ flex: 1 }} placeholder={step.sites.length === 0 ? t('f.sites') : ''} aria-label={t('f.sites')} data={sitesOf(all.agents)} value={[...step.sites]} error={form.fault(`steps.${at}.sites`)} onChange={(sites) => put(at, { sites })} />
              <ActionIcon variant="subtle" color="gray" aria-label={`${t('remove')}: ${t('f.step', { count: at + 1 })}`} onClick={() => form.set('steps', steps.filter((_, index) => index !== at))}><IconTrash size={16} /></ActionIcon>
            </div>
          </fieldset>
        ))}
      </Input.Wrapper>
      <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={add} style={{ justifySelf: 'start' }}>{t('f.addStep')}</Button>
    </Editor>
  );
}
