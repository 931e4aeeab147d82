import { parseSync } from 'vite';

/** A node of the syntax tree: only what the rules here look at is named. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export interface Parsed {
  readonly tree: SyntaxNode;
  readonly comments: readonly { readonly value: string; readonly start: number }[];
}

/** Throws with the file's name where the text is no TypeScript. */
export function parse(file: string, text: string): Parsed {
  const { program, comments, errors } = parseSync(file, text);
  const error = errors[0];
  if (error) throw new Error(`${file}: ${error.message}`);
  return { tree: program as unknown as SyntaxNode, comments };
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Visits every node, parents first, with the node above it and the name it has there. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | null, key: string) => void,
): void {
  const step = (current: SyntaxNode, parent: SyntaxNode | null, key: string): void => {
    visit(current, parent, key);
    for (const [name, value] of Object.entries(current)) {
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) step(item, current, name);
      } else if (isNode(value)) step(value, current, name);
    }
  };
  step(node, null, '');
}

/** The node below `key`, where there is one. */
export function child(node: SyntaxNode, key: string): SyntaxNode | null {
  const value = node[key];
  return isNode(value) ? value : null;
}

/** The text of a plain string, or of a template without parts; null for all else. */
export function stringOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return null;
  const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.length === 1 ? (quasis[0]?.value.cooked ?? null) : null;
}

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
