import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import { DocsLink } from './DocsLink.tsx';
import { type Configuration, WARNINGS } from './documents.ts';
import { locale, t } from './words.ts';

/** What is wrong with how work is routed, as the hub sees it now; looked up anew when the configuration was read anew. */
export function RoutingWarnings({ all }: { all: Configuration }) {
  const [{ data }, again] = useQuery({ query: WARNINGS, requestPolicy: 'network-only' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something was saved, whatever it was
  useEffect(() => again({ requestPolicy: 'network-only' }), [all, again]);
  const warnings = data?.routingWarnings ?? [];
  if (warnings.length === 0) return null;
  return (
    <section className="routingWarnings" aria-label={t('warnings.title')}>
      <h2><IconAlertTriangle size={16} />{t('warnings.title')}<DocsLink at="what-needs-a-look" /></h2>
      <ul>{warnings.map((warning) => <li key={warning.en}>{locale() === 'zh' ? warning.zh : warning.en}</li>)}</ul>
    </section>
  );
}
