import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Configuration, SAVE_SKILL } from '../documents.ts';
import { Editor, Section } from '../Section.tsx';
import { useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['skills'][number];

export function SkillsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  const having = (skill: Item): number => all.agents.filter((agent) => agent.skills.some((each) => each.skill.id === skill.id)).length;
  return (
    <>
      <Section name="skills" items={all.skills} open={setOpen} create={() => setOpen('new')} columns={[{ label: t('f.name'), cell: (item) => item.name }, { label: t('f.agents'), cell: having }]} />
      {open && <Edit item={open === 'new' ? null : open} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, close, done }: { item: Item | null; close: () => void; done: () => void }) {
  const form = useEditor({ name: item?.name ?? '' }, (values) => act(SAVE_SKILL, { id: item?.id ?? null, name: values.name }), done);
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.skills')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name')}>
      <TextInput data-autofocus label={t('f.name')} value={form.values.name} error={form.fault('name')} onChange={(event) => form.set('name', event.currentTarget.value)} />
    </Editor>
  );
}
