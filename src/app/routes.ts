/** Where a hash leads. Patterns are known by their ids; what follows `?` is the scenario's business. */
export type Route =
  | { readonly kind: 'gallery' }
  | { readonly kind: 'epochs' }
  | { readonly kind: 'workbench'; readonly pattern: string }
  /** An address that names no pattern there is. */
  | { readonly kind: 'unknown'; readonly name: string };

export function routeOf(hash: string, patterns: readonly string[]): Route {
  const path = hash.replace(/^#\/?/, '').split('?')[0] ?? '';
  const name = decoded(path).replace(/\/+$/, '');
  if (name === '') return { kind: 'gallery' };
  if (name === 'epochs') return { kind: 'epochs' };
  return patterns.includes(name) ? { kind: 'workbench', pattern: name } : { kind: 'unknown', name: name.slice(0, 80) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
