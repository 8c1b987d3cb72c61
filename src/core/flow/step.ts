/**
 * Runs a flow: a pure function of the flow, where the contact is in it, and what happens. It says where the contact is then, and what is
 * to be said. It never throws, whatever the flow is like: one that cannot go on ends in the entry point's own queue, for nobody may be
 * left in silence. The same inputs always give the same end.
 */
import { faultOfHours, isOpenAt } from '../hours.ts';
import { answerOf, asksForPerson, chosen } from './choose.ts';
import { type AskingNode, type End, type Expected, type Flow, type FlowInput, type FlowNode, type HoursNode, isAsking, LIMITS, type Position, type Prompt, type Saying, type Words } from './flow.ts';

type Stepped = readonly [at: Position, prompts: readonly Prompt[]];

/** One input. What comes before the beginning, or after the end, changes nothing. */
export function step(flow: Flow, at: Position, input: FlowInput): Stepped {
  if (at.end !== null || (input.kind === 'begin') !== (at.node === null)) return [at, []];
  if (input.kind === 'begin') return enter(flow, { ...at, number: input.number }, flow.start, input, []);
  const node = find(flow, at.node);
  const heard = { ...at, answers: at.answers + 1 };
  if (node === null || !isAsking(node) || heard.answers > LIMITS.answers) return fail(heard, []);
  if (input.kind === 'silence' || (input.text.trim() === '' && !input.attached)) return askAgain(flow, heard, node, input, node.onSilence);
  const taken = take(flow, heard, node, input);
  return taken ?? askAgain(flow, heard, node, input, node.onWrong);
}

/** What follows from an answer; null = it does not fit. */
function take(flow: Flow, at: Position, node: AskingNode, input: Extract<FlowInput, { kind: 'said' }>): Stepped | null {
  const { text } = input;
  const option = node.kind === 'menu' ? chosen(node.options, text) : null;
  if (option !== null) return enter(flow, { ...at, chose: [...at.chose, option.label] }, option.then, input, []);
  if (flow.person !== null && asksForPerson(flow, text, node.kind === 'voicemail' || (node.kind === 'collect' && node.what === 'text'))) return enter(flow, at, flow.person.to, input, []);
  switch (node.kind) {
    case 'menu':
      return null;
    case 'collect': {
      const answer = answerOf(node, text);
      return answer === null ? null : enter(flow, { ...at, attributes: { ...at.attributes, [node.attribute]: answer } }, node.then, input, []);
    }
    case 'callback': {
      const number = answerOf({ what: 'number', least: 0, most: 0 }, text);
      return number === null ? null : end({ ...at, number }, { kind: 'callback', queue: node.queue, to: number }, said(node.id, at, node.done));
    }
    case 'voicemail':
      return end(at, { kind: 'message', queue: node.queue }, said(node.id, at, node.done));
  }
}

function askAgain(flow: Flow, at: Position, node: AskingNode, input: FlowInput, otherwise: string): Stepped {
  if (at.asked >= node.tries) return enter(flow, at, otherwise, input, []);
  return [{ ...at, asked: at.asked + 1 }, [...said(node.id, at, node.again), ask(at, node)]];
}

/** Goes on at a node, through all that need no answer. No node twice: a flow that goes round without waiting has failed. */
function enter(flow: Flow, from: Position, first: string, input: FlowInput, before: readonly Prompt[]): Stepped {
  const been = new Set<string>();
  const prompts = [...before];
  let at = from;
  let id = first;
  for (;;) {
    const node = find(flow, id);
    if (node === null || been.has(id)) return fail(at, prompts);
    been.add(id);
    switch (node.kind) {
      case 'say':
        prompts.push(...said(node.id, at, node.text));
        id = node.then;
        break;
      case 'hours':
        id = isOpen(node, input) ? node.open : node.closed;
        break;
      case 'level':
        id = (input.level ?? 0) >= node.least ? node.high : node.other;
        break;
      case 'set':
        at = { ...at, needs: [...at.needs.filter((n) => !node.needs.some((m) => m.skill === n.skill)), ...node.needs], priority: at.priority + node.priority, attributes: { ...at.attributes, ...node.attributes } };
        id = node.then;
        break;
      case 'queue':
        return end(at, { kind: 'queue', queue: node.queue, why: 'flow' }, [...prompts, ...said(node.id, at, node.text)]);
      case 'hangUp':
        return end(at, { kind: 'hangUp' }, [...prompts, ...said(node.id, at, node.text)]);
      default:
        if (node.kind === 'callback' && at.number !== null) return end(at, { kind: 'callback', queue: node.queue, to: at.number }, [...prompts, ...said(node.id, at, node.done)]);
        return [{ ...at, node: node.id, asked: 1 }, [...prompts, ask(at, node)]];
    }
  }
}

const find = (flow: Flow, id: string | null): FlowNode | null => flow.nodes.find((n) => n.id === id) ?? null;
const end = (at: Position, how: End, prompts: readonly Prompt[]): Stepped => [{ ...at, node: null, end: how }, prompts];
const fail = (at: Position, prompts: readonly Prompt[]): Stepped => end(at, { kind: 'queue', queue: null, why: 'fault' }, prompts);

/** Hours that say nothing are open hours. */
function isOpen({ queue, hours }: HoursNode, { now, closedQueues }: FlowInput): boolean {
  if (queue !== null) return !closedQueues.includes(queue);
  return faultOfHours(hours) !== null || isOpenAt(hours, now);
}

function said(node: string, at: Position, text: Saying | null): readonly Prompt[] {
  if (text === null || (text.en.trim() === '' && text.zh.trim() === '' && !text.file)) return [];
  return [{ node, text: filled(text, at), file: text.file ?? null, options: [], waits: null }];
}

function ask(at: Position, node: AskingNode): Prompt {
  const options = node.kind === 'menu' ? node.options.map(({ digit, label }) => ({ digit, label })) : [];
  return {
    node: node.id, text: filled(node.text, at), file: node.text.file ?? null, options,
    waits: { for: expected(node), spokenMs: node.waitSeconds * 1_000, writtenMs: node.waitWrittenSeconds === 0 ? null : node.waitWrittenSeconds * 1_000 },
  };
}

function expected(node: AskingNode): Expected {
  switch (node.kind) {
    case 'menu':
      return { kind: 'choice' };
    case 'collect':
      return node.what === 'number' ? { kind: 'number' } : { kind: node.what, least: node.least, most: node.most };
    case 'callback':
      return { kind: 'number' };
    case 'voicemail':
      return { kind: 'message' };
  }
}

/** A text in one language alone is said in it to everybody. */
const filled = ({ en, zh }: Saying, at: Position): Words => ({ en: fill(en.trim() || zh, at), zh: fill(zh.trim() || en, at) });
const fill = (text: string, { attributes }: Position): string => text.replace(/\{([\p{L}\p{N}_-]+)\}/gu, (hole, name: string) => (Object.hasOwn(attributes, name) ? (attributes[name] ?? '') : hole));
