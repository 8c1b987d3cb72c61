import { Button, NumberInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { t } from '../words.ts';
import { StepNeedsField } from './StepNeedsField.tsx';
import type { Need } from './steps.ts';

interface Rules { readonly priority?: number; readonly needs?: readonly Need[]; readonly lastAgentSeconds?: number }
export type Levels = Readonly<Record<string, Rules>>;

const ALL = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const readLevels = (value: unknown): Levels => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Levels) : {});

interface Props {
  value: Levels;
  onChange: (value: Levels) => void;
  skills: readonly { readonly id: string; readonly name: string }[];
  fault: (field: string) => string | null;
}

/** What each customer level does; a level that is not here does nothing. */
export function LevelsField({ value, onChange, skills, fault }: Props) {
  const free = ALL.find((level) => !(level in value));
  const put = (level: string, rules: Rules | null): void => {
    const { [level]: _gone, ...others } = value;
    onChange(rules === null ? others : { ...others, [level]: rules });
  };
  return (
    <div className="levels">
      {Object.keys(value).sort().map((level) => <One key={level} level={level} rules={value[level] ?? {}} put={(rules) => put(level, rules)} skills={skills} fault={fault(`levels.${level}`)} />)}
      {free && <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => put(free, { priority: 5 })}>{t('f.addLevel')}</Button>}
    </div>
  );
}

function One({ level, rules, put, skills, fault }: { level: string; rules: Rules; put: (rules: Rules | null) => void; skills: Props['skills']; fault: string | null }) {
  const change = (key: 'priority' | 'lastAgentSeconds', to: string | number): void => {
    const { [key]: _old, ...others } = rules;
    put(to === '' ? others : { ...others, [key]: Number(to) });
  };
  const needs = (next: readonly Need[]): void => {
    const { needs: _old, ...others } = rules;
    put(next.length === 0 ? others : { ...others, needs: next });
  };
  return (
    <fieldset className="level">
      <legend>{t('level.of', { level })}</legend>
      <Button className="levelGone" size="compact-xs" variant="subtle" color="gray" leftSection={<IconTrash size={14} />} aria-label={t('level.remove', { level })} onClick={() => put(null)}>{t('remove')}</Button>
      <div className="two">
        <NumberInput label={t('f.priority')} description={t('level.priority.hint')} min={-1000} max={1000} value={rules.priority ?? ''} onChange={(to) => change('priority', to)} />
        <NumberInput label={t('level.last')} description={t('level.last.hint')} min={0} max={3600} value={rules.lastAgentSeconds ?? ''} onChange={(to) => change('lastAgentSeconds', to)} />
      </div>
      <div><span className="fieldLabel">{t('level.needs')}</span><StepNeedsField value={rules.needs ?? []} onChange={needs} skills={skills} /></div>
      {fault && <p className="fault" role="alert">{fault}</p>}
    </fieldset>
  );
}
