import { NumberInput, Select, TextInput } from '@mantine/core';
import type { Configuration } from '../documents.ts';
import { openQueues, optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';
import type { Common } from './common.ts';

interface Props {
  readonly all: Configuration;
  readonly values: Common;
  /** Whether a flow may meet customers here: not by mail. */
  readonly withFlow: boolean;
  readonly fault: (field: string) => string | null;
  set<K extends 'key' | 'name' | 'queue' | 'bot' | 'flow' | 'priority'>(key: K, value: Common[K]): void;
}

/** Its name, and where what comes in goes. */
export function CommonFields({ all, values, withFlow, fault, set }: Props) {
  return (
    <>
      <TextInput data-autofocus required label={t('f.name')} value={values.name} error={fault('name')} onChange={(event) => set('name', event.currentTarget.value)} />
      <TextInput required label={t('f.key')} description={t('f.key.hint')} autoComplete="off" spellCheck={false} value={values.key} error={fault('key')} onChange={(event) => set('key', event.currentTarget.value)} />
      <Select required label={t('f.queue')} allowDeselect={false} data={optionsOf(openQueues(all.queues))} value={values.queue} error={fault('queue')} onChange={(queue) => set('queue', queue ?? '')} />
      <Select clearable label={t('f.bot')} placeholder={t('none')} data={optionsOf(all.bots.filter((bot) => bot.enabled))} value={values.bot} error={fault('bot')} onChange={(bot) => set('bot', bot)} />
      {withFlow && <Select clearable label={t('f.flow')} description={t('f.flow.hint')} placeholder={t('none')} data={optionsOf(all.flows.filter((flow) => (flow.enabled && flow.version > 0) || flow.id === values.flow))} value={values.flow} error={fault('flow')} onChange={(flow) => set('flow', flow)} />}
      <NumberInput label={t('f.priority')} description={t('f.priority.hint')} value={values.priority} error={fault('priority')} onChange={(value) => set('priority', Number(value))} />
    </>
  );
}
