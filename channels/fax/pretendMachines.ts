/**
 * Fax machines of the demo's people, inside the Asterisk of `npm run voice`: one sends a form that is rendered as ours are, by its own modem over a Local
 * channel; what is sent to them lies in a folder as it came.
 */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptAsterisk } from '../asterisk/keep.ts';
import { askAri } from '../asterisk/pretend.ts';
import { openPress } from './press.ts';

export interface PretendFax {
  /** E.164. */
  readonly number: string;
  readonly text: string;
}

export interface PretendMachines {
  /** Resolves when the call is over. */
  send(fax: PretendFax): Promise<'sent' | 'failed'>;
  stop(): Promise<void>;
}

const LOOK_MS = 1_000;
/** One page takes half a minute. */
const LONGEST_MS = 180_000;
/** Of what was sent to them, the youngest. */
const MOST_KEPT = 20;

export function pretendMachines(asterisk: KeptAsterisk): PretendMachines {
  const ask = askAri(asterisk);
  const press = openPress();
  const stopping = new AbortController();
  const calls = new Set<string>();
  const { machines } = asterisk.fax;

  async function send({ number, text }: PretendFax): Promise<'sent' | 'failed'> {
    await forget(machines);
    const made = await press.render({ text: '', files: [{ name: 'form.txt', mediaType: 'text/plain', bytes: Buffer.from(text) }], cover: null, mostPages: 2 });
    if (!made.ok || stopping.signal.aborted) return 'failed';
    const id = `pretend-fax-${randomUUID()}`;
    const file = join(machines, `${id}.out`);
    await writeFile(file, made.made.tiff);
    calls.add(id);
    try {
      const digits = number.replace(/\D/g, '');
      const begun = await ask('POST', 'channels', {
        endpoint: `Local/${digits}@pretend-fax/n`, channelId: id, otherChannelId: `${id}-in`, context: 'pretend-fax-machine', extension: 's', priority: 1, timeout: 60, callerId: number,
        variables: { FAXFILE: file, FAXSTATION: number },
      });
      if (begun === null) return 'failed';
      for (const end = Date.now() + LONGEST_MS; Date.now() < end && !stopping.signal.aborted; ) {
        await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
        if ((await ask('GET', `channels/${id}`)) === null) return 'sent';
      }
      await ask('DELETE', `channels/${id}`);
      return 'failed';
    } finally {
      calls.delete(id);
      await rm(file, { force: true });
    }
  }

  return {
    send,
    async stop() {
      stopping.abort();
      await Promise.all([...calls].map((id) => ask('DELETE', `channels/${id}`)));
      await press.release();
    },
  };
}

async function forget(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.tif'));
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })));
  for (const { name } of aged.sort((a, b) => b.at - a.at).slice(MOST_KEPT)) await rm(join(folder, name), { force: true });
}
