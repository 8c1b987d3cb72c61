import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Configuration, DELETE_CANNED, SAVE_CANNED } from '../documents.ts';
import { Editor, Section } from '../Section.tsx';
import { SureButton } from '../SureButton.tsx';
import { useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['cannedReplies'][number];

export function CannedPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="canned" items={all.cannedReplies} open={setOpen} create={() => setOpen('new')}
        columns={[{ label: t('f.shortcut'), cell: (item) => `/${item.shortcut}` }, { label: t('f.title'), cell: (item) => item.title }, { label: t('f.textEn'), wide: true, cell: (item) => item.textEn }, { label: t('f.textZh'), wide: true, cell: (item) => item.textZh }]}
      />
      {open && <Edit item={open === 'new' ? null : open} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, close, done }: { item: Item | null; close: () => void; done: () => void }) {
  const form = useEditor({ shortcut: item?.shortcut ?? '', title: item?.title ?? '', textEn: item?.textEn ?? '', textZh: item?.textZh ?? '' }, (values) => act(SAVE_CANNED, { input: { id: item?.id ?? null, ...values } }), done);
  const remove = async (): Promise<void> => {
    if (item && (await act(DELETE_CANNED, { id: item.id })).ok) {
      done();
      close();
    }
  };
  return (
    <Editor title={item ? t('edit', { name: item.title }) : t('new.canned')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('shortcut', 'title', 'textEn', 'textZh')} aside={item && <SureButton label={t('delete')} run={() => void remove()} />}>
      <div className="two">
        <TextInput data-autofocus label={t('f.shortcut')} leftSection="/" value={form.values.shortcut} error={form.fault('shortcut')} onChange={(event) => form.set('shortcut', event.currentTarget.value)} />
        <TextInput label={t('f.title')} value={form.values.title} error={form.fault('title')} onChange={(event) => form.set('title', event.currentTarget.value)} />
      </div>
      <Textarea autosize minRows={3} label={t('f.textEn')} value={form.values.textEn} error={form.fault('textEn')} onChange={(event) => form.set('textEn', event.currentTarget.value)} />
      <Textarea autosize minRows={3} label={t('f.textZh')} value={form.values.textZh} error={form.fault('textZh')} onChange={(event) => form.set('textZh', event.currentTarget.value)} />
    </Editor>
  );
}
