import { Button, NumberInput, Switch, Textarea } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { session } from '../../shared/session.ts';
import { SAVE_ENTRY_POINT, TRY_ENTRY_POINT } from '../documents.ts';
import { DocsLink } from '../DocsLink.tsx';
import { HoursField } from '../fields/HoursField.tsx';
import { PromptsThere } from '../prompts/PromptPicker.tsx';
import { Editor } from '../Section.tsx';
import { useEditor } from '../useEditor.ts';
import { locale, t } from '../words.ts';
import { Addresses } from './Addresses.tsx';
import { ChannelFields, Part } from './ChannelFields.tsx';
import { CommonFields } from './CommonFields.tsx';
import { type Common, commonOf, type EntryPageProps } from './common.ts';
import { HealthPanel } from './HealthLine.tsx';
import { fieldsOf, settingsFrom, settingsOf, type SettingValues, shownValue, storedSecrets, valuesFrom, visibleFields } from './settingFields.ts';
import { Trial, type TrialNow } from './Trial.tsx';

interface Values extends Common {
  readonly settings: SettingValues;
  readonly ackEn: string;
  readonly ackZh: string;
  /** '' = no limit. */
  readonly perSecond: number | '';
}
const COMMON = ['key', 'name', 'queue', 'bot', 'flow', 'priority'] as const;

/** The page of an entry point, drawn from what its channel says is to be filled in. */
export function ChannelEditor(props: EntryPageProps) {
  const { item, channel, all, close, done, back } = props;
  const about = all.channels.find((each) => each.kind === channel);
  const label = (locale() === 'zh' ? about?.labelZh : about?.labelEn) ?? channel;
  const isDeferred = about?.live === false;
  const fields = fieldsOf(about?.fields);
  const [before] = useState(() => settingsOf(item?.settings));
  const [stored] = useState(() => storedSecrets(fields, before, item?.secretsSet ?? []));
  const [trial, setTrial] = useState<TrialNow>(null);
  const acknowledge = settingsOf(before.acknowledge);
  const start: Values = {
    ...commonOf(props, label), settings: valuesFrom(fields, before), ackEn: textOf(acknowledge.en), ackZh: textOf(acknowledge.zh), perSecond: typeof before.sendPerSecond === 'number' ? before.sendPerSecond : '',
  };
  const written = ({ settings, hours, ackEn, ackZh, perSecond }: Values): Readonly<Record<string, unknown>> => {
    const { hours: _, acknowledge: __, sendPerSecond: ___, ...rest } = settingsFrom(fields, settings, stored, before);
    const [en, zh] = [ackEn.trim() || ackZh.trim(), ackZh.trim() || ackEn.trim()];
    return { ...rest, ...(hours ? { hours } : {}), ...(en ? { acknowledge: { en, zh } } : {}), ...(perSecond === '' ? {} : { sendPerSecond: perSecond }) };
  };
  const form = useEditor(
    start,
    (values) => {
      const { key, name, queue, bot, flow, priority, enabled } = values;
      return act(SAVE_ENTRY_POINT, { input: { id: item?.id ?? null, channel, key, name, queue, bot, flow, priority, enabled, settings: written(values) } });
    },
    done,
  );
  const { values, fault } = form;
  const set = <K extends keyof Values>(key: K, value: Values[K]): void => {
    form.set(key, value);
    if (trial !== 'busy') setTrial(null);
  };
  async function run(): Promise<void> {
    setTrial('busy');
    const result = await act(TRY_ENTRY_POINT, { id: item?.id ?? null, channel, settings: written(values) });
    if (result.ok) return setTrial(result.value);
    form.refuse(result.refusal);
    setTrial(result.refusal.faults?.length ? 'faults' : null);
  }
  const there = visibleFields(fields, values.settings);
  const shownAt = (key: string): string => textOf(fields.map((field, at) => (field.key === key && there[at] ? shownValue(field, values.settings[at]) : undefined)).find((value) => value !== undefined));
  const shown = [...COMMON, 'settings.hours', ...(isDeferred ? ['settings.acknowledge', 'settings.sendPerSecond'] : []), ...fields.flatMap((field, at) => (there[at] ? [`settings.${field.key}`] : []))];
  return (
    <Editor
      wide title={item ? t('edit', { name: item.name }) : t('new.entryPointOf', { channel: label })} close={close} submit={form.submit} busy={form.busy} fault={form.rest(...shown)}
      aside={back && <Button variant="subtle" color="gray" leftSection={<IconArrowLeft size={16} />} onClick={back}>{t('pick.other')}</Button>}
    >
      {channel === 'voice' && <p className="lead"><DocsLink page="voice" at="an-asterisk-of-your-own" /></p>}
      {item && <HealthPanel health={item.health} enabled={item.enabled} />}
      <Part title={t('ep.general')}>
        <div className="fieldGrid">
          <CommonFields withFlow={channel !== 'email' && channel !== 'fax'} all={all} values={values} fault={fault} set={set} />
          <Switch className="wide" label={t('f.enabled')} checked={values.enabled} onChange={(event) => set('enabled', event.currentTarget.checked)} />
        </div>
      </Part>
      <PromptsThere value={{ prompts: all.prompts, language: shownAt('language') === 'zh-CN' ? 'zh-CN' : 'en' }}>
        <ChannelFields fields={fields} values={values.settings} stored={stored} fault={fault} onChange={(settings) => set('settings', settings)} />
      </PromptsThere>
      <Addresses channel={channel} door={shownAt('door')} entry={values.key} base={shownAt('http.publicUrl') || null} />
      {about?.canTry && <Trial now={trial} run={() => void run()} />}
      {isDeferred && (
        <Part title={t('ep.service')} folded={!values.ackEn && !values.ackZh && values.perSecond === ''} unfold={fault('settings.acknowledge') !== null || fault('settings.sendPerSecond') !== null}>
          <p className="lead">{t('f.ack.hint', { standing: '{{standing}}' })}</p>
          <div className="fieldGrid">
            <Textarea autosize minRows={2} label={t('f.ackEn')} placeholder="Thank you for your message. {{standing}}" value={values.ackEn} error={fault('settings.acknowledge')} onChange={(event) => set('ackEn', event.currentTarget.value)} />
            <Textarea autosize minRows={2} label={t('f.ackZh')} placeholder="您的消息已收到。{{standing}}" value={values.ackZh} onChange={(event) => set('ackZh', event.currentTarget.value)} />
            <NumberInput label={t('f.sendPerSecond')} description={t('f.sendPerSecond.hint')} min={0} value={values.perSecond} error={fault('settings.sendPerSecond')} onChange={(value) => set('perSecond', value === '' ? '' : Number(value))} />
          </div>
        </Part>
      )}
      <Part title={t('ep.hoursPart')} folded={values.hours === null} unfold={fault('settings.hours') !== null}>
        <HoursField headed value={values.hours} zone={session.get().viewer?.tenant.timeZone ?? 'UTC'} error={fault('settings.hours')} onChange={(hours) => set('hours', hours)} />
      </Part>
    </Editor>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
