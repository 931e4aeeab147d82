import type { Action } from '../kernel/action.ts';
import type { Us } from '../kernel/time.ts';
import { actionKey, byTime } from './actions.ts';
import type { Scenario } from './scenario.ts';

export { diffFromPreset } from './preset-diff.ts';

/** Adds an action behind all that are not later. The action keeps its identity: find it with `indexOf`. */
export function addAction(scenario: Scenario, action: Action): Scenario {
  return { ...scenario, actions: byTime([...scenario.actions, action]) };
}

/** Puts another action in the place of one; it moves only where its time asks for it. */
export function replaceAction(scenario: Scenario, index: number, action: Action): Scenario {
  if (scenario.actions[index] === undefined) return scenario;
  return { ...scenario, actions: byTime(scenario.actions.with(index, action)) };
}

export function removeAction(scenario: Scenario, index: number): Scenario {
  return scenario.actions[index] === undefined
    ? scenario
    : { ...scenario, actions: scenario.actions.toSpliced(index, 1) };
}

/** Whether two scenarios give the same run; where their readers look does not count. */
export function sameRun(a: Scenario, b: Scenario): boolean {
  return firstDifferenceUs(a, b) === Infinity;
}

/**
 * The earliest time at which the runs of two scenarios may differ: 0 where anything but actions
 * and the end differs, Infinity where nothing does.
 */
export function firstDifferenceUs(a: Scenario, b: Scenario): Us {
  const alike =
    a.pattern === b.pattern && a.preset === b.preset && a.on === b.on && a.seed === b.seed && a.mutant === b.mutant;
  if (!alike || !sameSettings(a.settings, b.settings)) return 0;
  const ends = a.untilUs === b.untilUs ? Infinity : Math.min(a.untilUs, b.untilUs);
  return Math.min(ends, firstActionDifferenceUs(byTime(a.actions), byTime(b.actions)));
}

function firstActionDifferenceUs(a: readonly Action[], b: readonly Action[]): Us {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [mine, theirs] = [a[i], b[i]];
    if (mine !== undefined && theirs !== undefined && (mine === theirs || actionKey(mine) === actionKey(theirs)))
      continue;
    return Math.min(mine?.atUs ?? Infinity, theirs?.atUs ?? Infinity);
  }
  return Infinity;
}

function sameSettings(a: Scenario['settings'], b: Scenario['settings']): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}
