import { ColorInput, CopyButton, Button, NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { inWords } from '../../shared/refusals.ts';
import { session } from '../../shared/session.ts';
import type { PageProps } from '../App.tsx';
import { DocsLink } from '../DocsLink.tsx';
import { type Configuration, SAVE_ENTRY_POINT } from '../documents.ts';
import { type Hours, HoursField, readHours } from '../fields/HoursField.tsx';
import { type Question, QuestionsField } from '../fields/QuestionsField.tsx';
import { Editor, Section } from '../Section.tsx';
import { openQueues, optionsOf, useEditor } from '../useEditor.ts';
import { has, t } from '../words.ts';

type Item = Configuration['entryPoints'][number];
interface ChatSettings {
  readonly greeting?: { readonly en: string; readonly zh: string };
  readonly colour?: string;
  readonly origins?: readonly string[];
  readonly form?: readonly Question[];
  readonly hours?: unknown;
  readonly closedAction?: 'leaveMessage' | 'queue';
  readonly identityKey?: string;
  readonly chooseAgent?: boolean;
}
const settingsOf = (item: Item | null): ChatSettings => (typeof item?.settings === 'object' && item.settings !== null ? (item.settings as ChatSettings) : {});

export function EntryPointsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="entryPoints" items={all.entryPoints} open={setOpen} create={() => setOpen('new')} muted={(item) => !item.enabled}
        columns={[
          { label: t('f.name'), cell: (item) => <><i className="swatch" style={{ background: settingsOf(item).colour ?? 'var(--accent)' }} />{item.name}</> },
          { label: t('f.channel'), cell: (item) => { const word = `channel.${item.channel}`; return has(word) ? t(word) : item.channel; } },
          { label: t('f.key'), cell: (item) => item.key },
          { label: t('f.queue'), cell: (item) => item.queue?.name ?? '—' },
          { label: t('f.health'), cell: (item) => <span className="health" data-state={item.health?.state}>{item.health?.explain ? inWords(item.health.explain) : (has(`health.${item.health?.state}`) ? t(`health.${item.health?.state}` as 'health.off') : item.health?.state)}</span> },
        ]}
      />
      {open && <Edit item={open === 'new' ? null : open} all={all} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, all, close, done }: { item: Item | null; all: Configuration; close: () => void; done: () => void }) {
  const before = settingsOf(item);
  const form = useEditor(
    {
      key: item?.key ?? '', name: item?.name ?? '', queue: item?.queue?.id ?? openQueues(all.queues)[0]?.id ?? '', bot: item?.bot?.id ?? null, priority: item?.priority ?? 0, enabled: item?.enabled ?? true,
      en: before.greeting?.en ?? 'Hello! How can we help?', zh: before.greeting?.zh ?? '您好！有什么可以帮您？', colour: before.colour ?? '#0b7466', origins: [...(before.origins ?? [])], questions: before.form ?? [],
      hours: readHours(before.hours), closedAction: before.closedAction ?? ('leaveMessage' as const), identityKey: before.identityKey ?? '', chooseAgent: before.chooseAgent ?? false,
    } as { key: string; name: string; queue: string; bot: string | null; priority: number; enabled: boolean; en: string; zh: string; colour: string; origins: string[]; questions: readonly Question[]; hours: Hours | null; closedAction: 'leaveMessage' | 'queue'; identityKey: string; chooseAgent: boolean },
    ({ en, zh, colour, origins, questions, hours, closedAction, identityKey, chooseAgent, ...rest }) => {
      const { hours: _, identityKey: __, ...kept } = before;
      const settings = { ...kept, greeting: { en, zh }, colour, origins, form: questions, closedAction, chooseAgent, ...(hours ? { hours } : {}), ...(identityKey ? { identityKey } : {}) };
      return act(SAVE_ENTRY_POINT, { input: { ...rest, id: item?.id ?? null, channel: item?.channel ?? 'webchat', settings } });
    },
    done,
  );
  const { values, set, fault } = form;
  const shown = ['key', 'name', 'queue', 'bot', 'priority', 'settings.greeting', 'settings.colour', 'settings.origins', 'settings.hours', 'settings.identityKey', ...values.questions.flatMap((_, at) => ['key', 'label.en', 'label.zh', 'choices'].map((part) => `settings.form.${at}.${part}`))];
  const tag = `<script src="${location.origin}/chat.js" data-entry-point="${item?.key ?? ''}" async></script>`;
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.entryPoints')} close={close} submit={form.submit} busy={form.busy} fault={form.rest(...shown)}>
      <div className="two">
        <TextInput data-autofocus label={t('f.name')} value={values.name} error={fault('name')} onChange={(event) => set('name', event.currentTarget.value)} />
        <TextInput label={t('f.key')} description={t('f.key.hint')} value={values.key} error={fault('key')} onChange={(event) => set('key', event.currentTarget.value)} />
        <Select label={t('f.queue')} allowDeselect={false} data={optionsOf(openQueues(all.queues))} value={values.queue} error={fault('queue')} onChange={(queue) => set('queue', queue ?? '')} />
        <Select clearable label={t('f.bot')} placeholder={t('none')} data={optionsOf(all.bots.filter((bot) => bot.enabled))} value={values.bot} error={fault('bot')} onChange={(bot) => set('bot', bot)} />
        <ColorInput label={t('f.colour')} value={values.colour} error={fault('settings.colour')} onChange={(colour) => set('colour', colour)} />
        <NumberInput label={t('f.priority')} value={values.priority} error={fault('priority')} onChange={(value) => set('priority', Number(value))} />
        <Textarea autosize label={t('f.greetingEn')} value={values.en} error={fault('settings.greeting')} onChange={(event) => set('en', event.currentTarget.value)} />
        <Textarea autosize label={t('f.greetingZh')} value={values.zh} onChange={(event) => set('zh', event.currentTarget.value)} />
      </div>
      <TagsInput label={t('f.origins')} description={t('f.origins.hint')} value={values.origins} error={fault('settings.origins')} onChange={(origins) => set('origins', origins)} />
      <QuestionsField value={values.questions} fault={fault} onChange={(questions) => set('questions', questions)} />
      <HoursField value={values.hours} zone={session.get().viewer?.tenant.timeZone ?? 'UTC'} error={fault('settings.hours')} onChange={(hours) => set('hours', hours)} />
      <Select label={t('f.closedAction')} allowDeselect={false} data={[{ value: 'leaveMessage', label: t('closed.leaveMessage') }, { value: 'queue', label: t('closed.queue') }]} value={values.closedAction} onChange={(value) => set('closedAction', value === 'queue' ? 'queue' : 'leaveMessage')} />
      <TextInput label={t('f.identityKey')} description={t('f.identityKey.hint')} autoComplete="off" value={values.identityKey} error={fault('settings.identityKey')} onChange={(event) => set('identityKey', event.currentTarget.value)} />
      <Switch label={t('f.chooseAgent')} description={<>{t('f.chooseAgent.hint')} <DocsLink at="a-customer-who-comes-for-somebody" /></>} checked={values.chooseAgent} onChange={(event) => set('chooseAgent', event.currentTarget.checked)} />
      <Switch label={t('f.enabled')} checked={values.enabled} onChange={(event) => set('enabled', event.currentTarget.checked)} />
      {item && (
        <section className="embed">
          <b>{t('f.embed')}</b>
          <p className="lead">{t('f.embed.hint')} <a href={`/chat/${item.key}`} target="_blank" rel="noopener">{`${location.origin}/chat/${item.key}`}</a></p>
          <code className="secret">{tag}</code>
          <CopyButton value={tag}>{({ copied, copy }) => <Button size="compact-sm" variant="default" mt={8} onClick={copy}>{t(copied ? 'copied' : 'copy')}</Button>}</CopyButton>
        </section>
      )}
    </Editor>
  );
}
