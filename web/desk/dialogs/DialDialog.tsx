import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useQuery } from 'urql';
import { Skeletons } from '../parts.tsx';
import { callNumber } from '../phone/dial.ts';
import { DOORS } from '../state/documents.ts';
import { t } from '../words/index.ts';

/** What was typed last and not called; closing the dialog loses nothing. */
let typed = '';

/** Calls a number that stands nowhere to be clicked. */
export function DialDialog({ close }: { close: () => void }) {
  const [{ data }] = useQuery({ query: DOORS, requestPolicy: 'cache-and-network' });
  const [number, setNumber] = useState(typed);
  const [chosen, setChosen] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!data) return <Skeletons count={2} height={40} />;
  const doors = data.entryPoints.filter((each) => each.enabled && each.capabilities.dials);
  const door = doors.find((each) => each.id === chosen) ?? doors[0];
  if (!door) return <p className="dialogLead">{t('dial.none')}</p>;
  const put = (value: string): void => {
    typed = value;
    setNumber(value);
    setFault(null);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (number.trim() === '') return setFault(t('dial.missing'));
    setBusy(true);
    const done = await callNumber({ number: number.trim(), entryPoint: door.id });
    setBusy(false);
    if (!done.ok) return setFault(done.refusal.message);
    typed = '';
    close();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput data-autofocus type="tel" autoComplete="off" size="md" className="tnum" label={t('dial.number')} description={t('dial.hint')} placeholder="+86 138 0013 8000" value={number} error={fault} onChange={(event) => put(event.currentTarget.value)} />
        {doors.length > 1 && <Select label={t('first.by')} allowDeselect={false} value={door.id} onChange={setChosen} data={doors.map((each) => ({ value: each.id, label: each.name }))} />}
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={close}>{t('dialog.cancel')}</Button><Button type="submit" loading={busy} leftSection={<IconPhone size={16} />}>{t('dial.call')}</Button></Group>
      </Stack>
    </form>
  );
}
