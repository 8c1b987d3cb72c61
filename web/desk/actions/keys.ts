import { ui } from '../state/ui.ts';
import { ACTIONS, canDo, readState } from './index.ts';

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** "alt+a" or "alt+shift+a" from a key press. By the key's place (code), since Alt changes the character on a Mac. */
function pressed(event: KeyboardEvent): string | null {
  if (event.isComposing) return null;
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]?.toLowerCase();
  if (event.altKey && !event.ctrlKey && !event.metaKey) return place ? `alt+${event.shiftKey ? 'shift+' : ''}${place}` : null;
  if (mod && !event.altKey) return event.key === 'Enter' ? 'mod+enter' : place ? `mod+${place}` : null;
  return event.key === '?' ? '?' : null;
}
const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const key = pressed(event);
    if (!key || (key === '?' && writing(event.target))) return;
    const found = ACTIONS.find((one) => one.key === key);
    if (!found) return;
    // An open dialog keeps the keyboard; only its own keys and the palette work.
    if (ui.get().dialog !== null && key !== 'mod+k') return;
    event.preventDefault();
    const state = readState();
    if (canDo(found, state)) void found.run(state);
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

const MAC: Readonly<Record<string, string>> = { alt: '⌥', shift: '⇧', mod: '⌘', enter: '↵' };
const OTHERS: Readonly<Record<string, string>> = { alt: 'Alt', shift: 'Shift', mod: 'Ctrl', enter: 'Enter' };

/** How a key is written on this machine: Alt+A, ⌥A, Ctrl+K, ⌘K. */
export function keyLabel(key: string): string {
  const names = isMac ? MAC : OTHERS;
  return key.split('+').map((part) => names[part] ?? part.toUpperCase()).join(isMac ? '' : '+');
}
/** As assistive technology is told of it: "Alt+A", "Control+K". */
export const ariaKey = (key: string): string =>
  key.split('+').map((part) => ({ mod: isMac ? 'Meta' : 'Control', alt: 'Alt', shift: 'Shift', enter: 'Enter' })[part] ?? part.toUpperCase()).join('+');
