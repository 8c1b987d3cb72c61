/**
 * `npm run voice:doctor`: looks over the Asterisk of `--url --user --password [--app --trunk --context --guests --music]`, or those of the hub's
 * voice entry points, and says what is wrong and what mends it. Ends with 0 = nothing is wrong, 1 = something is, 2 = there was nothing to look at.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { examine, type Finding } from '../channels/voice/doctor.ts';
import { patientAt } from '../channels/voice/patient.ts';
import { readSettings, type Settings } from '../channels/voice/settings.ts';
import { withSecrets } from './app/channelSecrets.ts';
import { openSecrets } from './app/secrets.ts';
import { openPool } from './db/client.ts';
import { runningUrl } from './db/embedded/runningUrl.ts';
import { rows } from './db/queries/query.ts';

interface Named {
  readonly name: string;
  readonly settings: Settings;
}

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok    ', note: 'note  ', wrong: 'WRONG ' };
const option = { type: 'string' } as const;

class NothingToLookAt extends Error {}

function given(): Named | null {
  const { values } = parseArgs({ options: { url: option, user: option, password: option, app: option, trunk: option, context: option, guests: option, music: option } });
  const { url, context, guests, ...others } = values;
  if (url === undefined) return null;
  return { name: url, settings: readSettings({ user: 'hub', ...others, url, ...(context ? { phoneContext: context } : {}), ...(guests ? { webCalls: true, guestContext: guests } : {}) }) };
}

/** Of the hub that DATA_DIR or DATABASE_URL names; an embedded database must be running. */
async function ofTheHub(): Promise<readonly Named[]> {
  const dataDir = process.env.DATA_DIR || './data';
  const url = process.env.DATABASE_URL || runningUrl(dataDir);
  const how = 'Start the hub first, or say which Asterisk: npm run voice:doctor -- --url http://127.0.0.1:8088 --user hub --password …';
  if (!url) throw new NothingToLookAt(`There is no hub in ${dataDir}. ${how}`);
  const pool = openPool(url, { max: 1, onError: () => undefined });
  try {
    const found = await rows<{ id: string; name: string; settings: Record<string, unknown>; secrets: Record<string, string> }>(pool, `select id, name, settings, secrets from entry_point where channel = 'voice' and enabled order by name`).catch((error: unknown) => {
      throw new NothingToLookAt(`The hub’s database does not answer (${error instanceof Error ? error.message : String(error)}). ${how}`);
    });
    if (found.length === 0) throw new NothingToLookAt(`The hub has no voice entry point that is switched on. ${how}`);
    const secrets = openSecrets(dataDir, process.env.HUB_SECRET || undefined);
    return found.map((one) => ({ name: one.name, settings: readSettings(withSecrets(secrets, one.id, one.settings, one.secrets)) }));
  } finally {
    await pool.end();
  }
}

async function run(): Promise<number> {
  const one = given();
  let wrong = 0;
  for (const { name, settings } of one ? [one] : await ofTheHub()) {
    console.log(`\n${name}`);
    for (const { state, what, mend } of await examine(settings, patientAt(settings), () => randomBytes(6).toString('hex'))) {
      console.log(`  ${MARKS[state]}${what}${mend ? `\n          ${mend}` : ''}`);
      if (state === 'wrong') wrong += 1;
    }
  }
  console.log(wrong === 0 ? '\nNothing is wrong.' : `\n${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong; mend the first one first.`);
  return wrong === 0 ? 0 : 1;
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});
