/** Prints the schema to schema.graphql, or with --check says whether the file in git is still true. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { buildSchema } from './schema.ts';

const file = fileURLToPath(new URL('./schema.graphql', import.meta.url));
const now = `${printSchema(buildSchema())}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== now) {
    console.error('schema/schema.graphql differs from the code. Run: npm run schema:print');
    process.exit(1);
  }
} else writeFileSync(file, now);
