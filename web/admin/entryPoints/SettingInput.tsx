import { NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { inARow, locale, t } from '../words.ts';
import { SecretField } from './SecretField.tsx';
import { type SettingField, type SettingValue, shownValue } from './settingFields.ts';

interface Props {
  readonly field: SettingField;
  readonly value: SettingValue;
  /** Of a secret: one is stored. */
  readonly stored: boolean;
  readonly error: string | null;
  readonly onChange: (value: SettingValue) => void;
}

/** One setting of a channel, by its kind. */
export function SettingInput({ field, value, stored, error, onChange }: Props) {
  const language = locale();
  const label = field.label[language];
  const help = field.help?.[language];
  const shown = shownValue(field, value);
  const common = { label, description: help, error, required: field.required ?? false };
  switch (field.kind) {
    case 'secret':
      return <SecretField label={label} help={help} required={field.required ?? false} stored={stored} value={typeof value === 'string' || value === null ? value : undefined} error={error} onChange={onChange} />;
    case 'number':
      return <NumberInput {...common} value={typeof shown === 'number' ? shown : ''} onChange={(next) => onChange(typeof next === 'number' ? next : next === '' ? '' : Number(next))} />;
    case 'switch':
      return <Switch className="wide" label={label} description={help} error={error} checked={shown === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'choice':
      return <Select {...common} allowDeselect={false} data={(field.choices ?? []).map((each) => ({ value: each.value, label: each.label[language] }))} value={typeof shown === 'string' ? shown : null} onChange={(next) => onChange(next ?? undefined)} />;
    case 'list':
      return <TagsInput {...common} className="wide" description={inARow([help ?? '', t('list.hint')])} splitChars={[',', '，', '、', '\n']} acceptValueOnBlur value={Array.isArray(shown) ? [...shown] : []} onChange={onChange} />;
    case 'longText':
      return <Textarea {...common} className="wide" autosize minRows={3} maxRows={12} value={typeof shown === 'string' ? shown : ''} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'text':
      return <TextInput {...common} autoComplete="off" spellCheck={false} value={typeof shown === 'string' ? shown : ''} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
