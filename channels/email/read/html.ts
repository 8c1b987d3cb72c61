/**
 * Formatted text that can harm nobody: a list of what is allowed, everything else goes. Pictures of the mail itself are
 * named by `cid:`; remote ones keep their address where no browser looks (`data-remote-src`), to be loaded only when asked.
 */
import sanitizeHtml from 'sanitize-html';
import { isTooDeep } from './plain.ts';
import { cutTo } from './words.ts';

/** A longer body is cut: what is beyond is in the raw mail. */
const MOST_HTML = 1_000_000;

const COLOUR = [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,20}$/i, /^rgba?\(\s*\d{1,3}%?(\s*,\s*[\d.]{1,5}%?){2,3}\s*\)$/i];
const LENGTH = [/^-?\d{1,4}(\.\d{1,4})?(px|pt|em|rem|ex|%|in|cm|mm)?$/i, /^auto$/i];
const BOX = [/^(-?\d{1,4}(\.\d{1,4})?(px|pt|em|rem|%|in|cm|mm)?\s*){1,4}$/i, /^auto$/i, /^0\s+auto$/i];
const BORDER = [/^[\w\s#.%(),-]{1,60}$/i];
const styles: Record<string, RegExp[]> = {
  'color': COLOUR, 'background-color': COLOUR, 'text-align': [/^(left|right|center|justify|start|end)$/i], 'text-decoration': [/^(none|underline|line-through|overline)$/i], 'text-indent': LENGTH, 'vertical-align': [/^[a-z-]{3,12}$/i],
  'font-size': [...LENGTH, /^[a-z-]{3,10}$/i], 'font-weight': [/^(normal|bold|bolder|lighter|[1-9]00)$/i], 'font-style': [/^(normal|italic|oblique)$/i], 'font-family': [/^[\p{L}\d\s"',.-]{1,200}$/u], 'line-height': LENGTH, 'letter-spacing': LENGTH, 'white-space': [/^[a-z-]{3,12}$/i],
  'width': LENGTH, 'max-width': LENGTH, 'height': LENGTH, 'margin': BOX, 'margin-left': LENGTH, 'margin-right': LENGTH, 'margin-top': LENGTH, 'margin-bottom': LENGTH, 'padding': BOX, 'padding-left': LENGTH, 'padding-right': LENGTH, 'padding-top': LENGTH, 'padding-bottom': LENGTH,
  'border': BORDER, 'border-top': BORDER, 'border-bottom': BORDER, 'border-left': BORDER, 'border-right': BORDER, 'border-collapse': [/^(collapse|separate)$/i], 'list-style-type': [/^[a-z-]{3,20}$/i], 'display': [/^(inline|block|inline-block|table|table-row|table-cell|none)$/i],
};

const TAGS = 'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(' ');

const options: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: {
    '*': ['style', 'dir', 'lang', 'align', 'title'], 'a': ['href', 'rel', 'target'], 'img': ['src', 'data-remote-src', 'alt', 'width', 'height'], 'font': ['color', 'face', 'size'], 'table': ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'], 'td': ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor', 'nowrap'],
    'th': ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor'], 'tr': ['valign', 'bgcolor'], 'ol': ['start', 'type'], 'col': ['span', 'width'], 'colgroup': ['span', 'width'], 'time': ['datetime'],
  },
  allowedStyles: { '*': styles },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid'] },
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title', 'iframe', 'noembed', 'noframes', 'template', 'svg', 'math', 'xmp', 'plaintext', 'object', 'applet', 'select', 'audio', 'video', 'head-style'],
  enforceHtmlBoundary: false,
  nestingLimit: 100,
  transformTags: {
    a: (tagName, { href, title }) => ({ tagName, attribs: { ...(href && isLink(href) ? { href, rel: 'noopener noreferrer nofollow', target: '_blank' } : {}), ...(title ? { title } : {}) } }),
    img: (tagName, { src, 'data-remote-src': _, ...rest }) => ({ tagName, attribs: { ...rest, ...pictureOf(src ?? '') } }),
  },
  exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs['src'] && !frame.attribs['data-remote-src'] && !frame.attribs['alt'],
};

/** No address that a browser would read other than we do: control characters and spaces inside are its way round a check. */
const isLink = (href: string): boolean => /^(https?:\/\/|mailto:|tel:)/i.test(href.trim()) && !/[\x00-\x20\x7f-\x9f\u2028\u2029]/.test(href.trim());

function pictureOf(src: string): Record<string, string> {
  const at = src.trim();
  if (/^cid:[^\s"'<>]{1,300}$/i.test(at)) return { src: `cid:${at.slice(4)}` };
  return /^https?:\/\/[^\s"'<>`]{1,4000}$/i.test(at) ? { 'data-remote-src': at } : {};
}

/** Null when nothing to see is left. Never throws. */
export function safeHtml(given: string): string | null {
  const html = cutTo(given, MOST_HTML).replace(/[\uf8f0-\uf8f2]/g, '');
  // It is told as plain text then; the raw mail has the rest.
  if (isTooDeep(html)) return null;
  try {
    const safe = sanitizeHtml(html, options).trim();
    return safe === '' ? null : safe;
  } catch {
    return null;
  }
}
