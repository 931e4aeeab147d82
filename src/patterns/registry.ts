import type { Face, PatternMeta } from '../pattern-kit/pattern.ts';

/**
 * All patterns there are: the folders beside this file. Their cards are loaded at once, their faces
 * when somebody opens one; what runs is found by `whole.ts`. Adding a folder adds a pattern.
 */
const metas = import.meta.glob<PatternMeta>(['./*/meta.ts', '!./_template/meta.ts'], { eager: true, import: 'meta' });
const faces = import.meta.glob<Face>(['./*/face.ts', '!./_template/face.ts'], { import: 'face' });

export const patternMetas: readonly PatternMeta[] = Object.values(metas).sort((a, b) => a.order - b.order);

/** What a page needs of the pattern of this id. Rejects with an error that names those there are. */
export async function loadFace(id: string): Promise<Face> {
  const load = faces[`./${id}/face.ts`];
  if (!load) throw new Error(noSuchPattern(id));
  return load();
}

export const noSuchPattern = (id: string): string =>
  `There is no pattern "${id}". There are: ${patternMetas.map((meta) => meta.id).join(', ')}.`;
