import { describe, expect, it } from 'vitest';
import { runInline } from './inline.ts';
import { program } from './program.ts';
import { mesh, setup } from './testing.ts';
import { ms } from './time.ts';
import type { Message } from './trace.ts';

describe('settings', () => {
  it('change while running, are told to every program, and retune capacity', () => {
    const watcher = program<{ seen: number[] }, Message>({
      start: () => ({ seen: [] }),
      settingsChanged: (node, state) => void state.seen.push(Number(node.settings['workers'])),
    });
    const topology = mesh(2);
    const result = runInline({
      ...setup({
        main: watcher,
        topology,
        actions: [{ kind: 'set', setting: 'workers', value: 7, atUs: ms(5), forUs: ms(5) }],
      }),
      settings: { workers: 2 },
      retune: (settings) => ({
        ...topology,
        nodes: topology.nodes.map((node) => ({
          ...node,
          capacity: { workers: Number(settings['workers']), queueLimit: 4 },
        })),
      }),
    });
    const values = result.trace.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'setting' ? [effect.value] : [])),
    );
    expect(values).toEqual([7, 2]);
    expect(result.kernel.byId('n1').spec.capacity?.workers).toBe(2);
  });
});
