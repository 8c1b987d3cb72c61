import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { Entry } from '../state/documents.ts';
import { t } from '../words/index.ts';
import { drawnTo, isMeant, type Spot, spotAt } from './pagePlaces.ts';

export type Mark = Entry['marks'][number];
export type Tool = Mark['kind'];
export interface Draft {
  readonly kind: Tool;
  readonly points: readonly Spot[];
}

interface Props {
  /** Of this page. */
  readonly marks: readonly Mark[];
  /** What is drawn and not kept yet. */
  readonly draft: Draft | null;
  readonly turn: number;
  readonly tool: Tool | null;
  readonly chosen: string | null;
  /** What the page fills on the screen. */
  readonly leaf: RefObject<HTMLDivElement | null>;
  drawn(draft: Draft): void;
  choose(mark: string): void;
}

/** What is marked on a page, over its picture, turned with it; and whatever is being drawn. */
export function FaxMarks({ marks, draft, turn, tool, chosen, leaf, drawn, choose }: Props) {
  const [stroke, paint] = useState<readonly Spot[]>([]);
  /** Moves come faster than pages are painted. */
  const now = useRef<readonly Spot[]>([]);
  function setStroke(next: readonly Spot[]): void {
    now.current = next;
    paint(next);
  }
  const spot = ({ clientX: x, clientY: y }: PointerEvent): Spot => spotAt(leaf.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 }, { x, y }, turn);
  function begin(event: PointerEvent): void {
    if (!tool || event.button !== 0) return;
    event.preventDefault();
    if (tool === 'note') return drawn({ kind: 'note', points: [spot(event)] });
    event.currentTarget.setPointerCapture(event.pointerId);
    setStroke([spot(event)]);
  }
  function move(event: PointerEvent): void {
    if (now.current.length > 0) setStroke(tool === 'highlight' ? [...now.current.slice(0, 1), spot(event)] : drawnTo(now.current, spot(event)));
  }
  function end(event: PointerEvent): void {
    const points = now.current;
    const [first, second] = points;
    setStroke([]);
    if (event.type === 'pointercancel' || !first || !second || (tool !== 'highlight' && tool !== 'pen')) return;
    if (tool === 'pen' || isMeant(first, second)) drawn({ kind: tool, points });
  }
  const drawing = stroke.length > 0 && tool ? { kind: tool, points: stroke } : null;
  const notes = marks.filter((m) => m.kind === 'note');
  return (
    <>
      <svg className="faxInk" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" data-tool={tool ?? undefined} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end}>
        {marks.map((m) => <Shape key={m.id} mark={m} on={m.id === chosen} />)}
        {draft && <Shape mark={draft} on />}
        {drawing && <Shape mark={drawing} on />}
      </svg>
      {notes.map((m, n) => <button key={m.id} type="button" className="faxPin" data-on={m.id === chosen || undefined} style={placeOf(m, turn)} title={m.text ?? ''} aria-label={`${t('fax.mark.note')}: ${m.text ?? ''}`} onClick={() => choose(m.id)}>{n + 1}</button>)}
      {draft?.kind === 'note' && <span className="faxPin" data-on style={placeOf(draft, turn)}>{notes.length + 1}</span>}
    </>
  );
}

/** Upright, however the page is turned. */
const placeOf = ({ points: [at] }: Pick<Draft, 'points'>, turn: number) => ({ left: `${(at?.x ?? 0) * 100}%`, top: `${(at?.y ?? 0) * 100}%`, rotate: `${turn * -90}deg` });

function Shape({ mark: { kind, points }, on }: { mark: Draft; on: boolean }) {
  const [a, b] = points;
  if (kind === 'note' || !a || !b) return null;
  if (kind === 'highlight') return <rect className="faxHighlight" data-on={on || undefined} x={Math.min(a.x, b.x)} y={Math.min(a.y, b.y)} width={Math.abs(a.x - b.x)} height={Math.abs(a.y - b.y)} vectorEffect="non-scaling-stroke" />;
  return <polyline className="faxStroke" data-on={on || undefined} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} vectorEffect="non-scaling-stroke" />;
}
