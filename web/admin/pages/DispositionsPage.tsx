import { Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Configuration, SAVE_DISPOSITION } from '../documents.ts';
import { Editor, Section } from '../Section.tsx';
import { useEditor } from '../useEditor.ts';
import { locale, t } from '../words.ts';

type Item = Configuration['dispositions'][number];
const OUTCOMES: readonly Item['outcome'][] = ['resolved', 'botResolved', 'transferredOut', 'callbackBooked', 'abandoned', 'cancelled', 'failed', 'noAnswer', 'busy', 'expired', 'merged', 'overflowed', 'voicemailLeft', 'spam'];

export function DispositionsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="dispositions" items={all.dispositions} open={setOpen} create={() => setOpen('new')} muted={(item) => !item.enabled}
        columns={[
          // The reader's own language first.
          ...(locale() === 'zh' ? ['labelZh', 'labelEn'] as const : ['labelEn', 'labelZh'] as const).map((key) => ({ label: t(`f.${key}`), cell: (item: Item) => item[key] })),
          { label: t('f.code'), cell: (item) => item.code }, { label: t('f.outcome'), cell: (item) => t(`outcome.${item.outcome}`) },
        ]}
      />
      {open && <Edit item={open === 'new' ? null : open} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, close, done }: { item: Item | null; close: () => void; done: () => void }) {
  const initial = { code: item?.code ?? '', labelEn: item?.labelEn ?? '', labelZh: item?.labelZh ?? '', outcome: item?.outcome ?? ('resolved' as const), enabled: item?.enabled ?? true };
  const form = useEditor<Omit<Item, 'id'>>(initial, (values) => act(SAVE_DISPOSITION, { input: { id: item?.id ?? null, ...values } }), done);
  return (
    <Editor title={item ? t('edit', { name: locale() === 'zh' ? item.labelZh : item.labelEn }) : t('new.dispositions')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('code', 'labelEn', 'labelZh', 'outcome')}>
      <div className="two">
        <TextInput data-autofocus label={t('f.labelEn')} value={form.values.labelEn} error={form.fault('labelEn')} onChange={(event) => form.set('labelEn', event.currentTarget.value)} />
        <TextInput label={t('f.labelZh')} value={form.values.labelZh} error={form.fault('labelZh')} onChange={(event) => form.set('labelZh', event.currentTarget.value)} />
        <TextInput label={t('f.code')} value={form.values.code} error={form.fault('code')} onChange={(event) => form.set('code', event.currentTarget.value)} />
        <Select label={t('f.outcome')} allowDeselect={false} data={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))} value={form.values.outcome} error={form.fault('outcome')} onChange={(value) => form.set('outcome', OUTCOMES.find((each) => each === value) ?? 'resolved')} />
      </div>
      <Switch label={t('f.enabled')} checked={form.values.enabled} onChange={(event) => form.set('enabled', event.currentTarget.checked)} />
    </Editor>
  );
}
