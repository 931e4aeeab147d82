import { describe, expect, it } from 'vitest';
import type { Action } from '../../../kernel/action.ts';
import { runInline } from '../../../kernel/inline.ts';
import type { Settings } from '../../../kernel/program.ts';
import { seconds } from '../../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../../pattern-kit/setup.ts';
import pattern from '../index.ts';

/** Lease 4 s, renew deadline 2.5 s, retry period 0.5 s, with these actions instead of those of the experiment. */
function run(actions: readonly Action[], settings: Settings = {}) {
  const scenario = { ...scenarioOf(pattern, 'lease-drift', true), actions, settings, untilUs: seconds(16) };
  const { trace, properties } = runInline(setupOf(pattern, scenario));
  const moves = trace.flatMap((event) =>
    event.effects.flatMap((effect) =>
      effect.kind === 'become' && event.node.startsWith('n')
        ? [{ atUs: event.timeUs, node: event.node, to: effect.to, why: effect.why }]
        : [],
    ),
  );
  const acquired = moves.filter(({ to }) => to === 'acquired');
  return { trace, moves, acquired, violated: properties.filter(({ status }) => status === 'violated') };
}

const AT = seconds(5);

describe('a replica with a lease', () => {
  it('gives it back when it is told to, and another takes it within a retry', () => {
    const { acquired, moves, violated } = run([
      { kind: 'command', node: '@leader', command: 'releaseLease', atUs: AT },
    ]);
    expect(moves.find(({ to }) => to === 'stopped')).toMatchObject({ atUs: AT, why: 'released' });
    expect(acquired).toHaveLength(2);
    expect(acquired[1]!.atUs - AT).toBeLessThan(seconds(1.2));
    expect(violated).toEqual([]);
  });

  it('makes others wait for a whole lease when it dies', () => {
    const { acquired, violated } = run([{ kind: 'crash', node: '@leader', atUs: AT }]);
    expect(acquired).toHaveLength(2);
    expect(acquired[1]!.atUs - AT).toBeGreaterThan(seconds(3.5));
    expect(acquired[1]!.atUs - AT).toBeLessThan(seconds(5.5));
    expect(violated).toEqual([]);
  });

  it('is somebody else when it comes back at once: it waits for its own old lease', () => {
    const { acquired, trace } = run([{ kind: 'crash', node: '@leader', atUs: AT, forUs: 1_000 }]);
    expect(acquired[1]!.atUs - AT).toBeGreaterThan(seconds(3.5));
    const tokens = trace.flatMap((event) =>
      event.effects.flatMap((effect) =>
        effect.kind === 'metric' && effect.name === 'token' && event.node === 'lock-service' ? [effect.value] : [],
      ),
    );
    expect([...new Set(tokens)]).toEqual([0, 1]);
  });

  it('keeps leading when only the storage is out of its reach: the lease knows nothing of its work', () => {
    expect(run([{ kind: 'cut', a: '@leader', b: 'storage', atUs: AT }]).acquired).toHaveLength(1);
  });

  it('gives nothing back that it does not hold any more', () => {
    const { trace, acquired, violated } = run([{ kind: 'pause', node: '@leader', atUs: AT, forUs: seconds(6) }], {
      'lease.releaseOnCancel': true,
    });
    expect(acquired).toHaveLength(2);
    expect(trace.some((event) => event.tag === 'released')).toBe(false);
    expect(violated).toEqual([]);
  });

  it('does not stand with times that cannot work', () => {
    const { acquired, trace } = run([], { 'lease.renewDeadlineMs': 4_000 });
    expect(acquired).toEqual([]);
    expect(
      trace.some((event) =>
        event.effects.some((effect) => effect.kind === 'note' && effect.rule === 'lease times refused'),
      ),
    ).toBe(true);
  });
});
