import { ActionIcon, Button, Checkbox, Input, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { t } from '../words.ts';

type Range = readonly [string, string];
export interface Hours { readonly zone: string; readonly week: Readonly<Record<string, readonly Range[]>>; readonly dates?: Readonly<Record<string, readonly Range[]>>; readonly closedNow?: boolean }
const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

export const readHours = (value: unknown): Hours | null => (typeof value === 'object' && value !== null && 'zone' in value && 'week' in value ? (value as Hours) : null);

/** Weekly ranges in a zone. Exceptions by date are kept as they are. */
export function HoursField({ value, onChange, error, zone }: { value: Hours | null; onChange: (value: Hours | null) => void; error: string | null; zone: string }) {
  const day = (key: string, ranges: readonly Range[]): void => value ? onChange({ ...value, week: { ...value.week, [key]: ranges } }) : undefined;
  const start = (): Hours => ({ zone, week: Object.fromEntries(DAYS.slice(0, 5).map((key) => [key, [['09:00', '18:00']] as const])) });
  return (
    <Input.Wrapper label={t('f.hours')} error={error}>
      <div className="hours">
        <SegmentedControl size="xs" value={value ? 'weekly' : 'always'} onChange={(next) => onChange(next === 'weekly' ? (value ?? start()) : null)} data={[{ value: 'always', label: t('f.hours.always') }, { value: 'weekly', label: t('f.hours.weekly') }]} />
        {value && (
          <>
            <Select size="xs" searchable label={t('f.zone')} value={value.zone} data={[...new Set([value.zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]} limit={80} onChange={(next) => next && onChange({ ...value, zone: next })} />
            {DAYS.map((key) => {
              const ranges = value.week[key] ?? [];
              return (
                <div key={key} className="hoursDay">
                  <span>{t(`day.${key}`)}</span>
                  <div>
                    {ranges.length === 0 && <em>{t('f.closedDay')}</em>}
                    {ranges.map(([from, to], at) => {
                      const put = (next: Range): void => day(key, ranges.map((each, index) => (index === at ? next : each)));
                      return (
                        // biome-ignore lint/suspicious/noArrayIndexKey: ranges have no identity but their place
                        <span key={at} className="hoursRange">
                          <TextInput size="xs" type="time" aria-label={`${t(`day.${key}`)} ${t('f.from')}`} value={from} onChange={(event) => put([event.currentTarget.value, to])} />–
                          <TextInput size="xs" type={to === '24:00' ? 'text' : 'time'} aria-label={`${t(`day.${key}`)} ${t('f.to')}`} value={to} onChange={(event) => put([from, event.currentTarget.value])} />
                          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('remove')} onClick={() => day(key, ranges.filter((_, index) => index !== at))}><IconX size={14} /></ActionIcon>
                        </span>
                      );
                    })}
                  </div>
                  <Button size="compact-xs" variant="subtle" color="gray" aria-label={`${t('add')}: ${t(`day.${key}`)}`} onClick={() => day(key, [...ranges, ranges.length === 0 ? ['09:00', '18:00'] : ['19:00', '21:00']])}><IconPlus size={14} /></Button>
                </div>
              );
            })}
            <Checkbox size="xs" label={t('f.closedNow')} checked={value.closedNow ?? false} onChange={(event) => onChange({ ...value, closedNow: event.currentTarget.checked })} />
          </>
        )}
      </div>
    </Input.Wrapper>
  );
}
