import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { act } from '../../shared/act.ts';
import { readState } from '../actions/index.ts';
import { presenceLabel } from '../PresenceMenu.tsx';
import { desk } from '../state/desk.ts';
import { COLLEAGUES } from '../state/documents.ts';
import { TRANSFER_AGENT, TRANSFER_QUEUE } from '../state/mutations.ts';
import { t } from '../words/index.ts';

type Target = { readonly kind: 'queue' | 'agent'; readonly id: string };

export function TransferDialog({ close }: { close: () => void }) {
  const [{ data }] = useQuery({ query: COLLEAGUES, requestPolicy: 'cache-and-network' });
  const [filter, setFilter] = useState('');
  const [target, setTarget] = useState<Target | null>(null);
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const { selected } = readState();
  if (!selected) return null;
  const matches = (name: string): boolean => name.toLowerCase().includes(filter.trim().toLowerCase());
  const queues = (data?.queues ?? []).filter((each) => each.enabled && matches(each.name));
  const agents = (data?.agents ?? [])
    .filter((each) => each.enabled && each.id !== desk.get().me?.id && each.roles.some((role) => role === 'agent' || role === 'supervisor') && matches(each.name))
    .sort((a, b) => Number(b.presence === 'ready') - Number(a.presence === 'ready') || a.name.localeCompare(b.name));
  const transfer = async (): Promise<void> => {
    if (!target) return;
    const words = { interaction: selected.id, note: note.trim() || null };
    const done = await (target.kind === 'queue' ? act(TRANSFER_QUEUE, { ...words, queue: target.id }) : act(TRANSFER_AGENT, { ...words, agent: target.id }));
    if (done.ok) close();
    else setFault(done.refusal.message);
  };
  const row = (kind: Target['kind'], id: string, name: string, facts: React.ReactNode) => (
    <label key={id} className="targetRow" data-chosen={target?.id === id || undefined}>
      <input type="radio" name="target" checked={target?.id === id} onChange={() => { setTarget({ kind, id }); setFault(null); }} />
      <b>{name}</b><span>{facts}</span>
    </label>
  );
  return (
    <form onSubmit={(event) => { event.preventDefault(); void transfer(); }}>
      <Stack gap="sm">
        <TextInput data-autofocus aria-label={t('dialog.transferFilter')} placeholder={t('dialog.transferTo')} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
        <fieldset className="targets">
          <legend className="srOnly">{t('dialog.transferTo')}</legend>
          {queues.length > 0 && <h3>{t('dialog.queues')}</h3>}
          {queues.map((each) => row('queue', each.id, each.name, <>{t('queue.ready', { count: each.agentsReady })} · {each.waiting > 0 ? t('queue.waiting', { count: each.waiting }) : t('queue.none')}</>))}
          {agents.length > 0 && <h3>{t('dialog.agents')}</h3>}
          {agents.map((each) => row('agent', each.id, each.name, <><i className="presenceDot" data-presence={each.presence} />{presenceLabel(each.presence, each.reason)} · {each.load}/{each.capacity}</>))}
          {queues.length + agents.length === 0 && <p>{t('dialog.nothingFound')}</p>}
        </fieldset>
        <Textarea label={t('dialog.transferNote')} autosize minRows={2} maxRows={5} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        {fault && <p className="fault" role="alert">{fault}</p>}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t('dialog.cancel')}</Button>
          <Button type="submit" disabled={!target}>{t('dialog.transferDo')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
