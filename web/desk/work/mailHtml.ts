/**
 * A mail's formatted text as a page of its own, for a frame without scripts. The hub has cleaned it; here pictures of the mail become
 * its files, pictures from elsewhere stay away until they are asked for and come by the hub then, links open apart, and what was quoted is folded. The page's
 * policy lets nothing in that is not a style or one of these pictures, whatever the text says.
 */
interface Given {
  readonly html: string;
  /** The file's address by the `cid:` that stands for it. */
  readonly inline: ReadonlyMap<string, string>;
  /** Where the hub fetches a picture that lies elsewhere, by its address; null = not asked for. */
  readonly pictures: ReadonlyMap<string, string> | null;
  readonly quoted: boolean;
  /** What the hub has found quoted in the plain text, null = nothing: then every quotation is taken for it, however it is wrapped. */
  readonly cut: string | null;
  /** What it found new in the plain text. */
  readonly text: string;
  readonly scheme: 'light' | 'dark';
}
export interface MailPage {
  readonly page: string;
  /** Pictures from elsewhere that it names. */
  readonly remote: number;
  /** Something in it is quoted from earlier mails. */
  readonly hasQuote: boolean;
  /** Which of the mail's own pictures it shows. */
  readonly shows: ReadonlySet<string>;
  /** It has colours of its own: it is shown on paper, whatever the theme. */
  readonly ownColours: boolean;
}

const NEVER = 'script,iframe,frame,frameset,object,embed,applet,link,meta,base,noscript,form,input,button,select,textarea,audio,video';
/** How mail programs wrap what they quote. */
const QUOTES = 'blockquote[type=cite],.gmail_quote,.gmail_quote_container,.yahoo_quoted,.moz-cite-prefix,#divRplyFwdMsg';
const OPENS = /^(?:https?:|mailto:|tel:)/i;

function clean(doc: Document): void {
  for (const bad of doc.querySelectorAll(NEVER)) bad.remove();
  // A set of frames stands in the place of the body.
  if (!doc.querySelector('body')) doc.documentElement.append(doc.createElement('body'));
  for (const each of doc.querySelectorAll('*'))
    for (const { name } of [...each.attributes]) if (/^on|^(?:srcset|background|formaction|ping|action)$/i.test(name)) each.removeAttribute(name);
  for (const a of doc.querySelectorAll('a')) {
    if (!OPENS.test(a.getAttribute('href') ?? '')) a.removeAttribute('href');
    a.setAttribute('target', '_blank');
    a.setAttribute('rel', 'noopener noreferrer nofollow');
  }
}

/** In the place of a picture that is not loaded: what it shows in words; nothing for one that is there to be counted. */
function placeholder(doc: Document, img: HTMLImageElement): readonly Node[] {
  const tiny = ['width', 'height'].some((side) => /^[0-3](?:px)?$/.test(img.getAttribute(side) ?? ''));
  if (tiny) return [];
  const box = doc.createElement('span');
  box.className = 'away';
  box.textContent = img.alt || '▨';
  return [box];
}

/** RFC 2392 escapes ids as in addresses; what is no escape stays. */
function unescaped(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}

