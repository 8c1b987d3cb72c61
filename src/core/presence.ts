/** Presence: what an agent says of themselves. Talking and wrap-up are derived from segments, never set here. */
import type { Transitions } from './machine.ts';

export const PRESENCE = {
  offline: ['ready', 'notReady'],
  ready: ['notReady', 'offline', 'missed'],
  notReady: ['ready', 'offline', 'notReady'],
  missed: ['ready', 'notReady', 'offline'],
} as const satisfies Transitions<string>;
export type Presence = keyof typeof PRESENCE;
