import { Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Configuration, SAVE_BOT } from '../documents.ts';
import { Secret } from '../Secret.tsx';
import { Editor, Section } from '../Section.tsx';
import { useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['bots'][number];
interface Shown { readonly name: string; readonly secret: string }

export function BotsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  return (
    <>
      <Section
        name="bots" items={all.bots} open={setOpen} create={() => setOpen('new')} muted={(item) => !item.enabled}
        columns={[{ label: t('f.name'), cell: (item) => item.name }, { label: t('f.enabled'), cell: (item) => t(item.enabled ? 'state.on' : 'state.off') }, { label: t('nav.entryPoints'), cell: (item) => all.entryPoints.filter((each) => each.bot?.id === item.id).map((each) => each.name).join(', ') || '—' }]}
      />
      {open && <Edit item={open === 'new' ? null : open} close={() => setOpen(null)} done={reload} show={setShown} />}
      {shown && <Secret name={shown.name} secret={shown.secret} close={() => setShown(null)} />}
    </>
  );
}

function Edit({ item, close, done, show }: { item: Item | null; close: () => void; done: () => void; show: (shown: Shown) => void }) {
  const form = useEditor({ name: item?.name ?? '', enabled: item?.enabled ?? true }, async (values) => {
    const result = await act(SAVE_BOT, { id: item?.id ?? null, ...values });
    if (result.ok && result.value.secret) show({ name: result.value.bot.name, secret: result.value.secret });
    return result;
  }, done);
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.bots')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name')}>
      <TextInput data-autofocus label={t('f.name')} value={form.values.name} error={form.fault('name')} onChange={(event) => form.set('name', event.currentTarget.value)} />
      <Switch label={t('f.enabled')} checked={form.values.enabled} onChange={(event) => form.set('enabled', event.currentTarget.checked)} />
    </Editor>
  );
}
