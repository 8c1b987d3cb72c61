/** Where the nodes of a flow are drawn: rows by how far from the start, and in a row so that ways cross little. Pure. */
import { type Flow, type FlowNode, waysOf } from '../../../src/core/flow/flow.ts';

export interface Placed { readonly node: FlowNode; readonly x: number; readonly y: number }
export interface Way { readonly from: string; readonly to: string; readonly field: string; readonly path: string; readonly isBack: boolean; readonly isOther: boolean }
export interface Drawing { readonly placed: readonly Placed[]; readonly ways: readonly Way[]; readonly width: number; readonly height: number }

export const BOX = { width: 172, height: 52, gapX: 24, gapY: 60, margin: 24 } as const;

/** The row of each node: one more than the farthest that leads to it, ways that lead back left out. */
function rowsOf({ start, nodes }: Flow, byId: ReadonlyMap<string, FlowNode>): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const open = new Set<string>();
  const order: string[] = [];
  const back = new Set<string>();
  const visit = (id: string): void => {
    open.add(id);
    const node = byId.get(id);
    for (const [, to] of node ? waysOf(node) : []) {
      if (!byId.has(to)) continue;
      if (open.has(to)) back.add(`${id} ${to}`);
      else if (!rows.has(to)) visit(to);
    }
    open.delete(id);
    rows.set(id, 0);
    order.unshift(id);
  };
  if (byId.has(start)) visit(start);
  for (const { id } of nodes) if (!rows.has(id)) visit(id);
  for (const id of order) {
    const node = byId.get(id);
    for (const [, to] of node ? waysOf(node) : []) if (byId.has(to) && !back.has(`${id} ${to}`)) rows.set(to, Math.max(rows.get(to) ?? 0, (rows.get(id) ?? 0) + 1));
  }
  return rows;
}

const isOther = (field: string): boolean => field.startsWith('onSilence') || field === 'onWrong';

export function draw(flow: Flow): Drawing {
  const byId = new Map(flow.nodes.map((node) => [node.id, node]));
  const rows = rowsOf(flow, byId);
  const lists: FlowNode[][] = [];
  for (const node of byId.values()) (lists[rows.get(node.id) ?? 0] ??= []).push(node);
  const places = new Map<string, number>();
  const before = new Map<string, number[]>();
  for (const list of lists) {
    // Each under those that lead to it; who ties stays as listed.
    const middle = (id: string): number => {
      const from = before.get(id) ?? [];
      return from.length === 0 ? Number.MAX_SAFE_INTEGER : from.reduce((sum, place) => sum + place, 0) / from.length;
    };
    list.sort((a, b) => middle(a.id) - middle(b.id));
    list.forEach((node, place) => {
      places.set(node.id, place);
      waysOf(node).forEach(([, to], nth) => before.set(to, [...(before.get(to) ?? []), place + nth / 100]));
    });
  }
  const widest = Math.max(1, ...lists.map((list) => list.length));
  const x = (id: string): number => BOX.margin + ((widest - (lists[rows.get(id) ?? 0]?.length ?? 1)) / 2 + (places.get(id) ?? 0)) * (BOX.width + BOX.gapX);
  const y = (id: string): number => BOX.margin + (rows.get(id) ?? 0) * (BOX.height + BOX.gapY);
  const placed = [...byId.values()].map((node) => ({ node, x: x(node.id), y: y(node.id) }));
  const ways = placed.flatMap(({ node }) => {
    const all = waysDrawn(node).filter(([, to]) => byId.has(to));
    return all.map(([field, to], nth) => {
      const isBack = (rows.get(to) ?? 0) <= (rows.get(node.id) ?? 0);
      const from = { x: x(node.id) + (BOX.width * (nth + 1)) / (all.length + 1), y: y(node.id) + BOX.height };
      const path = isBack
        ? around({ x: x(node.id) + BOX.width, y: y(node.id) + BOX.height / 2 }, { x: x(to) + BOX.width, y: y(to) + BOX.height / 2 })
        : down(from, { x: x(to) + BOX.width / 2, y: y(to) });
      return { from: node.id, to, field, isBack, isOther: isOther(field), path };
    });
  });
  return { placed, ways, width: 2 * BOX.margin + widest * (BOX.width + BOX.gapX), height: 2 * BOX.margin + lists.length * BOX.height + Math.max(0, lists.length - 1) * BOX.gapY };
}

/** Silence and what does not fit are one line where they lead to one place. */
function waysDrawn(node: FlowNode): readonly (readonly [field: string, to: string])[] {
  const all = waysOf(node);
  const silent = all.find(([field]) => field === 'onSilence')?.[1];
  return silent !== undefined && all.some(([field, to]) => field === 'onWrong' && to === silent) ? [...all.filter(([field]) => !isOther(field)), ['onSilence onWrong', silent]] : all;
}

interface Point { readonly x: number; readonly y: number }
const down = (a: Point, b: Point): string => {
  const reach = Math.max(24, (b.y - a.y) / 2);
  return `M${a.x} ${a.y}C${a.x} ${a.y + reach} ${b.x} ${b.y - reach} ${b.x} ${b.y}`;
};
/** A way back goes round on the right. */
const around = (a: Point, b: Point): string => `M${a.x} ${a.y}C${Math.max(a.x, b.x) + 64} ${a.y} ${Math.max(a.x, b.x) + 64} ${b.y} ${b.x} ${b.y}`;
