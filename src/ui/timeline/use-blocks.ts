import { useMemo } from 'react';
import { actionNames } from '../../derive/action-words.ts';
import type { ActionNames } from '../../kernel/action-catalogue.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { TimeScale } from './axis.ts';
import { faultBlocks, packRows, type FaultBlock } from './fault-blocks.ts';

/** A block narrower than this still takes this much of its row, so that marks can be pressed apart. */
const ROOM_PX = 28;
const MOST_ROWS = 4;

export interface Blocks {
  readonly names: ActionNames;
  readonly blocks: readonly FaultBlock[];
  readonly rows: readonly number[];
  readonly rowCount: number;
}

/** The scenario's actions as they lie on the fault track. */
export function useBlocks(pattern: ShownPattern, topology: Topology, scenario: Scenario, scale: TimeScale): Blocks {
  const names = useMemo(() => actionNames(pattern, topology), [pattern, topology]);
  const blocks = useMemo(() => {
    const programs = new Map(topology.nodes.map(({ id, program }) => [id, program]));
    return faultBlocks(scenario.actions, {
      untilUs: scenario.untilUs,
      normalMode: (target) => pattern.programs[programs.get(target) ?? target.split(':')[1] ?? '']?.modes?.[0],
      modeTone: (mode) => pattern.modes[mode]?.tone,
    });
  }, [pattern, topology, scenario.actions, scenario.untilUs]);
  const packed = useMemo(
    () => packRows(blocks, scale.widthPx > 0 ? (ROOM_PX / scale.widthPx) * (scale.toUs - scale.fromUs) : 0, MOST_ROWS),
    [blocks, scale],
  );
  return { names, blocks, rows: packed.rows, rowCount: packed.count };
}
