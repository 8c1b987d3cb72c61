import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { act } from '../../shared/act.ts';
import { useStore } from '../../shared/store.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { DISPOSITIONS, type Interaction } from '../state/documents.ts';
import { CLOSE } from '../state/mutations.ts';
import { clock, useNow } from '../state/time.ts';
import { takeKeyboard, ui } from '../state/ui.ts';
import { locale, t } from '../words/index.ts';

/** Ends the work: what came of it, a word for the next colleague, and the time that is left for both. */
export function WrapUpBar({ one }: { one: Interaction }) {
  const [{ data }] = useQuery({ query: DISPOSITIONS });
  const [disposition, setDisposition] = useState<string | null>(one.disposition?.id ?? null);
  const [note, setNote] = useState('');
  const [error, setError] = useState<{ field: string | null; message: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const focus = useStore(ui, (at) => at.focusWrite);
  const select = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each wish for the keyboard
  useEffect(() => {
    if (takeKeyboard('wrapUp')) select.current?.focus();
  }, [focus]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const done = await act(CLOSE, { interaction: one.id, disposition, note: note.trim() || null });
    setBusy(false);
    if (!done.ok) setError(done.refusal);
  };
  const options = (data?.dispositions ?? []).filter((each) => each.enabled).map((each) => ({ value: each.id, label: locale() === 'zh' ? each.labelZh : each.labelEn }));
  return (
    <form className="wrapUp" onSubmit={(event) => void submit(event)} aria-label={t('wrapUp.title')}>
      <div className="wrapUpHead"><b>{t('wrapUp.title')}</b>{one.wrapUpUntil && <Countdown until={one.wrapUpUntil} />}</div>
      <div className="wrapUpFields">
        <Select ref={select} aria-label={t('wrapUp.disposition')} placeholder={`${t('wrapUp.disposition')}: ${t('wrapUp.choose')}`} data={options} value={disposition} onChange={setDisposition} searchable clearable openOnFocus={false} error={error?.field === 'disposition' ? error.message : null} />
        <TextInput className="grow" aria-label={t('wrapUp.note')} placeholder={t('wrapUp.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={error && error.field !== 'disposition' ? error.message : null} />
        <ActionButton name="extend" iconOnly />
        <Button type="submit" loading={busy}>{t('wrapUp.finish')}</Button>
      </div>
    </form>
  );
}

function Countdown({ until }: { until: string }) {
  const left = Date.parse(until) - useNow();
  return <span className="tnum wrapUpLeft" data-soon={left < 15_000 || undefined}>{left > 0 ? t('wrapUp.left', { time: clock(left) }) : t('wrapUp.over')}</span>;
}
