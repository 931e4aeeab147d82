import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { arrivals, ended, notes, percentileMs, sharePct } from './figures.ts';
import pattern from './index.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
function measure(preset: string, on: boolean, settings: Settings) {
  const scenario = { ...scenarioOf(pattern, preset, on), settings };
  const { trace, properties } = runInline(setupOf(pattern, scenario));
  const all = ended(trace);
  return {
    trace,
    all,
    servedPct: Math.round(sharePct(all) * 10) / 10,
    unknownPct: Math.round(sharePct(all, 'unknown')),
    p99: percentileMs(all, 99),
    at: (host: string) => arrivals(trace, (node) => node === host).length,
    /** Share served among what ended from … to, in seconds. */
    served: (from: number, to: number) => Math.round(sharePct(ended(trace, seconds(from), seconds(to)))),
    violated: properties.filter((property) => property.status === 'violated').map((property) => property.id),
  };
}
export type Run = ReturnType<typeof measure>;

const runs = new Map<string, Run>();
/** Each scenario runs once, however many tests ask for it. */
export function run(preset: string, on: boolean, settings: Settings = {}): Run {
  const key = JSON.stringify([preset, on, settings]);
  const known = runs.get(key) ?? measure(preset, on, settings);
  runs.set(key, known);
  return known;
}

export const duplicates = ({ trace }: Run): number => notes(trace, 'duplicate effect').length;
