import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { check } from '../../../src/core/flow/check.ts';
import { checkKnown } from '../../../src/core/flow/checkKnown.ts';
import type { Flow } from '../../../src/core/flow/flow.ts';
import type { ResultOf } from '../../shared/graphql.ts';
import { act } from '../../shared/act.ts';
import type { Refusal } from '../../shared/graphql.ts';
import { type Configuration, type FLOWS, PUBLISH_FLOW, RESTORE_FLOW, SAVE_FLOW } from '../documents.ts';
import { openQueues } from '../useEditor.ts';
import { t } from '../words.ts';

export type FlowItem = ResultOf<typeof FLOWS>['flows'][number];

export interface Drawn { readonly name: string; readonly enabled: boolean; readonly flow: Flow }

/** A flow that is being drawn: what is wrong with it, and its way to the hub. */
export function useFlow(item: FlowItem | null, first: Drawn, all: Configuration, done: (id: string) => void) {
  const [drawn, setDrawn] = useState<Drawn>(first);
  /** What the hub has. */
  const [kept, setKept] = useState<Drawn | null>(item ? first : null);
  const [base, setBase] = useState(item?.draftNo ?? null);
  const [id, setId] = useState(item?.id ?? null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const findings = [...check(drawn.flow), ...checkKnown(drawn.flow, { queues: openQueues(all.queues).map((q) => ({ id: q.id, callsBack: q.callback !== null })), skills: all.skills.map((s) => s.id) })];

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    setBusy(true);
    setRefusal(null);
    return work().finally(() => setBusy(false));
  };
  /** Keeps the draft; null = refused. */
  async function keep(): Promise<{ readonly id: string; readonly base: number } | null> {
    if (kept === drawn && id !== null && base !== null) return { id, base };
    const saved = await act(SAVE_FLOW, { input: { id, name: drawn.name, enabled: drawn.enabled, draft: drawn.flow, base } });
    if (!saved.ok) {
      setRefusal(saved.refusal);
      return null;
    }
    setKept(drawn);
    setBase(saved.value.draftNo);
    setId(saved.value.id);
    return { id: saved.value.id, base: saved.value.draftNo };
  }
  return {
    drawn, findings, busy, isSaved: kept === drawn,
    fault: (field: string): string | null => (refusal?.field === field ? refusal.message : null),
    /** What the hub refused and no field shows. */
    refused: refusal && refusal.field !== 'name' ? refusal.message : null,
    put: (change: Partial<Drawn>): void => {
      setDrawn((now) => ({ ...now, ...change }));
      setRefusal(null);
    },
    save: () => run(async () => {
      const saved = await keep();
      if (saved) done(saved.id);
    }),
    publish: () => run(async () => {
      const saved = await keep();
      if (!saved) return;
      const published = await act(PUBLISH_FLOW, { flow: saved.id, base: saved.base });
      if (!published.ok) return setRefusal(published.refusal);
      notifications.show({ message: t('flow.published', { count: published.value.version }), autoClose: 3_000, withBorder: true });
      done(saved.id);
    }),
    restore: (version: number) => run(async () => {
      if (id === null) return;
      const restored = await act(RESTORE_FLOW, { flow: id, version });
      if (!restored.ok) return setRefusal(restored.refusal);
      const next = { ...drawn, flow: restored.value.draft as Flow };
      setDrawn(next);
      setKept(next);
      setBase(restored.value.draftNo);
      notifications.show({ message: t('versions.restored', { count: version }), autoClose: 3_000, withBorder: true });
      done(id);
    }),
  };
}
