/** What an agent marks on a page of a fax: a highlighted place, a stroke of the pen, a note. Places are shares of the page, so that turning and enlarging keep them right. */
import { type Refusal, refuse } from './refusal.ts';

export const MARK_KINDS = ['highlight', 'pen', 'note'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** From the left and from the top, 0 to 1. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** `highlight`: two corners; `pen`: the stroke; `note`: where it is stuck. */
export interface MarkDraft {
  readonly kind: MarkKind;
  readonly points: readonly Spot[];
  /** Of a note alone. */
  readonly text: string | null;
}

export const MOST_POINTS = 500;
export const MOST_TEXT = 1_000;
/** Of one page. */
export const MOST_MARKS = 200;

/** The hub names the pictures of a fax's pages so (channels/fax/receiving). */
export const isFaxPage = (file: { readonly name: string; readonly mediaType: string }): boolean => file.mediaType === 'image/png' && /^fax-\d{8}-\d{4}-\d{3}\.png$/.test(file.name);

/** Null = it can be kept. */
export function faultOfMark({ kind, points, text }: MarkDraft): Refusal | null {
  if (points.length > MOST_POINTS) return refuse('TOO_LARGE', 'A stroke has at most 500 points; draw it in parts.');
  if (!points.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)) return refuse('BAD_INPUT', 'A mark lies on its page: its places are shares of the page’s width and height, from 0 to 1.');
  if (kind === 'highlight' && points.length !== 2) return refuse('BAD_INPUT', 'A highlight has two points, the corners of its rectangle.');
  if (kind === 'pen' && points.length < 2) return refuse('BAD_INPUT', 'A stroke has at least two points.');
  if (kind === 'note' && points.length !== 1) return refuse('BAD_INPUT', 'A note on a page has one point, where it is stuck.');
  if (kind !== 'note') return text === null ? null : refuse('BAD_INPUT', 'Only a note on a page has a text.');
  if (text === null || text.trim() === '') return refuse('BAD_INPUT', 'The note is empty.');
  return text.length > MOST_TEXT ? refuse('TOO_LARGE', 'A note on a page has at most 1000 characters.') : null;
}

/** As exact as a page printed at 600 dots to the inch needs, and no longer to store. */
export const rounded = (points: readonly Spot[]): readonly Spot[] => points.map(({ x, y }) => ({ x: Math.round(x * 1e5) / 1e5, y: Math.round(y * 1e5) / 1e5 }));
