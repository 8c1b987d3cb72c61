/**
 * /graphql, and /graphql/stream for who cannot say in a header that they want a stream of events. What cannot be read at all is
 * refused here, before the library reads it.
 */
import { sendNodeResponse } from '@whatwg-node/server';
import type { Express } from 'express';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { AddressOf } from './address.ts';
import { EXPLORER_CLOSED } from './explorerClosed.ts';
import type { Graphql } from './graphql.ts';
import { PAGE_POLICY } from './pages.ts';

const MOST_BODY = 1_048_576;
const TYPES = ['application/json', 'application/graphql', 'application/graphql+json'];

export function serveGraphql(app: Express, graphql: Graphql, addressOf: AddressOf): void {
  app.use('/graphql', (req, res, next) => {
    const no = (status: number, { code, message }: Refusal): void => void res.status(status).json({ errors: [{ message, extensions: { code } }] });
    if (req.path === '/stream') req.headers.accept = 'text/event-stream';
    else if (req.path !== '/') return no(404, refuse('NOT_FOUND', 'There is nothing at this address.'));
    if (req.method === 'GET') return next();
    if (req.method !== 'POST') {
      res.set('allow', 'GET, POST');
      return no(405, refuse('BAD_INPUT', 'Ask by POST, or a query by GET.'));
    }
    if (Number(req.headers['content-length'] ?? 0) > MOST_BODY) return no(413, refuse('TOO_LARGE', `A request may have at most ${MOST_BODY} bytes.`));
    // A length said beforehand is what keeps an endless body out; every ordinary client says it.
    if (req.headers['content-length'] === undefined) return no(411, refuse('BAD_INPUT', 'Send a Content-Length with the request.'));
    // Such a body is as long as it says only until it is unpacked.
    if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') return no(415, refuse('BAD_INPUT', 'Send the body as it is: compressed ones are not taken.'));
    if (!req.is(TYPES)) return no(415, refuse('BAD_INPUT', 'Send the request as JSON: content-type application/json, body {"query": "…", "variables": {…}}.'));
    next();
  });
  app.get('/graphql', async (req, res, next) => {
    if (!req.accepts(['json', 'html']) || req.accepts(['application/json', 'text/event-stream', 'text/html']) !== 'text/html' || req.query.query) return next();
    if (await graphql.mayExplore(req.headers.cookie)) return next();
    res.status(401).set('content-security-policy', PAGE_POLICY).type('html').send(EXPLORER_CLOSED);
  });
  app.use('/graphql', async (req, res) => {
    // The library makes an address of what stands here. Both paths mean the same to it, and a whole address in the first line would be none any more.
    const asked = req.originalUrl.indexOf('?');
    req.originalUrl = `/graphql${asked < 0 ? '' : req.originalUrl.slice(asked)}`;
    // Not by its own listener, which answers what fails with the stack.
    const response = await graphql.yoga.handleNodeRequestAndResponse(req, res, { remote: addressOf(req), setCookie: (value: string) => void res.append('set-cookie', value) });
    await sendNodeResponse(response, res, req, true);
  });
}
