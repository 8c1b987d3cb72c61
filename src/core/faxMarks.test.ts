import { describe, expect, it } from 'vitest';
import { faultOfMark, isFaxPage, MOST_POINTS, MOST_TEXT, type MarkDraft, rounded } from './faxMarks.ts';

const at = (x: number, y: number) => ({ x, y });
const mark = (more: Partial<MarkDraft>): MarkDraft => ({ kind: 'note', points: [at(0.5, 0.5)], text: 'Call first', ...more });

describe('a mark on a page', () => {
  it.each([
    ['a note', mark({})],
    ['a note in a corner', mark({ points: [at(0, 1)], text: '先打电话' })],
    ['a highlight, drawn from any corner', mark({ kind: 'highlight', points: [at(0.9, 0.8), at(0.1, 0.2)], text: null })],
    ['a stroke as long as may be', mark({ kind: 'pen', points: Array.from({ length: MOST_POINTS }, (_, n) => at(n / MOST_POINTS, 0.5)), text: null })],
    ['a text as long as may be', mark({ text: 'x'.repeat(MOST_TEXT) })],
  ])('can be %s', (_, draft) => expect(faultOfMark(draft)).toBeNull());

  it.each([
    ['left of the page', mark({ points: [at(-0.01, 0.5)] }), 'BAD_INPUT'],
    ['below the page', mark({ points: [at(0.5, 1.01)] }), 'BAD_INPUT'],
    ['nowhere', mark({ points: [at(Number.NaN, 0.5)] }), 'BAD_INPUT'],
    ['endlessly far', mark({ points: [at(Number.POSITIVE_INFINITY, 0.5)] }), 'BAD_INPUT'],
    ['a note in two places', mark({ points: [at(0, 0), at(1, 1)] }), 'BAD_INPUT'],
    ['a note without a word', mark({ text: ' \n' }), 'BAD_INPUT'],
    ['a note without a text', mark({ text: null }), 'BAD_INPUT'],
    ['a note that is too long', mark({ text: 'x'.repeat(MOST_TEXT + 1) }), 'TOO_LARGE'],
    ['a highlight of one corner', mark({ kind: 'highlight', text: null }), 'BAD_INPUT'],
    ['a highlight that speaks', mark({ kind: 'highlight', points: [at(0, 0), at(1, 1)] }), 'BAD_INPUT'],
    ['a stroke of one point', mark({ kind: 'pen', text: null }), 'BAD_INPUT'],
    ['a stroke that is too long', mark({ kind: 'pen', points: Array.from({ length: MOST_POINTS + 1 }, () => at(0, 0)), text: null }), 'TOO_LARGE'],
  ])('is not %s', (_, draft, code) => expect(faultOfMark(draft)?.code).toBe(code));

  it('is kept as exactly as it can be seen', () => expect(rounded([at(1 / 3, 2 / 3)])).toEqual([at(0.33333, 0.66667)]));

  it('is on a picture of a fax alone', () => {
    expect(isFaxPage({ name: 'fax-20260105-0900-001.png', mediaType: 'image/png' })).toBe(true);
    expect(isFaxPage({ name: 'fax-20260105-0900.pdf', mediaType: 'application/pdf' })).toBe(false);
    expect(isFaxPage({ name: 'cat.png', mediaType: 'image/png' })).toBe(false);
  });
});
