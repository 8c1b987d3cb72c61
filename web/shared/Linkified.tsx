import { Fragment } from 'react';

const LINK = /https?:\/\/[^\s<>"'，。；：！？、（）【】《》]+[^\s<>"'，。；：！？、（）【】《》.,;:!?)\]]/giu;

/** Text as text; only http and https addresses become links. */
export function Linkified({ text }: { text: string }) {
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(<Fragment key={`t${from}`}>{text.slice(from, found.index)}</Fragment>);
    parts.push(<a key={`a${found.index}`} href={found[0]} target="_blank" rel="noopener noreferrer">{found[0]}</a>);
    from = found.index + found[0].length;
  }
  return <>{parts}{text.slice(from)}</>;
}
