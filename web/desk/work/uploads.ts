import { useState } from 'react';
import { inWords } from '../../shared/refusals.ts';
import { freshToken } from '../../shared/session.ts';
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

/** Files chosen, dropped or pasted: uploaded at once, sent with the message. */
export function useUploads(maxBytes: number) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const patch = (key: string, change: Partial<Upload>): void => setUploads((now) => now.map((each) => (each.key === key ? { ...each, ...change } : each)));
  const add = (files: Iterable<File>): void => {
    for (const file of files) {
      const key = crypto.randomUUID();
      const tooBig = file.size > maxBytes ? t('composer.tooBig', { name: file.name, size: fileSize(maxBytes) }) : null;
      const preview = file.type.startsWith('image/') && !tooBig ? URL.createObjectURL(file) : null;
      setUploads((now) => [...now, { key, name: file.name, size: file.size, preview, id: null, error: tooBig }]);
      if (tooBig) continue;
      send(file).then(
        (id) => patch(key, { id }),
        (cause: Error) => patch(key, { error: t('composer.uploadFailed', { name: file.name, message: cause.message }) }),
      );
    }
  };
  const remove = (key: string): void => setUploads((now) => {
    const gone = now.find((each) => each.key === key);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    return now.filter((each) => each.key !== key);
  });
  /** Such as are on the hub already. */
  const restore = (list: readonly Upload[]): void => setUploads((now) => [...list, ...now]);
  return { uploads, add, remove, restore, clear: () => setUploads([]) };
}
