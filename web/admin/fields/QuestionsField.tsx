import { ActionIcon, Button, Checkbox, Input, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { t } from '../words.ts';

interface Both { readonly en: string; readonly zh: string }
export interface Question { readonly key: string; readonly kind: 'text' | 'email' | 'phone' | 'choice'; readonly label: Both; readonly required: boolean; readonly choices?: readonly { readonly value: string; readonly label: Both }[] }
const KINDS = ['text', 'email', 'phone', 'choice'] as const;

const written = (choices: Question['choices']): string => (choices ?? []).map((each) => `${each.value} | ${each.label.en} | ${each.label.zh}`).join('\n');
const read = (text: string): NonNullable<Question['choices']> => text.split('\n').filter((line) => line.trim()).map((line) => {
  const [value = '', en = value, zh = en] = line.split('|').map((part) => part.trim());
  return { value, label: { en, zh } };
});

/** What the customer is asked before the chat. */
export function QuestionsField({ value, onChange, fault }: { value: readonly Question[]; onChange: (value: readonly Question[]) => void; fault: (field: string) => string | null }) {
  const put = (at: number, change: Partial<Question>): void => onChange(value.map((each, index) => (index === at ? { ...each, ...change } : each)));
  return (
    <Input.Wrapper label={t('f.form')} error={value.length === 0 ? fault('settings.form') : null}>
      {value.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: questions are told apart by their place while they are edited
        <fieldset key={at} className="rowBox">
          <div className="rowFields">
            <TextInput size="xs" label={t('f.form.key')} value={each.key} error={fault(`settings.form.${at}.key`)} onChange={(event) => put(at, { key: event.currentTarget.value })} />
            <Select size="xs" label={t('f.form.kind')} allowDeselect={false} value={each.kind} data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} onChange={(kind) => put(at, { kind: KINDS.find((known) => known === kind) ?? 'text' })} />
            <TextInput size="xs" label={t('f.form.en')} value={each.label.en} error={fault(`settings.form.${at}.label.en`)} onChange={(event) => put(at, { label: { ...each.label, en: event.currentTarget.value } })} />
            <TextInput size="xs" label={t('f.form.zh')} value={each.label.zh} error={fault(`settings.form.${at}.label.zh`)} onChange={(event) => put(at, { label: { ...each.label, zh: event.currentTarget.value } })} />
          </div>
          {each.kind === 'choice' && <Textarea size="xs" autosize minRows={2} label={t('f.form.choices')} defaultValue={written(each.choices)} error={fault(`settings.form.${at}.choices`)} onChange={(event) => put(at, { choices: read(event.currentTarget.value) })} />}
          <div className="rowFoot">
            <Checkbox size="xs" label={t('f.form.required')} checked={each.required} onChange={(event) => put(at, { required: event.currentTarget.checked })} />
            <ActionIcon variant="subtle" color="gray" aria-label={t('remove')} onClick={() => onChange(value.filter((_, index) => index !== at))}><IconTrash size={16} /></ActionIcon>
          </div>
        </fieldset>
      ))}
      <div><Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => onChange([...value, { key: `field${value.length + 1}`, kind: 'text', label: { en: '', zh: '' }, required: false }])}>{t('add')}</Button></div>
    </Input.Wrapper>
  );
}
