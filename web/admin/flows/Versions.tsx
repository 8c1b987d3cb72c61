import { Button } from '@mantine/core';
import { moment } from '../moment.ts';
import { t } from '../words.ts';
import type { FlowItem } from './useFlow.ts';

/** What has been published, the newest first; an older one may be drawn anew. */
export function Versions({ item, restore, busy }: { item: FlowItem; restore: (version: number) => void; busy: boolean }) {
  if (item.versions.length === 0) return <p className="flowHint">{t('versions.none')}</p>;
  return (
    <div className="flowVersions">
      <p className="flowHint">{t('versions.hint')}</p>
      <ol>
        {item.versions.map((version) => (
          <li key={version.no}>
            <b>{t('flow.v', { count: version.no })}</b>{version.no === item.version && <mark>{t('versions.newest')}</mark>}
            <small><time dateTime={version.publishedAt}>{moment(version.publishedAt)}</time>{version.publishedBy && ` ${t('versions.by', { name: version.publishedBy.name })}`}{version.running > 0 && ` · ${t('versions.running', { count: version.running })}`}</small>
            <Button size="compact-xs" variant="default" disabled={busy} aria-label={`${t('versions.restore')}: ${t('flow.v', { count: version.no })}`} onClick={() => restore(version.no)}>{t('versions.restore')}</Button>
          </li>
        ))}
      </ol>
    </div>
  );
}
