import type { Seq, TraceEvent } from '../kernel/trace.ts';

/**
 * Keeps something up to date with a trace that grows at its end and is sometimes cut back: every
 * event is visited once, not once a frame.
 */
export interface Follower {
  /** Visits what is new since the last call, after undoing what has gone. Answers whether anything was. */
  sync(events: readonly TraceEvent[]): boolean;
}

export interface FollowerParts {
  add(event: TraceEvent): void;
  /** Forget event `to` and everything after it. */
  truncate(to: Seq): void;
}

export function createFollower(parts: FollowerParts): Follower {
  const seen: TraceEvent[] = [];
  return {
    sync(events) {
      const kept = sharedLength(seen, events);
      const moved = kept < seen.length || kept < events.length;
      if (kept < seen.length) {
        seen.length = kept;
        parts.truncate(kept);
      }
      for (let i = kept; i < events.length; i++) {
        const event = events[i]!;
        seen.push(event);
        parts.add(event);
      }
      return moved;
    },
  };
}

/** Two traces of one run part once and for all, so where they part is found by halving. */
function sharedLength(seen: readonly TraceEvent[], events: readonly TraceEvent[]): number {
  let low = 0;
  let high = Math.min(seen.length, events.length);
  if (high === 0 || seen[high - 1] === events[high - 1]) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (seen[middle] === events[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}
