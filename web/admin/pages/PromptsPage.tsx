import { Button, FileButton, Textarea, TextInput } from '@mantine/core';
import { IconMicrophone, IconPlayerStopFilled, IconTrash, IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Configuration, DELETE_PROMPT, SAVE_PROMPT } from '../documents.ts';
import { Listen } from '../prompts/Listen.tsx';
import { heardOf } from '../prompts/PromptPicker.tsx';
import { record, upload } from '../prompts/sounds.ts';
import { Editor, Section } from '../Section.tsx';
import { SureButton } from '../SureButton.tsx';
import { useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

type Item = Configuration['prompts'][number];

const length = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.round(ms / 1_000) % 60).padStart(2, '0')}`;

export function PromptsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  return (
    <>
      <Section
        name="prompts" items={all.prompts} open={setOpen} create={() => setOpen('new')}
        columns={[
          { label: t('f.name'), cell: (item) => item.name }, { label: t('prompt.length'), cell: (item) => <span className="promptHeard"><Listen name={item.name} heard={heardOf(item, null)} size={30} />{item.durationMs === null ? t('prompt.spoken') : length(item.durationMs)}</span> },
          { label: t('f.textEn'), wide: true, cell: (item) => item.textEn || item.textZh }, { label: t('prompt.usedIn'), cell: (item) => item.uses.map((use) => use.name).join(', ') || t('prompt.unused') },
        ]}
      />
      {open && <Edit item={open === 'new' ? null : open} close={() => setOpen(null)} done={reload} />}
    </>
  );
}

function Edit({ item, close, done }: { item: Item | null; close: () => void; done: () => void }) {
  const form = useEditor(
    { name: item?.name ?? '', textEn: item?.textEn ?? '', textZh: item?.textZh ?? '', sound: undefined as Blob | null | undefined },
    async ({ sound, ...values }) => {
      // Only what is new is sent.
      const sent = sound instanceof Blob ? await upload(sound, `${values.name}.wav`).catch((error: unknown) => (error instanceof Error ? error : new Error())) : sound;
      if (sent instanceof Error) return { ok: false, refusal: { __typename: 'Refusal', code: 'BAD_INPUT', message: t('prompt.notSent', { why: sent.message }), field: 'sound' } };
      return act(SAVE_PROMPT, { input: { id: item?.id ?? null, ...values, ...(sent === undefined ? {} : { sound: sent }) } });
    },
    done,
  );
  const remove = async (): Promise<void> => {
    const gone = item ? await act(DELETE_PROMPT, { id: item.id }) : null;
    if (gone?.ok) {
      done();
      close();
    } else if (gone) form.refuse(gone.refusal);
  };
  return (
    <Editor title={item ? t('edit', { name: item.name }) : t('new.prompts')} close={close} submit={form.submit} busy={form.busy} fault={form.rest('name', 'textEn', 'textZh', 'sound')} aside={item && <SureButton label={t('delete')} run={() => void remove()} />}>
      <TextInput data-autofocus label={t('f.name')} value={form.values.name} error={form.fault('name')} onChange={(event) => form.set('name', event.currentTarget.value)} />
      <Sound kept={item?.url ?? null} value={form.values.sound} name={form.values.name} fault={form.fault('sound')} set={(sound) => form.set('sound', sound)} />
      {(['en', 'zh'] as const).map((one) => {
        const field = one === 'en' ? 'textEn' : 'textZh';
        return (
          <div key={one} className="promptPick" data-labelled>
            <Textarea autosize minRows={2} label={t(`f.${field}`)} description={one === 'en' ? t('prompt.words.hint') : undefined} value={form.values[field]} error={form.fault(field)} onChange={(event) => form.set(field, event.currentTarget.value)} />
            <Listen name={t(`prompt.wordsIn.${one}`)} heard={{ url: null, words: form.values[field], language: one === 'en' ? 'en' : 'zh-CN' }} />
          </div>
        );
      })}
    </Editor>
  );
}

/** What it sounds like: as it is kept, as it was just chosen or recorded. */
function Sound({ kept, value, name, fault, set }: { kept: string | null; value: Blob | null | undefined; name: string; fault: string | null; set: (sound: Blob | null) => void }) {
  const [since, setSince] = useState<number | null>(null);
  const [, tick] = useState(0);
  const [deaf, setDeaf] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const running = useRef<Awaited<ReturnType<typeof record>> | null>(null);
  useEffect(() => () => running.current?.cancel(), []);
  useEffect(() => {
    if (!(value instanceof Blob)) return setFresh(null);
    const url = URL.createObjectURL(value);
    setFresh(url);
    return () => URL.revokeObjectURL(url);
  }, [value]);
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, [since]);
  async function begin(): Promise<void> {
    setDeaf(false);
    try {
      running.current = await record();
      setSince(Date.now());
    } catch {
      setDeaf(true);
    }
  }
  async function end(): Promise<void> {
    setSince(null);
    const made = await running.current?.stop();
    running.current = null;
    if (made) set(made);
  }
  const url = fresh ?? (value === null ? null : kept);
  return (
    <fieldset className="promptSound">
      <legend>{t('prompt.sound')}</legend>
      {since !== null ? <p className="promptRuns tnum" role="status">{t('prompt.recording', { time: length(Date.now() - since) })}</p> : url === null ? <p>{t('prompt.none')}</p> : (
        // biome-ignore lint/a11y/useMediaCaption: its words stand below
        <audio src={url} controls preload="metadata" aria-label={t('prompt.listen', { name })} />
      )}
      {fresh !== null && <p>{t('prompt.fresh')}</p>}
      <div className="promptActs">
        {since === null
          ? <Button size="compact-md" variant="default" leftSection={<IconMicrophone size={16} />} onClick={() => void begin()}>{t('prompt.record')}</Button>
          : <Button size="compact-md" color="red" leftSection={<IconPlayerStopFilled size={16} />} onClick={() => void end()}>{t('prompt.stop')}</Button>}
        <FileButton accept="audio/wav,audio/x-wav,.wav" onChange={(file) => file && set(file)}>{(props) => <Button {...props} size="compact-md" variant="default" disabled={since !== null} leftSection={<IconUpload size={16} />}>{t('prompt.upload')}</Button>}</FileButton>
        {url !== null && since === null && <Button size="compact-md" variant="subtle" color="gray" leftSection={<IconTrash size={16} />} onClick={() => set(null)}>{t('prompt.remove')}</Button>}
      </div>
      <small>{t('prompt.upload.hint')}</small>
      {(fault ?? (deaf ? t('prompt.noMicrophone') : null)) && <p className="fault" role="alert" aria-invalid="true">{fault ?? t('prompt.noMicrophone')}</p>}
    </fieldset>
  );
}
