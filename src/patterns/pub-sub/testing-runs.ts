import type { Action } from '../../kernel/action.ts';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { anomaliesIn } from './anomalies.ts';
import { count, notes } from './figures.ts';
import pattern from './index.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
export function run(preset: string, on: boolean, settings: Settings = {}) {
  const key = JSON.stringify([preset, on, settings]);
  const known = runs.get(key);
  if (known !== undefined) return known;
  const fresh = start(preset, on, settings);
  runs.set(key, fresh);
  return fresh;
}

export function start(preset: string, on: boolean, settings: Settings, more: readonly Action[] = [], seed?: number) {
  const own = scenarioOf(pattern, preset, on);
  const scenario = { ...own, seed: seed ?? own.seed };
  const actions = [...scenario.actions, ...more].sort((a, b) => a.atUs - b.atUs);
  const { trace, properties } = runInline(setupOf(pattern, { ...scenario, settings, actions }));
  return {
    trace,
    anomalies: anomaliesIn(trace),
    results: (group: string) => count(trace, `${group} result`),
    twice: (group: string) => count(trace, `${group} duplicate`),
    violated: properties.filter((property) => property.status === 'violated').map((property) => property.id),
  };
}
/** The same run is asked about more than once. */
const runs = new Map<string, ReturnType<typeof start>>();

export const tenths = (us: number | undefined): number => Math.round((us ?? 0) / 100_000) / 10;
export const first = (trace: Parameters<typeof notes>[0], rule: string, fromUs = 0) => notes(trace, rule, fromUs)[0];
