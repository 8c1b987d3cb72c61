import { ui } from '../state/ui.ts';
import { ACTIONS, readState } from './index.ts';

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** "alt+a" from a key press. By the key's place (code), since Alt changes the character on a Mac. */
function pressed(event: KeyboardEvent): string | null {
  if (event.isComposing) return null;
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]?.toLowerCase();
  if (event.altKey && !event.ctrlKey && !event.metaKey) return place ? `alt+${place}` : null;
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
    if (found.can(state)) void found.run(state);
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** How a key is written on this machine: Alt+A, ⌥A, Ctrl+K, ⌘K. */
export function keyLabel(key: string): string {
  const [mod, name] = key.includes('+') ? key.split('+') : [null, key];
  const shown = name === 'enter' ? (isMac ? '↵' : 'Enter') : (name ?? '').toUpperCase();
  if (!mod) return shown;
  if (isMac) return `${mod === 'alt' ? '⌥' : '⌘'}${shown}`;
  return `${mod === 'alt' ? 'Alt' : 'Ctrl'}+${shown}`;
}
