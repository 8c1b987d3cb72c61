/** Finds in the hub's sources the sentences with which it refuses: what stands where a refusal is made, hole by hole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A sentence as it may be said; what only the running hub knows is a 7. */
export interface Sentence {
  readonly text: string;
  readonly where: string;
}

/** Where the sentence stands among the arguments of what makes a refusal. */
const MAKERS: Readonly<Record<string, number>> = { never: 1, refuse: 1, bad: 1, unless: 2, bar: 2, ConfigError: 1, GraphQLError: 0 };
/** Sentences that are handed on: they are found where they are made. */
const HANDED_ON = new Set(['error.message', 'e.message', 'r.message', 'message', 'hours', 'issue.message', 'first?.message']);
/** Told to a visitor, by the adapter and in both languages: the compiler sees to it (channels/webchat/words.ts). */
const WORDED = /^(src\/app\/(intake|identity)|channels\/\w+\/(frames|uploads))\.ts$/;
/** Here a sentence is a plain value: opening hours, and the shape of a channel's settings. */
const PLAIN = /^(src\/core\/hours|channels\/\w+\/settings)\.ts$/;
const isSentence = (text: string): boolean => /^["“\p{Lu}\d$].* .*\.$/su.test(text);

export function refusedWith(root: string): readonly Sentence[] {
  const files = ['src', 'channels', 'schema'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`));
  return files.filter((path) => /(?<!\.test)\.ts$/.test(path) && !/^src\/(demo|db)\//.test(path) && !WORDED.test(path)).sort().flatMap((path) => inFile(path, ts.createSourceFile(path, readFileSync(`${root}/${path}`, 'utf8'), ts.ScriptTarget.ESNext, true)));
}

function inFile(path: string, file: ts.SourceFile): Sentence[] {
  const found: Sentence[] = [];
  /** Tables of sentences and constants of this file, by name. */
  const values = new Map<string, ts.Expression>();
  const add = (node: ts.Expression): void => {
    const where = `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    for (const text of said(node, where)) found.push({ text, where });
  };

  function said(node: ts.Expression, where: string): readonly string[] {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node)) return node.templateSpans.reduce<readonly string[]>((begun, span) => begun.flatMap((text) => inHole(span.expression).map((hole) => text + hole + span.literal.text)), [node.head.text]);
    if (ts.isConditionalExpression(node)) return [...said(node.whenTrue, where), ...said(node.whenFalse, where)];
    if (ts.isParenthesizedExpression(node)) return said(node.expression, where);
    if (ts.isBinaryExpression(node)) return [...said(node.left, where), ...said(node.right, where)];
    if (HANDED_ON.has(node.getText())) return [];
    const value = values.get(ts.isElementAccessExpression(node) ? node.expression.getText() : node.getText());
    if (value && ts.isObjectLiteralExpression(value)) return value.properties.flatMap((p) => (ts.isPropertyAssignment(p) ? said(p.initializer, where) : []));
    if (value) return said(value, where);
    throw new Error(`${where}: “${node.getText()}” is no sentence that can be found.`);
  }
  const inHole = (node: ts.Expression): readonly string[] => (ts.isConditionalExpression(node) && ts.isStringLiteralLike(node.whenTrue) && ts.isStringLiteralLike(node.whenFalse) ? [node.whenTrue.text, node.whenFalse.text] : ['7']);

  function collect(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && node.initializer) values.set(node.name.getText(), node.initializer);
    ts.forEachChild(node, collect);
  }
  function look(node: ts.Node): void {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const at = MAKERS[node.expression.getText()];
      const sentence = at === undefined ? undefined : node.arguments?.[at];
      if (sentence && !path.startsWith('channels/')) add(sentence);
      else if (sentence && node.expression.getText() === 'ConfigError') add(sentence);
    } else if (ts.isPropertyAssignment(node) && /^(message|explain)$/.test(node.name.getText()) && (ts.isStringLiteralLike(node.initializer) || ts.isTemplateExpression(node.initializer)) && isSentence(node.initializer.getText().slice(1, -1))) add(node.initializer);
    else if (PLAIN.test(path) && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && isSentence(node.getText().slice(1, -1))) add(node);
    ts.forEachChild(node, look);
  }
  collect(file);
  look(file);
  return found;
}
