import { IconBook2 } from '@tabler/icons-react';
import { locale, t } from './words.ts';

interface Props { readonly at: string; readonly page?: 'routing' | 'simulate' | 'flows' | 'voice'; readonly label?: string }

/** To what the docs say of this, in the language of the page; beside it, so that nothing half written is lost. */
export function DocsLink({ at, page = 'routing', label }: Props) {
  const Mark = label === undefined ? IconBook2 : null;
  return <a className="docsLink" href={`/docs/${page}#${locale() === 'zh' ? 'zh-' : ''}${at}`} target="_blank" rel="noreferrer">{Mark && <Mark size={14} stroke={1.6} />}{label ?? t('docs.how')}</a>;
}
