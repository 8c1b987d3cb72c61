import { describe, expect, it } from 'vitest';
import { casesOf, corpusIsHere } from '../../../test/api/corpus.ts';
import { safeHtml } from './html.ts';
import { plainFromHtml } from './plain.ts';

const TAGS = new Set('a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(' '));
const TOKEN = /<\/([a-z0-9]+)>|<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>|[^<>]+/g;
const unescaped = (text: string): string => text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, dec, name) => (hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : dec ? String.fromCodePoint(Number(dec)) : ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as Record<string, string>)[String(name).toLowerCase()] ?? ''));

/** Whatever a browser could run, load, send or be led astray by. The output has a strict form, so that this need not guess. */
function violations(html: string): string[] {
  const found: string[] = [];
  let end = 0;
  for (const token of html.matchAll(TOKEN)) {
    if (token.index !== end) found.push(`stray ${html.slice(end, token.index)}`);
    end = token.index + token[0].length;
    const tag = token[1] ?? token[2];
    if (tag !== undefined && !TAGS.has(tag)) found.push(`<${tag}>`);
    for (const [, name = '', value = ''] of (token[3] ?? '').matchAll(/\s+([a-z-]+)(?:="([^"]*)")?/g)) {
      const plain = unescaped(value).replace(/[\x00-\x20\x7f-\xa0\u2028\u2029]+/g, '').toLowerCase();
      if (name.startsWith('on') || /^(?:id|class|name|srcset|action|formaction|background|poster|http-equiv|srcdoc|xlink)/.test(name)) found.push(`${name}=`);
      if (name === 'href' && !/^(?:https?:\/\/|mailto:|tel:)/.test(plain)) found.push(`href=${plain}`);
      if (name === 'src' && !/^cid:/.test(plain)) found.push(`src=${plain}`);
      if (name === 'data-remote-src' && !/^https?:\/\//.test(plain)) found.push(`data-remote-src=${plain}`);
      if (name === 'style' && /url|expression|import|javascript|behaviou?r|binding|position|\\|@|\/\*|content:|var\(/.test(plain)) found.push(`style=${plain}`);
    }
  }
  if (end !== html.length) found.push(`stray ${html.slice(end)}`);
  return found;
}

describe('formatted text', () => {
  it('keeps what people see: words, links, tables, colours, pictures of the mail itself', () => {
    expect(safeHtml('<p style="color:red;position:fixed">Tea <b>and</b> <a href="https://x.example/?a=1&amp;b=2" onclick="x()">cake</a></p><img src="cid:logo@x" width="10">')).toBe(
      '<p style="color:red">Tea <b>and</b> <a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow" target="_blank">cake</a></p><img width="10" src="cid:logo@x" />',
    );
  });

  it('loads nothing from anywhere: remote pictures keep their address where no browser looks', () => {
    expect(safeHtml('<img src="https://track.example/p.gif" srcset="https://track.example/2x.gif 2x" alt="p">')).toBe('<img alt="p" data-remote-src="https://track.example/p.gif" />');
    expect(safeHtml('<div style="background:url(https://track.example/x);color:#112233" background="https://track.example/y">Tea</div><link rel=stylesheet href="https://track.example/z">')).toBe('<div style="color:#112233">Tea</div>');
    for (const src of ['data:image/svg+xml;base64,PHN2Zz4=', 'data:text/html,x', '//track.example/x.png', 'javascript:alert(1)', ' cid:x"y', 'file:///etc/passwd']) expect(safeHtml(`<img alt="x" src='${src}'>`) ?? '').not.toMatch(/\ssrc=|data:|javascript/);
  });

  it('is null where nothing is left to see, and where it is nested beyond reason', () => {
    expect(safeHtml('<script>alert(1)</script>')).toBeNull();
    expect(safeHtml(`${'<div>'.repeat(5_000)}Tea`)).toBeNull();
    expect(plainFromHtml(`${'<div>'.repeat(5_000)}Tea`)).toContain('Tea');
  });

  it('is plain text without its markup, what it links to included', () => {
    expect(plainFromHtml('<h1>Tea</h1><p>Two&nbsp;cakes<br>please</p><ul><li>one</li></ul><a href="https://x.example/a">here</a><style>p{}</style>')).toMatch(/^Tea\n+Two cakes\nplease\n+ \* one\n+here <https:\/\/x\.example\/a>$/);
  });

  it.skipIf(!corpusIsHere)('of the corpus does no harm', () => {
    const cases = casesOf('html-xss/cases.jsonl');
    expect(cases.length).toBeGreaterThan(0);
    for (const c of cases) expect(violations(safeHtml(String(c['html'])) ?? ''), c.id).toEqual([]);
  });
});
