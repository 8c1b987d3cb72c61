import { Input, Select } from '@mantine/core';
import { createContext, useContext, useId } from 'react';
import type { Configuration } from '../documents.ts';
import { locale, t } from '../words.ts';
import { type Heard, Listen } from './Listen.tsx';

type Prompt = Pick<Configuration['prompts'][number], 'id' | 'name' | 'textEn' | 'textZh' | 'url' | 'durationMs'>;
type Language = Heard['language'];
interface There {
  readonly prompts: readonly Prompt[];
  /** In which callers are spoken to; null = in either. */
  readonly language: Language | null;
}
const Prompts = createContext<There>({ prompts: [], language: null });
export const PromptsThere = Prompts.Provider;
export const usePrompts = (): There => useContext(Prompts);

/** What callers hear of a prompt; one that has no words in their language is read in the other. */
export function heardOf({ url, textEn, textZh }: Pick<Prompt, 'url' | 'textEn' | 'textZh'>, language: Language | null): Heard {
  const asked = language ?? (locale() === 'zh' ? 'zh-CN' : 'en');
  const isChinese = asked === 'zh-CN' ? textZh !== '' || textEn === '' : textEn === '' && textZh !== '';
  return { url, words: isChinese ? textZh : textEn, language: isChinese ? 'zh-CN' : 'en' };
}

interface Props {
  /** Seen above it, or only said of it. */
  readonly label: string;
  readonly isSeen?: boolean;
  readonly help?: string | undefined;
  /** By what a prompt is named where it is chosen. */
  readonly by: 'id' | 'name';
  readonly value: string | null;
  /** What is heard where none is chosen. */
  readonly none: string;
  /** Only those with a recording. */
  readonly onlySounds?: boolean;
  /** Words that callers hear rather than those of a prompt without a recording. */
  readonly over?: { readonly en: string; readonly zh: string };
  readonly size?: 'xs' | 'sm';
  readonly error?: string | null;
  readonly onChange: (value: string | null) => void;
}

/** One of the prompts that there are, and a button to hear it. */
export function PromptPicker({ label, isSeen = true, help, by, value, none, onlySounds = false, over = { en: '', zh: '' }, size = 'sm', error = null, onChange }: Props) {
  const { prompts, language } = usePrompts();
  const id = useId();
  const chosen = value === null ? undefined : prompts.find((prompt) => prompt[by] === value);
  const offered = prompts.filter((prompt) => !onlySounds || prompt.durationMs !== null || prompt === chosen);
  // Of an id nobody can tell what it was.
  const gone = value !== null && !chosen ? [{ value, label: by === 'name' ? value : t('prompt.goneOne') }] : [];
  const wrong = gone.length > 0 ? t(by === 'name' ? 'prompt.unknown' : 'prompt.gone', { name: value ?? '' }) : onlySounds && chosen?.durationMs === null ? t('prompt.noSound', { name: chosen.name }) : null;
  return (
    <div className="promptPicker" data-size={size}>
      {isSeen && <Input.Label htmlFor={id}>{label}</Input.Label>}
      {help && <Input.Description>{help}</Input.Description>}
      <div className="promptPick">
        <Select
          id={id} size={size} clearable searchable={prompts.length > 8} aria-label={isSeen ? undefined : label} placeholder={none} nothingFoundMessage={t(onlySounds ? 'prompt.noSounds' : 'prompt.noPrompts')} error={error !== null || wrong !== null}
          data={[...gone, ...offered.map((prompt) => ({ value: prompt[by], label: prompt.name }))]} value={value} onChange={onChange}
        />
        {chosen && <Listen name={chosen.name} heard={heardOf({ url: chosen.url, textEn: over.en || chosen.textEn, textZh: over.zh || chosen.textZh }, language)} size={size === 'xs' ? 30 : 36} />}
      </div>
      {(error ?? wrong) && <Input.Error role="alert">{error ?? wrong}</Input.Error>}
    </div>
  );
}
