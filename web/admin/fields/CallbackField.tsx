import { NumberInput, Switch } from '@mantine/core';
import { DocsLink } from '../DocsLink.tsx';
import { t } from '../words.ts';

/** How a queue calls back, in its API's units; null = it does not. */
export interface Callback { readonly attempts: number; readonly gapSeconds: number; readonly offerAfterSeconds: number }
const USUAL: Callback = { attempts: 3, gapSeconds: 900, offerAfterSeconds: 60 };

export const readCallback = (value: unknown): Callback | null => (typeof value === 'object' && value !== null ? { ...USUAL, ...(value as Partial<Callback>) } : null);

interface Props { value: Callback | null; onChange: (value: Callback | null) => void; fault: (field: string) => string | null }

export function CallbackField({ value, onChange, fault }: Props) {
  const number = (key: keyof Callback, min: number, max: number, unit = 1) => (
    <NumberInput
      label={t(`f.callback.${key}`)} min={min / unit} max={max / unit} value={(value?.[key] ?? USUAL[key]) / unit} error={fault(`callback.${key}`)}
      onChange={(next) => onChange({ ...(value ?? USUAL), [key]: Math.round(Number(next) * unit) })}
    />
  );
  return (
    <fieldset className="part">
      <legend>{t('part.callback')}</legend>
      <Switch label={t('f.callback')} description={<>{t('f.callback.hint')} <DocsLink at="calling-back" /></>} checked={value !== null} onChange={(event) => onChange(event.currentTarget.checked ? USUAL : null)} />
      {value && <div className="two">{number('offerAfterSeconds', 0, 3_600)}{number('attempts', 1, 10)}{number('gapSeconds', 60, 86_400, 60)}</div>}
    </fieldset>
  );
}
