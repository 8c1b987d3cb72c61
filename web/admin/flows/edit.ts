/** Changes of a flow that is being drawn. Pure. */
import { type Asking, type Flow, type FlowNode, type NodeKind, waysOf } from '../../../src/core/flow/flow.ts';

const EMPTY = { en: '', zh: '' } as const;
const asking = (to: string): Asking => ({ text: EMPTY, again: null, tries: 3, waitSeconds: 7, waitWrittenSeconds: 600, onSilence: to, onWrong: to });

/** A name for a new node that no other has: `menu`, `menu-2`. */
function freeId({ nodes }: Flow, kind: NodeKind): string {
  const stem = kind.toLowerCase();
  let id: string = stem;
  for (let n = 2; nodes.some((node) => node.id === id); n++) id = `${stem}-${n}`;
  return id;
}

/** Of a kind, with the usual values; what waits goes on at `to` when nothing comes. */
function blank(id: string, kind: NodeKind, to: string): FlowNode {
  switch (kind) {
    case 'say': return { id, kind, text: EMPTY, then: to };
    case 'menu': return { id, kind, ...asking(to), options: [{ digit: '1', label: EMPTY, words: [], then: to }] };
    case 'collect': return { id, kind, ...asking(to), attribute: '', what: 'digits', least: 1, most: 20, then: to };
    case 'hours': return { id, kind, queue: null, hours: null, open: to, closed: to };
    case 'level': return { id, kind, least: 1, high: to, other: to };
    case 'set': return { id, kind, needs: [], priority: 0, attributes: {}, then: to };
    case 'queue': return { id, kind, queue: '', text: null };
    case 'callback': return { id, kind, ...asking(to), queue: '', done: null };
    case 'voicemail': return { id, kind, ...asking(to), queue: '', done: null };
    case 'hangUp': return { id, kind, text: null };
  }
}

/** A first drawing: it greets, asks once, and queues whoever does not choose. */
export function firstFlow(queue: string): Flow {
  return {
    start: 'say', person: { words: ['agent', 'human', '人工'], to: 'queue' },
    nodes: [
      { id: 'say', kind: 'say', text: { en: 'Welcome.', zh: '您好，欢迎。' }, then: 'queue' },
      { id: 'queue', kind: 'queue', queue, text: null },
    ],
  };
}

/** With one more node; returns its id. */
export function added(flow: Flow, kind: NodeKind): readonly [Flow, string] {
  const id = freeId(flow, kind);
  const to = flow.nodes.find((n) => n.kind === 'queue')?.id ?? '';
  return [{ ...flow, start: flow.nodes.length === 0 ? id : flow.start, nodes: [...flow.nodes, blank(id, kind, to)] }, id];
}

export const changed = (flow: Flow, node: FlowNode): Flow => ({ ...flow, nodes: flow.nodes.map((n) => (n.id === node.id ? node : n)) });

/** The same node with one of its ways leading elsewhere. */
function led(node: FlowNode, field: string, to: string): FlowNode {
  const option = /^options\.(\d+)\.then$/.exec(field);
  if (option && node.kind === 'menu') return { ...node, options: node.options.map((o, n) => (n === Number(option[1]) ? { ...o, then: to } : o)) };
  return { ...node, [field]: to } as FlowNode;
}

/** Without a node. What led there leads on to where that node would have gone, if it had one way on. */
export function without(flow: Flow, id: string): Flow {
  const gone = flow.nodes.find((n) => n.id === id);
  const on = gone && 'then' in gone && gone.then !== id ? gone.then : '';
  const to = (at: string): string => (at === id ? on : at);
  return {
    start: to(flow.start), person: flow.person && { ...flow.person, to: to(flow.person.to) },
    nodes: flow.nodes.filter((n) => n.id !== id).map((node) => waysOf(node).reduce((now, [field, at]) => (at === id ? led(now, field, on) : now), node)),
  };
}
