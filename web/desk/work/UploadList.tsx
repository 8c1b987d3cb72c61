import { CloseButton } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
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
