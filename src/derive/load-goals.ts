import type { NodeSpec, Topology } from '../kernel/topology.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import type { Goal } from '../pattern-kit/pattern.ts';

const MARK = 'load of ';

/** Whether a curve is one of these rather than a goal of the pattern. */
export const isLoad = (goal: Goal): boolean => goal.id.startsWith(MARK);

/** A curve for each node that can be full: messages that it works on and that wait at it. */
export function loadGoals({ nodes }: Topology): readonly Goal[] {
  return nodes
    .filter((node) => node.capacity !== undefined)
    .map((node) => ({
      id: MARK + node.id,
      title: node.label,
      unit: '',
      better: 'lower' as const,
      measure: { kind: 'own' as const, start: () => (event: TraceEvent) => loadIn(event, node.id) },
    }));
}

/** `of 8 workers and 12 places` */
export const roomText = ({ capacity }: NodeSpec): string =>
  capacity === undefined ? '' : `of ${capacity.workers} workers and ${capacity.queueLimit} places`;

/** What a node has in hand after an event; null where that did not change. */
function loadIn(event: TraceEvent, node: string): number | null {
  let load: number | null = null;
  for (const effect of event.effects) {
    if (effect.kind === 'load' && event.node === node) load = effect.busy + effect.queued;
    else if (effect.kind === 'status' && effect.node === node && effect.status === 'down') load = 0;
  }
  return load;
}
