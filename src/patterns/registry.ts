import type { Pattern, PatternMeta } from '../pattern-kit/pattern.ts';

/**
 * All patterns there are: the folders beside this file. Their cards are loaded at once, their code
 * when somebody opens one. Adding a folder adds a pattern.
 */
const metas = import.meta.glob<PatternMeta>(['./*/meta.ts', '!./_template/meta.ts'], { eager: true, import: 'meta' });
const patterns = import.meta.glob<{ readonly default: Pattern }>(['./*/index.ts', '!./_template/index.ts']);
export const patternMetas: readonly PatternMeta[] = Object.values(metas).sort((a, b) => a.order - b.order);

/** The pattern of this id. Rejects with an error that names those there are. */
export async function loadPattern(id: string): Promise<Pattern> {
  const load = patterns[`./${id}/index.ts`];
  if (!load)
    throw new Error(`There is no pattern "${id}". There are: ${patternMetas.map((meta) => meta.id).join(', ')}.`);
  return (await load()).default;
}
