import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import type { PageProps } from '../App.tsx';
import { AUDIT } from '../documents.ts';
import { moment } from '../moment.ts';
import { t } from '../words.ts';

/** The values of a change in one line: enough to recognise it, the rest is in the event. */
function said(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  return Object.entries(data).filter(([key, value]) => key !== 'what' && key !== 'kind' && value !== null && value !== '')
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(' · ').slice(0, 300);
}
const kindOf = (data: unknown, cause: string | null): string => {
  const { what, kind } = (data ?? {}) as { what?: unknown; kind?: unknown };
  return typeof what === 'string' ? what : typeof kind === 'string' ? kind : (cause ?? '');
};

export function AuditPage({ all }: PageProps) {
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error }] = useQuery({ query: AUDIT, variables: { after }, requestPolicy: 'cache-and-network' });
  const nodes = data?.audit.nodes ?? [];
  const who = (id: string | null): string => all.agents.find((agent) => agent.id === id)?.name ?? '—';
  return (
    <>
      <header className="pageHead"><div><h1>{t('nav.audit')}</h1><p>{t('lead.audit')}</p></div></header>
      {error && <p className="fault" role="alert">{error.message}</p>}
      {data && nodes.length === 0 && <div className="blank"><strong>{t('empty.audit')}</strong></div>}
      {nodes.length > 0 && (
        <div className="tableBox">
          <table>
            <thead><tr><th scope="col">{t('audit.when')}</th><th scope="col">{t('audit.who')}</th><th scope="col">{t('audit.what')}</th><th scope="col">{t('audit.values')}</th></tr></thead>
            <tbody>{nodes.map((event) => <tr key={event.id}><td>{moment(event.at)}</td><td>{who(event.actorId)}</td><td>{kindOf(event.data, event.cause)}</td><td data-wide>{said(event.data)}</td></tr>)}</tbody>
          </table>
        </div>
      )}
      {nodes.length === 50 && data?.audit.endCursor && <Button mt="md" variant="default" onClick={() => setAfter(data.audit.endCursor)}>{t('more')}</Button>}
    </>
  );
}
