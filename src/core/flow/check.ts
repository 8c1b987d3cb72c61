/**
 * What is wrong with a flow, said of the node and field at fault. With a fault nothing is published; a warning is only shown. A flow
 * without faults always ends or waits for an answer, whatever its customers do.
 */
import { faultOfHours } from '../hours.ts';
import { checkNode, checkSaying } from './checkNode.ts';
import { type Flow, type FlowNode, isAsking, isEnd, LIMITS, waysOf } from './flow.ts';

export interface Finding {
  /** Null = of the flow as a whole. */
  readonly node: string | null;
  readonly field: string;
  readonly isWarning: boolean;
  readonly message: string;
}

export function check(flow: Flow): readonly Finding[] {
  const byId = new Map(flow.nodes.map((n) => [n.id, n]));
  const findings: Finding[] = [];
  const fault = (node: string | null, field: string, found: { readonly message: string } | null): void => void (found && findings.push({ node, field, isWarning: false, message: found.message }));
  const warn = (node: string | null, field: string, found: { readonly message: string } | null): void => void (found && findings.push({ node, field, isWarning: true, message: found.message }));

  if (flow.nodes.length > LIMITS.nodes) fault(null, 'nodes', { message: `A flow may have at most ${LIMITS.nodes} nodes.` });
  if (!byId.has(flow.start)) fault(null, 'start', { message: 'Say at which node the flow begins.' });
  if (flow.person !== null && !byId.has(flow.person.to)) fault(null, 'person', { message: 'Say where whoever asks for a person goes.' });
  if (flow.person !== null && !flow.person.words.some((w) => w.trim() !== '')) fault(null, 'person', { message: 'Give the words by which a person is asked for, or let nobody ask for one.' });

  const reached = reachedFrom(flow, byId);
  const ending = thatEnd(flow);
  const round = goingRound(flow, byId);
  const known = new Set(flow.nodes.flatMap((n) => (n.kind === 'collect' ? [n.attribute] : n.kind === 'set' ? Object.keys(n.attributes) : [])));
  const ids = new Set<string>();
  for (const node of flow.nodes) {
    if (ids.has(node.id)) fault(node.id, 'id', { message: 'Two nodes have this id; each needs its own.' });
    ids.add(node.id);
    for (const [field, to] of waysOf(node)) if (!byId.has(to)) fault(node.id, field, { message: 'Say where it goes on from here.' });
    checkNode(node, (field, found) => fault(node.id, field, found));
    for (const [field, text] of sayingsOf(node)) checkSaying(text, known, (found) => warn(node.id, field, found));
    if (node.kind === 'hours' && node.queue === null) {
      const wrong = node.hours === null ? { message: 'Choose a queue whose hours count, or set hours.' } : asFound(faultOfHours(node.hours));
      fault(node.id, 'hours', wrong);
    }
    if (round.has(node.id)) fault(node.id, 'then', { message: 'From here the flow goes round without ever waiting for an answer.' });
    else if (!ending.has(node.id)) fault(node.id, 'then', { message: 'From here no way ends in a queue, a callback, a message or hanging up.' });
    if (!reached.has(node.id)) warn(node.id, 'id', { message: 'No way leads here.' });
  }
  return findings;
}

const asFound = (message: string | null) => (message === null ? null : { message });

/** Everything a node says, by field. */
function sayingsOf(node: FlowNode) {
  const asked = isAsking(node) ? ([['text', node.text], ['again', node.again]] as const) : [];
  switch (node.kind) {
    case 'say':
    case 'queue':
    case 'hangUp':
      return [['text', node.text]] as const;
    case 'callback':
    case 'voicemail':
      return [...asked, ['done', node.done]] as const;
    default:
      return asked;
  }
}

function reachedFrom(flow: Flow, byId: ReadonlyMap<string, FlowNode>): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = [flow.start, ...(flow.person ? [flow.person.to] : [])];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    const node = byId.get(id);
    if (node === undefined || reached.has(id)) continue;
    reached.add(id);
    next.push(...waysOf(node).map(([, to]) => to));
  }
  return reached;
}

/** The nodes from which an end can be reached. */
function thatEnd(flow: Flow): ReadonlySet<string> {
  const ending = new Set(flow.nodes.filter(isEnd).map((n) => n.id));
  for (let grew = true; grew; ) {
    const more = flow.nodes.filter((n) => !ending.has(n.id) && waysOf(n).some(([, to]) => ending.has(to)));
    for (const { id } of more) ending.add(id);
    grew = more.length > 0;
  }
  return ending;
}

/** The nodes on a way that comes back to where it began without waiting for an answer. */
function goingRound(flow: Flow, byId: ReadonlyMap<string, FlowNode>): ReadonlySet<string> {
  const quick = flow.nodes.filter((n) => !isAsking(n));
  const next = (id: string): readonly string[] => {
    const node = byId.get(id);
    return node === undefined || isAsking(node) ? [] : waysOf(node).map(([, to]) => to);
  };
  const comesBack = (id: string): boolean => {
    const been = new Set<string>();
    const ways = [...next(id)];
    for (let to = ways.pop(); to !== undefined; to = ways.pop()) {
      if (to === id) return true;
      if (been.has(to)) continue;
      been.add(to);
      ways.push(...next(to));
    }
    return false;
  };
  return new Set(quick.map((n) => n.id).filter(comesBack));
}
