import { useMemo } from 'react';
import { createStore, useStore } from '../../shared/store.ts';
import { inWords } from '../../shared/refusals.ts';
import { freshToken, session } from '../../shared/session.ts';
import { fileSize } from '../../shared/fileSize.ts';
import { t } from '../words/index.ts';

export interface Upload {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly preview: string | null;
  /** Set once the hub has it. */
  readonly id: string | null;
  readonly error: string | null;
}
/** A file that the hub has. */
export interface Held { readonly id: string; readonly name: string; readonly size: number }
export const uploadOf = ({ id, name, size }: Held): Upload => ({ key: `held.${id}`, name, size, preview: null, id, error: null });

export const heldOf = (list: readonly Upload[]): Held[] => list.flatMap(({ id, name, size }) => (id === null ? [] : [{ id, name, size }]));
/** Whether a channel takes files at all: of a text message none goes along. */
export const carriesFiles = ({ formats }: { readonly formats: readonly string[] }): boolean => formats.includes('file') || formats.includes('image');

async function send(file: File): Promise<string> {
  const token = await freshToken();
  const answer = await fetch('/media', {
    method: 'POST',
    body: file,
    headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': file.type || 'application/octet-stream', 'x-file-name': encodeURIComponent(file.name) },
  });
  const body = (await answer.json().catch(() => ({}))) as { id?: string; message?: string };
  if (!answer.ok || !body.id) throw new Error(body.message ? inWords(body.message) : `${answer.status}`);
  return body.id;
}

type Files = Readonly<Record<string, readonly Upload[]>>;
/** What is attached, by person and message that is being written: it outlasts a look at other work; what the hub has outlasts a reload too. */
const attached = createStore<{ readonly by: Files }>({ by: {} });
const NONE: readonly Upload[] = [];
const keyOf = (about: string): string => `switchroom.files.${session.get().viewer?.id ?? ''}.${about}`;

function kept(key: string): readonly Upload[] {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? '[]') as readonly Held[];
    return list.length === 0 ? NONE : list.map(uploadOf);
  } catch {
    return NONE;
  }
}
function keep(key: string, list: readonly Upload[]): void {
  try {
    const held = heldOf(list);
    if (held.length > 0) localStorage.setItem(key, JSON.stringify(held));
    else localStorage.removeItem(key);
  } catch {
    // There is no room: they stay in this window.
  }
}
function change(key: string, next: (list: readonly Upload[]) => readonly Upload[]): void {
  const list = next(attached.get().by[key] ?? kept(key));
  attached.set(({ by }) => ({ by: { ...by, [key]: list } }));
  keep(key, list);
}
const forget = (gone: readonly Upload[]): void => {
  for (const { preview } of gone) if (preview) URL.revokeObjectURL(preview);
};

/** Files chosen, dropped or pasted: uploaded at once, sent with the message. `about`: the conversation, or whatever else is written to. */
export function useUploads(about: string, maxBytes: number) {
  const key = keyOf(about);
  const before = useMemo(() => kept(key), [key]);
  const uploads = useStore(attached, ({ by }) => by[key]) ?? before;
  const patch = (one: string, part: Partial<Upload>): void => change(key, (now) => now.map((each) => (each.key === one ? { ...each, ...part } : each)));
  const add = (files: Iterable<File>): void => {
    for (const file of files) {
      const one = crypto.randomUUID();
      const tooBig = file.size > maxBytes ? t('composer.tooBig', { name: file.name, size: fileSize(maxBytes) }) : null;
      const preview = file.type.startsWith('image/') && !tooBig ? URL.createObjectURL(file) : null;
      change(key, (now) => [...now, { key: one, name: file.name, size: file.size, preview, id: null, error: tooBig }]);
      if (tooBig) continue;
      send(file).then(
        (id) => patch(one, { id }),
        (cause: Error) => patch(one, { error: t('composer.uploadFailed', { name: file.name, message: cause.message }) }),
      );
    }
  };
  return {
    uploads, add,
    remove: (one: string): void => change(key, (now) => {
      forget(now.filter((each) => each.key === one));
      return now.filter((each) => each.key !== one);
    }),
    /** Such as are on the hub already. */
    restore: (list: readonly Upload[]): void => change(key, (now) => [...list.filter((one) => !now.some((each) => each.id !== null && each.id === one.id)), ...now]),
    clear: (): void => change(key, () => NONE),
  };
}
