/** What a request carries: who asks, and the rows of their tenant. */
import type { App } from '../src/app/hub.ts';
import type { Context } from './builder.ts';
import { createLoaders } from './loaders.ts';

type Asked = Pick<Context, 'viewer' | 'spentToken' | 'foreign' | 'connection' | 'remote' | 'refreshCookie' | 'setRefreshCookie'>;

export function contextOf(app: App, asked: Asked, demo: Context['demo']): Context {
  const db = asked.viewer ? app.tenants.of(asked.viewer.tenant) : app.tenants.nobody;
  return { ...asked, app, demo, db, loaders: createLoaders(db) };
}

/** From here on the request reads as somebody of this tenant, and afresh: loaders remember nothing from before. */
export function readAs(c: Context, tenant: string): void {
  c.db = c.app.tenants.of(tenant);
  Object.assign(c.loaders, createLoaders(c.db));
}
