import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { locale, t } from '../words.ts';
import { SettingInput } from './SettingInput.tsx';
import { groupsOf, type SettingField, type SettingValue, type SettingValues, shownValue, visibleFields } from './settingFields.ts';

interface Props {
  readonly fields: readonly SettingField[];
  readonly values: SettingValues;
  readonly stored: readonly boolean[];
  readonly fault: (field: string) => string | null;
  readonly onChange: (values: SettingValues) => void;
}

/** The settings of a channel under their headings. What nobody has to fill in is folded until somebody has, or it is at fault. */
export function ChannelFields({ fields, values, stored, fault, onChange }: Props) {
  const there = visibleFields(fields, values);
  const put = (at: number, value: SettingValue): void => onChange(fields.map((_, index) => (index === at ? value : values[index])));
  const isOwn = (at: number): boolean => {
    const field = fields[at];
    if (!field) return false;
    return stored[at] === true || (values[at] !== undefined && JSON.stringify(values[at]) !== JSON.stringify(shownValue(field, undefined)));
  };
  return groupsOf(fields).map(({ name, at }) => {
    const shown = at.filter((index) => there[index]);
    if (shown.length === 0) return null;
    const grid = (
      <div className="fieldGrid" data-one={shown.length === 1 || undefined}>
        {shown.map((index) => {
          const field = fields[index];
          return field && <SettingInput key={index} field={field} value={values[index]} stored={stored[index] ?? false} error={fault(`settings.${field.key}`)} onChange={(value) => put(index, value)} />;
        })}
      </div>
    );
    const title = name?.[locale()] ?? t('ep.connection');
    const isNeeded = name === null || shown.some((index) => fields[index]?.required) || shown.some(isOwn);
    const hasFault = shown.some((index) => fault(`settings.${fields[index]?.key}`) !== null);
    return <Part key={name?.en ?? ''} title={title} folded={!isNeeded} unfold={hasFault}>{grid}</Part>;
  });
}

interface PartProps {
  readonly title: string;
  /** At first. Absent = it cannot be folded. */
  readonly folded?: boolean;
  /** Something in it must be seen. */
  readonly unfold?: boolean;
  readonly children: ReactNode;
}
/** A part of the page under its heading. */
export function Part({ title, folded = false, unfold = false, children }: PartProps) {
  const [canFold] = useState(folded);
  const [open, setOpen] = useState(!folded);
  useEffect(() => {
    if (unfold) setOpen(true);
  }, [unfold]);
  if (!canFold) return <section className="formPart"><h3>{title}</h3>{children}</section>;
  return (
    <details className="formPart" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><h3><IconChevronRight size={16} stroke={2} aria-hidden="true" />{title}</h3></summary>
      {children}
    </details>
  );
}
