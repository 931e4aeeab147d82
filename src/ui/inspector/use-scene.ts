import { useMemo } from 'react';
import { settingsAt } from '../../derive/node-view.ts';
import type { Scene } from '../../derive/types.ts';
import type { Settings } from '../../kernel/program.ts';
import type { Topology } from '../../kernel/topology.ts';
import { settingsOf } from '../../pattern-kit/setup.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { useRun, useThrottledCursor } from '../hooks.ts';
import { useRevision } from './use-revision.ts';

/** The run and where one looks at it, as the panels need it. */
export interface Here {
  readonly pattern: ShownPattern;
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly scene: Scene;
  /** All dials, with what actions have set by now. */
  readonly settings: Settings;
  readonly cursorUs: number;
  readonly cursorSeq: number;
}

/** Null until a run is open. */
export function useHere(hz = 4): Here | null {
  const pattern = useRun((run) => run.pattern);
  const scenario = useRun((run) => run.scenario);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const { cursorUs, cursorSeq } = useThrottledCursor(hz);
  useRevision();
  const base = useMemo(
    () => (pattern === null || scenario === null ? null : settingsOf(pattern, scenario)),
    [pattern, scenario],
  );
  if (pattern === null || scenario === null || topology === null || base === null) return null;
  const scene = index.sceneAt(Math.min(cursorSeq, index.events.length - 1));
  return { pattern, scenario, topology, scene, settings: settingsAt(base, scene), cursorUs, cursorSeq };
}
