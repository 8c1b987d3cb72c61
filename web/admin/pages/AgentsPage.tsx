import { Autocomplete, Input, MultiSelect, NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { learnLanguage } from '../../shared/language.ts';
import type { PageProps } from '../App.tsx';
import { DocsLink } from '../DocsLink.tsx';
import { type Configuration, SAVE_AGENT } from '../documents.ts';
import { ChannelNumbers, readByChannel } from '../fields/ChannelNumbers.tsx';
import { NeedsField, type SkillLevel } from '../fields/NeedsField.tsx';
import { RanksField, readRanks } from '../fields/RanksField.tsx';
import { RoutingWarnings } from '../RoutingWarnings.tsx';
import { Editor, Section } from '../Section.tsx';
import { idsOf, optionsOf, sitesOf, useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['agents'][number];
type Role = Item['roles'][number];
const ROLES: readonly Role[] = ['agent', 'supervisor', 'admin', 'developer'];

export function AgentsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="agents" docs="skills-and-levels" items={all.agents} open={setOpen} create={() => setOpen('new')} muted={(item) => !item.enabled}
        columns={[
          { label: t('f.name'), cell: (item) => <>{item.name}<small>{item.email}</small></> },
          { label: t('f.roles'), cell: (item) => item.roles.map((role) => t(`role.${role}`)).join(', ') },
          { label: t('f.teams'), cell: (item) => <span className="chips">{item.teams.map((team) => <span key={team.id}>{team.name}</span>)}</span> },
          { label: t('f.skills'), wide: true, cell: (item) => <span className="chips">{item.skills.map((each) => <span key={each.skill.id}>{each.skill.name} {each.level}</span>)}</span> },
          { label: t('f.capacity'), cell: (item) => item.capacity },
          { label: t('f.site'), cell: (item) => item.site ?? '—' },
        ]}
      />
      <RoutingWarnings all={all} />
      {open && <Edit item={open === 'new' ? null : open} all={all} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

/** What looks like a number is one; anything else is the name of an extension. */
function phoneOf(written: string): string | null {
  const phone = written.trim();
  if (phone === '') return null;
  const digits = phone.replace(/[\s()-]/g, '');
  return /^\+\d+$/.test(digits) ? digits : `extension:${phone}`;
}

function Edit({ item, all, close, done }: { item: Item | null; all: Configuration; close: () => void; done: () => void }) {
  const skills: readonly SkillLevel[] = (item?.skills ?? []).map((each) => ({ skill: each.skill.id, level: each.level }));
  const form = useEditor(
    { name: item?.name ?? '', email: item?.email ?? '', password: '', roles: [...(item?.roles ?? (['agent'] as Role[]))], capacity: item?.capacity ?? 100, teams: idsOf(item?.teams ?? []), skills, enabled: item?.enabled ?? true, locale: item?.locale ?? null, share: item?.share ?? 1, site: item?.site ?? '', handle: item?.handle ?? '', phone: (item?.phone ?? '').replace(/^extension:/, ''), ranks: readRanks(item?.ranks, all.queues), caps: readByChannel(item?.caps) },
    (values) => act(SAVE_AGENT, { input: { ...values, id: item?.id ?? null, site: values.site.trim() || null, handle: values.handle.trim() || null, phone: phoneOf(values.phone), password: values.password || null, skills: [...values.skills] } }),
    () => {
      if (item) learnLanguage(item.id, form.values.locale);
      done();
    },
  );
  const { values, set, fault } = form;
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.agents')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name', 'email', 'password', 'locale', 'roles', 'capacity', 'teams', 'skills', 'share', 'site', 'handle', 'phone', 'ranks', 'caps')}>
      <div className="two">
        <TextInput data-autofocus label={t('f.name')} value={values.name} error={fault('name')} onChange={(event) => set('name', event.currentTarget.value)} />
        <TextInput type="email" autoComplete="off" label={t('f.email')} value={values.email} error={fault('email')} onChange={(event) => set('email', event.currentTarget.value)} />
        <PasswordInput autoComplete="new-password" label={t('f.password')} description={t(item ? 'f.password.keep' : 'f.password.new')} value={values.password} error={fault('password')} onChange={(event) => set('password', event.currentTarget.value)} />
        <NumberInput label={t('f.capacity')} description={<>{t('f.capacity.hint')} <DocsLink at="capacity-weights-caps" /></>} min={0} max={1000} value={values.capacity} error={fault('capacity')} onChange={(value) => set('capacity', Number(value))} />
        <MultiSelect label={t('f.roles')} data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} value={values.roles} error={fault('roles')} onChange={(roles) => set('roles', ROLES.filter((role) => roles.includes(role)))} />
        <Select label={t('f.locale')} allowDeselect={false} data={[{ value: '', label: t('f.locale.browser') }, { value: 'zh-CN', label: '中文' }, { value: 'en', label: 'English' }]} value={values.locale ?? ''} error={fault('locale')} onChange={(value) => set('locale', value || null)} />
        <NumberInput label={t('f.share')} description={t('f.share.hint')} min={1} max={1000} value={values.share} error={fault('share')} onChange={(value) => set('share', Number(value))} />
        <TextInput label={t('f.handle')} description={<>{t('f.handle.hint')} <DocsLink at="a-customer-who-comes-for-somebody" /></>} value={values.handle} error={fault('handle')} onChange={(event) => set('handle', event.currentTarget.value)} />
        <TextInput label={t('f.phone')} description={t('f.phone.hint')} value={values.phone} error={fault('phone')} onChange={(event) => set('phone', event.currentTarget.value)} />
        <Autocomplete label={t('f.site')} description={<>{t('f.site.hint')} <DocsLink at="sites" /></>} data={sitesOf(all.agents)} value={values.site} error={fault('site')} onChange={(site) => set('site', site)} />
      </div>
      <MultiSelect searchable label={t('f.teams')} data={optionsOf(all.teams)} value={values.teams} error={fault('teams')} onChange={(teams) => set('teams', teams)} />
      <Input.Wrapper label={t('f.skills')} error={fault('skills')}><NeedsField value={values.skills} onChange={(next) => set('skills', next)} skills={all.skills} add={t('add')} /></Input.Wrapper>
      <Input.Wrapper label={t('f.ranks')} description={<>{t('f.ranks.hint')} <DocsLink at="ranks" /></>} error={fault('ranks')}><RanksField value={values.ranks} onChange={(next) => set('ranks', next)} queues={all.queues} /></Input.Wrapper>
      <ChannelNumbers name="caps" label={t('f.caps')} hint={t('f.caps.hint')} otherwise={t('f.caps.none')} min={0} value={values.caps} onChange={(caps) => set('caps', caps)} fault={fault} />
      <Switch label={t('f.enabled')} checked={values.enabled} onChange={(event) => set('enabled', event.currentTarget.checked)} />
    </Editor>
  );
}
