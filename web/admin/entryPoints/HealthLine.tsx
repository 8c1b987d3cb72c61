import { inWords } from '../../shared/refusals.ts';
import { has, inARow, t } from '../words.ts';
import { QrCode } from './QrCode.tsx';

/** How an entry point is connected, as the hub says. */
export interface HealthNow { readonly state: string; readonly explain: string | null; readonly qr?: string | null }

const stateOf = (health: HealthNow | null, enabled: boolean): string => (enabled ? (health?.state ?? 'unknown') : 'off');
const wordOf = (state: string): string => { const word = `health.${state}`; return has(word) ? t(word) : state; };
const moreOf = (health: HealthNow | null, state: string): string | null => {
  if (health?.explain && state !== 'off') return inWords(health.explain);
  const word = `health.more.${state}`;
  return has(word) ? t(word) : null;
};

/** A dot, a word and, where there is one, the reason. */
export function HealthLine({ health, enabled }: { health: HealthNow | null; enabled: boolean }) {
  const state = stateOf(health, enabled);
  return (
    <span className="healthCell">
      <span className="health" data-state={state}>{wordOf(state)}</span>
      {enabled && health?.explain && <small>{inARow([inWords(health.explain), health.qr ? t('health.scan') : ''])}</small>}
    </span>
  );
}

/** On the page of the entry point: the same, and what has to be done. */
export function HealthPanel({ health, enabled }: { health: HealthNow | null; enabled: boolean }) {
  const state = stateOf(health, enabled);
  const more = moreOf(health, state);
  return (
    <section className="healthPanel" data-state={state} aria-live="polite" aria-label={t('f.health')}>
      <p><span className="health" data-state={state}>{wordOf(state)}</span>{more && <span>{more}</span>}</p>
      {state === 'needsLogin' && health?.qr && <QrCode value={health.qr} />}
    </section>
  );
}
