import { useSyncExternalStore } from 'react';
import { serverNow } from '../../shared/session.ts';
import { locale, t } from '../words/index.ts';

const listeners = new Set<() => void>();
let second = Math.floor(serverNow() / 1000);
let timer: ReturnType<typeof setTimeout> | undefined;
/** With each full second of the server's, so that what is shown is never a whole second old. */
function tick(): void {
  const now = serverNow();
  second = Math.floor(now / 1000);
  timer = setTimeout(tick, 1000 - (now % 1000));
  for (const each of [...listeners]) each();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}
/** Server time in ms, once a second, one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => second) * 1000;

/** 0:42, 12:05, 1:02:05; beyond a day in days. */
export function clock(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  if (s >= 86_400) return t('time.days', { count: Math.floor(s / 86_400) });
  const minutes = Math.floor(s / 60);
  return minutes < 60 ? `${minutes}:${two(s % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}
/** 42 s → "0:42"; from ten minutes on in words, because nobody needs the seconds. */
export function span(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 10) return clock(ms);
  if (minutes < 90) return t('time.minutes', { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 36 ? t('time.hours', { count: hours }) : t('time.days', { count: Math.round(hours / 24) });
}
const tag = (): string => (locale() === 'zh' ? 'zh-CN' : 'en-GB');
export const timeOfDay = (iso: string): string => new Intl.DateTimeFormat(tag(), { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
export const dateOf = (iso: string): string => new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(iso));
export const momentOf = (iso: string, timeZone?: string): string =>
  new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...(timeZone ? { timeZone } : {}) }).format(new Date(iso));
export function dayOf(iso: string): string {
  const day = new Date(iso).toDateString();
  if (day === new Date(serverNow()).toDateString()) return t('timeline.today');
  if (day === new Date(serverNow() - 86_400_000).toDateString()) return t('timeline.yesterday');
  return new Intl.DateTimeFormat(tag(), { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(iso));
}
