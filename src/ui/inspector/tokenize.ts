/** What a piece of source is, as far as light colouring needs it. */
export type TokenKind = 'comment' | 'string' | 'keyword' | 'number' | 'plain';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  (
    'as break case const continue default delete else export extends false for from function if import in interface instanceof ' +
    'let new null of readonly return satisfies switch throw true type typeof undefined void while keyof'
  ).split(' '),
);

/**
 * Splits TypeScript into coloured pieces, line by line; joined again they are the source unchanged.
 * Knows comments, strings, numbers and keywords and nothing else: enough to read by, small enough to ship.
 */
export function tokenize(source: string): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]];
  const push = (kind: TokenKind, text: string): void => {
    for (const [i, part] of text.split('\n').entries()) {
      if (i > 0) lines.push([]);
      if (part !== '') append(lines[lines.length - 1]!, kind, part);
    }
  };
  let at = 0;
  while (at < source.length) {
    const { kind, end } = tokenAt(source, at);
    push(kind, source.slice(at, end));
    at = end;
  }
  return lines;
}

/** Neighbours of one kind become one piece, so that a line has few elements. */
function append(line: Token[], kind: TokenKind, text: string): void {
  const last = line[line.length - 1];
  if (last?.kind === kind) line[line.length - 1] = { kind, text: last.text + text };
  else line.push({ kind, text });
}

function tokenAt(source: string, at: number): { kind: TokenKind; end: number } {
  const two = source.slice(at, at + 2);
  if (two === '//') return { kind: 'comment', end: indexOrEnd(source, '\n', at) };
  if (two === '/*') return { kind: 'comment', end: Math.min(source.length, indexOrEnd(source, '*/', at + 2) + 2) };
  const char = source[at]!;
  if (char === "'" || char === '"') return { kind: 'string', end: endOfString(source, at, char) };
  if (char === '`') return { kind: 'string', end: endOfTemplate(source, at) };
  const word = /^[A-Za-z_$][\w$]*/.exec(source.slice(at, at + 80))?.[0];
  if (word !== undefined)
    return { kind: KEYWORDS.has(word) && source[at - 1] !== '.' ? 'keyword' : 'plain', end: at + word.length };
  const number = /^\d[\d_]*(\.\d+)?/.exec(source.slice(at, at + 40))?.[0];
  if (number !== undefined) return { kind: 'number', end: at + number.length };
  return { kind: 'plain', end: at + 1 };
}

function indexOrEnd(source: string, text: string, from: number): number {
  const found = source.indexOf(text, from);
  return found < 0 ? source.length : found;
}

/** A string that its line does not end is ended by the line: half-typed source must not colour the rest. */
function endOfString(source: string, at: number, quote: string): number {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === quote) return i + 1;
    else if (source[i] === '\n') return i;
  }
  return source.length;
}

/** The whole template is one string, code inside `${}` included, however deep it nests. */
function endOfTemplate(source: string, at: number): number {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '`') return i + 1;
    else if (source[i] === '$' && source[i + 1] === '{') i = endOfHole(source, i + 2) - 1;
  }
  return source.length;
}

function endOfHole(source: string, at: number): number {
  let depth = 1;
  let i = at;
  while (i < source.length && depth > 0) {
    const { kind, end } = tokenAt(source, i);
    if (kind === 'plain' && end === i + 1) depth += source[i] === '{' ? 1 : source[i] === '}' ? -1 : 0;
    i = end;
  }
  return i;
}
