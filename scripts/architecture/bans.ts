import { child, lineOf, parse, walk, type SyntaxNode } from './syntax.ts';

/** What every engine computes alike. All other functions of Math differ, or are not worth the doubt. */
const EXACT_MATH = new Set([
  'abs',
  'min',
  'max',
  'floor',
  'ceil',
  'round',
  'trunc',
  'sign',
  'sqrt',
  'imul',
  'clz32',
  'fround',
]);

const AMBIENT = new Set([
  'Date',
  'performance',
  'Intl',
  'Temporal',
  'crypto',
  'fetch',
  'WeakRef',
  'FinalizationRegistry',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
]);

const LOCALE = /^(?:localeCompare|toLocale\w*)$/;

/** Whether an identifier is a name that is looked up, not a key, a label or a property. */
function isUse(node: SyntaxNode, parent: SyntaxNode | null, key: string): boolean {
  if (node.type !== 'Identifier' || !parent) return false;
  if (parent.type === 'MemberExpression') return key === 'object' || parent['computed'] === true;
  if (key === 'key') return parent['computed'] === true || parent['shorthand'] === true;
  return key !== 'label';
}

function mathObjection(node: SyntaxNode): string | null {
  if (node.type !== 'MemberExpression' || child(node, 'object')?.['name'] !== 'Math') return null;
  const name = child(node, 'property')?.['name'];
  return node['computed'] !== true && typeof name === 'string' && EXACT_MATH.has(name) ? null : `Math.${String(name)}`;
}

function localeObjection(node: SyntaxNode): string | null {
  if (node.type !== 'MemberExpression') return null;
  const name = child(node, 'property')?.['name'];
  return typeof name === 'string' && LOCALE.test(name) ? `.${name}` : null;
}

/** Math itself handed on, taken apart or renamed: then nobody sees what of it is used. */
const mathAsValue = (node: SyntaxNode, parent: SyntaxNode | null, key: string): boolean =>
  node['name'] === 'Math' && isUse(node, parent, key) && !(parent?.type === 'MemberExpression' && key === 'object');

function objectionTo(node: SyntaxNode, parent: SyntaxNode | null, key: string): string | null {
  if (isUse(node, parent, key) && AMBIENT.has(String(node['name']))) return String(node['name']);
  if (node.type === 'Identifier' && mathAsValue(node, parent, key)) return 'Math as a value';
  const isPower =
    (node.type === 'BinaryExpression' && node['operator'] === '**') ||
    (node.type === 'AssignmentExpression' && node['operator'] === '**=');
  if (isPower) return 'the power operator';
  return mathObjection(node) ?? localeObjection(node);
}

/** What would make two runs of one link differ: `file:line what`. */
export function irreproducible(file: string, text: string): string[] {
  const found: string[] = [];
  walk(parse(file, text).tree, (node, parent, key) => {
    const what = objectionTo(node, parent, key);
    if (what) found.push(`${file}:${lineOf(text, node.start)} ${what}`);
  });
  return found;
}

/** Async functions, `await` and promises: a handler that waits cannot be snapshotted. */
export function asynchronous(file: string, text: string): string[] {
  const found: string[] = [];
  walk(parse(file, text).tree, (node, parent, key) => {
    const waits =
      node['async'] === true ||
      node.type === 'AwaitExpression' ||
      (node['await'] === true && node.type === 'ForOfStatement');
    if (waits || (isUse(node, parent, key) && node['name'] === 'Promise'))
      found.push(`${file}:${lineOf(text, node.start)} async`);
  });
  return found;
}

const MARK = /\b(?:TODO|FIXME|XXX|HACK)\b/;

/** Notes to self that were left in comments. */
export function leftovers(file: string, text: string): string[] {
  return parse(file, text)
    .comments.filter((comment) => MARK.test(comment.value))
    .map((comment) => `${file}:${lineOf(text, comment.start)} ${MARK.exec(comment.value)?.[0] ?? ''}`);
}

const MACHINE_PATH = /(?<![\w.@/-])(?:\/(?:work|tmp|root|home|farm|Users)\/\w|[A-Z]:\\{1,2}Users\\)/;

/** Addresses of somebody's machine. */
export function machinePaths(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (MACHINE_PATH.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : []));
}

/** The file, where it is longer than `limit` lines and nobody gave a reason. */
export function tooLong(file: string, text: string, limit: number, excused: ReadonlySet<string>): string[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > limit && !excused.has(file) ? [`${file} has ${lines} lines, more than ${limit}`] : [];
}
