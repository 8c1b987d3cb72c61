/** Entry points: what is wrong with one, and what its channel says of its settings. */
import { isDeepStrictEqual } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { type Channel, ConfigError, type Tried } from '../../core/channel.ts';
import { faultOfHours } from '../../core/hours.ts';
import { isUuid } from '../../core/ids.ts';
import { CHANNELS } from '../../core/interaction.ts';
import type { Refusal } from '../../core/refusal.ts';
import { SECOND } from '../../core/time.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import * as save from '../../db/queries/saveConfig.ts';
import { refuseUnless, type Viewer } from '../access.ts';
import { apart, type Locked, lockedIn, secretPaths, type Settings, valueAt, withSecrets } from '../channelSecrets.ts';
import { egress } from '../egress.ts';
import { bad, type Fault, together } from '../fault.ts';
import { MEETS } from '../flows/written.ts';
import { type Answer, type Changing, unknown } from './change.ts';
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

/** What of the settings is the hub's own, whatever the channel. */
const OWN: readonly (readonly [key: string, fits: (value: unknown) => boolean, message: string])[] = [
  ['sendPerSecond', (v) => typeof v === 'number' && v > 0 && v <= 1_000, 'How many messages a second go out is a number above 0, at most 1000; leave it out for no limit.'],
  ['acknowledge', (v) => typeof v === 'object' && v !== null && Object.values(v).every((t) => typeof t === 'string' && t.length <= 2_000), 'The acknowledgement is a text in English and one in Chinese, of at most 2000 characters each.'],
];
const faultsOfOwn = (settings: Settings): (Fault | null)[] => OWN.map(([key, fits, message]) => (settings[key] === undefined || settings[key] === null || fits(settings[key]) ? null : bad(`settings.${key}`, message)));

/** Of the settings, those that are other than before. Secrets are not among them: of them only that they were given. */
const changed = (before: Settings, after: Settings, given: readonly string[]): Settings => ({
  ...Object.fromEntries(Object.entries(after).filter(([key, value]) => !isDeepStrictEqual(before[key], value))), ...Object.fromEntries(given.map((path) => [path, '•••'])),
});

/** Prompts that its settings name and that are not there, or say nothing where a recording is wanted. */
async function faultsOfPrompts(db: Queryable, tenant: string, channel: Channel, settings: Settings): Promise<(Fault | null)[]> {
  const named = (channel.fields ?? []).flatMap(({ key, prompt }) => {
    const name = /^prompt:(.+)$/s.exec(String(valueAt(settings, key) ?? ''))?.[1]?.trim();
    return prompt && name ? [{ key, prompt, name }] : [];
  });
  const there = named.length === 0 ? [] : await rows<{ name: string; sounds: boolean }>(db, 'select name, blob is not null as sounds from prompt where tenant = $1 and name = any($2::text[])', [tenant, named.map(({ name }) => name)]);
  return named.map(({ key, prompt, name }) => {
    const found = there.find((one) => one.name === name);
    if (!found) return bad(`settings.${key}`, `There is no prompt of the name “${name}”.`);
    return prompt === 'sound' && !found.sounds ? bad(`settings.${key}`, `The prompt “${name}” has no recording; choose one that has.`) : null;
  });
}

/** How long all that is tried may take together. */
const TRY_MS = 25 * SECOND;

