import { mapSource, type LineRange, type SourceMap } from './find-lines.ts';

/** One file of a role's program. The first of a list holds its handlers. */
export interface ProgramFile {
  readonly name: string;
  readonly map: SourceMap;
}

const MOST_FILES = 8;

/** Names of the neighbouring files that a source imports code from; types alone do not run. */
export function neighboursOf(source: string): readonly string[] {
  const names = [...source.matchAll(/^import\s+(?!type\b)[^;]*?from\s+'\.\/([\w-]+\.ts)'/gm)].map((match) => match[1]!);
  return [...new Set(names)];
}

/**
 * The program's file and, behind it, those beside it that it runs. Rejects where the first cannot
 * be read; any other that cannot is left out.
 */
export async function loadProgram(
  first: string,
  read: (file: string) => Promise<string>,
): Promise<readonly ProgramFile[]> {
  const source = await read(first);
  const files: ProgramFile[] = [{ name: first, map: mapSource(source) }];
  const waiting = [...neighboursOf(source)];
  const seen = new Set([first, ...waiting]);
  while (waiting.length > 0 && files.length < MOST_FILES) {
    const name = waiting.shift()!;
    const text = await read(name).catch(() => null);
    if (text === null) continue;
    files.push({ name, map: mapSource(text) });
    for (const next of neighboursOf(text)) {
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return files;
}

export interface RulePlace {
  readonly file: string;
  readonly lines: readonly number[];
}

/**
 * Where a rule is named: in the handler that fired it, else the first place in the program's file,
 * else in the file beside it that names most of the rules `fired` (of several variants only one
 * runs). Null where no file names it, because it is put together at run time.
 */
export function placeOfRule(
  files: readonly ProgramFile[],
  rule: string,
  handler: LineRange | null,
  fired: readonly string[] = [],
): RulePlace | null {
  const main = files[0]?.map.linesOf(rule, handler) ?? [];
  if (main.length > 0) {
    const within = handler === null ? [] : main.filter((line) => line >= handler.from && line <= handler.to);
    return { file: files[0]!.name, lines: within.length > 0 ? within : main.slice(0, 1) };
  }
  let best: { readonly file: ProgramFile; readonly line: number; readonly score: number } | null = null;
  for (const file of files.slice(1)) {
    const line = file.map.linesOf(rule)[0];
    if (line === undefined) continue;
    const score = fired.filter((other) => file.map.linesOf(other).length > 0).length;
    if (best === null || score > best.score) best = { file, line, score };
  }
  return best === null ? null : { file: best.file.name, lines: [best.line] };
}
