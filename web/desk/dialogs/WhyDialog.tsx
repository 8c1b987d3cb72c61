import { Select, Stack } from '@mantine/core';
import { IconPointFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { type CombinedError, useQuery } from 'urql';
import { tagOf } from '../../shared/locale.ts';
import { faultOf } from '../../shared/refusals.ts';
import { Skeletons } from '../parts.tsx';
import { COLLEAGUES, WHY_IDLE, WHY_NOT, WHY_WAITING } from '../state/documents.ts';
import type { Asked } from '../state/ui.ts';
import { t, useLocale } from '../words/index.ts';

/** What is true now is asked for again this often while somebody reads it. */
const AGAIN = 5_000;

/** Why something waits and why not this agent, or why an agent has nothing to do: the router's own words, as things are now. */
export function WhyDialog({ asked }: { asked: Asked }) {
  const [agent, setAgent] = useState(asked.kind === 'idle' ? asked.agent : null);
  return (
    <Stack gap="md" className="whyDialog">
      {asked.kind === 'waiting' && <Waiting id={asked.interaction} />}
      <AgentSelect label={t(asked.kind === 'waiting' ? 'why.notWhom' : 'why.idleWhom')} value={agent} onChange={setAgent} focus={asked.kind === 'idle' ? asked.agent === null : asked.toAgent} />
      {agent && (asked.kind === 'waiting' ? <Not key={agent} id={asked.interaction} agent={agent} /> : <Idle key={agent} agent={agent} />)}
    </Stack>
  );
}

function Waiting({ id }: { id: string }) {
  const locale = tagOf(useLocale());
  const [{ data, error }, again] = useQuery({ query: WHY_WAITING, variables: { id, locale }, requestPolicy: 'network-only' });
  useRepeat(again);
  return <Sentences data={data && (data.whyWaiting?.sentences ?? [])} error={error} none={t('why.notWaiting')} />;
}

function Not({ id, agent }: { id: string; agent: string }) {
  const locale = tagOf(useLocale());
  const [{ data, error }, again] = useQuery({ query: WHY_NOT, variables: { id, agent, locale }, requestPolicy: 'network-only' });
  useRepeat(again);
  return <Sentences data={data && (data.whyNot?.sentences ?? [])} error={error} none={t('why.unknown')} />;
}

function Idle({ agent }: { agent: string }) {
  const locale = tagOf(useLocale());
  const [{ data, error }, again] = useQuery({ query: WHY_IDLE, variables: { agent, locale }, requestPolicy: 'network-only' });
  useRepeat(again);
  return <Sentences data={data && (data.whyIdle?.sentences ?? [])} error={error} none={t('why.unknown')} />;
}

function useRepeat(again: (options: { requestPolicy: 'network-only' }) => void): void {
  useEffect(() => {
    const timer = setInterval(() => again({ requestPolicy: 'network-only' }), AGAIN);
    return () => clearInterval(timer);
  }, [again]);
}

function Sentences({ data, error, none }: { data: readonly string[] | undefined; error: CombinedError | undefined; none: string }) {
  if (!data) return error ? <p className="fault" role="alert">{faultOf(error)}</p> : <Skeletons count={2} height={20} />;
  return <ul className="sentences obstacles" role="status">{(data.length > 0 ? data : [none]).map((sentence) => <li key={sentence}><IconPointFilled size={16} />{sentence}</li>)}</ul>;
}

/** Those who may be offered work at all. */
function AgentSelect({ label, value, onChange, focus }: { label: string; value: string | null; onChange: (id: string | null) => void; focus: boolean }) {
  const [{ data }] = useQuery({ query: COLLEAGUES, requestPolicy: 'cache-and-network' });
  const agents = (data?.agents ?? []).filter((each) => each.enabled && each.roles.includes('agent')).sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Select
      searchable limit={60} openOnFocus={false} data-autofocus={focus || undefined} label={label} placeholder={t('why.chooseAgent')} nothingFoundMessage={t('dialog.nothingFound')}
      data={agents.map((each) => ({ value: each.id, label: each.name }))} value={value} onChange={onChange} comboboxProps={{ withinPortal: true }}
    />
  );
}
