import { posix } from 'node:path';
import { child, parse, stringOf, walk, type SyntaxNode } from './syntax.ts';

/** One use of another module, as written. `type`: gone after compiling. */
export interface Import {
  readonly specifier: string;
  readonly type: boolean;
}

/** A use of a file of the project, or of a package. */
export interface Edge {
  readonly from: string;
  /** Path in the project; for a package its name, with `package` set. */
  readonly to: string;
  readonly type: boolean;
  readonly package: boolean;
}

const isImportMeta = (node: SyntaxNode | null): boolean => node?.type === 'MetaProperty';

/** The strings in `import.meta.glob('…')` or `import.meta.glob(['…', '!…'])`; null for another call. */
function globPatterns(call: SyntaxNode): readonly string[] | null {
  const callee = child(call, 'callee');
  if (callee?.type !== 'MemberExpression' || !isImportMeta(child(callee, 'object'))) return null;
  if (child(callee, 'property')?.['name'] !== 'glob') return null;
  const [first] = call['arguments'] as readonly SyntaxNode[];
  const items = first?.type === 'ArrayExpression' ? (first['elements'] as readonly SyntaxNode[]) : [first];
  return items.map((item) => stringOf(item) ?? '').filter((text) => text !== '');
}

/** The file in `new URL('…', import.meta.url)`; null for another expression. */
function urlFile(node: SyntaxNode): string | null {
  if (child(node, 'callee')?.['name'] !== 'URL') return null;
  const [file, base] = node['arguments'] as readonly SyntaxNode[];
  if (base?.type !== 'MemberExpression' || !isImportMeta(child(base, 'object'))) return null;
  return stringOf(file);
}

const allTypes = (node: SyntaxNode): boolean => {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = (node['specifiers'] ?? []) as readonly SyntaxNode[];
  return (
    specifiers.length > 0 && specifiers.every((one) => one['importKind'] === 'type' || one['exportKind'] === 'type')
  );
};

/**
 * Every module that a file uses: static and dynamic imports, type imports in all forms, re-exports,
 * workers and assets by `new URL`, and globs (answered with `glob:` and their patterns).
 */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string | null, type: boolean): void => {
    if (specifier !== null) found.push({ specifier, type });
  };
  walk(parse(file, text).tree, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        add(stringOf(node['source']), allTypes(node));
        break;
      case 'ImportExpression':
        add(stringOf(node['source']), false);
        break;
      case 'TSImportType':
        add(stringOf(node['source'] ?? node['argument']), true);
        break;
      case 'NewExpression':
        add(urlFile(node), false);
        break;
      case 'CallExpression': {
        const patterns = globPatterns(node);
        if (patterns) add(`glob:${patterns.join('|')}`, false);
        break;
      }
      default:
    }
  });
  return found;
}

/** `**` any folders, `*` any name, `{a,b}` either. */
function globToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.split(',').join('|')})`)
    .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:[^/]+/)*'));
  return new RegExp(`^${source}$`);
}

function globbed(from: string, patterns: readonly string[], files: readonly string[]): string[] {
  const full = (pattern: string): RegExp => globToRegExp(posix.join(posix.dirname(from), pattern));
  const wanted = patterns.filter((one) => !one.startsWith('!')).map(full);
  const unwanted = patterns.filter((one) => one.startsWith('!')).map((one) => full(one.slice(1)));
  return files.filter((file) => wanted.some((one) => one.test(file)) && !unwanted.some((one) => one.test(file)));
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? 'node'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** The edges of one file; `files` are all paths of the project, for globs. */
export function edgesOf(from: string, text: string, files: readonly string[]): Edge[] {
  return importsOf(from, text).flatMap(({ specifier, type }): Edge[] => {
    if (specifier.startsWith('glob:')) {
      return globbed(from, specifier.slice(5).split('|'), files).map((to) => ({ from, to, type, package: false }));
    }
    if (!specifier.startsWith('.')) return [{ from, to: packageOf(specifier), type, package: true }];
    const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
    // A worker of Node is started from what its source is built to, beside the one who starts it.
    const source = path.replace(/\.js$/, '.ts');
    return [{ from, to: files.includes(source) ? source : path, type, package: false }];
  });
}
