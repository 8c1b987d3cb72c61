import { ActionIcon, Button, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';

export type Ranks = Readonly<Record<string, number>>;
interface Queue { readonly id: string; readonly name: string; readonly enabled: boolean }

/** What is ranked, of the queues that there still are. */
export const readRanks = (value: unknown, queues: readonly Queue[]): Ranks =>
  Object.fromEntries(Object.entries(typeof value === 'object' && value !== null ? (value as Ranks) : {}).filter(([id]) => queues.some((queue) => queue.enabled && queue.id === id)));

/** How important queues are to an agent. */
export function RanksField({ value, onChange, queues }: { value: Ranks; onChange: (value: Ranks) => void; queues: readonly Queue[] }) {
  const rows = Object.entries(value);
  const free = queues.filter((queue) => queue.enabled && !(queue.id in value));
  const put = (at: number, row: readonly [string, number]): void => onChange(Object.fromEntries(rows.map((each, index) => (index === at ? row : each))));
  return (
    <div className="needs">
      {rows.map(([id, rank], at) => (
        <div key={id} className="need">
          <Select size="xs" aria-label={t('f.queue')} allowDeselect={false} value={id} data={optionsOf(queues.filter((queue) => queue.id === id || free.includes(queue)))} onChange={(next) => next && put(at, [next, rank])} />
          <NumberInput size="xs" aria-label={t('f.rank')} prefix={`${t('f.rank')} `} min={1} max={9} clampBehavior="strict" value={rank} onChange={(next) => put(at, [id, Number(next) || 1])} />
          <ActionIcon variant="subtle" color="gray" aria-label={t('remove')} onClick={() => onChange(Object.fromEntries(rows.filter((_, index) => index !== at)))}><IconX size={14} /></ActionIcon>
        </div>
      ))}
      {free[0] && <Button size="compact-xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => free[0] && onChange({ ...value, [free[0].id]: 2 })}>{t('f.addRank')}</Button>}
    </div>
  );
}