export function adminOfEntryPoints({ change, all, channelOf, tenants, secrets, clock }: Changing) {
  /** The settings as they would be: what is given, and of the secrets that were left empty those that are kept. */
  async function wholeOf(tenant: string, id: string | null | undefined, channel: Channel | null, key: string, settings: Settings): Promise<{ before: Settings; apart: ReturnType<typeof apart> | null; whole: Settings }> {
    const before = id && isUuid(id) ? await row<{ settings: Settings; secrets: Locked }>(tenants.of(tenant), 'select settings, secrets from entry_point where id = $1 and tenant = $2', [id, tenant]) : null;
    if (!channel) return { before: before?.settings ?? {}, apart: null, whole: settings };
    const parted = apart(secrets, channel, key, settings, before ? lockedIn(secrets, channel, key, before) : {});
    return { before: before?.settings ?? {}, apart: parted, whole: withSecrets(secrets, key, parted.settings, parted.locked) };
  }

  return {
    async entryPoint(v: Viewer | null, e: { id?: string | null | undefined; channel: string; key: string; name: string; queue: string; bot?: string | null | undefined; flow?: string | null | undefined; priority: number; settings?: unknown; enabled: boolean }): Answer {
      const told: Record<string, unknown> = { key: e.key, name: e.name, queue: e.queue, bot: e.bot ?? null, flow: e.flow ?? null, priority: e.priority, enabled: e.enabled };
      const known = (CHANNELS as readonly string[]).includes(e.channel);
      const channel = known ? channelOf(e.channel) : null;
      const given = settingsOf(e.settings);
      // Its secrets are locked to its id, so it has one before it is stored.
      const id = e.id ?? uuidv7();
      let saving: Awaited<ReturnType<typeof wholeOf>> | null = null;
      return change(v, 'entryPoint', e.id, 'entry_point', async (w) => {
        saving = await wholeOf(w.tenant, e.id, channel, id, given ?? {});
        told.settings = changed(saving.before, saving.apart?.settings ?? {}, channel ? secretPaths(channel).filter((path) => valueAt(given, path)) : []);
        const hours = faultOfHours(given?.hours);
        return together(
          named(e.name), whole('priority', e.priority, -1_000, 1_000, 'points'), unless(/^[a-z0-9][a-z0-9-]{0,62}$/.test(e.key), 'key', 'A key has small letters, digits and -, at most 63; it appears in addresses.'),
          unless(known, 'channel', 'There is no such channel.'), unless(!known || channel !== null, 'channel', `This hub has no adapter for ${e.channel}.`),
          unless(given !== null, 'settings', 'Settings are an object.'),
          unless(await all('queue', w.tenant, [e.queue]), 'queue', 'There is no such queue.'), unless(!e.bot || (await all('bot', w.tenant, [e.bot])), 'bot', 'There is no such bot.'),
          unless(!e.flow || (await all('flow', w.tenant, [e.flow])), 'flow', 'There is no such flow.'), unless(!e.flow || (MEETS as readonly string[]).includes(e.channel), 'flow', 'Mail and fax have no flow: a menu there would be answered by nobody, or by a machine.'),
          hours ? bad('settings.hours', hours) : null, ...faultsOfOwn(given ?? {}), channel === null || given === null ? null : faultOfSettings(channel, saving.whole), ...(channel === null || given === null ? [] : await faultsOfPrompts(tenants.of(w.tenant), w.tenant, channel, given)),
        );
      }, (db, key, w) => save.saveEntryPointRow(db, { id: key, tenant: w.tenant, key: e.key, channel: e.channel, name: e.name.trim(), queue: e.queue, bot: e.bot ?? null, flow: e.flow ?? null, priority: e.priority, settings: saving?.apart?.settings ?? given ?? {}, secrets: saving?.apart?.locked ?? {}, enabled: e.enabled }), told, id);
    },
    /** Tries the settings against the far side, saved or not. Secrets that are left empty are those that are kept. */
    async tryEntryPoint(v: Viewer | null, e: { id?: string | null | undefined; channel: string; settings?: unknown }): Promise<{ readonly tried: readonly Tried[] } | Fault | Refusal> {
      const no = refuseUnless(v, 'configure');
      if (no || !v) return no ?? unknown;
      const channel = channelOf(e.channel);
      const given = settingsOf(e.settings);
      if (!channel) return bad('channel', `This hub has no adapter for ${e.channel}.`);
      if (given === null) return bad('settings', 'Settings are an object.');
      const { whole: settings } = await wholeOf(v.tenant, e.id, channel, e.id ?? 'new', given);
      const fault = faultOfSettings(channel, settings);
      if (fault) return fault;
      if (!channel.test) return { tried: [] };
      const signal = AbortSignal.timeout(TRY_MS);
      const late = new Promise<readonly Tried[]>((resolve) => signal.addEventListener('abort', () => resolve([{ step: 'time', ok: false, code: 'TIMEOUT', explain: 'The far side did not answer in time.' }]), { once: true }));
      const tried = await Promise.race([channel.test(settings, { now: () => clock.now(), signal, fetch: (url, init) => egress(url, init, signal) }), late]).catch((error: unknown): readonly Tried[] => [{ step: 'test', ok: false, code: 'TEST_FAILED', explain: error instanceof Error ? error.message : String(error) }]);
      return { tried };
    },
  };
}

/** Null when it is no object. */
const settingsOf = (settings: unknown): Settings | null => (settings === undefined || settings === null ? {} : typeof settings === 'object' && !Array.isArray(settings) ? (settings as Settings) : null);
