/**
 * What is nested too deep is refused before anything walks through it: parser, validation and execution call themselves
 * for every level, and some thousands of them are more than the stack holds. Nothing here calls itself.
 */
import { Lexer, Source, TokenKind } from 'graphql';

/** Levels of one value, or of one selection; routing rules, the deepest values there are, have less than ten. */
export const MOST_NESTED = 32;

/** Lists and objects within each other. */
export function isValueTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= MOST_NESTED; depth += 1) {
    level = level.filter((each) => typeof each === 'object' && each !== null);
    if (level.length === 0) return false;
    level = level.flatMap((each) => Object.values(each as object));
  }
  return true;
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R]);

/** Brackets within each other: of selections, and anew in each pair of parentheses, of values and types. */
export function isDocumentTooDeep(document: string | Source): boolean {
  const lexer = new Lexer(typeof document === 'string' ? new Source(document) : document);
  const outside: number[] = [];
  let depth = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    if (kind === TokenKind.PAREN_L) {
      outside.push(depth);
      depth = 0;
    } else if (kind === TokenKind.PAREN_R) depth = outside.pop() ?? 0;
    else if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (depth > MOST_NESTED) return true;
  }
  return false;
}
