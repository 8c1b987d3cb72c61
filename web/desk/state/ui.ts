import { createStore } from '../../shared/store.ts';
import type { Held } from '../work/uploads.ts';

export type Dialog = 'transfer' | 'consult' | 'assign' | 'park' | 'decline' | 'spam' | 'help' | 'palette' | 'why' | 'first' | 'dial' | 'mergeMail' | 'moveMail' | 'mergeCustomer' | null;
/** What a first message begins with. */
export interface First {
  readonly customer: { readonly id: string; readonly name: string } | null;
  readonly text: string;
  readonly files?: readonly Held[];
  /** Not by this entry point, if there is another. */
  readonly notBy?: string;
}
/** What a supervisor wants to know of the router: why an interaction waits (or is not given to some agent), why an agent is idle. */
export type Asked =
  | { readonly kind: 'waiting'; readonly interaction: string; readonly name: string; readonly toAgent: boolean }
  | { readonly kind: 'idle'; readonly agent: string | null };
export type ContextTab = 'customer' | 'history' | 'why' | 'notes';
export interface Ui {
  readonly page: 'desk' | 'wall' | 'search';
  readonly selected: string | null;
  /** On a phone the desk is three steps, one at a time. */
  readonly step: 'roster' | 'work' | 'context';
  readonly tab: ContextTab;
  readonly mode: 'reply' | 'note';
  readonly dialog: Dialog;
  /** What the dialog `why` is about. */
  readonly asked: Asked | null;
  /** What the dialog `first` begins with. */
  readonly first: First;
  /** What is chosen to be closed or handed on together; null = nothing is being chosen. */
  readonly bulk: readonly string[] | null;
  readonly presenceOpen: boolean;
  readonly mentionsOpen: boolean;
  /** Counts the wishes for the keyboard in the composer or the wrap-up form. */
  readonly focusWrite: number;
  readonly sound: 'unasked' | 'on' | 'off';
  readonly announce: string;
}

const route = (): Pick<Ui, 'page' | 'selected' | 'step'> => {
  const [page, id] = location.hash.replace(/^#\/?/, '').split('/');
  if (page === 'wall' || page === 'search') return { page, selected: null, step: 'roster' };
  return page === 'i' && id ? { page: 'desk', selected: id, step: 'work' } : { page: 'desk', selected: null, step: 'roster' };
};

const sound = localStorage.getItem('switchroom.sound');
export const ui = createStore<Ui>({
  ...route(), tab: 'customer', mode: 'reply', dialog: null, asked: null, first: { customer: null, text: '' }, bulk: null, presenceOpen: false, mentionsOpen: false, focusWrite: 0,
  sound: sound === 'on' || sound === 'off' ? sound : 'unasked', announce: '',
});
window.addEventListener('hashchange', () => ui.set(route()));

export function go(page: Ui['page'], id?: string): void {
  const hash = id ? `#/i/${id}` : page === 'desk' ? '#/' : `#/${page}`;
  if (location.hash !== hash) location.hash = hash;
  ui.set((now) => ({ ...now, ...route(), mode: id === now.selected ? now.mode : 'reply' }));
}
/** Opens the dialog that writes first. */
export const openFirst = (first: First): void => ui.set({ dialog: 'first', first });
/** Opens the router's answer. */
export const askWhy = (asked: Asked): void => ui.set({ dialog: 'why', asked });
export const select = (id: string): void => go('desk', id);
/** Chooses one among several, or not any more. */
export const togglePicked = (id: string): void => ui.set((now) => (now.bulk === null ? now : { ...now, bulk: now.bulk.includes(id) ? now.bulk.filter((each) => each !== id) : [...now.bulk, id] }));
type Writer = 'composer' | 'wrapUp';
let wanted: Writer | 'any' | null = null;
/** The composer or the wrap-up form, now or as soon as it is there, takes the keyboard; unasked, not where that would raise one on the glass. */
export function wantKeyboard(by: Writer | 'any' = 'any'): void {
  if (by === 'any' && matchMedia('(pointer: coarse)').matches) return;
  wanted = by;
  ui.set((now) => ({ ...now, focusWrite: now.focusWrite + 1 }));
}
/** True once for each wish, for the one that was meant. Whoever takes work over wants to answer: that waits until the desk knows it as theirs (`ready`). */
export function takeKeyboard(by: Writer, ready = true): boolean {
  if (wanted !== by && (wanted !== 'any' || !ready)) return false;
  wanted = null;
  return true;
}
/** Said once to screen readers, politely. */
export const announce = (text: string): void => ui.set({ announce: text });
