/** The little formatting that a reply may have: what of pasted or stored text stays, and how it reads as plain text. */

const KEPT = new Set(['B', 'STRONG', 'I', 'EM', 'U', 'A', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'P', 'DIV', 'BR']);
const GONE = new Set(['SCRIPT', 'STYLE', 'HEAD', 'TITLE', 'META', 'LINK', 'IFRAME', 'OBJECT', 'EMBED', 'TEMPLATE', 'NOSCRIPT', 'SVG', 'MATH', 'IMG']);
const BLOCKS = new Set(['P', 'DIV', 'LI', 'UL', 'OL', 'BLOCKQUOTE', 'H1', 'H2', 'H3', 'TR', 'PRE']);
export const isLink = (href: string): boolean => /^(?:https?:\/\/|mailto:)\S+$/i.test(href);

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

function cleanNode(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.textContent ?? '');
  if (!(node instanceof Element)) return '';
  const tag = node.tagName.toUpperCase();
  if (GONE.has(tag)) return '';
  const inner = [...node.childNodes].map(cleanNode).join('');
  if (tag === 'BR') return '<br>';
  if (tag === 'A') {
    const href = node.getAttribute('href') ?? '';
    return isLink(href) ? `<a href="${escaped(href)}">${inner}</a>` : inner;
  }
  if (KEPT.has(tag)) return `<${tag.toLowerCase()}>${inner}</${tag.toLowerCase()}>`;
  return BLOCKS.has(tag) ? `<p>${inner}</p>` : inner;
}
/** Nothing but the elements above, and of attributes the address of a link. */
export const cleanRich = (html: string): string => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes].map(cleanNode).join('');

export const richOf = (text: string): string => (text === '' ? '' : text.split('\n').map((line) => `<p>${escaped(line) || '<br>'}</p>`).join(''));

/** Lines of a node; a block begins on a line of its own. */
function lines(node: Node, out: string[]): void {
  const put = (text: string): void => void (out[out.length - 1] += text);
  const fresh = (): void => void (out.at(-1) !== '' && out.push(''));
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) put((child.textContent ?? '').replace(/[\n\t]+/g, ' ').replace(/\u00A0/g, ' '));
    else if (child instanceof Element) {
      const tag = child.tagName.toUpperCase();
      if (tag === 'BR') out.push('');
      else if (tag === 'LI' || tag === 'BLOCKQUOTE') {
        fresh();
        const within = [''];
        lines(child, within);
        const sign = tag === 'LI' ? (child.parentElement?.tagName === 'OL' ? `${[...child.parentElement.children].indexOf(child) + 1}. ` : '- ') : '> ';
        put(trimmed(within).map((line, at) => (tag === 'LI' && at > 0 ? '  ' : sign) + line).join('\n'));
        out.push('');
      } else if (tag === 'A') {
        const href = child.getAttribute('href') ?? '';
        const text = child.textContent ?? '';
        put(href && href !== text && href.replace(/^mailto:/, '') !== text ? `${text} <${href}>` : text);
      } else if (BLOCKS.has(tag)) {
        fresh();
        // A lone break holds an empty line open.
        if (child.childNodes.length === 1 && child.firstChild instanceof Element && child.firstChild.tagName === 'BR') out.push('');
        else {
          lines(child, out);
          out.push('');
        }
      } else lines(child, out);
    }
  }
}
const trimmed = (all: readonly string[]): readonly string[] => {
  const last = all.findLastIndex((line) => line !== '');
  return all.slice(0, last + 1);
};

/** How it reads without formatting. */
export function plainOf(html: string): string {
  const out = [''];
  lines(new DOMParser().parseFromString(html, 'text/html').body, out);
  return trimmed(out).join('\n').replace(/[ \t]+$/gm, '');
}
/** More than paragraphs: worth going along as formatted text. */
export const isFormatted = (html: string): boolean => /<(?:b|strong|i|em|u|a|ul|ol|li|blockquote)\b/i.test(html);
