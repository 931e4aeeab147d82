import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { seconds } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { createGoalMeter } from '../../pattern-kit/goals.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { ended, ledgerOf, moves } from './figures.ts';
import pattern from './index.ts';
import { bufferedLines, droppedLines, type Ledger } from './ledger.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
export function run(preset: string, on: boolean, settings: Settings = {}): Run {
  const key = JSON.stringify([preset, on, settings]);
  const known = runs.get(key) ?? freshRun(preset, on, settings);
  runs.set(key, known);
  return known;
}

type Run = ReturnType<typeof freshRun>;
const runs = new Map<string, Run>();

function freshRun(preset: string, on: boolean, settings: Settings) {
  const scenario = { ...scenarioOf(pattern, preset, on), settings };
  const { trace, properties } = runInline(setupOf(pattern, scenario));
  const ledger = ledgerOf(trace);
  return {
    trace,
    ledger,
    ok: (from: number, to: number) => okOf(ended(trace, seconds(from), seconds(to))),
    figure(id: string): number {
      const meter = createGoalMeter(
        pattern.goals.find((goal) => goal.id === id)!,
        { bucketUs: seconds(1) },
      );
      meter.append(trace);
      return meter.value(scenario.untilUs)!;
    },
    violated: properties.filter((property) => property.status === 'violated').map((property) => property.id),
  };
}

const okOf = (operations: ReturnType<typeof ended>): readonly [ok: number, all: number] => [
  operations.filter((each) => each.outcome === 'ok').length,
  operations.length,
];
export const seconds1 = (us: number | undefined): number => Math.round((us ?? 0) / 100_000) / 10;
export const balance = (ledger: Ledger): number => ledger.stored + bufferedLines(ledger) + droppedLines(ledger);
export const exits = (trace: readonly TraceEvent[], node: string): number[] =>
  moves(trace, node).flatMap((move) => (move.to === 'WAITING' && move.from !== '' ? [seconds1(move.atUs)] : []));
