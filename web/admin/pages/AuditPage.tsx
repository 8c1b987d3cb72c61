import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { client } from '../../shared/client.ts';
import type { ResultOf } from '../../shared/graphql.ts';
import { faultOf } from '../../shared/refusals.ts';
import type { PageProps } from '../App.tsx';
import { AUDIT, type Configuration } from '../documents.ts';
import { moment } from '../moment.ts';
import { has, t } from '../words.ts';

type Event = ResultOf<typeof AUDIT>['audit']['nodes'][number];
const SIZE = 50;
const ask = (after: string | null) => client.query(AUDIT, { first: SIZE, after }, { requestPolicy: 'network-only' }).toPromise();

/** Names for the ids that are still known. */
function namesOf(all: Configuration): ReadonlyMap<string, string> {
  const named = [...all.agents, ...all.teams, ...all.skills, ...all.plans, ...all.queues, ...all.bots, ...all.entryPoints];
  return new Map(named.map((item) => [item.id, item.name]));
}
/** Where the words of a field's values stand under another name. */
const GROUPS: Readonly<Record<string, string>> = { roles: 'role', offerMode: 'mode', offerModes: 'mode' };
/** The words of a field where its form has it under another name. */
const LABELS: Readonly<Record<string, string>> = { targetSeconds: 'f.target', queue: 'w.queue', greeting: 'audit.greeting' };
const labelOf = (key: string): string => {
  const word = LABELS[key] ?? `f.${key}`;
  return has(word) ? t(word as 'f.name') : key;
};
/** What is said of each of several channels or queues. */
const TABLES: ReadonlySet<string> = new Set(['targets', 'ranks', 'interrupts', 'offerModes']);
const named = (value: string, names: ReadonlyMap<string, string>): string => {
  const channel = `channel.${value}`;
  return names.get(value) ?? (has(channel) ? t(channel) : value);
};
function written(value: unknown, names: ReadonlyMap<string, string>, key: string): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) return value.map((each) => written(each, names, key)).join(', ') || '—';
  if (typeof value === 'object' && value !== null && TABLES.has(key)) return Object.entries(value).map(([of, each]) => `${named(of, names)} ${written(each, names, key)}`).join(', ') || '—';
  if (typeof value === 'object' && value !== null) return Object.values(value).map((each) => written(each, names, key)).join(' ');
  const word = `${GROUPS[key] ?? key}.${String(value)}`;
  return has(word) ? t(word) : named(String(value), names);
}
function said(data: unknown, names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  if (typeof data !== 'object' || data === null) return [];
  // Settings of a channel are fields like the others.
  const { settings, ...more } = data as Readonly<Record<string, unknown>>;
  const fields = { ...more, ...(settings as object | undefined) };
  return Object.entries(fields).filter(([key, value]) => !['what', 'kind', 'id', 'name'].includes(key) && value !== null && value !== '').map(([key, value]) => [labelOf(key), written(value, names, key).slice(0, 160)]);
}
const text = (data: unknown, ...keys: readonly string[]): string | null => {
  for (const key of keys) {
    const value = ((data ?? {}) as Record<string, unknown>)[key];
    if (typeof value === 'string') return value;
  }
  return null;
};

const whatOf = (event: Event): string | null => {
  const what = text(event.data, 'what', 'kind');
  return has(`what.${what}`) ? t(`what.${what}` as 'what.agent') : (what ?? event.cause);
};

export function AuditPage({ all }: PageProps) {
  const [log, setLog] = useState<{ readonly events: readonly Event[]; readonly next: string | null } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const read = async (after: string | null): Promise<void> => {
    setBusy(true);
    const { data, error } = await ask(after);
    setBusy(false);
    if (!data) return setFault(faultOf(error));
    const { nodes, endCursor } = data.audit;
    setFault(null);
    setLog((now) => ({ events: [...(after ? (now?.events ?? []) : []), ...nodes], next: nodes.length < SIZE ? null : endCursor }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    void read(null);
  }, []);
  const names = namesOf(all);
  return (
    <>
      <header className="pageHead"><div><h1>{t('nav.audit')}</h1><p>{t('lead.audit')}</p></div></header>
      {!log && fault === null && <div className="bones" aria-hidden="true"><i /><i /><i /></div>}
      {fault !== null && <p className="fault" role="alert">{fault}</p>}
      {log && log.events.length === 0 && <div className="blank"><strong>{t('empty.audit')}</strong></div>}
      {log && log.events.length > 0 && (
        <div className="tableBox">
          <table>
            <thead><tr><th scope="col">{t('audit.when')}</th><th scope="col">{t('audit.who')}</th><th scope="col">{t('audit.what')}</th><th scope="col">{t('audit.values')}</th></tr></thead>
            <tbody>
              {log.events.map((event) => (
                <tr key={event.id}>
                  <td data-label={t('audit.when')}>{moment(event.at)}</td>
                  <td data-label={t('audit.who')}>{names.get(event.actorId ?? '') ?? '—'}</td>
                  <td data-label={t('audit.what')}>{whatOf(event)}<small>{text(event.data, 'name') ?? names.get(text(event.data, 'id') ?? '')}</small></td>
                  <td data-label={t('audit.values')} data-wide>{said(event.data, names).map(([key, value]) => <span key={key} className="change"><i>{key}</i> {value}</span>)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {log?.next && <Button className="more" variant="default" loading={busy} onClick={() => void read(log.next)}>{t('audit.older')}</Button>}
    </>
  );
}
