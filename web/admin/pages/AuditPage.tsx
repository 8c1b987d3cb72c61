import { useEffect, useState } from 'react';
import { client } from '../../shared/client.ts';
import type { ResultOf } from '../../shared/graphql.ts';
import type { PageProps } from '../App.tsx';
import { AUDIT, type Configuration } from '../documents.ts';
import { moment } from '../moment.ts';
import { t } from '../words.ts';

type Event = ResultOf<typeof AUDIT>['audit']['nodes'][number];
const PAGES = 20;

/** The log is told from its beginning; whoever audits wants its end first. */
async function readAll(): Promise<{ events: readonly Event[]; fault: string | null }> {
  const events: Event[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const { data, error }: Awaited<ReturnType<typeof ask>> = await ask(after);
    if (!data) return { events, fault: error?.message ?? null };
    events.push(...data.audit.nodes);
    after = data.audit.endCursor;
    if (data.audit.nodes.length < 50) break;
  }
  return { events: events.reverse(), fault: null };
}
const ask = (after: string | null) => client.query(AUDIT, { after }, { requestPolicy: 'network-only' }).toPromise();

/** Names for the ids that are still known. */
function namesOf(all: Configuration): ReadonlyMap<string, string> {
  const named = [...all.agents, ...all.teams, ...all.skills, ...all.plans, ...all.queues, ...all.bots, ...all.entryPoints];
  return new Map(named.map((item) => [item.id, item.name]));
}
function written(value: unknown, names: ReadonlyMap<string, string>): string {
  if (Array.isArray(value)) return value.map((each) => written(each, names)).join(', ') || '—';
  if (typeof value === 'object' && value !== null) return Object.values(value).map((each) => written(each, names)).join(' ');
  return names.get(String(value)) ?? String(value);
}
function said(data: unknown, names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).filter(([key, value]) => !['what', 'kind', 'id', 'name'].includes(key) && value !== null && value !== '').map(([key, value]) => [key, written(value, names).slice(0, 160)]);
}
const text = (data: unknown, ...keys: readonly string[]): string | null => {
  for (const key of keys) {
    const value = ((data ?? {}) as Record<string, unknown>)[key];
    if (typeof value === 'string') return value;
  }
  return null;
};

export function AuditPage({ all }: PageProps) {
  const [log, setLog] = useState<Awaited<ReturnType<typeof readAll>> | null>(null);
  useEffect(() => {
    void readAll().then(setLog);
  }, []);
  const names = namesOf(all);
  return (
    <>
      <header className="pageHead"><div><h1>{t('nav.audit')}</h1><p>{t('lead.audit')}</p></div></header>
      {!log && <div className="bones" aria-hidden="true"><i /><i /><i /></div>}
      {log?.fault && <p className="fault" role="alert">{log.fault}</p>}
      {log && !log.fault && log.events.length === 0 && <div className="blank"><strong>{t('empty.audit')}</strong></div>}
      {log && log.events.length > 0 && (
        <div className="tableBox">
          <table>
            <thead><tr><th scope="col">{t('audit.when')}</th><th scope="col">{t('audit.who')}</th><th scope="col">{t('audit.what')}</th><th scope="col">{t('audit.values')}</th></tr></thead>
            <tbody>
              {log.events.map((event) => (
                <tr key={event.id}>
                  <td>{moment(event.at)}</td>
                  <td>{names.get(event.actorId ?? '') ?? '—'}</td>
                  <td>{text(event.data, 'what', 'kind') ?? event.cause}<small>{text(event.data, 'name') ?? names.get(text(event.data, 'id') ?? '')}</small></td>
                  <td data-wide>{said(event.data, names).map(([key, value]) => <span key={key} className="change"><i>{key}</i> {value}</span>)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
