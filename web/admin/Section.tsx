import { Button, Drawer, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { FormEvent } from 'react';
import { DocsLink } from './DocsLink.tsx';
import { t } from './words.ts';

export interface Column<T> { readonly label: string; readonly cell: (item: T) => React.ReactNode; readonly wide?: boolean }
interface Props<T> {
  readonly name: 'entryPoints' | 'flows' | 'prompts' | 'queues' | 'plans' | 'agents' | 'teams' | 'skills' | 'dispositions' | 'canned' | 'bots' | 'tokens';
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly open?: (item: T) => void;
  readonly create: () => void;
  readonly muted?: (item: T) => boolean;
  /** The paragraph of the docs that tells of these. */
  readonly docs?: string;
  readonly docsPage?: 'routing' | 'flows';
}

/** One list of the configuration: what it is, its rows, and how to make one more. */
export function Section<T extends { readonly id: string }>({ name, items, columns, open, create, muted, docs, docsPage = 'routing' }: Props<T>) {
  return (
    <>
      <header className="pageHead">
        <div><h1>{t(`nav.${name}`)}</h1><p>{t(`lead.${name}`)}{docs && <> <DocsLink at={docs} page={docsPage} /></>}</p></div>
        <Button leftSection={<IconPlus size={16} />} onClick={create}>{t(`new.${name}`)}</Button>
      </header>
      {items.length === 0 ? <div className="blank"><strong>{t('empty')}</strong></div> : (
        <div className="tableBox">
          <table>
            <thead><tr>{columns.map((column) => <th key={column.label} scope="col">{column.label}</th>)}</tr></thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id} data-muted={muted?.(item) || undefined} data-open={open !== undefined || undefined} onClick={() => open?.(item)}>
                  {columns.map((column, at) => (
                    <td key={column.label} data-label={column.label} data-wide={column.wide || undefined}>
                      {at === 0 && open ? <button type="button" onClick={(event) => { event.stopPropagation(); open(item); }}>{column.cell(item)}</button> : column.cell(item)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

interface EditorProps {
  readonly title: string;
  readonly close: () => void;
  readonly submit: () => Promise<boolean>;
  readonly busy: boolean;
  /** A fault that belongs to no field on the page. */
  readonly fault: string | null;
  readonly aside?: React.ReactNode;
  /** Has much to say: a wider page. */
  readonly wide?: boolean;
  readonly children: React.ReactNode;
}
export function Editor({ title, close, submit, busy, fault, aside, wide = false, children }: EditorProps) {
  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (await submit()) close();
  };
  return (
    <Drawer opened onClose={close} title={title} position="right" size={wide ? 760 : 'lg'} padding={20} styles={{ body: { paddingBottom: 0 } }} overlayProps={{ backgroundOpacity: 0.25 }} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className="editor" noValidate onSubmit={(event) => void onSubmit(event)}>
        {children}
        {fault && <p className="fault" role="alert">{fault}</p>}
        <Group justify="space-between" className="editorFoot">
          <span>{aside}</span>
          <Group gap="xs">
            <Button variant="default" onClick={close}>{t('cancel')}</Button>
            <Button type="submit" loading={busy}>{t('save')}</Button>
          </Group>
        </Group>
      </form>
    </Drawer>
  );
}

