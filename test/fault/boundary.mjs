/**
 * Loaded into a hub before anything else (`node --import`): ends the process, as kill −9 would, at one commit boundary: right before
 * a write is sent to PostgreSQL, or right after it was confirmed and before the hub hears of it. A commit is a COMMIT, known by the
 * first write of its transaction, or a write outside of one. Says in a file which boundaries it has met.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import pg from 'pg';

const file = process.env.FAULT_BOUNDARY;
/** In the book: what it was begun anew with. */
const AGAIN = '-';
/** `{at, when}`: at which boundary, and on which side of it, to end. Read again, and the book of what was met begun anew, on SIGUSR2. */
let wanted = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
const met = new Set();
if (file)
  process.on('SIGUSR2', () => {
    wanted = JSON.parse(readFileSync(file, 'utf8'));
    met.clear();
    appendFileSync(`${file}.met`, `${AGAIN}\n`);
  });
const WRITES = /\b(?:insert into|update|delete from)\s+"?([a-z_]+)/gi;
/** What stands behind `update` in the definition of a trigger or a key. */
const DDL = new Set(['on', 'no', 'of', 'set']);

/** The tables that a statement writes; null = none. A `for update` and a `do update set` are none. */
function writes(text) {
  const found = [...text.replace(/\b(for( no key)?|do) update\b/gi, '').matchAll(WRITES)].flatMap(([, table = '']) => (DDL.has(table) ? [] : [table]));
  return found.length > 0 ? [...new Set(found)].sort().join('+') : null;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing more happens here.
  for (;;);
}

/** The boundary that this statement is, keeping book of the connection's transaction. */
function boundaryOf(client, text) {
  const word = text.trim().slice(0, 8).toUpperCase();
  if (word.startsWith('BEGIN')) client.__first = '';
  else if (word.startsWith('ROLLBACK')) client.__first = undefined;
  else if (word.startsWith('COMMIT')) {
    const first = client.__first;
    client.__first = undefined;
    return first ? `commit of ${first}` : null;
  } else {
    const what = writes(text);
    if (what !== null && client.__first === undefined) return what;
    if (what !== null) client.__first ||= what;
  }
  return null;
}

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function watched(config, values, callback) {
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  const at = boundaryOf(this, text);
  if (file === undefined || at === null) return query.call(this, config, values, callback);
  if (!met.has(at)) {
    met.add(at);
    appendFileSync(`${file}.met`, `${at}\n`);
  }
  if (at !== wanted.at) return query.call(this, config, values, callback);
  if (wanted.when === 'before') die();
  const given = typeof values === 'function' ? values : callback;
  if (typeof given === 'function') {
    const heard = (error, result) => (error ? given(error, result) : die());
    return typeof values === 'function' ? query.call(this, config, heard) : query.call(this, config, values, heard);
  }
  const answer = query.call(this, config, values);
  return typeof answer?.then === 'function' ? answer.then(die) : answer;
};
