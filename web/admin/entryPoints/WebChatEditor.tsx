import { Button, ColorInput, CopyButton, Select, Switch, TagsInput, Textarea } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { session } from '../../shared/session.ts';
import { DocsLink } from '../DocsLink.tsx';
import { SAVE_ENTRY_POINT } from '../documents.ts';
import { HoursField } from '../fields/HoursField.tsx';
import { type Question, QuestionsField } from '../fields/QuestionsField.tsx';
import { Editor } from '../Section.tsx';
import { useEditor } from '../useEditor.ts';
import { t } from '../words.ts';
import { CommonFields } from './CommonFields.tsx';
import { type Common, commonOf, type EntryPageProps } from './common.ts';
import { HealthPanel } from './HealthLine.tsx';
import { SecretField } from './SecretField.tsx';
import { settingsOf } from './settingFields.ts';

interface ChatSettings {
  readonly greeting?: { readonly en: string; readonly zh: string };
  readonly colour?: string;
  readonly origins?: readonly string[];
  readonly form?: readonly Question[];
  readonly closedAction?: 'leaveMessage' | 'queue';
  readonly chooseAgent?: boolean;
}
interface Values extends Common {
  readonly en: string;
  readonly zh: string;
  readonly colour: string;
  readonly origins: string[];
  readonly questions: readonly Question[];
  readonly closedAction: 'leaveMessage' | 'queue';
  /** Undefined = as it is, null = none any more. */
  readonly identityKey: string | null | undefined;
  readonly chooseAgent: boolean;
}
const SHOWN = ['key', 'name', 'queue', 'bot', 'flow', 'priority', 'settings.greeting', 'settings.colour', 'settings.origins', 'settings.hours', 'settings.identityKey'];

/** The page of a chat: what customers see of it, and how it is put on a page. */
export function WebChatEditor(props: EntryPageProps) {
  const { item, all, close, done, back } = props;
  const settings: Readonly<Record<string, unknown>> = settingsOf(item?.settings);
  const before = settings as ChatSettings;
  const start: Values = {
    ...commonOf(props, ''), en: before.greeting?.en ?? 'Hello! How can we help?', zh: before.greeting?.zh ?? '您好！有什么可以帮您？', colour: before.colour ?? '#0b7466', origins: [...(before.origins ?? [])],
    questions: before.form ?? [], closedAction: before.closedAction ?? 'leaveMessage', identityKey: undefined, chooseAgent: before.chooseAgent ?? false,
  };
  const form = useEditor(
    start,
    ({ en, zh, colour, origins, questions, hours, closedAction, identityKey, chooseAgent, ...rest }) => {
      const { hours: _, identityKey: __, ...kept } = settings;
      const next = { ...kept, greeting: { en, zh }, colour, origins, form: questions, closedAction, chooseAgent, ...(hours ? { hours } : {}), ...(identityKey === undefined ? {} : { identityKey }) };
      return act(SAVE_ENTRY_POINT, { input: { ...rest, id: item?.id ?? null, channel: 'webchat', settings: next } });
    },
    done,
  );
  const { values, set, fault } = form;
  const shown = [...SHOWN, ...values.questions.flatMap((_, at) => ['key', 'label.en', 'label.zh', 'choices'].map((part) => `settings.form.${at}.${part}`))];
  const tag = `<script src="${location.origin}/chat.js" data-entry-point="${item?.key ?? ''}" async></script>`;
  return (
    <Editor
      wide title={item ? t('edit', { name: item.name }) : t('new.entryPointOf', { channel: t('channel.webchat') })} close={close} submit={form.submit} busy={form.busy} fault={form.rest(...shown)}
      aside={back && <Button variant="subtle" color="gray" leftSection={<IconArrowLeft size={16} />} onClick={back}>{t('pick.other')}</Button>}
    >
      {item && <HealthPanel health={item.health} enabled={item.enabled} />}
      <div className="fieldGrid">
        <CommonFields withFlow all={all} values={values} fault={fault} set={set} />
        <ColorInput label={t('f.colour')} value={values.colour} error={fault('settings.colour')} onChange={(colour) => set('colour', colour)} />
        <Textarea autosize label={t('f.greetingEn')} value={values.en} error={fault('settings.greeting')} onChange={(event) => set('en', event.currentTarget.value)} />
        <Textarea autosize label={t('f.greetingZh')} value={values.zh} onChange={(event) => set('zh', event.currentTarget.value)} />
      </div>
      <TagsInput label={t('f.origins')} description={t('f.origins.hint')} value={values.origins} error={fault('settings.origins')} onChange={(origins) => set('origins', origins)} />
      <QuestionsField value={values.questions} fault={fault} onChange={(questions) => set('questions', questions)} />
      <HoursField value={values.hours} zone={session.get().viewer?.tenant.timeZone ?? 'UTC'} error={fault('settings.hours')} onChange={(hours) => set('hours', hours)} />
      <Select label={t('f.closedAction')} allowDeselect={false} data={[{ value: 'leaveMessage', label: t('closed.leaveMessage') }, { value: 'queue', label: t('closed.queue') }]} value={values.closedAction} onChange={(value) => set('closedAction', value === 'queue' ? 'queue' : 'leaveMessage')} />
      <SecretField label={t('f.identityKey')} help={t('f.identityKey.hint')} stored={item?.secretsSet.includes('identityKey') ?? false} value={values.identityKey} error={fault('settings.identityKey')} onChange={(identityKey) => set('identityKey', identityKey)} />
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
