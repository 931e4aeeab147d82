import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { seconds } from '../../kernel/time.ts';
import { allScenarios } from '../../pattern-kit/conformance.ts';
import { withFaults } from '../../pattern-kit/random-faults.ts';
import { setupOf } from '../../pattern-kit/setup.ts';
import pattern from './index.ts';

/** Random faults, and then time enough to recover from them. */
describe('after random faults', () => {
  const scenarios = allScenarios(pattern).filter(([name]) => name.endsWith(' on'));
  // Seeds that once left consumers dead for want of a coordinator, or a first result taken for a second.
  it.each([30, 46, 117, 196])('everybody is alive and what is owed has come, seed %i', (seed) => {
    const [, scenario] = scenarios[seed % scenarios.length]!;
    const shaken = withFaults(pattern, scenario, seed);
    const setup = setupOf(pattern, { ...shaken, untilUs: shaken.untilUs + seconds(25) });
    const { trace, properties } = runInline(setup);
    const failures = trace.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'status' && effect.error !== undefined ? [effect.error] : [])),
    );
    expect(failures).toEqual([]);
    expect(properties.filter(({ status }) => status === 'violated')).toEqual([]);
  });
});
