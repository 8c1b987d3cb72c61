import { Button, Menu, Switch, Tabs, TextInput } from '@mantine/core';
import { IconArrowLeft, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { NODE_KINDS } from '../../../src/core/flow/flow.ts';
import { inWords } from '../../shared/refusals.ts';
import type { Configuration } from '../documents.ts';
import { t } from '../words.ts';
import { added, changed, without } from './edit.ts';
import { FlowFields } from './fields.tsx';
import { Graph, ICONS } from './Graph.tsx';
import { NodeForm } from './NodeForm.tsx';
import { Trial } from './Trial.tsx';
import { type Drawn, type FlowItem, useFlow } from './useFlow.ts';
import { Versions } from './Versions.tsx';

interface Props { readonly item: FlowItem | null; readonly first: Drawn; readonly all: Configuration; readonly close: () => void; readonly done: (id: string) => void }

/** One flow: drawn on the left; on the right the node that is chosen, a trial, and what has been published. */
export function FlowEditor({ item, first, all, close, done }: Props) {
  const { drawn, findings, busy, isSaved, fault, refused, put, save, publish, restore } = useFlow(item, first, all, done);
  const [chosen, setChosen] = useState<string | null>(first.flow.start);
  const [tab, setTab] = useState<string | null>('node');
  const [at, setAt] = useState<string | null>(null);
  const { flow } = drawn;
  const node = flow.nodes.find((n) => n.id === chosen) ?? null;
  const faults = findings.filter((f) => !f.isWarning);
  const ofFlow = faults.filter((f) => f.node === null);
  const choose = (id: string): void => {
    setChosen(id);
    if (tab !== 'try') setTab('node');
  };
  return (
    <div className="flowEditor">
      <header>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconArrowLeft size={16} />} onClick={close}>{t('flow.back')}</Button>
        <TextInput size="sm" aria-label={t('f.name')} placeholder={t('f.name')} maxLength={100} value={drawn.name} error={fault('name')} onChange={(event) => put({ name: event.currentTarget.value })} />
        <Switch size="sm" label={t('f.enabled')} checked={drawn.enabled} onChange={(event) => put({ enabled: event.currentTarget.checked })} />
        <span className="flowState" aria-live="polite">{isSaved ? t('flow.isSaved') : t('flow.unsaved')} · {faults.length > 0 ? t('flow.faults', { count: faults.length }) : findings.length > 0 ? t('flow.warnings', { count: findings.length }) : t('flow.fine')}</span>
        <Button size="sm" variant="default" loading={busy} disabled={isSaved} onClick={() => void save()}>{t('flow.save')}</Button>
        <Button size="sm" loading={busy} disabled={faults.length > 0} onClick={() => void publish()}>{t('flow.publish')}</Button>
      </header>
      {refused && <p className="fault" role="alert">{refused}</p>}
      <div className="flowBody">
        <div className="flowLeft">
          <Graph flow={flow} all={all} findings={findings} chosen={chosen} at={tab === 'try' ? at : null} choose={choose} />
          <Menu position="top-start" withinPortal>
            <Menu.Target><Button className="flowAdd" size="compact-sm" variant="default" leftSection={<IconPlus size={15} />}>{t('flow.add')}</Button></Menu.Target>
            <Menu.Dropdown>
              {NODE_KINDS.map((kind) => {
                const Mark = ICONS[kind];
                return (
                  <Menu.Item
                    key={kind} leftSection={<Mark size={16} stroke={1.6} />}
                    onClick={() => {
                      const [next, id] = added(flow, kind);
                      put({ flow: next });
                      setChosen(id);
                      setTab('node');
                    }}
                  >
                    {t(`kind.${kind}`)}<small className="flowKindHint">{t(`kind.${kind}.hint`)}</small>
                  </Menu.Item>
                );
              })}
            </Menu.Dropdown>
          </Menu>
        </div>
        <Tabs className="flowPanel" value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="node">{t('flow.tab.node')}</Tabs.Tab>
            <Tabs.Tab value="flow" data-faults={ofFlow.length > 0 || undefined}>{t('flow.tab.flow')}</Tabs.Tab>
            <Tabs.Tab value="try">{t('flow.tab.try')}</Tabs.Tab>
            <Tabs.Tab value="versions">{t('flow.tab.versions')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="node">
            {node ? <NodeForm key={node.id} node={node} flow={flow} all={all} findings={findings} put={(next) => put({ flow: changed(flow, next) })} remove={() => { put({ flow: without(flow, node.id) }); setChosen(null); }} /> : <p className="flowHint">{t('flow.pick')}</p>}
          </Tabs.Panel>
          <Tabs.Panel value="flow"><FlowFields flow={flow} put={(next) => put({ flow: next })} fault={(field) => inWords(ofFlow.find((f) => f.field === field)?.message ?? '') || null} /></Tabs.Panel>
          <Tabs.Panel value="try"><Trial flow={flow} all={all} stands={setAt} /></Tabs.Panel>
          <Tabs.Panel value="versions">{item ? <Versions item={item} busy={busy} restore={(version) => void restore(version)} /> : <p className="flowHint">{t('versions.none')}</p>}</Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}
