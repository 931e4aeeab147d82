import type { Action } from '../../kernel/action.ts';
import { runInline } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { ended, noted } from './figures.ts';
import pattern from './index.ts';

type Ran = { readonly trace: readonly TraceEvent[]; readonly broken: readonly string[] };
/** A run is the same whenever it is asked for. */
const ran = new Map<string, Ran>();

/** What the answers of the experiments tell the reader is what the runs show. */
export function run(
  preset: string,
  on: boolean,
  settings: Settings = {},
  more: readonly Action[] = [],
  untilUs = Infinity,
): Ran {
  const name = JSON.stringify([preset, on, settings, more, untilUs]);
  const known = ran.get(name);
  if (known !== undefined) return known;
  const start = scenarioOf(pattern, preset, on);
  const actions = [...start.actions, ...more].sort((one, other) => one.atUs - other.atUs);
  const { trace, properties } = runInline(
    setupOf(pattern, { ...start, settings, actions, untilUs: Math.min(untilUs, start.untilUs) }),
  );
  const broken = properties.filter((each) => each.status === 'violated').map((each) => each.id);
  ran.set(name, { trace, broken });
  return { trace, broken };
}

export const count = (trace: readonly TraceEvent[], rule: string): number => noted(trace, rule).length;
export const OPS = ['read', 'read-eu', 'post', 'like', 'profile'];
/** Operations of any kind that did not end well. */
export const unanswered = (trace: readonly TraceEvent[]): number =>
  OPS.flatMap((op) => ended(trace, op)).filter((each) => each.outcome !== 'ok').length;
export const tenths = (us: number | undefined): number => Math.round((us ?? -1) / 100_000) / 10;
export const addShard = (atUs: number): Action => ({
  kind: 'command',
  node: '@role:directory',
  command: 'addNode',
  atUs,
});
