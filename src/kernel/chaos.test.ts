import { describe, expect, it } from 'vitest';
import { drawFaults } from './chaos.ts';
import { program } from './program.ts';
import { gossip, mesh } from './testing.ts';
import { ms, seconds } from './time.ts';

const moody = program<null, never>({ start: () => null, modes: ['ok', 'odd'] });

describe('random fault schedules', () => {
  it('are drawn beforehand, always the same for a seed, and whole again for the liveness phase', () => {
    for (let seed = 0; seed < 200; seed++) {
      const options = { seed, topology: mesh(4), programs: { main: gossip }, untilUs: seconds(10) };
      const faults = drawFaults(options);
      expect(drawFaults(options)).toEqual(faults);
      for (const fault of faults) expect(fault.atUs + fault.forUs!).toBeLessThanOrEqual(seconds(6) + ms(1));
    }
    const all = Array.from({ length: 300 }, (_, seed) =>
      drawFaults({ seed, topology: mesh(4), programs: { main: moody }, untilUs: seconds(10) }),
    ).flat();
    expect(new Set(all.map((fault) => fault.kind)).size).toBeGreaterThanOrEqual(13);
  });
});
