import { ActionIcon, Button, Input, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { DocsLink } from '../DocsLink.tsx';
import type { Configuration } from '../documents.ts';
import { openQueues, optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';

type When = { readonly kind: 'expectedWait'; readonly aboveMs: number } | { readonly kind: 'waiting'; readonly above: number } | { readonly kind: 'nobodyStaffed' };
type Then = { readonly kind: 'move' | 'also'; readonly queue: string } | { readonly kind: 'priority'; readonly by: number } | { readonly kind: 'bot'; readonly bot: string } | { readonly kind: 'end' };
/** As the hub keeps it: what happens to those who have waited so long, once. */
export interface Rule { readonly afterMs: number; readonly when: When | null; readonly then: Then }

/** Rules as the hub keeps them; anything else is read as none. */
export const readRules = (value: unknown): readonly Rule[] => (Array.isArray(value) ? (value as Rule[]) : []);

const WHENS = ['always', 'expectedWait', 'waiting', 'nobodyStaffed'] as const;
const THENS = ['move', 'also', 'priority', 'bot', 'end'] as const;

const whenOf = (kind: string | null): When | null =>
  kind === 'expectedWait' ? { kind, aboveMs: 120_000 } : kind === 'waiting' ? { kind, above: 10 } : kind === 'nobodyStaffed' ? { kind } : null;

function thenOf(kind: string | null, all: Configuration, own: string | null): Then {
  if (kind === 'move' || kind === 'also') return { kind, queue: openQueues(all.queues, own)[0]?.id ?? '' };
  if (kind === 'bot') return { kind, bot: all.bots[0]?.id ?? '' };
  return kind === 'priority' ? { kind, by: 1 } : { kind: 'end' };
}

interface Props { value: readonly Rule[]; onChange: (value: readonly Rule[]) => void; fault: (field: string) => string | null; all: Configuration; own: string | null }

/** What happens to those who wait too long, or where waiting is hopeless. */
export function OverflowField({ value, onChange, fault, all, own }: Props) {
  const put = (at: number, change: Partial<Rule>): void => onChange(value.map((each, index) => (index === at ? { ...each, ...change } : each)));
  const add = (): void => onChange([...value, { afterMs: (value.at(-1)?.afterMs ?? 0) + 60_000, when: null, then: thenOf('priority', all, own) }]);
  return (
    <Input.Wrapper label={t('f.overflow')} description={<>{t('f.overflow.hint')} <DocsLink at="when-it-takes-too-long" /> <DocsLink at="several-queues-at-once" label={t('then.also')} /></>} error={value.some((_, at) => fault(`overflow.${at}`)) ? null : fault('overflow')}>
      {value.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the list
        <fieldset key={at} className="rowBox">
          <legend>{t('f.rule', { count: at + 1 })}</legend>
          <div className="two">
            <NumberInput size="xs" label={t('f.after')} min={0} value={rule.afterMs / 1000} error={fault(`overflow.${at}.afterMs`)} onChange={(seconds) => put(at, { afterMs: Math.round(Number(seconds) * 1000) })} />
            <Select size="xs" label={t('f.when')} allowDeselect={false} value={rule.when?.kind ?? 'always'} error={fault(`overflow.${at}.when`)} data={WHENS.map((kind) => ({ value: kind, label: t(`when.${kind}`) }))} onChange={(kind) => put(at, { when: whenOf(kind) })} />
            {rule.when?.kind === 'expectedWait' && <NumberInput size="xs" label={t('f.aboveSeconds')} min={1} value={rule.when.aboveMs / 1000} onChange={(seconds) => put(at, { when: { kind: 'expectedWait', aboveMs: Math.round(Number(seconds) * 1000) } })} />}
            {rule.when?.kind === 'waiting' && <NumberInput size="xs" label={t('f.above')} min={0} value={rule.when.above} onChange={(above) => put(at, { when: { kind: 'waiting', above: Number(above) } })} />}
            <Select size="xs" label={t('f.then')} allowDeselect={false} value={rule.then.kind} error={fault(`overflow.${at}.then`)} data={THENS.map((kind) => ({ value: kind, label: t(`then.${kind}`) }))} onChange={(kind) => put(at, { then: thenOf(kind, all, own) })} />
            {(rule.then.kind === 'move' || rule.then.kind === 'also') && <Select size="xs" label={t('f.queue')} allowDeselect={false} value={rule.then.queue} data={optionsOf(openQueues(all.queues, own))} onChange={(queue) => queue && put(at, { then: { ...rule.then, queue } as Then })} />}
            {rule.then.kind === 'bot' && <Select size="xs" label={t('nav.bots')} allowDeselect={false} value={rule.then.bot} data={optionsOf(all.bots)} onChange={(bot) => bot && put(at, { then: { kind: 'bot', bot } })} />}
            {rule.then.kind === 'priority' && <NumberInput size="xs" label={t('f.by')} value={rule.then.by} onChange={(by) => put(at, { then: { kind: 'priority', by: Number(by) } })} />}
          </div>
          <div className="rowFoot">
            <ActionIcon variant="subtle" color="gray" style={{ marginInlineStart: 'auto' }} aria-label={`${t('remove')}: ${t('f.rule', { count: at + 1 })}`} onClick={() => onChange(value.filter((_, index) => index !== at))}><IconTrash size={16} /></ActionIcon>
          </div>
        </fieldset>
      ))}
      <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={add} mt={6}>{t('f.addRule')}</Button>
    </Input.Wrapper>
  );
}
