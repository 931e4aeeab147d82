import { messageName, nodeNames } from '../../derive/words.ts';
import type { Selection } from '../../state/types.ts';
import { useRun, useThrottledCursor } from '../hooks.ts';
import { useRevision } from '../inspector/use-revision.ts';
import { faultGroups, type FaultGroup } from './fault-items.ts';

/** What can be done to the thing at the cursor; empty where nothing can. */
export function useFaultGroups(target: Selection): readonly FaultGroup[] {
  const pattern = useRun((run) => run.pattern);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const { cursorSeq } = useThrottledCursor(4);
  useRevision();
  if (target === null || pattern === null || topology === null) return [];
  const flight = target.kind === 'message' ? index.flight(target.id) : undefined;
  const scene = index.sceneAt(Math.min(cursorSeq, index.events.length - 1));
  return faultGroups(target, { pattern, topology, scene, flight, cursorSeq });
}

/** What the thing is called. */
export function useTargetName(target: Selection): string {
  const topology = useRun((run) => run.topology);
  const pattern = useRun((run) => run.pattern);
  const index = useRun((run) => run.index);
  if (target === null || topology === null || pattern === null) return '';
  const name = nodeNames(topology);
  if (target.kind === 'node') return name(target.id);
  if (target.kind === 'link') return `${name(target.a)} – ${name(target.b)}`;
  const flight = index.flight(target.id);
  return flight === undefined ? target.id : messageName(flight.transit, pattern);
}
