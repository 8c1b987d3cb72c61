import { ActionIcon, CloseButton, Tooltip } from '@mantine/core';
import { IconFile, IconPaperclip } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { fileSize } from '../../shared/fileSize.ts';
import { t } from '../words/index.ts';
import type { Upload } from './uploads.ts';

export function UploadList({ uploads, remove }: { uploads: readonly Upload[]; remove: (key: string) => void }) {
  if (uploads.length === 0) return null;
  return (
    <ul className="uploads">
      {uploads.map((each) => (
        <li key={each.key} data-busy={(each.id === null && each.error === null) || undefined} data-bad={each.error !== null || undefined}>
          {each.preview ? <img src={each.preview} alt="" /> : <IconFile size={18} stroke={1.5} />}
          <span><b>{each.name}</b><small role={each.error ? 'alert' : undefined}>{each.error ?? (each.id ? fileSize(each.size) : t('composer.uploading', { name: '' }))}</small></span>
          <CloseButton size="sm" aria-label={t('composer.remove', { name: each.name })} onClick={() => remove(each.key)} />
        </li>
      ))}
    </ul>
  );
}

/** Chooses files; `picker` is for whoever opens the choice by other means. */
export function AttachButton({ picker, add }: { picker: RefObject<HTMLInputElement | null>; add: (files: Iterable<File>) => void }) {
  return (
    <>
      <Tooltip label={t('composer.attach')}><ActionIcon variant="subtle" color="gray" size={32} aria-label={t('composer.attach')} onClick={() => picker.current?.click()}><IconPaperclip size={18} stroke={1.7} /></ActionIcon></Tooltip>
      <input ref={picker} type="file" multiple hidden onChange={(event) => { add(event.currentTarget.files ?? []); event.currentTarget.value = ''; }} />
    </>
  );
}
