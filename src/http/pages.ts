/** The built web: static pages under a strict policy, everything from this origin. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';

/** No inline script, nothing from elsewhere; frames only where a page is meant to be framed (none). */
export const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

export function servePages(app: Express, dist: string, demo: boolean): void {
  const page = (file: string) => (_req: express.Request, res: express.Response) => {
    const path = join(dist, file);
    if (!existsSync(path)) {
      res.status(503).type('text').send('The web pages are not built yet. Start the hub with npm start, which builds them.\n');
      return;
    }
    res.set('content-security-policy', PAGE_POLICY).set('cache-control', 'no-cache').sendFile(path);
  };
  app.get('/chat.js', (_req, res, next) => {
    res.set('cache-control', 'public, max-age=300').set('access-control-allow-origin', '*').set('cross-origin-resource-policy', 'cross-origin').sendFile(join(dist, 'chat.js'), (error) => {
      // It is there, but shorter than the range that was asked for.
      if (error && 'status' in error && error.status === 416) next(error);
      else if (error && !res.headersSent) res.status(404).type('text').send('The widget is not built yet.\n');
    });
  });
  app.use('/assets', express.static(join(dist, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  app.get('/', page('index.html'));
  for (const name of ['desk', 'admin']) app.get([`/${name}`, `/${name}/{*rest}`], page(`${name}/index.html`));
  app.get('/chat/:key', page('chat/index.html'));
  for (const name of ['routing', 'flows', 'simulate', 'theory', 'voice', 'recordings']) app.get(`/docs/${name}`, page(`docs/${name}.html`));
  app.get(['/docs', '/docs/'], (_req, res) => res.redirect('/docs/routing'));
  if (demo) {
    app.get(['/demo', '/demo/'], page('demo/index.html'));
    app.get('/demo/phone', page('demo/phone.html'));
  } else app.use('/demo', (_req, res) => void res.status(404).type('text').send('There is no demo shop here: the hub runs with HUB_DEMO=off.\n'));
  app.use(express.static(dist, { index: false, maxAge: '5m' }));
}
