import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../kernel/trace.ts';
import { createFollower } from './follow.ts';

const event = (seq: number): TraceEvent => ({
  seq,
  timeUs: seq * 10,
  kind: 'timer',
  node: 'a',
  cause: -1,
  effects: [],
});

function recorder() {
  const visited: number[] = [];
  const cuts: number[] = [];
  const follower = createFollower({
    add: (added) => visited.push(added.seq),
    truncate: (to) => cuts.push(to),
  });
  return { visited, cuts, follower };
}

describe('createFollower', () => {
  it('visits every event once', () => {
    const { visited, follower } = recorder();
    const events = [0, 1, 2].map(event);
    expect(follower.sync(events)).toBe(true);
    expect(follower.sync(events)).toBe(false);
    events.push(event(3));
    follower.sync(events);
    expect(visited).toEqual([0, 1, 2, 3]);
  });

  it('cuts back to where a branch parts, then visits the other future', () => {
    const { visited, cuts, follower } = recorder();
    const past = [0, 1, 2, 3].map(event);
    follower.sync([...past, event(4), event(5)]);
    visited.length = 0;
    follower.sync([...past, event(4), event(5), event(6)]);
    expect(cuts).toEqual([4]);
    expect(visited).toEqual([4, 5, 6]);
  });

  it('forgets what was cut off without a successor', () => {
    const { cuts, follower } = recorder();
    const events = [0, 1, 2, 3].map(event);
    follower.sync(events);
    follower.sync(events.slice(0, 1));
    expect(cuts).toEqual([1]);
  });
});
