import { MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { CREATE_TOKEN, REVOKE_TOKEN } from '../documents.ts';
import { Secret } from '../Secret.tsx';
import { Editor, Section } from '../Section.tsx';
import { SureButton } from '../SureButton.tsx';
import { moment } from '../moment.ts';
import { useEditor } from '../useEditor.ts';
import { has, t } from '../words.ts';

interface Shown { readonly name: string; readonly secret: string }
const ROLES = ['agent', 'supervisor', 'admin', 'developer'] as const;

export function TokensPage({ all, reload }: PageProps) {
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  const revoke = async (id: string): Promise<void> => {
    const result = await act(REVOKE_TOKEN, { id });
    if (result.ok) reload();
    else notifications.show({ color: 'red', message: result.refusal.message });
  };
  return (
    <>
      <Section
        name="tokens" items={all.apiTokens} create={() => setMaking(true)} muted={(item) => item.revoked}
        columns={[
          { label: t('f.name'), cell: (item) => <b>{item.name}</b> }, { label: t('f.roles'), cell: (item) => item.roles.map((role) => (has(`role.${role}`) ? t(`role.${role}` as 'role.agent') : role)).join(', ') },
          { label: t('f.created'), cell: (item) => moment(item.createdAt) }, { label: t('f.expiresAt'), cell: (item) => (item.expiresAt ? moment(item.expiresAt) : t('never')) }, { label: t('f.lastUsed'), cell: (item) => (item.lastUsedAt ? moment(item.lastUsedAt) : t('never')) },
          { label: '', cell: (item) => (item.revoked ? t('revoked') : <SureButton label={t('revoke')} run={() => void revoke(item.id)} />) },
        ]}
      />
      {making && <Make close={() => setMaking(false)} done={reload} show={setShown} />}
      {shown && <Secret name={shown.name} secret={shown.secret} close={() => setShown(null)} />}
    </>
  );
}

function Make({ close, done, show }: { close: () => void; done: () => void; show: (shown: Shown) => void }) {
  const form = useEditor({ name: '', roles: ['developer'], days: 90 }, async (values) => {
    const result = await act(CREATE_TOKEN, values);
    if (result.ok) show(result.value);
    return result;
  }, done);
  return (
    <Editor title={t('new.tokens')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name', 'roles', 'expiresInDays')}>
      <TextInput data-autofocus label={t('f.name')} value={form.values.name} error={form.fault('name')} onChange={(event) => form.set('name', event.currentTarget.value)} />
      <MultiSelect label={t('f.roles')} data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} value={form.values.roles} error={form.fault('roles')} onChange={(roles) => form.set('roles', roles)} />
      <NumberInput label={t('f.expires')} min={1} max={3660} value={form.values.days} error={form.fault('expiresInDays')} onChange={(value) => form.set('days', Number(value))} />
    </Editor>
  );
}
