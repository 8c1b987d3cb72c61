/** Wechaty and its puppet, loaded by this door alone and only when it opens: together some 150 MB that others need not have. */
import type { WechatySettings } from '../settings.ts';

export type Library = typeof import('wechaty');

export class NotInstalled extends Error {}

/** @throws NotInstalled with a sentence that names what to install. */
export async function loadWechaty(puppet: WechatySettings['puppet']): Promise<Library> {
  const library = await load('wechaty', () => import('wechaty'));
  await load(puppet, () => import(puppet));
  // It prints to the console by itself.
  library.log.level('silent');
  return library;
}

async function load<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND' || /Cannot find (module|package)/.test(String(error));
    throw new NotInstalled(missing ? `The package ${name} is not installed; install it beside the hub (npm install ${name}) and start the hub again.` : `The package ${name} is installed but cannot be loaded; install it anew.`, { cause: error });
  }
}
