import { describe, expect, it } from 'vitest';
import { setupOf } from '../../pattern-kit/setup.ts';
import { LiveRun } from '../live-run.ts';
import { LocalWorkers, toyPattern, toyScenario } from '../testing.ts';
import { startThread } from './start-node.ts';

/** A node that starts well and then never returns from its first call. */
const HANGING = `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (text) => {
  if (text[0] === '>') for (;;);
  parentPort.postMessage('{"kind":"ready"}');
});`;

describe('a handler that never returns', () => {
  it('is killed in its real thread by the watchdog, and the run goes on without its node', async () => {
    const pattern = toyPattern();
    const local = new LocalWorkers(() => pattern.programs['main']!);
    const entry = new URL(`data:text/javascript,${encodeURIComponent(HANGING)}`);
    const live = new LiveRun(setupOf(pattern, toyScenario()), {
      workers: {
        start: (name) => (name === 'n2' ? startThread(entry, name) : local.start(name)),
        pattern: 'toy',
        mutant: null,
        watchdogMs: 300,
      },
    });
    live.startWorkers();
    while (live.nextUs() >= 0) await live.step();
    expect(live.kernel.byId('n2')).toMatchObject({
      status: 'down',
      error: 'hung: the handler did not return within 0.3 s and its Worker was killed',
    });
    expect(live.kernel.status('n1')).toBe('up');
    expect(live.kernel.seq).toBeGreaterThan(300);
    await live.close();
  });
});
