import { ActionIcon, Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Finding } from '../../../src/core/flow/check.ts';
import { ANSWERS, type CollectNode, type Flow, type FlowNode, type HoursNode, isAsking, type LevelNode, type MenuNode, type SetNode } from '../../../src/core/flow/flow.ts';
import { inWords } from '../../shared/refusals.ts';
import type { Configuration } from '../documents.ts';
import { HoursField, readHours } from '../fields/HoursField.tsx';
import { NeedsField } from '../fields/NeedsField.tsx';
import { PromptsThere } from '../prompts/PromptPicker.tsx';
import { SureButton } from '../SureButton.tsx';
import { openQueues, optionsOf } from '../useEditor.ts';
import { t } from '../words.ts';
import { AskingFields, type FaultOf, MaybeSaying, SayingField, WayField, WordsField } from './fields.tsx';
import { ICONS } from './Graph.tsx';

interface Props<N extends FlowNode = FlowNode> { readonly node: N; readonly flow: Flow; readonly all: Configuration; readonly put: (node: FlowNode) => void; readonly fault: FaultOf; readonly warning: FaultOf }

/** What is said of a field of a node, or of anything inside of it. */
const toldOf = (findings: readonly Finding[], node: string, isWarning: boolean): FaultOf => (field) => {
  const found = findings.find((f) => f.node === node && f.isWarning === isWarning && (f.field === field || f.field.startsWith(`${field}.`)));
  return found ? inWords(found.message) : null;
};

/** One node as a form; what is wrong with it stands beside the field. */
export function NodeForm({ node, flow, all, findings, put, remove }: { node: FlowNode; flow: Flow; all: Configuration; findings: readonly Finding[]; put: (node: FlowNode) => void; remove: () => void }) {
  const props = { flow, all, put, fault: toldOf(findings, node.id, false), warning: toldOf(findings, node.id, true) };
  const Mark = ICONS[node.kind];
  const { fault, warning } = props;
  const whole = fault('id') ?? (('then' in node) ? null : fault('then')) ?? warning('id');
  return (
    <PromptsThere value={{ prompts: all.prompts, language: null }}>
    <div className="flowForm" key={node.id}>
      <header><Mark size={18} stroke={1.6} /><b>{t(`kind.${node.kind}`)}</b><small>{t(`kind.${node.kind}.hint`)}</small></header>
      {whole && <p className={fault('id') || (!('then' in node) && fault('then')) ? 'fault' : 'flowWarn'}>{whole}</p>}
      <TextInput size="xs" label={t('node.name')} description={t('node.name.hint')} maxLength={100} value={node.name ?? ''} onChange={(event) => put({ ...node, name: event.currentTarget.value })} />
      {'text' in node && (isAsking(node) || node.kind === 'say'
        ? <SayingField label={t(isAsking(node) ? 'node.ask' : 'node.text')} value={node.text} fault={fault('text')} warning={warning('text')} onChange={(text) => put({ ...node, text } as FlowNode)} />
        : <MaybeSaying label={t('node.text')} value={node.text} fault={fault('text')} warning={warning('text')} onChange={(text) => put({ ...node, text } as FlowNode)} />)}
      {node.kind === 'menu' && <Options node={node} {...props} />}
      {node.kind === 'collect' && <Answer node={node} {...props} />}
      {node.kind === 'hours' && <Hours node={node} {...props} />}
      {node.kind === 'level' && <Level node={node} {...props} />}
      {node.kind === 'set' && <Sets node={node} {...props} />}
      {(node.kind === 'queue' || node.kind === 'callback' || node.kind === 'voicemail') && <Select size="xs" label={t('node.queue')} allowDeselect={false} data={optionsOf(openQueues(all.queues))} value={node.queue} error={fault('queue')} onChange={(queue) => put({ ...node, queue: queue ?? '' })} />}
      {isAsking(node) && <AskingFields node={node} flow={flow} fault={fault} warning={warning} put={(change) => put({ ...node, ...change } as FlowNode)} />}
      {'done' in node && <MaybeSaying label={t('node.done')} value={node.done} fault={fault('done')} warning={warning('done')} onChange={(done) => put({ ...node, done })} />}
      {'then' in node && <WayField label={t('node.then')} flow={flow} but={node.id} value={node.then} fault={fault('then')} onChange={(then) => put({ ...node, then })} />}
      <div className="flowFormFoot"><SureButton label={t('flow.delete')} run={remove} /></div>
    </div>
    </PromptsThere>
  );
}

