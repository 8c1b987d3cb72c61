import { Select } from '@mantine/core';
import { inARow } from '../words.ts';

export interface Explained<T extends string> { readonly value: T; readonly label: string; readonly hint: string }
interface Props<T extends string> { label: string; options: readonly Explained<T>[]; value: T; onChange: (value: T) => void; error: string | null; more?: string }

/** A choice whose options each say in a sentence what they do: in the list, and below once chosen. */
export function ExplainedSelect<T extends string>({ label, options, value, onChange, error, more = '' }: Props<T>) {
  const of = (key: string | null): Explained<T> | undefined => options.find((each) => each.value === key);
  return (
    <Select
      label={label} allowDeselect={false} data={options.map((each) => ({ value: each.value, label: each.label }))} value={value} error={error}
      inputWrapperOrder={['label', 'input', 'description', 'error']} description={inARow([of(value)?.hint ?? '', more])} maxDropdownHeight={420}
      renderOption={({ option }) => <span className="explained"><b>{option.label}</b><small>{of(option.value)?.hint}</small></span>}
      onChange={(next) => { const found = of(next); if (found) onChange(found.value); }}
    />
  );
}
