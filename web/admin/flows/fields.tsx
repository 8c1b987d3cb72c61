import { Checkbox, NumberInput, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Asking, Flow, Saying } from '../../../src/core/flow/flow.ts';
import { PromptPicker, usePrompts } from '../prompts/PromptPicker.tsx';
import { t } from '../words.ts';
import { nameOf } from './Graph.tsx';

/** What the hub would say of a field. */
export type FaultOf = (field: string) => string | null;

interface SayingProps { readonly label: string; readonly value: Saying | null; readonly onChange: (value: Saying) => void; readonly fault: string | null; readonly warning?: string | null }

/** A text in both languages. */
export function SayingField({ label, value, onChange, fault, warning = null }: SayingProps) {
  const now = value ?? { en: '', zh: '' };
  const { prompts } = usePrompts();
  return (
    <fieldset className="saying">
      <legend>{label}</legend>
      <Textarea size="xs" autosize minRows={1} maxRows={6} aria-label={`${label}, ${t('node.en')}`} placeholder={t('node.en')} lang="en" value={now.en} error={fault !== null} onChange={(event) => onChange({ ...now, en: event.currentTarget.value })} />
      <Textarea size="xs" autosize minRows={1} maxRows={6} aria-label={`${label}, ${t('node.zh')}`} placeholder={t('node.zh')} lang="zh-CN" value={now.zh} error={fault} onChange={(event) => onChange({ ...now, zh: event.currentTarget.value })} />
      {(prompts.length > 0 || now.file) && (
        <PromptPicker
          size="xs" isSeen={false} by="id" label={`${label}, ${t('node.recording')}`} none={t('node.noRecording')} over={now} value={now.file ?? null}
          onChange={(file) => {
            const chosen = prompts.find((p) => p.id === file);
            onChange({ ...now, en: now.en || (chosen?.textEn ?? ''), zh: now.zh || (chosen?.textZh ?? ''), file });
          }}
        />
      )}
      {fault === null && warning && <small className="flowWarn">{warning}</small>}
    </fieldset>
  );
}

/** One that may be left empty. */
export const MaybeSaying = ({ onChange, ...props }: Omit<SayingProps, 'onChange'> & { readonly onChange: (value: Saying | null) => void }) => (
  <SayingField {...props} onChange={(value) => onChange(value.en === '' && value.zh === '' && !value.file ? null : value)} />
);

/** To which node it goes on. */
export function WayField({ label, flow, but, value, onChange, fault }: { label: string; flow: Flow; but?: string; value: string; onChange: (to: string) => void; fault: string | null }) {
  const nodes = flow.nodes.filter((node) => node.id !== but);
  return <Select size="xs" searchable label={label} allowDeselect={false} data={nodes.map((node) => ({ value: node.id, label: `${nameOf(node)} · ${node.id}` }))} value={nodes.some((node) => node.id === value) ? value : null} error={fault} onChange={(to) => to && onChange(to)} />;
}

/** Words with commas between them. What is being typed stays as it is typed. */
export function WordsField({ label, hint, value, onChange, fault }: { label: string; hint?: string; value: readonly string[]; onChange: (words: readonly string[]) => void; fault: string | null }) {
  const [typed, setTyped] = useState(value.join(', '));
  return (
    <Textarea
      size="xs" autosize minRows={1} label={label} description={hint} value={typed} error={fault}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(event.currentTarget.value.split(/[,，、\n]/).map((word) => word.trim()).filter((word) => word !== ''));
      }}
    />
  );
}

interface AskingProps { readonly node: Asking & { readonly id: string }; readonly flow: Flow; readonly put: (change: Partial<Asking>) => void; readonly fault: FaultOf; readonly warning: FaultOf }

/** What everything has that waits for an answer. */
export function AskingFields({ node, flow, put, fault, warning }: AskingProps) {
  return (
    <>
      <MaybeSaying label={t('node.again')} value={node.again} fault={fault('again')} warning={warning('again')} onChange={(again) => put({ again })} />
      <div className="flowPair">
        <NumberInput size="xs" label={t('node.tries')} min={1} max={9} value={node.tries} error={fault('tries')} onChange={(value) => put({ tries: Number(value) || 0 })} />
        <NumberInput size="xs" label={t('node.wait')} min={1} value={node.waitSeconds} error={fault('waitSeconds')} onChange={(value) => put({ waitSeconds: Number(value) || 0 })} />
      </div>
      <NumberInput size="xs" label={t('node.waitWritten')} description={t('node.waitWritten.hint')} min={0} value={node.waitWrittenSeconds} error={fault('waitWrittenSeconds')} onChange={(value) => put({ waitWrittenSeconds: Number(value) || 0 })} />
      <div className="flowPair">
        <WayField label={t('node.onSilence')} flow={flow} value={node.onSilence} fault={fault('onSilence')} onChange={(onSilence) => put({ onSilence })} />
        <WayField label={t('node.onWrong')} flow={flow} value={node.onWrong} fault={fault('onWrong')} onChange={(onWrong) => put({ onWrong })} />
      </div>
    </>
  );
}

/** Who may ask for a person, and how; and where the flow begins. */
export function FlowFields({ flow, put, fault }: { flow: Flow; put: (flow: Flow) => void; fault: FaultOf }) {
  const { person } = flow;
  return (
    <div className="flowForm">
      <WayField label={t('flow.startAt')} flow={flow} value={flow.start} fault={fault('start')} onChange={(start) => put({ ...flow, start })} />
      <Checkbox size="xs" label={t('flow.person')} checked={person !== null} onChange={(event) => put({ ...flow, person: event.currentTarget.checked ? { words: ['agent', 'human', '人工'], to: flow.nodes.find((n) => n.kind === 'queue')?.id ?? '' } : null })} />
      {person && <WordsField label={t('flow.personWords')} hint={t('node.words.hint')} value={person.words} fault={null} onChange={(words) => put({ ...flow, person: { ...person, words } })} />}
      {person && <WayField label={t('flow.personTo')} flow={flow} value={person.to} fault={fault('person')} onChange={(to) => put({ ...flow, person: { ...person, to } })} />}
    </div>
  );
}
