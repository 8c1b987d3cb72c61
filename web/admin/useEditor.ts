import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import type { Acted } from '../shared/act.ts';
import type { Refusal } from '../shared/graphql.ts';
import type { Configuration } from './documents.ts';
import { t } from './words.ts';

const within = (at: string | null, field: string): boolean => at === field || (at?.startsWith(`${field}.`) ?? false);

/** The values of a form, and what the hub said about each of its fields. */
export function useEditor<T extends object>(initial: T, save: (values: T) => Promise<Acted<unknown>>, done: () => void) {
  const [values, setValues] = useState(initial);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const faults = refusal === null ? [] : refusal.faults?.length ? refusal.faults : [refusal];
  const [busy, setBusy] = useState(false);
  const seeking = useRef(false);
  // To the field at fault, once it says so.
  useEffect(() => {
    if (!seeking.current || busy || refusal === null) return;
    seeking.current = false;
    const field = document.querySelector<HTMLElement>('.editor [aria-invalid="true"]');
    // It may be in a part that is folded.
    const part = field?.closest('details');
    if (part) part.open = true;
    field?.focus();
  });
  const refuse = (no: Refusal): void => {
    seeking.current = true;
    setRefusal(no);
  };
  return {
    values,
    busy,
    set: <K extends keyof T>(key: K, value: T[K]): void => {
      setValues((now) => ({ ...now, [key]: value }));
      setRefusal(null);
    },
    /** What the hub said against these values when it was asked something else than to save them. */
    refuse,
    /** The fault of a field, or of anything inside of it. */
    fault: (field: string): string | null => faults.find((one) => within(one.field, field))?.message ?? null,
    /** The faults of none of the fields that show theirs. */
    rest: (...shown: readonly string[]): string | null => faults.filter((one) => !shown.some((field) => within(one.field, field))).map((one) => one.message).join(' ') || null,
    async submit(): Promise<boolean> {
      setBusy(true);
      setRefusal(null);
      const result = await save(values);
      setBusy(false);
      if (!result.ok) {
        refuse(result.refusal);
        return false;
      }
      notifications.show({ message: t('saved'), autoClose: 2_000, withBorder: true });
      done();
      return true;
    },
  };
}
/** Queues that work can be sent to, but this one. */
export const openQueues = (queues: Configuration['queues'], but: string | null = null): Configuration['queues'] => queues.filter((queue) => queue.enabled && queue.id !== but);
export const optionsOf = (items: readonly { readonly id: string; readonly name: string }[]) => items.map((item) => ({ value: item.id, label: item.name }));
/** Every site that an agent is at, by name. */
export const sitesOf = (agents: Configuration['agents']): string[] => [...new Set(agents.flatMap((agent) => agent.site ?? []))].sort();
export const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map((item) => item.id);
