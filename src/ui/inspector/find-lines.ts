import type { TraceEvent } from '../../kernel/trace.ts';
import { tokenize, type Token } from './tokenize.ts';

/** Line numbers from 0, both included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface SourceMap {
  readonly lines: readonly (readonly Token[])[];
  /** Where the handler of an event stands; null where the program has none. */
  handlerOf(event: Pick<TraceEvent, 'kind' | 'tag' | 'transit'>): LineRange | null;
  /** Lines that name the rule as a string, those within `inside` first. */
  linesOf(rule: string, inside?: LineRange | null): readonly number[];
}

/** Finds handlers and rules in the source of a program, by its shape: `on: { Charge(node, …) {…} }`. */
export function mapSource(source: string): SourceMap {
  const lines = tokenize(source);
  const code = lines.map(codeOf);
  return {
    lines,
    handlerOf(event) {
      const address = addressOf(event);
      return address === null ? null : handlerAt(code, address);
    },
    linesOf(rule, inside = null) {
      const found: number[] = [];
      for (const [i, line] of lines.entries())
        if (line.some((token) => token.kind === 'string' && unquoted(token.text) === rule)) found.push(i);
      if (inside === null) return found;
      const within = found.filter((line) => line >= inside.from && line <= inside.to);
      return [...within, ...found.filter((line) => !within.includes(line))];
    },
  };
}

/** The section of a program and the name in it that an event runs; no name: the section itself. */
function addressOf(event: Pick<TraceEvent, 'kind' | 'tag' | 'transit'>): { section: string; name?: string } | null {
  switch (event.kind) {
    case 'deliver':
    case 'take':
      return event.transit === undefined ? null : { section: 'on', name: event.transit.message.type };
    case 'reply':
    case 'timeout':
      return event.tag === undefined ? null : { section: 'replies', name: event.tag };
    case 'timer':
      return event.tag === undefined ? null : { section: 'timers', name: event.tag };
    case 'work':
    case 'disk':
      return event.tag === undefined ? null : { section: event.kind, name: event.tag };
    case 'command':
      return event.tag === undefined ? null : { section: 'commands', name: event.tag };
    case 'start':
    case 'restart':
    case 'overflow':
    case 'reset':
      return { section: event.kind };
    case 'mode':
      return { section: 'modeChanged' };
    case 'settings':
      return { section: 'settingsChanged' };
    default:
      return null;
  }
}

function handlerAt(code: readonly string[], address: { section: string; name?: string }): LineRange | null {
  const section = memberIn(code, address.section, { from: 0, to: code.length - 1 });
  if (section === null || address.name === undefined) return section;
  const member = memberIn(code, address.name, section);
  if (member === null) return null;
  return member.from === member.to ? (definitionOf(code, member.from) ?? member) : member;
}

/** A member called `name` on a line of its own: a method, a function or an object after a colon, or a short name. */
function memberIn(code: readonly string[], name: string, range: LineRange): LineRange | null {
  const quoted = name.replaceAll(/[^\w]/g, '\\$&');
  const pattern = new RegExp(`^\\s*(?:async\\s+)?['"]?${quoted}['"]?\\s*(?:[(:<]|,|$)`);
  const inline = new RegExp(`[{,]\\s*['"]?${quoted}['"]?\\s*(?:[(:]|,|\\s\\})`);
  for (let line = range.from; line <= range.to; line++) {
    const text = code[line]!;
    if (pattern.test(text) || (range.from > 0 && line === range.from && inline.test(text)))
      return { from: line, to: Math.min(range.to, endOfBlock(code, line)) };
  }
  return null;
}

/** `Charge: onCharge` or `onCharge,`: where that function is written out. */
function definitionOf(code: readonly string[], line: number): LineRange | null {
  const name = /(?::\s*)?([A-Za-z_$][\w$]*)\s*,?\s*$/.exec(code[line]!)?.[1];
  if (name === undefined) return null;
  const pattern = new RegExp(`^\\s*(?:export\\s+)?(?:function\\s+${name}\\b|const\\s+${name}\\s*[=:])`);
  const found = code.findIndex((text) => pattern.test(text));
  return found < 0 ? null : { from: found, to: endOfBlock(code, found) };
}

/** The line where the brackets that open from `line` on are all closed again. */
function endOfBlock(code: readonly string[], line: number): number {
  let depth = 0;
  for (let i = line; i < code.length; i++) {
    for (const char of code[i]!) depth += '({['.includes(char) ? 1 : ')}]'.includes(char) ? -1 : 0;
    // A signature may close its own brackets before the body opens; the body follows on the same line.
    if (depth <= 0) return i;
  }
  return code.length - 1;
}

/** The line without comments; strings keep their quotes and lose brackets, so that these count only in code. */
function codeOf(line: readonly Token[]): string {
  return line
    .map((token) =>
      token.kind === 'comment' ? '' : token.kind === 'string' ? token.text.replaceAll(/[()[\]{}]/g, '') : token.text,
    )
    .join('');
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
