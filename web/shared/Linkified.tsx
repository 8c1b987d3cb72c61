import { Fragment } from 'react';

const LINK = /https?:\/\/[^\s<>"'，。；：！？、（）【】《》]+[^\s<>"'，。；：！？、（）【】《》.,;:!?)\]]/giu;

/** With a country code, a mobile of mainland China, or an area code with its dash: other digits are orders and dates. */
const NUMBER = /(?<![\w+/.-])(?:\+[1-9]\d{0,2}[ -]?(?:\d[ -]?){6,12}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8})(?![\w/-])/gu;

/** Text as text; only http and https addresses become links, and telephone numbers where somebody can call them. */
export function Linkified({ text, onNumber }: { text: string; onNumber?: ((number: string) => void) | undefined }) {
  const parts: React.ReactNode[] = [];
  let from = 0;
  const links = [...text.matchAll(LINK)];
  const numbers = onNumber ? [...text.matchAll(NUMBER)].filter((n) => !links.some((l) => n.index < l.index + l[0].length && l.index < n.index + n[0].length)) : [];
  for (const found of [...links, ...numbers].sort((a, b) => a.index - b.index)) {
    parts.push(<Fragment key={`t${from}`}>{text.slice(from, found.index)}</Fragment>);
    if (numbers.includes(found)) parts.push(<button key={`n${found.index}`} type="button" className="callNumber tnum" onClick={() => onNumber?.(found[0])}>{found[0]}</button>);
    else parts.push(<a key={`a${found.index}`} href={found[0]} target="_blank" rel="noopener noreferrer">{found[0]}</a>);
    from = found.index + found[0].length;
  }
  return <>{parts}{text.slice(from)}</>;
}
