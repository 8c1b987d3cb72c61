/** Places on a page that is turned and enlarged, in shares of the page as it came. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** `box`: what the page takes up on the screen, after it was turned clockwise by quarters. */
export function spotAt(box: Box, at: { readonly x: number; readonly y: number }, turn: number): Spot {
  const u = within((at.x - box.left) / Math.max(1, box.width));
  const v = within((at.y - box.top) / Math.max(1, box.height));
  const turned: readonly Spot[] = [{ x: u, y: v }, { x: v, y: 1 - u }, { x: 1 - u, y: 1 - v }, { x: 1 - v, y: u }];
  return turned[turn] ?? { x: u, y: v };
}

/** A place that counts: nearer ones are the same to the eye. */
const NEAR = 0.002;
/** As many as the hub takes of one stroke. */
const MOST = 500;

/** The stroke goes on; when it is long, every other of its places will do. */
export function drawnTo(stroke: readonly Spot[], next: Spot): readonly Spot[] {
  const last = stroke.at(-1);
  if (last && Math.hypot(last.x - next.x, last.y - next.y) < NEAR) return stroke;
  const thinned = stroke.length < MOST - 1 ? stroke : stroke.filter((_, n) => n % 2 === 0);
  return [...thinned, next];
}

/** Whether two corners are far enough apart for a rectangle that was meant. */
export const isMeant = (a: Spot, b: Spot): boolean => Math.abs(a.x - b.x) > 0.005 && Math.abs(a.y - b.y) > 0.003;
