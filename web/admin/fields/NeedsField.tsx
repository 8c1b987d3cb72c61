import { ActionIcon, Button, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';

export interface Need { readonly skill: string; readonly level: number }

/** Skills with a level each: what an agent can, or what a step needs. */
export function NeedsField({ value, onChange, skills, add }: { value: readonly Need[]; onChange: (value: readonly Need[]) => void; skills: readonly { readonly id: string; readonly name: string }[]; add: string }) {
  const free = skills.filter((skill) => !value.some((need) => need.skill === skill.id));
  const put = (at: number, change: Partial<Need>): void => onChange(value.map((each, index) => (index === at ? { ...each, ...change } : each)));
  return (
    <div className="needs">
      {value.map((need, at) => (
        <div key={need.skill} className="need">
          <Select size="xs" aria-label={t('f.skill')} allowDeselect={false} value={need.skill} data={optionsOf(skills.filter((skill) => skill.id === need.skill || free.includes(skill)))} onChange={(skill) => skill && put(at, { skill })} />
          <NumberInput size="xs" aria-label={t('f.level')} prefix={`${t('f.level')} `} min={1} max={5} clampBehavior="strict" value={need.level} onChange={(level) => put(at, { level: Number(level) || 1 })} />
          <ActionIcon variant="subtle" color="gray" aria-label={t('remove')} onClick={() => onChange(value.filter((_, index) => index !== at))}><IconX size={14} /></ActionIcon>
        </div>
      ))}
      {free[0] && <Button size="compact-xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => free[0] && onChange([...value, { skill: free[0].id, level: 3 }])}>{add}</Button>}
    </div>
  );
}
