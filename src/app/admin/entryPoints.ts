/** Entry points: what is wrong with one, and what its channel says of its settings. */
import { isDeepStrictEqual } from 'node:util';
import { type Channel, ConfigError } from '../../core/channel.ts';
import { faultOfHours } from '../../core/hours.ts';
import { CHANNELS } from '../../core/interaction.ts';
import { row } from '../../db/queries/query.ts';
import * as save from '../../db/queries/saveConfig.ts';
import type { Viewer } from '../access.ts';
import { bad, type Fault, together } from '../fault.ts';
import type { Answer, Changing } from './change.ts';
import { named, unless, whole } from './checks.ts';

/** What the channel says of its settings. */
function faultOfSettings(channel: Channel, settings: unknown): Fault | null {
  try {
    channel.configure(settings);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return together(...[error, ...error.more].map((e) => bad(`settings.${e.field}`, e.message)));
    throw error;
  }
}

type Settings = Readonly<Record<string, unknown>>;
const SECRET = /key|secret|password|token/i;
/** Of the settings, those that are other than before; of what must stay secret only that it is. */
function changed(before: Settings, after: unknown): Settings {
  return typeof after === 'object' && after !== null ? Object.fromEntries(Object.entries(after).filter(([key, value]) => !isDeepStrictEqual(before[key], value)).map(([key, value]) => [key, SECRET.test(key) && value ? '•••' : value])) : {};
}

export function adminOfEntryPoints({ change, all, channelOf, tenants }: Changing) {
  return {
    async entryPoint(v: Viewer | null, e: { id?: string | null | undefined; channel: string; key: string; name: string; queue: string; bot?: string | null | undefined; priority: number; settings?: unknown; enabled: boolean }): Answer {
      const told: Record<string, unknown> = { key: e.key, name: e.name, queue: e.queue, bot: e.bot ?? null, priority: e.priority, enabled: e.enabled };
      return change(v, 'entryPoint', e.id, 'entry_point', async (w) => {
        const before = e.id ? await row<{ settings: Settings }>(tenants.of(w.tenant), 'select settings from entry_point where id = $1 and tenant = $2', [e.id, w.tenant]) : null;
        told.settings = changed(before?.settings ?? {}, e.settings);
        const known = (CHANNELS as readonly string[]).includes(e.channel);
        const channel = known ? channelOf(e.channel) : null;
        const hours = faultOfHours((e.settings as { hours?: unknown } | null)?.hours);
        return together(
          named(e.name), whole('priority', e.priority, -1_000, 1_000, 'points'), unless(/^[a-z0-9][a-z0-9-]{0,62}$/.test(e.key), 'key', 'A key has small letters, digits and -, at most 63; it appears in addresses.'),
          unless(known, 'channel', 'There is no such channel.'), unless(!known || channel !== null, 'channel', `This hub has no adapter for ${e.channel}.`),
          unless(await all('queue', w.tenant, [e.queue]), 'queue', 'There is no such queue.'), unless(!e.bot || (await all('bot', w.tenant, [e.bot])), 'bot', 'There is no such bot.'),
          hours ? bad('settings.hours', hours) : null, channel === null ? null : faultOfSettings(channel, e.settings),
        );
      }, (db, key, w) => save.saveEntryPointRow(db, { id: key, tenant: w.tenant, key: e.key, channel: e.channel, name: e.name.trim(), queue: e.queue, bot: e.bot ?? null, priority: e.priority, settings: e.settings, enabled: e.enabled }), told);
    },
  };
}
