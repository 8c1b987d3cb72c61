import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { client } from '../shared/client.ts';
import type { ResultOf } from '../shared/graphql.ts';
import { faultOf } from '../shared/refusals.ts';
import { ChannelIcon, Empty, nameOf, Skeletons } from './parts.tsx';
import { SEARCH } from './state/documents.ts';
import { momentOf } from './state/time.ts';
import { select } from './state/ui.ts';
import { Undelivered } from './Undelivered.tsx';
import { t } from './words/index.ts';

type Page = ResultOf<typeof SEARCH>['search'];

/** The words that were looked for, marked in what was found. */
function Marked({ text, words }: { text: string; words: string }) {
  const plain = text.replace(/<\/?(?:b|mark|em)>/g, '');
  const at = plain.toLowerCase().indexOf(words.toLowerCase());
  if (words === '' || at < 0) return <>{plain}</>;
  return <>{plain.slice(0, at)}<mark>{plain.slice(at, at + words.length)}</mark>{plain.slice(at + words.length)}</>;
}

export function SearchPage() {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [page, setPage] = useState<Page | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const ask = async (words: string, after: string | null): Promise<void> => {
    setBusy(true);
    setFault(null);
    const { data, error } = await client.query(SEARCH, { text: words, after }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    setAsked(words);
    if (!data) return setFault(faultOf(error));
    setPage((now) => (after && now ? { ...data.search, nodes: [...now.nodes, ...data.search.nodes] } : data.search));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim()) void ask(text.trim(), null);
  };
  return (
    <main className="searchPage">
      <h1>{t('search.title')}</h1>
      <form role="search" onSubmit={submit}>
        <TextInput size="md" autoFocus aria-label={t('search.title')} leftSection={<IconSearch size={18} />} placeholder={t('search.placeholder')} value={text} onChange={(event) => setText(event.currentTarget.value)} error={fault} />
      </form>
      {!page && !busy && <><p className="searchHint">{t('search.hint')}</p><Undelivered /></>}
      {busy && !page && <Skeletons count={4} height={72} />}
      {page?.nodes.length === 0 && <Empty title={t('search.none', { text: asked })} />}
      <ol className="hits">
        {page?.nodes.map((hit, at) => (
          <li key={`${hit.interaction.id} ${hit.entry?.id ?? at}`}>
            <button type="button" onClick={() => select(hit.interaction.id)}>
              <span className="hitTop"><ChannelIcon channel={hit.interaction.channel} size={14} /><b>{nameOf(hit.interaction)}</b><span>{hit.interaction.queue?.name} · {t(`state.${hit.interaction.state}`)}</span><time>{momentOf(hit.entry?.at ?? hit.interaction.arrivedAt)}</time></span>
              <span className="hitText"><Marked text={hit.snippet} words={asked} /></span>
            </button>
          </li>
        ))}
      </ol>
      {page?.pageInfo.hasNextPage && <Button variant="default" loading={busy} onClick={() => void ask(asked, page.pageInfo.endCursor)}>{t('search.more')}</Button>}
    </main>
  );
}
