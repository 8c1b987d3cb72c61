/**
 * `npm run backup -- FILE` and `npm run restore -- FILE`: everything of a hub in one gzipped tar, from one snapshot of the
 * database, so that no row refers to one that is not in it; and back into an empty hub.
 *
 *     manifest.json · tables/<name>.copy (COPY's text format) · blobs/<sha256> · secret
 *
 * Event positions of the old cluster mean nothing in the new one: restored events get the position of the restore, keep
 * their order, and the hub's generation rises, so that old cursors are told CURSOR_EXPIRED.
 */
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { extract, pack } from 'tar-stream';
import { migrate } from './migrate.ts';

const FORMAT = 1;

interface Manifest {
  readonly format: number;
  readonly madeAt: string;
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'switchroom backup' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Tables with their writable columns, referenced ones first. */
async function tablesOf(client: pg.Client): Promise<Map<string, string[]>> {
  const columns = await client.query<{ table: string; column: string }>(
    `select c.table_name as table, c.column_name as column from information_schema.columns c join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by c.table_name, c.ordinal_position`,
  );
  const links = await client.query<{ child: string; parent: string }>(`select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f'`);
  const all = new Map<string, string[]>();
  for (const { table, column } of columns.rows) all.set(table, [...(all.get(table) ?? []), column]);
  const ordered = new Map<string, string[]>();
  const visit = (table: string, path: readonly string[]): void => {
    if (ordered.has(table) || path.includes(table)) return;
    for (const l of links.rows) if (l.child === table && l.parent !== table) visit(l.parent, [...path, table]);
    ordered.set(table, all.get(table) ?? []);
  };
  for (const table of all.keys()) visit(table, []);
  return ordered;
}

const quoted = (names: readonly string[]): string => names.map((n) => `"${n}"`).join(', ');

/** Writes the backup whole or not at all. */
export async function backup(url: string, dataDir: string, file: string): Promise<{ rows: number; blobs: number }> {
  const target = await open(`${file}.part`, 'w', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The backup cannot be written to ${file} (${error.code}). Name a file in a folder that is there and may be written.`);
  });
  const client = await connect(url);
  const work = await mkdtemp(join(tmpdir(), 'switchroom-backup-'));
  const archive = pack();
  const written = pipeline(archive, createGzip(), target.createWriteStream());
  const add = (name: string, path: string): Promise<void> => pipeline(createReadStream(path), archive.entry({ name, size: statSync(path).size, mode: 0o600 }));
  try {
    await client.query('begin isolation level repeatable read read only');
    const tables = await tablesOf(client);
    const manifest: Manifest = { format: FORMAT, madeAt: new Date().toISOString(), tables: Object.fromEntries(tables) };
    archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest, null, 2));
    let rows = 0;
    for (const [table, columns] of tables) {
      const path = join(work, table);
      await pipeline(client.query(copyTo(`copy "${table}" (${quoted(columns)}) to stdout`)), createWriteStream(path));
      rows += Number((await client.query<{ n: string }>(`select count(*) as n from "${table}"`)).rows[0]?.n ?? 0);
      await add(`tables/${table}.copy`, path);
      await rm(path);
    }
    const blobs = await client.query<{ sha: string }>('select distinct sha256 as sha from blob');
    for (const { sha } of blobs.rows) await add(`blobs/${sha}`, join(dataDir, 'blobs', sha.slice(0, 2), sha));
    for (const name of ['secret', 'demo.json']) if (existsSync(join(dataDir, name))) await add(name, join(dataDir, name));
    await client.query('commit');
    archive.finalize();
    await written;
    renameSync(`${file}.part`, file);
    return { rows, blobs: blobs.rows.length };
  } finally {
    await client.end();
    await rm(work, { recursive: true, force: true });
    await rm(`${file}.part`, { force: true });
  }
}

/** @throws in words when the target is not empty or the file is not a backup. */
export async function restore(url: string, dataDir: string, file: string): Promise<{ tables: number; blobs: number }> {
  await migrate(url);
  const client = await connect(url);
  const work = await mkdtemp(join(tmpdir(), 'switchroom-restore-'));
  try {
    if ((await client.query('select 1 from tenant limit 1')).rowCount) throw new Error('This hub is not empty. Restore into an empty database and a new DATA_DIR.');
    await unpack(file, work);
    const manifestFile = join(work, 'manifest.json');
    if (!existsSync(manifestFile)) throw new Error(`${basename(file)} is not a backup of a hub: it has no manifest.`);
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
    if (manifest.format !== FORMAT) throw new Error(`This backup has format ${manifest.format}; this hub reads format ${FORMAT}. Restore it with the hub that made it, then upgrade.`);
    const blobs = await placeFiles(work, dataDir);
    await client.query('begin');
    const now = await tablesOf(client);
    await client.query('delete from hub');
    for (const table of now.keys()) {
      const columns = manifest.tables[table];
      if (!columns) continue;
      const unknown = columns.filter((c) => !now.get(table)?.includes(c));
      if (unknown.length > 0) throw new Error(`The backup is of a newer hub: it has ${table}.${unknown[0]}. Upgrade this hub first.`);
      await copyInto(client, table, columns, join(work, `tables.${table}.copy`));
    }
    await client.query('update hub set generation = generation + 1');
    const sequences = await client.query<{ table: string; column: string }>(`select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' and is_identity = 'YES'`);
    for (const s of sequences.rows) await client.query(`select setval(pg_get_serial_sequence($1, $2), greatest(1, coalesce((select max("${s.column}") from "${s.table}"), 1)))`, [s.table, s.column]);
    await client.query('commit');
    return { tables: Object.keys(manifest.tables).length, blobs };
  } finally {
    await client.end();
    await rm(work, { recursive: true, force: true });
  }
}

/** Positions of the old cluster would lie in the new one's future: events take the position of this transaction. */
async function copyInto(client: pg.Client, table: string, columns: readonly string[], path: string): Promise<void> {
  if (table !== 'event') return void (await pipeline(createReadStream(path), client.query(copyFrom(`copy "${table}" (${quoted(columns)}) from stdin`))));
  await client.query('create temp table event_restored (like event) on commit drop');
  await pipeline(createReadStream(path), client.query(copyFrom(`copy event_restored (${quoted(columns)}) from stdin`)));
  const kept = columns.filter((c) => c !== 'xid');
  // Ids stay, so order within the log stays: all rows share one position and are read by id.
  await client.query(`insert into event (${quoted(kept)}) overriding system value select ${quoted(kept.map((c) => c)).replace('"id"', 'row_number() over (order by event_restored.xid, event_restored.id)')} from event_restored`);
}

async function unpack(file: string, work: string): Promise<void> {
  const reader = extract();
  const unpacked = (async () => {
    for await (const entry of reader) {
      // Names are flattened: a hostile archive can write nowhere but here.
      const name = entry.header.name.replaceAll('/', '.').replace(/[^\w.-]/g, '_');
      await pipeline(entry, createWriteStream(join(work, name), { mode: 0o600 }));
    }
  })();
  await Promise.all([pipeline(createReadStream(file), createGunzip(), reader), unpacked]).catch((error: unknown) => {
    throw new Error(`${basename(file)} cannot be read as a backup.`, { cause: error });
  });
}

async function placeFiles(work: string, dataDir: string): Promise<number> {
  mkdirSync(dataDir, { recursive: true });
  let blobs = 0;
  for (const name of await readdir(work)) {
    const sha = /^blobs\.([0-9a-f]{64})$/.exec(name)?.[1];
    if (sha) {
      mkdirSync(join(dataDir, 'blobs', sha.slice(0, 2)), { recursive: true });
      await pipeline(createReadStream(join(work, name)), createWriteStream(join(dataDir, 'blobs', sha.slice(0, 2), sha), { mode: 0o600 }));
      blobs += 1;
    }
    if (name === 'secret' || name === 'demo.json') writeFileSync(join(dataDir, name), readFileSync(join(work, name)), { mode: 0o600 });
  }
  return blobs;
}
