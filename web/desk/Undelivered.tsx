import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { inWords } from '../shared/refusals.ts';
import { ChannelIcon, nameOf } from './parts.tsx';
import { UNDELIVERED } from './state/documents.ts';
import { momentOf } from './state/time.ts';
import { select } from './state/ui.ts';
import { t } from './words/index.ts';

/** What did not arrive, or may not have, with the reason: in its conversation it is sent again, sent another way or settled. */
export function Undelivered() {
  const [after, setAfter] = useState<string | null>(null);
  const [{ data }] = useQuery({ query: UNDELIVERED, variables: { after }, requestPolicy: 'cache-and-network' });
  const page = data?.undelivered;
  if (!page || (page.nodes.length === 0 && after === null)) return null;
  return (
    <section className="undelivered" aria-label={t('undelivered.title')}>
      <h2>{t('undelivered.title')}</h2>
      <ol className="hits">
        {page.nodes.map(({ entry, interaction, snippet }) => entry && (
          <li key={entry.id}>
            <button type="button" onClick={() => select(interaction.id)}>
              <span className="hitTop"><ChannelIcon channel={interaction.channel} size={14} /><b>{nameOf(interaction)}</b><span>{t(`delivery.${entry.delivery}`)} · {t(`state.${interaction.state}`)}</span><time>{momentOf(entry.at)}</time></span>
              <span className="hitText">{snippet}</span>
              {entry.deliveryExplain && <span className="hitWhy">{inWords(entry.deliveryExplain)}</span>}
            </button>
          </li>
        ))}
      </ol>
      <p className="undeliveredPages">
        {after !== null && <Button size="compact-sm" variant="default" onClick={() => setAfter(null)}>{t('undelivered.newest')}</Button>}
        {page.pageInfo.hasNextPage && <Button size="compact-sm" variant="default" onClick={() => setAfter(page.pageInfo.endCursor)}>{t('search.more')}</Button>}
      </p>
    </section>
  );
}
