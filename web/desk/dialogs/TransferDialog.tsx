import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useQuery } from 'urql';
import { act } from '../../shared/act.ts';
import { readState } from '../actions/index.ts';
import { presenceLabel } from '../PresenceMenu.tsx';
import { desk } from '../state/desk.ts';
import { COLLEAGUES } from '../state/documents.ts';
import { CONSULT, FORWARD } from '../state/partyMutations.ts';
import { ASSIGN, HAND_BACK, TRANSFER_AGENT, TRANSFER_QUEUE } from '../state/mutations.ts';
import { t } from '../words/index.ts';

/** More than these are found by typing. */
const MOST = 60;
type Target = { readonly kind: 'queue' | 'agent' | 'bot' | 'number'; readonly id: string };
/** What somebody types who means a number. */
const isNumber = (text: string): boolean => /^\+?[\d\s().-]{5,}$/.test(text);

/** To a queue or a colleague, with a word for them, back to a bot, or a call to a number; by a supervisor into a colleague's hand; or, of a call, whom to ask aside. */
export function TransferDialog({ close, kind = 'transfer' }: { close: () => void; kind?: 'transfer' | 'assign' | 'consult' }) {
  const assign = kind === 'assign';
  const consult = kind === 'consult';
  const [{ data }] = useQuery({ query: COLLEAGUES, requestPolicy: 'cache-and-network' });
  const [filter, setFilter] = useState('');
  const [picked, setPicked] = useState<Target | null>(null);
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const { opened } = readState();
  if (!opened) return null;
  const matches = (name: string): boolean => name.toLowerCase().includes(filter.trim().toLowerCase());
  const queues = assign ? [] : (data?.queues ?? []).filter((each) => each.enabled && matches(each.name)).slice(0, MOST);
  const agents = (data?.agents ?? [])
    .filter((each) => each.enabled && each.id !== (assign ? opened.owner?.id : desk.get().me?.id) && each.roles.some((role) => role === 'agent' || role === 'supervisor') && matches(each.name))
    .sort((a, b) => Number(b.presence === 'ready') - Number(a.presence === 'ready') || a.name.localeCompare(b.name)).slice(0, MOST);
  const bots = assign || consult || !['active', 'queued'].includes(opened.state) ? [] : (data?.bots ?? []).filter((each) => each.enabled && matches(each.name));
  // Who types a name means the first that is found, until they choose another of them.
  const numbers = !assign && opened.channel === 'voice' && opened.state === 'active' && !opened.callback && !opened.leftMessage && isNumber(filter.trim()) ? [filter.trim()] : [];
  const found: readonly Target[] = [...numbers.map((id) => ({ kind: 'number' as const, id })), ...queues.map(({ id }) => ({ kind: 'queue' as const, id })), ...agents.map(({ id }) => ({ kind: 'agent' as const, id })), ...bots.map(({ id }) => ({ kind: 'bot' as const, id }))];
  const target = found.find((each) => each.id === picked?.id) ?? (filter.trim() === '' ? null : (found[0] ?? null));
  const transfer = async (): Promise<void> => {
    if (!target) return;
    const words = { interaction: opened.id, note: note.trim() || null };
    const done = await (consult ? act(CONSULT, { interaction: opened.id, [target.kind]: target.id }) : target.kind === 'number' ? act(FORWARD, { interaction: opened.id, number: target.id }) : assign ? act(ASSIGN, { interaction: opened.id, agent: target.id }) : target.kind === 'bot' ? act(HAND_BACK, { interaction: opened.id, bot: target.id }) : target.kind === 'queue' ? act(TRANSFER_QUEUE, { ...words, queue: target.id }) : act(TRANSFER_AGENT, { ...words, agent: target.id }));
    if (done.ok) close();
    else setFault(done.refusal.message);
  };
  /** From the filter straight into what it found. */
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    const radios = event.currentTarget.form?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? [];
    const first = [...radios].find((radio) => radio.checked) ?? radios[0];
    first?.click();
    first?.focus();
  };
  const row = (of: Target['kind'], id: string, name: string, facts: React.ReactNode) => (
    <label key={id} className="targetRow" data-chosen={target?.id === id || undefined}>
      <input type="radio" name="target" checked={target?.id === id} onChange={() => { setPicked({ kind: of, id }); setFault(null); }} />
      <b>{name}</b><span>{facts}</span>
    </label>
  );
  const to = t(assign ? 'dialog.assignTo' : consult || opened.channel === 'voice' ? 'dialog.consultTo' : 'dialog.transferTo');
  return (
    <form onSubmit={(event) => { event.preventDefault(); void transfer(); }}>
      <Stack gap="sm">
        {consult && <p className="dialogLead">{t('dialog.consultLead')}</p>}
        <TextInput data-autofocus aria-label={t(opened.channel === 'voice' && !assign ? 'dialog.numberFilter' : 'dialog.transferFilter')} placeholder={to} onKeyDown={onKeyDown} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
        <fieldset className="targets">
          <legend className="srOnly">{to}</legend>
          {numbers.length > 0 && <h3>{t('dialog.numbers')}</h3>}
          {numbers.map((each) => row('number', each, each, t('dialog.numberFact')))}
          {queues.length > 0 && <h3>{t('dialog.queues')}</h3>}
          {queues.map((each) => row('queue', each.id, each.name, <>{t('queue.ready', { count: each.agentsReady })} · {each.waiting > 0 ? t('queue.waiting', { count: each.waiting }) : t('queue.none')}</>))}
          {agents.length > 0 && <h3>{t('dialog.agents')}</h3>}
          {agents.map((each) => row('agent', each.id, each.name, <><i className="presenceDot" data-presence={each.presence} />{presenceLabel(each.presence, each.reason)} · {each.load}/{each.capacity}</>))}
          {bots.length > 0 && <h3>{t('dialog.bots')}</h3>}
          {bots.map((each) => row('bot', each.id, each.name, t('dialog.bot')))}
          {found.length === 0 && <p>{t('dialog.nothingFound')}</p>}
        </fieldset>
        {!assign && !consult && target?.kind !== 'bot' && target?.kind !== 'number' && <Textarea label={t('dialog.transferNote')} autosize minRows={2} maxRows={5} value={note} onChange={(event) => setNote(event.currentTarget.value)} />}
        {fault && <p className="fault" role="alert">{fault}</p>}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t('dialog.cancel')}</Button>
          <Button type="submit" disabled={!target}>{t(assign ? 'dialog.assignDo' : consult ? 'dialog.consultDo' : 'dialog.transferDo')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
