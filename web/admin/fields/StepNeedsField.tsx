import { Button, NumberInput, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { t } from '../words.ts';
import { type SkillLevel, SkillRow } from './NeedsField.tsx';
import { NEED_KINDS, type Need } from './steps.ts';

type Skills = readonly { readonly id: string; readonly name: string }[];

/** What a step asks of skills: required (with alternatives), preferred with a weight, or kept from. */
export function StepNeedsField({ value, onChange, skills }: { value: readonly Need[]; onChange: (value: readonly Need[]) => void; skills: Skills }) {
  const first = skills[0];
  const free = skills.find((skill) => !value.some((need) => need.skill === skill.id)) ?? first;
  const put = (at: number, next: Need | null): void => onChange(value.flatMap((each, index) => (index === at ? (next ? [next] : []) : [each])));
  return (
    <div className="needs">
      {value.map((need, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same skill may be named twice
        <One key={at} need={need} skills={skills} put={(next) => put(at, next)} />
      ))}
      {free && <Button size="compact-xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => onChange([...value, { skill: free.id, level: 3 }])}>{t('f.addNeed')}</Button>}
    </div>
  );
}

function One({ need, skills, put }: { need: Need; skills: Skills; put: (next: Need | null) => void }) {
  const kind = need.kind ?? 'required';
  const or = need.or ?? [];
  const other = skills.find((skill) => skill.id !== need.skill && !or.some((one) => one.skill === skill.id));
  const putOr = (next: readonly SkillLevel[]): void => {
    const { or: _none, ...rest } = need;
    put(next.length > 0 ? { ...rest, or: next } : rest);
  };
  const change = (to: string | null): void => {
    const { skill, level } = need;
    put(to === 'preferred' ? { skill, level, kind: to } : to === 'excluded' ? { skill, level, kind: to } : { skill, level });
  };
  return (
    <div className="stepNeed">
      <SkillRow
        value={need} skills={skills} put={(part) => put({ ...need, ...part })} remove={() => put(null)}
        before={<Select size="xs" className="needKind" aria-label={t('f.needKind')} allowDeselect={false} value={kind} data={NEED_KINDS.map((each) => ({ value: each, label: t(`need.${each}`) }))} onChange={change} />}
      />
      {or.map((one, at) => (
        <SkillRow key={one.skill} value={one} skills={skills} put={(part) => putOr(or.map((each, index) => (index === at ? { ...each, ...part } : each)))} remove={() => putOr(or.filter((_, index) => index !== at))} before={<span className="needOr">{t('need.or')}</span>} />
      ))}
      {kind === 'required' && other && <Button size="compact-xs" variant="subtle" onClick={() => putOr([...or, { skill: other.id, level: 3 }])}>{t('need.addOr')}</Button>}
      {kind === 'preferred' && <NumberInput size="xs" aria-label={t('f.weight')} prefix={`${t('f.weight')} `} min={1} max={100} clampBehavior="strict" value={need.weight ?? 1} onChange={(weight) => put({ ...need, weight: Number(weight) || 1 })} />}
    </div>
  );
}