function placePictures(doc: Document, { inline, pictures }: Given): { remote: number; shows: Set<string> } {
  const shows = new Set<string>();
  let remote = 0;
  for (const img of doc.querySelectorAll('img')) {
    const src = img.getAttribute('src') ?? '';
    const cid = /^cid:(.*)$/i.exec(src)?.[1] ?? null;
    const away = img.getAttribute('data-remote-src') ?? (cid === null && /^https?:/i.test(src) ? src : null);
    img.removeAttribute('src');
    if (cid !== null) {
      const file = inline.get(cid) ?? inline.get(unescaped(cid));
      if (file) img.setAttribute('src', file);
      if (file) shows.add(cid);
    } else if (away !== null) {
      remote += 1;
      const fetched = pictures?.get(away);
      if (fetched) img.setAttribute('src', fetched);
      else img.replaceWith(...placeholder(doc, img));
    } else if (/^data:image\//i.test(src)) img.setAttribute('src', src);
  }
  return { remote, shows };
}

const style = (scheme: Given['scheme'], own: boolean): string => {
  const dark = scheme === 'dark' && !own;
  return `:root{color-scheme:${dark ? 'dark' : 'light'}}html{overflow:auto hidden}body{margin:0;${own ? 'padding:12px 14px;background:#fff;' : ''}color:${dark ? '#e7eae8' : '#1d1c1a'};font:14px/1.5 ui-sans-serif,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}`
    + `body>:first-child{margin-top:0}body>:last-child{margin-bottom:0}p{margin:0 0 .7em}img{max-width:100%;height:auto}.away{display:inline-block;padding:2px 8px;border:1px dashed #99948a;border-radius:4px;font-size:12px;opacity:.75}table{max-width:100%}pre{white-space:pre-wrap}`
    + `a{color:${dark ? '#5fd0bb' : '#0a6659'}}blockquote{margin:0 0 .7em;padding-left:12px;border-left:2px solid ${dark ? '#38403d' : '#d5d1c9'}}`;
};

/** As text is compared that mail programs wrap and mark each in their own way. */
const bare = (text: string): string => text.replace(/[\s>*\u00A0\u200B]+/gu, '');
/** So much of a line tells it from others. */
const TELLING = 24;
const firstLine = (text: string): string => text.split('\n').map(bare).find((line) => /[\p{L}\p{N}]/u.test(line))?.slice(0, TELLING) ?? '';

const DASHES = /^[-_=—－~]+/u;
/** Where what was quoted may begin, when nothing marks it: what begins with the words with which the quotation begins in the plain text, as much of it as begins there. */
function* beginsOf(doc: Document, cut: string): Generator<Node> {
  const words = firstLine(cut).replace(DASHES, '');
  if (words.length < 4) return;
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  const texts: { readonly node: Node; readonly at: number }[] = [];
  let all = '';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = bare(node.textContent ?? '').replace(DASHES, '');
    if (text === '') continue;
    texts.push({ node, at: all.length });
    all += text;
  }
  for (const [n, { node, at }] of texts.entries()) {
    const above = texts[n - 1]?.node;
    if (!above || !all.startsWith(words, at)) continue;
    let begin = node;
    while (begin.parentNode && begin.parentNode !== doc.body && !begin.parentNode.contains(above)) begin = begin.parentNode;
    yield begin;
  }
}

/** From here to the end is the earlier mail; null when what is new stands below it. */
function restFrom(doc: Document, begin: Node, text: string): Range | null {
  const range = doc.createRange();
  const before = begin.previousSibling;
  range.setStartBefore(before instanceof HTMLHRElement ? before : begin);
  range.setEndAfter(doc.body.lastChild ?? begin);
  const above = doc.createRange();
  above.selectNodeContents(doc.body);
  above.setEnd(range.startContainer, range.startOffset);
  const own = bare(text).slice(-TELLING);
  return bare(above.toString()).includes(own) || !bare(range.toString()).includes(own) ? range : null;
}
function restOf(doc: Document, begins: Iterable<Node>, text: string): Range | null {
  for (const begin of begins) {
    const rest = restFrom(doc, begin, text);
    if (rest) return rest;
  }
  return null;
}

/** Takes out what was quoted of earlier mails, or only says whether there is any. */
function foldQuotes(doc: Document, { cut, quoted, text }: Given): boolean {
  const marked = [...doc.querySelectorAll(cut === null ? QUOTES : `${QUOTES},blockquote`)];
  const rest = cut === null ? null : restOf(doc, beginsOf(doc, cut), text);
  // Of a mail that is nothing but a quote (it was forwarded) all is shown.
  const outer = marked.filter((each) => !marked.some((other) => other !== each && other.contains(each)));
  if (!rest && (outer.length === 0 || bare(outer.map((each) => each.textContent ?? '').join('')) === bare(doc.body.textContent ?? ''))) return false;
  if (!quoted) {
    if (rest) {
      rest.deleteContents();
      // Nothing but room is left where it was.
      for (let last = doc.body.lastChild; last && bare(last.textContent ?? '') === '' && !(last instanceof Element && (last.matches('img') || last.querySelector('img'))); last = doc.body.lastChild) last.remove();
    } else for (const quote of marked) quote.remove();
  }
  return true;
}

export function mailPage(given: Given): MailPage {
  const doc = new DOMParser().parseFromString(given.html, 'text/html');
  clean(doc);
  const hasQuote = foldQuotes(doc, given);
  const { remote, shows } = placePictures(doc, given);
  const ownColours = /\b(?:bgcolor|color|background(?:-color)?)\s*[:=]|<style/i.test(given.html);
  const policy = `default-src 'none'; img-src ${location.origin} data: blob:; style-src 'unsafe-inline'`;
  const styles = [...doc.head.querySelectorAll('style')].map((each) => each.outerHTML).join('');
  const page = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><style>${style(given.scheme, ownColours)}</style>${styles}</head>${doc.body.outerHTML}</html>`;
  return { page, remote, hasQuote, shows, ownColours };
}
