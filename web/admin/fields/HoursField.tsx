import { ActionIcon, Button, Checkbox, Input, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { DocsLink } from '../DocsLink.tsx';
import { locale, t } from '../words.ts';

type Range = readonly [string, string];
export interface Hours { readonly zone: string; readonly week: Readonly<Record<string, readonly Range[]>>; readonly dates?: Readonly<Record<string, readonly Range[]>>; readonly closedNow?: boolean }
const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

export const readHours = (value: unknown): Hours | null => (typeof value === 'object' && value !== null && 'zone' in value && 'week' in value ? (value as Hours) : null);

const tag = (): string => (locale() === 'zh' ? 'zh-CN' : 'en-GB');
/** "Fri, 25 December 2026", of the date itself: in no zone is it another. */
const written = (date: string): string => new Intl.DateTimeFormat(tag(), { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
const nowIn = (zone: string): string => new Intl.DateTimeFormat(tag(), { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date());

interface Props { value: Hours | null; onChange: (value: Hours | null) => void; error: string | null; zone: string; /** Stands under a heading that says what it is. */ headed?: boolean }

/** Weekly ranges in a zone, and the dates on which others hold. */
export function HoursField({ value, onChange, error, zone, headed = false }: Props) {
  const start = (): Hours => ({ zone, week: Object.fromEntries(DAYS.slice(0, 5).map((key) => [key, [['09:00', '18:00']] as const])) });
  return (
    <Input.Wrapper label={headed ? undefined : t('f.hours')} description={<DocsLink at="hours" />} error={error}>
      <div className="hours">
        <SegmentedControl size="xs" value={value ? 'weekly' : 'always'} onChange={(next) => onChange(next === 'weekly' ? (value ?? start()) : null)} data={[{ value: 'always', label: t('f.hours.always') }, { value: 'weekly', label: t('f.hours.weekly') }]} />
        {value && (
          <>
            <Select size="xs" searchable label={t('f.zone')} description={t('f.dateZone', { zone: value.zone, now: nowIn(value.zone) })} value={value.zone} data={[...new Set([value.zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]} limit={80} onChange={(next) => next && onChange({ ...value, zone: next })} />
            {DAYS.map((key) => <Day key={key} label={t(`day.${key}`)} ranges={value.week[key] ?? []} onChange={(ranges) => onChange({ ...value, week: { ...value.week, [key]: ranges } })} />)}
            <Dates dates={value.dates ?? {}} onChange={(dates) => onChange({ ...value, dates })} />
            <Checkbox size="xs" label={t('f.closedNow')} checked={value.closedNow ?? false} onChange={(event) => onChange({ ...value, closedNow: event.currentTarget.checked })} />
          </>
        )}
      </div>
    </Input.Wrapper>
  );
}

function Day({ label, ranges, onChange, remove }: { label: string; ranges: readonly Range[]; onChange: (ranges: readonly Range[]) => void; remove?: () => void }) {
  return (
    <div className="hoursDay">
      <span>{label}</span>
      <div>
        {ranges.length === 0 && <em>{t('f.closedDay')}</em>}
        {ranges.map(([from, to], at) => {
          const put = (next: Range): void => onChange(ranges.map((each, index) => (index === at ? next : each)));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: ranges have no identity but their place
            <span key={at} className="hoursRange">
              <TextInput size="xs" type="time" aria-label={`${label} ${t('f.from')}`} value={from} onChange={(event) => put([event.currentTarget.value, to])} />–
              <TextInput size="xs" type={to === '24:00' ? 'text' : 'time'} aria-label={`${label} ${t('f.to')}`} value={to} onChange={(event) => put([from, event.currentTarget.value])} />
              <ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('remove')}: ${label} ${from}–${to}`} onClick={() => onChange(ranges.filter((_, index) => index !== at))}><IconX size={14} /></ActionIcon>
            </span>
          );
        })}
      </div>
      <span className="hoursDo">
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('add')}: ${label}`} onClick={() => onChange([...ranges, ranges.length === 0 ? ['09:00', '18:00'] : ['19:00', '21:00']])}><IconPlus size={14} /></ActionIcon>
        {remove && <ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('remove')}: ${label}`} onClick={remove}><IconTrash size={14} /></ActionIcon>}
      </span>
    </div>
  );
}

/** Holidays and other days of their own, soonest first. A new one is closed until it is given hours. */
function Dates({ dates, onChange }: { dates: Readonly<Record<string, readonly Range[]>>; onChange: (dates: Readonly<Record<string, readonly Range[]>>) => void }) {
  const [date, setDate] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const add = (): void => {
    if (date in dates) return setFault(t('f.dateTaken'));
    onChange({ ...dates, [date]: [] });
    setDate('');
  };
  return (
    <Input.Wrapper className="hoursDates" label={t('f.dates')} description={t('f.dates.hint')}>
      {Object.keys(dates).sort().map((key) => (
        <Day
          key={key} label={written(key)} ranges={dates[key] ?? []} onChange={(ranges) => onChange({ ...dates, [key]: ranges })}
          remove={() => onChange(Object.fromEntries(Object.entries(dates).filter(([each]) => each !== key)))}
        />
      ))}
      <div className="hoursNew">
        <TextInput
          size="xs" type="date" aria-label={t('f.date')} value={date} error={fault} onChange={(event) => { setDate(event.currentTarget.value); setFault(null); }}
          onKeyDown={(event) => { if (event.key !== 'Enter') return; event.preventDefault(); if (date) add(); }}
        />
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} disabled={date === ''} onClick={add}>{t('f.addDate')}</Button>
      </div>
    </Input.Wrapper>
  );
}
