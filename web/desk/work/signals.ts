import { act } from '../../shared/act.ts';
import { link } from '../../shared/client.ts';
import { SIGNAL } from '../state/mutations.ts';

const last = new Map<string, number>();

/** Typing, viewing and seen are lossy: at most one a second of each kind, none while the link is down. */
export function sendSignal(interaction: string, kind: 'typing' | 'viewing' | 'seen', on = true, seq: number | null = null): void {
  const key = `${interaction} ${kind} ${on}`;
  if (link.get().state !== 'open' || Date.now() - (last.get(key) ?? 0) < 1_000) return;
  last.set(key, Date.now());
  void act(SIGNAL, { interaction, kind, on, seq });
}
