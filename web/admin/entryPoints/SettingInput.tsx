import { NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { inARow, locale, t } from '../words.ts';
import { Listen } from '../prompts/Listen.tsx';
import { PromptPicker, usePrompts } from '../prompts/PromptPicker.tsx';
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
  if (field.prompt) return <PromptSetting field={field} text={typeof shown === 'string' ? shown : ''} error={error} onChange={onChange} />;
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

/** One that names a prompt, as `prompt:<name>`; where words may stand for it, they are written below. */
function PromptSetting({ field, text, error, onChange }: Pick<Props, 'field' | 'error' | 'onChange'> & { readonly text: string }) {
  const language = locale();
  const { language: spoken } = usePrompts();
  const label = field.label[language];
  const help = field.help?.[language];
  const name = /^prompt:(.+)$/s.exec(text)?.[1]?.trim() ?? null;
  const choose = (chosen: string | null): void => onChange(chosen === null ? '' : `prompt:${chosen}`);
  if (field.prompt === 'sound') return <div className="wide"><PromptPicker by="name" onlySounds label={label} help={help} none={t('prompt.classOfMusic')} value={name} error={error} onChange={choose} /></div>;
  return (
    <div className="wide promptOrWords">
      <PromptPicker by="name" label={label} help={help} none={t('prompt.ownWords')} value={name} error={name === null ? null : error} onChange={choose} />
      {name === null && (
        <div className="promptPick">
          <Textarea aria-label={label} autosize minRows={2} maxRows={12} value={text} error={error} onChange={(event) => onChange(event.currentTarget.value)} />
          <Listen name={label} heard={{ url: null, words: text, language: spoken ?? 'en' }} />
        </div>
      )}
    </div>
  );
}
