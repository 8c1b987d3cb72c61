/** Formatted text as plain text, with earlier mails that a mailer marked as quoted in lines that say so. */
import { convert, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';

/** Stand on lines of their own round what a mailer marked as the earlier mail; `from`: all that follows is. Private characters that no text has. */
export const MARKS = { begin: '\uf8f0', end: '\uf8f1', from: '\uf8f2' } as const;
export const unmarked = (text: string): string => text.replace(/[\uf8f0-\uf8f2]/g, '');

const MOST_HTML = 500_000;

const markLine = (builder: Parameters<FormatCallback>[2], mark: string): void => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral(mark);
  builder.closeBlock({ trailingLineBreaks: 1 });
};
const block: FormatCallback = (elem, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  walk(elem.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};
const quoteIn: FormatCallback = (elem, walk, builder, about) => {
  markLine(builder, MARKS.begin);
  block(elem, walk, builder, about);
  markLine(builder, MARKS.end);
};
const quoteFrom: FormatCallback = (elem, walk, builder, about) => {
  markLine(builder, MARKS.from);
  block(elem, walk, builder, about);
};

/** Containers in which mailers put the mail that is answered. */
const AROUND = ['div.gmail_quote', 'blockquote', 'div.yahoo_quoted', 'div#OLK_SRC_BODY_SECTION', 'div.zmail_extra', 'div.protonmail_quote', 'div.ntes_quote', 'div.foxmail_quote', 'includetail', 'qqmailcontentquote'];
/** Elements with which it begins. */
const FROM_HERE = ['div#divRplyFwdMsg', 'div#appendonsend', 'hr#stopSpelling', 'div#mail-editor-reference-message-container', 'div#reply-intro', 'div.ms-outlook-ios-reference-expand', 'div#origbody'];

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: 200, maxChildNodes: 20_000, ellipsis: '…' },
  formatters: { quoteIn, quoteFrom },
  selectors: [
    ...AROUND.map((selector) => ({ selector, format: 'quoteIn' })),
    ...FROM_HERE.map((selector) => ({ selector, format: 'quoteFrom' })),
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, noAnchorUrl: true, linkBrackets: ['<', '>'] as [string, string] } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block' },
    { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'title', format: 'skip' },
  ],
};
/** Elements within elements; deeper ones cost more than they say. */
const MOST_DEPTH = 500;
const EMPTY = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|td|tr|th|dt|dd|option)$/i;

/** Whether formatted text is nested deeper than anything that people write. One look at each tag. */
export function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, close, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})\b/gi)) {
    if (EMPTY.test(name)) continue;
    depth = close ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MOST_DEPTH) return true;
  }
  return false;
}

/** Text of the whole, or of its first half a million characters; never throws. */
export function plainFromHtml(given: string): string {
  const html = given.slice(0, MOST_HTML).replace(/[\uf8f0-\uf8f2]/g, '');
  try {
    if (!isTooDeep(html)) return convert(html, options).replaceAll('\u00a0', ' ');
  } catch {
    // What the converter cannot take is read without it.
  }
  return html.replace(/<[^<>]{0,2000}>/g, ' ').replace(/[ \t]+/g, ' ');
}

export const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
