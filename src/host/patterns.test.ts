import { describe, expect, it } from 'vitest';
import { runInline } from '../kernel/inline.ts';
import { seconds } from '../kernel/time.ts';
import { allScenarios } from '../pattern-kit/conformance.ts';
import { withFaults } from '../pattern-kit/random-faults.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import { setupOf } from '../pattern-kit/setup.ts';
import { LiveRun } from './live-run.ts';
import { LocalWorkers } from './testing.ts';

const patterns = import.meta.glob<{ default: Pattern }>('../patterns/*/index.ts', { eager: true });

/** Real threads and real Workers are compared by `npm run simulate` and in the browser; this is the protocol. */
describe.each(Object.entries(patterns))('%s', (_path, { default: pattern }) => {
  it('gives the same trace inline and over the Worker protocol, faults included', async () => {
    for (const [index, [name, preset]] of allScenarios(pattern).entries()) {
      const scenario = { ...withFaults(pattern, preset, index), untilUs: seconds(3) };
      const workers = new LocalWorkers((program) => pattern.programs[program]!);
      const live = new LiveRun(setupOf(pattern, scenario), {
        workers: { start: workers.start, pattern: pattern.meta.id, mutant: null },
      });
      live.startWorkers();
      while (live.nextUs() >= 0) await live.step();
      await live.close();
      expect(live.kernel.fingerprint(), name).toBe(runInline(setupOf(pattern, scenario)).fingerprint);
    }
  });
});
