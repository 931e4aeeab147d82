import { Worker } from 'node:worker_threads';
import { patternMetas } from '../../src/patterns/registry.ts';
import type { SceneRates } from './scene.ts';
import type { Row } from './table.ts';

export async function sceneRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { id } of patternMetas) rows.push(...rowsOf(await apart({ id, heartbeat: false }), 300_000, 'events/s'));
  return rows;
}

export async function heartbeatRows(): Promise<Row[]> {
  return rowsOf(await apart({ id: 'leader-election', heartbeat: true }), 500_000, 'messages/s');
}

/** Measured in a thread of its own, while this one waits. */
function apart(workerData: { readonly id: string; readonly heartbeat: boolean }): Promise<SceneRates> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./scene-worker.js', import.meta.url), { workerData });
    worker.once('message', (measured: SceneRates) => {
      resolve(measured);
      void worker.terminate();
    });
    worker.once('error', reject);
  });
}

/**
 * A rate by itself, and against the bare heap: what a bar of so many a second is to the heap where
 * 0.12 of it is a million. The kernel alone is no yardstick, because it is what gets faster.
 */
function rowsOf({ work, yardstick, ratio, name }: SceneRates, floor: number, unit: string): Row[] {
  return [
    {
      what: name,
      measured: work,
      unit,
      bar: { value: floor, better: 'higher' },
      note: `the heap made ${(yardstick / 1_000_000).toFixed(1)} million/s beside it`,
    },
    {
      what: `${name.replace(', with properties', '')} ÷ bare heap`,
      measured: ratio,
      unit: '',
      bar: { value: (0.12 * floor) / 1_000_000, better: 'higher' },
    },
  ];
}
