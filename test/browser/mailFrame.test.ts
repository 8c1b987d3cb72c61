/** Hostile formatted text in a real browser, the way the desk shows a mail: nothing runs, nothing is asked for, nobody is led away, and the mail is shown. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { safeHtml } from '../../channels/email/read/html.ts';
import { casesOf } from '../api/corpus.ts';

/** `P` marks what a script would do; `//evil.example` what a browser would ask for. */
const HOSTILE: readonly string[] = [
  '<svg><script>P()</script></svg>', '<svg onload=P()>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=P()&gt;">', '<noscript><p title="</noscript><img src=x onerror=P()>">',
  '<svg></p><style><a id="</style><img src=1 onerror=P()>">', '<form><math><mtext></form><form><mglyph><style></math><img src onerror=P()>', '<template><img src=x onerror=P()></template>', '<iframe srcdoc="<script>parent.P()</script>"></iframe>',
  '<img src=x:x onerror=P()>', '<img src="cid:x" onerror=P()>', '<img src="cid:%zz%E0%A4%A" alt="picture">', '<img src="cid:a%00b"><img src="cid:%">', '<img srcset="http://evil.example/a 1x" src="cid:x">', '<image src="http://evil.example/b">', '<input type=image src=x onerror=P()>',
  '<a href="javascript:P()">x</a>', '<a href="java\tscript:P()">x</a>', '<a href=" &#1;javascript:P()">x</a>', '<a href="data:text/html,<script>P()</script>">x</a>', '<a href="vbscript:P()">x</a>', '<a href="//evil.example/c" ping="http://evil.example/d">x</a>', '<a href="https://shop.example" onfocus=P() autofocus tabindex=1>x</a>',
  '<base href="http://evil.example/">', '<meta http-equiv="refresh" content="0;url=http://evil.example/e">', '<link rel="stylesheet" href="http://evil.example/f">', '<link rel=dns-prefetch href="//evil.example">', '<style>@import "http://evil.example/g"; body{background:url(http://evil.example/h)}</style>', '<p style="background:url(http://evil.example/i)">x</p>',
  '<p style="color:red;background:\\75rl(http://evil.example/j)">x</p>', '<p style="position:fixed;inset:0;z-index:9">x</p>', '<table background="http://evil.example/k"><tr><td background="http://evil.example/l">x</td></tr></table>', '<video poster="http://evil.example/m" autoplay><source src="http://evil.example/n" onerror=P()></video>', '<audio src="http://evil.example/o" onerror=P()>',
  '<object data="http://evil.example/p"></object><embed src="http://evil.example/q">', '<body onload=P() background="http://evil.example/r">', '<html onmouseover=P()><body>x', '<details open ontoggle=P()>x</details>', '<marquee onstart=P()>x</marquee>', '<form action="http://evil.example/s"><button autofocus onfocus=P() formaction="javascript:P()">x</button></form>',
  '<textarea><img src=x onerror=P()></textarea>', '<title><img src=x onerror=P()></title>', '<xmp><img src=x onerror=P()></xmp>', '<plaintext><img src=x onerror=P()>', '<!--><img src=x onerror=P()>-->', '<!--!><img src=x onerror=P()>', '<![CDATA[<img src=x onerror=P()>]]>', '<?x <img src=x onerror=P()>?>', '<select><template><img src=x onerror=P()></template></select>',
  '<a href="https://x.example" style="display:block" title="&quot;><img src=x onerror=P()>">x</a>', '<IMG """><SCRIPT>P()</SCRIPT>">', '<script/x>P()</script>', '<svg><animate onbegin=P() attributeName=x dur=1s>', '<svg><use href="data:image/svg+xml,<svg onload=P()>"/></svg>', '<svg><a xlink:href="javascript:P()"><text>x</text></a></svg>',
  '<frameset><frame src="javascript:P()"></frameset>', '<p id=location name=cookie class=away>x</p><img name=cookie><a name=title>x</a>', '</body></html><script>P()</script>', '<img data-remote-src="javascript:P()" src="http://evil.example/t">', '<img src="http://evil.example/u" alt="</span><script>P()</script>">', '\u0000<scr\u0000ipt>P()</scr\u0000ipt>',
];
const WITH_CORPUS = [...HOSTILE, ...casesOf('html-xss/cases.jsonl').map((c) => String(c['html']))];

let server: Server;
let browser: Browser;
let page: Page;
let base: string;
const asked: string[] = [];
const thrown: string[] = [];

beforeAll(async () => {
  const { outputFiles } = await build({ entryPoints: ['web/desk/work/mailHtml.ts'], bundle: true, write: false, format: 'iife', globalName: 'mail' });
  server = createServer((request, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(request.url === '/' ? `<!doctype html><script>${outputFiles[0]?.text ?? ''}</script><body>` : ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext();
  await context.exposeFunction('P', () => void thrown.push('a script ran'));
  page = await context.newPage();
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await page.goto(base);
  // What the page's policy forbids never comes here.
  await context.route('**/*', (route) => {
    asked.push(route.request().url());
    return route.abort().catch(() => undefined);
  });
  page.on('dialog', (dialog) => {
    thrown.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => void thrown.push(error.message));
  context.on('page', (opened) => void thrown.push(`a page opened: ${opened.url()}`));
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Shown as the desk does; what is left in the frame that could do harm. */
const show = (html: string): Promise<readonly string[]> =>
  page.evaluate(async (given) => {
    const { mailPage } = (globalThis as unknown as { mail: { mailPage(of: object): { page: string } } }).mail;
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
    frame.srcdoc = mailPage({ html: given, text: '', inline: new Map(), pictures: null, quoted: true, cut: null, scheme: 'light' }).page;
    await new Promise((resolve) => {
      frame.onload = resolve;
      document.body.append(frame);
    });
    const doc = frame.contentDocument;
    const left = [...(doc?.querySelectorAll('*') ?? [])].flatMap((each) => [
      ...(/^(script|iframe|frame|object|embed|link|base|form|input|button|svg|math|video|audio|template)$/i.test(each.localName) ? [`<${each.localName}>`] : []),
      ...[...each.attributes].filter((a) => /^on|^(srcset|ping|background|poster|formaction|action|srcdoc)$/i.test(a.name) || (/^(href|src)$/i.test(a.name) && !/^(https?:|mailto:|tel:|data:image\/)/i.test(a.value))).map((a) => `${each.localName} ${a.name}=${a.value}`),
    ]);
    // Whoever clicks goes nowhere but where it says, and apart.
    for (const a of doc?.querySelectorAll('a[href]') ?? []) if (a.getAttribute('target') !== '_blank') left.push('a link that stays');
    await new Promise((resolve) => setTimeout(resolve, 0));
    frame.remove();
    return left;
  }, html).catch((error: unknown) => [`it cannot be shown: ${String(error).split('\n')[0]}`]);

describe('hostile formatted text', () => {
  /** Of the hub itself a mail's page may ask for pictures. */
  const happened = (): unknown => [asked.splice(0).filter((url) => !url.startsWith('about:') && !url.startsWith(base)), thrown.splice(0)];

  it('has nothing in it that could do harm once the hub has cleaned it, and is shown', async () => {
    for (const html of WITH_CORPUS) {
      expect(await show(safeHtml(html) ?? ''), html).toEqual([]);
      expect(happened(), html).toEqual([[], []]);
    }
  });

  it('does none in the frame of a mail even if the hub had not cleaned it', async () => {
    for (const html of WITH_CORPUS) {
      expect((await show(html)).filter((left) => left.startsWith('it cannot')), html).toEqual([]);
      expect(happened(), html).toEqual([[], []]);
    }
  });
});
