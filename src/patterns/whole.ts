import type { Pattern } from '../pattern-kit/pattern.ts';
import { noSuchPattern } from './registry.ts';

/** Patterns with all that runs: for hosts and tests. Apart from the registry, so that no page carries a program. */
const patterns = import.meta.glob<Pattern>(['./*/index.ts', '!./_template/index.ts'], { import: 'default' });

/** The pattern of this id. Rejects with an error that names those there are. */
export async function loadPattern(id: string): Promise<Pattern> {
  const load = patterns[`./${id}/index.ts`];
  if (!load) throw new Error(noSuchPattern(id));
  return load();
}
