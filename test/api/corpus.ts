/** Cases of others, read from beside the checkout when they are there; they are never part of the project. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

export const corpusIsHere = existsSync(folder);
if (!corpusIsHere) console.log('The corpus of third-party cases is not beside this checkout: those tests are skipped.');

export type Case = { readonly id: string; readonly level: 'must' | 'should' | 'info'; readonly expect: Record<string, unknown> } & Readonly<Record<string, unknown>>;

export const casesOf = (file: string): Case[] =>
  corpusIsHere ? readFileSync(`${folder}${file}`, 'utf8').split('\n').filter((l) => l.trim() !== '').map((l) => JSON.parse(l) as Case) : [];

export const corpusFile = (path: string): Buffer => readFileSync(`${folder}${path}`);
