/** Figures of a simulation as people read them. */
import type { Simulated } from '../documents.ts';
import { t } from '../words.ts';

export type Figures = Simulated['baseline']['total'];
/** One line of the comparison; `better` says which way is good, null = neither. */
export interface Measure { readonly key: string; readonly label: string; readonly hint: string; readonly kind: 'share' | 'seconds' | 'count'; readonly better: 'more' | 'less' | null; readonly before: number | null; readonly after: number | null }

const span = (seconds: number): string => {
  const whole = Math.round(seconds);
  if (seconds < 10) return t('s.seconds', { count: Math.round(seconds * 10) / 10 });
  if (whole < 120) return t('s.seconds', { count: whole });
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};
export const spanOf = span;

export function shown(kind: Measure['kind'], value: number | null): string {
  if (value === null) return '–';
  return kind === 'share' ? `${(value * 100).toFixed(1)} %` : kind === 'seconds' ? span(value) : String(value);
}

/** The change in words, and whether it is one for the better. */
export function differenceOf({ kind, better, before, after }: Measure): { readonly text: string; readonly good: boolean | null } {
  if (before === null || after === null) return { text: '–', good: null };
  const by = after - before;
  const sign = by > 0 ? '+' : '−';
  const size = Math.abs(by);
  const text = kind === 'share' ? t('w.points', { count: `${sign}${(size * 100).toFixed(1)}` }) : `${sign}${kind === 'seconds' ? span(size) : size}`;
  const none = kind === 'share' ? size < 0.0005 : kind === 'seconds' ? size < 0.05 : size === 0;
  return none ? { text: t('w.same'), good: null } : { text, good: better === null ? null : (better === 'more') === by > 0 };
}

export function measuresOf(before: Figures, after: Figures, occupancy: readonly [number | null, number | null] | null): Measure[] {
  const left = (f: Figures): number => f.abandoned + f.ended + f.waiting;
  const of = (key: string, kind: Measure['kind'], better: Measure['better'], values: readonly [number | null, number | null], hint = ''): Measure => ({ key, label: t(`m.${key}` as 'm.asa'), hint, kind, better, before: values[0], after: values[1] });
  return [
    of('serviceLevel', 'share', 'more', [before.serviceLevel, after.serviceLevel], t('m.serviceLevel.hint')), of('asa', 'seconds', 'less', [before.asaSeconds, after.asaSeconds]), of('p95', 'seconds', 'less', [before.p95Seconds, after.p95Seconds]),
    of('abandonRate', 'share', 'less', [before.abandonRate, after.abandonRate]), of('answered', 'count', 'more', [before.answered, after.answered]), of('left', 'count', 'less', [left(before), left(after)]),
    ...(occupancy === null ? [] : [of('occupancy', 'share', null, occupancy, t('m.occupancy.hint'))]),
  ];
}
