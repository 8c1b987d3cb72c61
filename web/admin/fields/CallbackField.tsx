import { Input, NumberInput, Radio, Switch, TextInput } from '@mantine/core';
import { DocsLink } from '../DocsLink.tsx';
import { t } from '../words.ts';

/** How a queue calls back, in its API's units; null = it does not. */
export interface Callback {
  readonly attempts: number;
  readonly gapSeconds: number;
  readonly offerAfterSeconds: number;
  readonly first: 'agent' | 'customer';
  /** Percent. */
  readonly mostAbandoned: number;
  /** Times of the day; null = whenever the queue is open. */
  readonly from: string | null;
  readonly until: string | null;
}
type Whole = 'attempts' | 'gapSeconds' | 'offerAfterSeconds';
const USUAL: Callback = { attempts: 3, gapSeconds: 900, offerAfterSeconds: 60, first: 'agent', mostAbandoned: 3, from: null, until: null };

export const readCallback = (value: unknown): Callback | null => (typeof value === 'object' && value !== null ? { ...USUAL, ...(value as Partial<Callback>) } : null);

interface Props { value: Callback | null; onChange: (value: Callback | null) => void; fault: (field: string) => string | null }

export function CallbackField({ value, onChange, fault }: Props) {
  const set = (changed: Partial<Callback>): void => onChange({ ...(value ?? USUAL), ...changed });
  const number = (key: Whole, min: number, max: number, unit = 1) => (
    <NumberInput
      label={t(`f.callback.${key}`)} min={min / unit} max={max / unit} value={(value?.[key] ?? USUAL[key]) / unit} error={fault(`callback.${key}`)}
      onChange={(next) => set({ [key]: Math.round(Number(next) * unit) })}
    />
  );
  const time = (key: 'from' | 'until') => (
    <TextInput
      label={t(`f.callback.${key}`)} type="time" value={value?.[key] ?? ''} error={fault(`callback.${key}`)}
      onChange={(event) => set({ [key]: event.currentTarget.value === '' ? null : event.currentTarget.value })}
    />
  );
  return (
    <fieldset className="part">
      <legend>{t('part.callback')}</legend>
      <Switch label={t('f.callback')} description={<>{t('f.callback.hint')} <DocsLink at="calling-back" /></>} checked={value !== null} onChange={(event) => onChange(event.currentTarget.checked ? USUAL : null)} />
      {value && (
        <>
          <div className="two">{number('offerAfterSeconds', 0, 3_600)}{number('attempts', 1, 10)}{number('gapSeconds', 60, 86_400, 60)}</div>
          <Input.Wrapper className="callbackHours" description={t('f.callback.hours.hint')} inputWrapperOrder={['label', 'input', 'description', 'error']}>
            <div className="two">{time('from')}{time('until')}</div>
          </Input.Wrapper>
          <Radio.Group label={<>{t('f.callback.first')} <DocsLink at="whose-telephone-rings-first" /></>} value={value.first} error={fault('callback.first')} onChange={(first) => set({ first: first === 'customer' ? 'customer' : 'agent' })}>
            <div className="callbackFirst">{(['agent', 'customer'] as const).map((first) => <Radio key={first} value={first} label={t(`f.callback.first.${first}`)} description={t(`f.callback.first.${first}.hint`)} />)}</div>
          </Radio.Group>
          {value.first === 'customer' && (
            <NumberInput
              label={t('f.callback.mostAbandoned')} description={t('f.callback.mostAbandoned.hint')} min={0} max={100} decimalScale={1} value={value.mostAbandoned} error={fault('callback.mostAbandoned')}
              onChange={(next) => set({ mostAbandoned: Number(next) })}
            />
          )}
        </>
      )}
    </fieldset>
  );
}