function Options({ node, flow, put, fault }: Props<MenuNode>) {
  const set = (at: number, change: Partial<MenuNode['options'][number]>): void => put({ ...node, options: node.options.map((o, n) => (n === at ? { ...o, ...change } : o)) });
  const free = '1234567890*#'.split('').find((digit) => !node.options.some((o) => o.digit === digit));
  return (
    <div className="flowOptions">
      {node.options.map((option, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an option is what stands at its place.
        <fieldset key={at} className="flowOption">
          <legend>{t('node.option', { count: at + 1 })}</legend>
          <ActionIcon className="flowOptionGone" variant="subtle" color="gray" aria-label={`${t('remove')} ${t('node.option', { count: at + 1 })}`} onClick={() => put({ ...node, options: node.options.filter((_, n) => n !== at) })}><IconTrash size={14} /></ActionIcon>
          <div className="flowPair">
            <TextInput size="xs" label={t('node.digit')} maxLength={1} value={option.digit} error={fault(`options.${at}.digit`)} onChange={(event) => set(at, { digit: event.currentTarget.value })} />
            <WayField label={t('node.then')} flow={flow} value={option.then} fault={fault(`options.${at}.then`)} onChange={(then) => set(at, { then })} />
          </div>
          <div className="flowPair">
            <TextInput size="xs" label={t('f.labelEn')} lang="en" value={option.label.en} error={fault(`options.${at}.label`)} onChange={(event) => set(at, { label: { ...option.label, en: event.currentTarget.value } })} />
            <TextInput size="xs" label={t('f.labelZh')} lang="zh-CN" value={option.label.zh} error={fault(`options.${at}.label`) !== null} onChange={(event) => set(at, { label: { ...option.label, zh: event.currentTarget.value } })} />
          </div>
          <WordsField key={node.options.length} label={t('node.words')} hint={t('node.words.hint')} value={option.words} fault={fault(`options.${at}.words`)} onChange={(words) => set(at, { words })} />
        </fieldset>
      ))}
      {fault('options') && node.options.length === 0 && <p className="fault">{fault('options')}</p>}
      {free && <Button size="compact-xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => put({ ...node, options: [...node.options, { digit: free, label: { en: '', zh: '' }, words: [], then: node.onWrong }] })}>{t('node.addOption')}</Button>}
    </div>
  );
}

function Answer({ node, put, fault }: Props<CollectNode>) {
  return (
    <>
      <div className="flowPair">
        <TextInput size="xs" label={t('node.attribute')} description={t('node.attribute.hint')} value={node.attribute} error={fault('attribute')} onChange={(event) => put({ ...node, attribute: event.currentTarget.value })} />
        <Select size="xs" label={t('node.what')} description=" " allowDeselect={false} data={ANSWERS.map((what) => ({ value: what, label: t(`answer.${what}`) }))} value={node.what} error={fault('what')} onChange={(what) => what && put({ ...node, what: what as CollectNode['what'] })} />
      </div>
      {node.what !== 'number' && (
        <div className="flowPair">
          <NumberInput size="xs" label={t('node.least')} min={1} value={node.least} error={fault('least')} onChange={(value) => put({ ...node, least: Number(value) || 0 })} />
          <NumberInput size="xs" label={t('node.most')} min={1} value={node.most} onChange={(value) => put({ ...node, most: Number(value) || 0 })} />
        </div>
      )}
    </>
  );
}

function Level({ node, flow, put, fault }: Props<LevelNode>) {
  return (
    <>
      <NumberInput size="xs" label={t('node.level')} description={t('node.level.hint')} min={1} max={9} value={node.least} error={fault('least')} onChange={(least) => put({ ...node, least: Number(least) || 0 })} />
      <div className="flowPair">
        <WayField label={t('node.high')} flow={flow} but={node.id} value={node.high} fault={fault('high')} onChange={(high) => put({ ...node, high })} />
        <WayField label={t('node.other')} flow={flow} but={node.id} value={node.other} fault={fault('other')} onChange={(other) => put({ ...node, other })} />
      </div>
    </>
  );
}

const OWN = 'own';
function Hours({ node, flow, all, put, fault }: Props<HoursNode>) {
  return (
    <>
      <Select size="xs" label={t('node.hoursOf')} allowDeselect={false} data={[{ value: OWN, label: t('node.ownHours') }, ...optionsOf(openQueues(all.queues))]} value={node.queue ?? OWN} error={fault('queue')} onChange={(queue) => queue && put({ ...node, queue: queue === OWN ? null : queue })} />
      {node.queue === null && <HoursField zone={Intl.DateTimeFormat().resolvedOptions().timeZone} value={readHours(node.hours)} error={fault('hours')} onChange={(hours) => put({ ...node, hours })} />}
      <div className="flowPair">
        <WayField label={t('node.open')} flow={flow} but={node.id} value={node.open} fault={fault('open')} onChange={(open) => put({ ...node, open })} />
        <WayField label={t('node.closed')} flow={flow} but={node.id} value={node.closed} fault={fault('closed')} onChange={(closed) => put({ ...node, closed })} />
      </div>
    </>
  );
}

function Sets({ node, all, put, fault }: Props<SetNode>) {
  const [typed, setTyped] = useState(Object.entries(node.attributes).map(([name, value]) => `${name} = ${value}`).join('\n'));
  return (
    <>
      <div><span className="flowLabel">{t('node.skills')}</span><NeedsField value={node.needs} skills={all.skills} add={t('node.addSkill')} onChange={(needs) => put({ ...node, needs })} />{fault('needs') && <small className="fault">{fault('needs')}</small>}</div>
      <NumberInput size="xs" label={t('node.priority')} description={t('f.priority.hint')} value={node.priority} error={fault('priority')} onChange={(value) => put({ ...node, priority: Number(value) || 0 })} />
      <Textarea
        size="xs" autosize minRows={2} label={t('node.attributes')} description={t('node.attributes.hint')} value={typed} error={fault('attributes')}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          const lines = event.currentTarget.value.split('\n').map((line) => line.split('=')).filter(([name]) => (name ?? '').trim() !== '');
          put({ ...node, attributes: Object.fromEntries(lines.map(([name, ...value]) => [(name ?? '').trim(), value.join('=').trim()])) });
        }}
      />
    </>
  );
}
