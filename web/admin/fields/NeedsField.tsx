import { ActionIcon, Button, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';

export interface SkillLevel { readonly skill: string; readonly level: number }
type Skills = readonly { readonly id: string; readonly name: string }[];

/** One skill with a level, to be changed or taken away; `before` stands in front of it. */
export function SkillRow({ value, skills, put, remove, before }: { value: SkillLevel; skills: Skills; put: (change: Partial<SkillLevel>) => void; remove: () => void; before?: ReactNode }) {
  return (
    <div className="need">
      {before}
      <Select size="xs" aria-label={t('f.skill')} allowDeselect={false} value={value.skill} data={optionsOf(skills)} onChange={(skill) => skill && put({ skill })} />
      <NumberInput size="xs" aria-label={t('f.level')} prefix={`${t('f.level')} `} min={1} max={5} clampBehavior="strict" value={value.level} onChange={(level) => put({ level: Number(level) || 1 })} />
      <ActionIcon variant="subtle" color="gray" aria-label={t('remove')} onClick={remove}><IconX size={14} /></ActionIcon>
    </div>
  );
}

/** The skills of an agent, with a level each. */
export function NeedsField({ value, onChange, skills, add }: { value: readonly SkillLevel[]; onChange: (value: readonly SkillLevel[]) => void; skills: Skills; add: string }) {
  const free = skills.filter((skill) => !value.some((need) => need.skill === skill.id));
  const put = (at: number, change: Partial<SkillLevel>): void => onChange(value.map((each, index) => (index === at ? { ...each, ...change } : each)));
  return (
    <div className="needs">
      {value.map((need, at) => (
        <SkillRow key={need.skill} value={need} skills={skills.filter((skill) => skill.id === need.skill || free.includes(skill))} put={(change) => put(at, change)} remove={() => onChange(value.filter((_, index) => index !== at))} />
      ))}
      {free[0] && <Button size="compact-xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => free[0] && onChange([...value, { skill: free[0].id, level: 3 }])}>{add}</Button>}
    </div>
  );
}
