import type { Action } from '../kernel/action.ts';
import { drawFaults } from '../kernel/chaos.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Pattern } from './pattern.ts';
import { setupOf } from './setup.ts';

/** Clients are left alone: their failure teaches nothing. */
export function spared(pattern: Pattern, scenario: Scenario): string[] {
  return setupOf(pattern, scenario)
    .topology.nodes.filter((node) => pattern.roles[node.program]?.shape === 'circle')
    .map((node) => node.id);
}

/** The same scenario under random faults, drawn beforehand. */
export function withFaults(pattern: Pattern, scenario: Scenario, seed: number): Scenario {
  const { topology, programs } = setupOf(pattern, scenario);
  const faults: Action[] = drawFaults({
    seed,
    topology,
    programs,
    untilUs: scenario.untilUs,
    spare: spared(pattern, scenario),
  });
  return { ...scenario, seed, actions: [...scenario.actions, ...faults].sort((a, b) => a.atUs - b.atUs) };
}
