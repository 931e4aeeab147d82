import type { Us } from '../kernel/time.ts';
import { createGoalMeter } from '../pattern-kit/goals.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import { setupOf } from '../pattern-kit/setup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { LiveRun } from './live-run.ts';
import type { StartNode } from './node-port.ts';
import type { HostMode, SimulationResult } from './protocol.ts';

export interface SimulateOptions {
  readonly host: HostMode;
  /** Needed for the worker host. */
  readonly start?: StartNode;
  readonly untilUs?: Us;
}

/** Runs a scenario from its beginning, and answers what decides whether two runs are the same. */
export async function simulate(
  pattern: Pattern,
  scenario: Scenario,
  options: SimulateOptions,
): Promise<SimulationResult> {
  const untilUs = Math.min(options.untilUs ?? scenario.untilUs, scenario.untilUs);
  const setup = { ...setupOf(pattern, scenario), untilUs };
  const workers =
    options.host === 'worker' && options.start
      ? { start: options.start, pattern: pattern.meta.id, mutant: scenario.mutant ?? null }
      : undefined;
  const live = new LiveRun(setup, workers ? { workers } : {});
  try {
    live.startWorkers();
    while (live.nextUs() >= 0) {
      if (live.inline) live.stepInline();
      else await live.step();
    }
  } finally {
    await live.close();
  }
  const { kernel } = live;
  const events = kernel.trace.slice();
  const goals = pattern.goals.map((goal) => {
    const meter = createGoalMeter(goal, { bucketUs: 1_000_000 });
    meter.append(events);
    return [goal.id, meter.value()] as const;
  });
  return {
    fingerprint: kernel.fingerprint(),
    events: kernel.seq,
    timeUs: kernel.timeUs,
    properties: kernel.properties().map(({ id, kind, status, atUs }) => ({ id, kind, status, atUs: atUs ?? null })),
    goals: Object.fromEntries(goals),
  };
}
