/**
 * How well people hear each other on a leg: what was lost and how unevenly the rest came, as one figure. The E-model of ITU-T G.107 with
 * what IP telephony knows of it: R = 93.2 − Id − Ie,eff, delay after Cole and Rosenbluth (Voice over IP performance monitoring, 2001),
 * loss by G.107 (7-29) with the values of G.113 for G.711 with packet loss concealment, R → MOS by G.107 annex B.
 */
import type { LegSound } from './calls.ts';
import type { Ms } from './time.ts';

export type { LegSound };

export const GRADES = ['good', 'fair', 'bad'] as const;

export interface LegQuality {
  /** Mean opinion score, 1 (bad) to 4.5; two decimals. */
  readonly mos: number;
  readonly grade: (typeof GRADES)[number];
  /** Of the worse direction: the share of packets, 0 to 1; ms. */
  readonly loss: number;
  readonly jitterMs: Ms;
  readonly roundTripMs: Ms | null;
}

/** Encoding and the play-out buffer of the far end; the buffer grows with the jitter. */
const FIXED_MS = 30;
const BUFFER_PER_JITTER = 2;
/** G.113 appendix I, G.711 with concealment, random loss. */
const ROBUSTNESS = 25.1;
/** G.109: users are satisfied from R 80, many are not below 70. */
const GOOD = 4.03;
const FAIR = 3.6;

/** Null = nothing has come or gone yet. */
export function qualityOf(sound: LegSound): LegQuality | null {
  if (sound.received === 0 && sound.sent === 0) return null;
  const loss = Math.max(share(sound.lost, sound.received + sound.lost), share(sound.lostThere, sound.sent));
  const jitterMs = Math.max(sound.jitterMs, sound.jitterThereMs);
  const mos = meanOpinion(transmission(loss, (sound.roundTripMs ?? 0) / 2 + FIXED_MS + BUFFER_PER_JITTER * jitterMs));
  return { mos, grade: mos >= GOOD ? 'good' : mos >= FAIR ? 'fair' : 'bad', loss: round(loss, 4), jitterMs: round(jitterMs, 1), roundTripMs: sound.roundTripMs === null ? null : round(sound.roundTripMs, 1) };
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part) / whole) : 0);
const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** The transmission rating R, 0 to 93.2; `delayMs` from mouth to ear. */
function transmission(loss: number, delayMs: Ms): number {
  const delay = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const percent = loss * 100;
  return Math.max(0, 93.2 - delay - (95 * percent) / (percent + ROBUSTNESS));
}

const meanOpinion = (r: number): number => round(Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)), 2);
