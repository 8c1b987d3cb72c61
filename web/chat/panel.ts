/** What the widget is made of: the round button on the page, the panel it opens, and in it the bars, the middle and the place to write. */
import { el, ICONS, icon } from './dom.ts';
import { STYLE } from './style.ts';
import type { Texts } from './texts.ts';

interface Does {
  /** It fills the page and cannot be closed. */
  readonly full: boolean;
  end(): void;
  show(is: boolean): void;
}

/** White on it would have less than 3 : 1. */
function isLight(colour: string): boolean {
  const part = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.3;
}

export function createPanel(t: Texts, { full, end, show }: Does) {
  const title = el('h2');
  const who = el('p', { class: 'who', 'aria-live': 'polite' });
  const bar = el('div', { class: 'bar', role: 'status' });
  /** What went wrong just now; stays long enough to be read. */
  const fault = el('div', { class: 'bar fault', role: 'alert' });
  const typing = el('div', { class: 'typing', 'aria-live': 'polite' });
  const text = el('textarea', { rows: 1, placeholder: t.write, 'aria-label': t.write, maxlength: 10_000 });
  const picker = el('input', { type: 'file', multiple: true, class: 'hide', tabindex: '-1', 'aria-hidden': 'true' });
  const sendButton = el('button', { class: 'icon send', 'aria-label': t.send, title: t.send }, icon(...ICONS.send));
  const clip = el('button', { class: 'icon', 'aria-label': t.attach, title: t.attach, onclick: () => picker.click() }, icon(...ICONS.clip));
  const write = el('div', { class: 'write' }, clip, text, sendButton, picker);
  const below = el('div', { class: 'below' });
  const middle = el('div');
  middle.style.cssText = 'flex:1;display:flex;flex-direction:column;min-height:0';
  const endButton = el('button', { class: 'icon hide', 'aria-label': t.end, title: t.end, onclick: end }, icon(...ICONS.end));
  const closeButton = el('button', { class: `icon${full ? ' hide' : ''}`, 'aria-label': t.close, title: t.close, onclick: () => show(false) }, icon(...ICONS.close));
  const panel = el('section', { class: 'panel', role: 'dialog', 'aria-label': t.open, 'aria-modal': 'false' }, el('header', {}, el('div', {}, title, who), endButton, closeButton), bar, fault, middle, below);
  const badge = el('span', { class: 'badge hide', 'aria-hidden': 'true' });
  const launch = el('button', { class: 'launch', 'aria-label': t.open, 'aria-haspopup': 'dialog', onclick: () => show(true) }, icon(...ICONS.chat), badge);
  const host = document.createElement('switchroom-chat');
  const root = host.attachShadow({ mode: 'open' });
  root.append(el('style', {}, STYLE), launch, panel);
  if (full) host.setAttribute('data-full', '');

  let faultTimer = 0;
  let typingTimer = 0;
  return {
    host, root, launch, badge, panel, title, who, bar, middle, typing, below, write, text, picker, sendButton, endButton, closeButton,
    complain(why: string): void {
      fault.textContent = why;
      window.clearTimeout(faultTimer);
      faultTimer = window.setTimeout(() => (fault.textContent = ''), 10_000);
    },
    /** In the entry point's colour, with words on it that can be read. */
    tint(colour: string): void {
      const own = /^#[0-9a-f]{6}$/i.test(colour) ? colour : '#0f6e84';
      host.style.setProperty('--c', own);
      host.toggleAttribute('data-light', isLight(own));
    },
    /** Who writes just now; null = nobody any more. */
    types(name: string | null): void {
      typing.textContent = name === null ? '' : `${t.typing(name)}…`;
      window.clearTimeout(typingTimer);
      typingTimer = window.setTimeout(() => (typing.textContent = ''), 6_000);
    },
    /** As high as what is written, and to be sent once something is. */
    grow(): void {
      text.style.height = 'auto';
      text.style.height = `${Math.min(text.scrollHeight, 140)}px`;
      sendButton.toggleAttribute('disabled', text.value.trim() === '');
    },
  };
}
