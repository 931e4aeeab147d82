import type { Branch } from '../../host/protocol.ts';
import type { PropertyResult } from '../../kernel/property.ts';
import type { Us } from '../../kernel/time.ts';
import type { Seq } from '../../kernel/trace.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { timeText } from '../../derive/time-text.ts';
import { xOf, type TimeScale } from './axis.ts';

/** A moment worth going to. */
export interface TimeMark {
  readonly kind: 'violation' | 'fork';
  readonly us: Us;
  /** Event to stand on; null where only the time is known. */
  readonly seq: Seq | null;
  readonly text: string;
}

/** Marks too close to each other to be pressed apart. */
export interface MarkGroup {
  readonly x: number;
  readonly marks: readonly TimeMark[];
}

export function marksOf(
  properties: readonly PropertyResult[],
  branches: readonly Branch[],
  pattern: ShownPattern,
): readonly TimeMark[] {
  const violations = properties.flatMap(({ id, status, atUs, seq, detail }): TimeMark[] => {
    if (status !== 'violated' || atUs === undefined) return [];
    const title = pattern.properties.find((property) => property.id === id)?.title ?? id;
    return [
      {
        kind: 'violation',
        us: atUs,
        seq: seq ?? null,
        text: `Violated at ${timeText(atUs)}: ${title}.${detail === undefined ? '' : ` ${detail}`}`,
      },
    ];
  });
  const forks = branches.flatMap((branch): TimeMark[] =>
    branch.parent === null
      ? []
      : [
          {
            kind: 'fork',
            us: branch.forkUs,
            seq: null,
            text: `${branchName(branch)} forked at ${timeText(branch.forkUs)}`,
          },
        ],
  );
  return [...violations, ...forks];
}

/** Counted as they came up: a branch keeps its name, whatever is shown or forgotten. */
export const branchName = ({ id, parent }: Branch): string => (parent === null ? 'First run' : `Branch ${id}`);

/** Merges marks less than `gapPx` apart, in order of time. */
export function groupMarks(marks: readonly TimeMark[], scale: TimeScale, gapPx: number): readonly MarkGroup[] {
  const groups: { x: number; marks: TimeMark[] }[] = [];
  for (const mark of [...marks].sort((a, b) => a.us - b.us)) {
    const x = xOf(scale, mark.us);
    const last = groups.at(-1);
    if (last && x - last.x < gapPx) last.marks.push(mark);
    else groups.push({ x, marks: [mark] });
  }
  return groups;
}
