import { MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Configuration, SAVE_TEAM } from '../documents.ts';
import { Editor, Section } from '../Section.tsx';
import { idsOf, optionsOf, useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['teams'][number];

export function TeamsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="teams" items={all.teams} open={setOpen} create={() => setOpen('new')}
        columns={[
          { label: t('f.name'), cell: (item) => item.name },
          { label: t('f.agents'), wide: true, cell: (item) => <span className="chips">{item.agents.map((agent) => <span key={agent.id}>{agent.name}</span>)}</span> },
        ]}
      />
      {open && <Edit item={open === 'new' ? null : open} all={all} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, all, close, done }: { item: Item | null; all: Configuration; close: () => void; done: () => void }) {
  const form = useEditor({ name: item?.name ?? '', agents: idsOf(item?.agents ?? []) }, (values) => act(SAVE_TEAM, { id: item?.id ?? null, ...values }), done);
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.teams')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name', 'agents')}>
      <TextInput data-autofocus label={t('f.name')} value={form.values.name} error={form.fault('name')} onChange={(event) => form.set('name', event.currentTarget.value)} />
      <MultiSelect searchable label={t('f.agents')} data={optionsOf(all.agents)} value={form.values.agents} error={form.fault('agents')} onChange={(agents) => form.set('agents', agents)} />
    </Editor>
  );
}
