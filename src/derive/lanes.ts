import type { Us } from '../kernel/time.ts';
import type { Effect, Seq, TraceEvent } from '../kernel/trace.ts';
import type { LaneSegment, LaneTrack } from './types.ts';

/** Name of the lane that a program means when it names none. */
export const MAIN_LANE = 'main';
export const STATUS_LANE = 'status';
export const MODE_LANE = 'mode';

export const isProgramLane = (lane: string): boolean => lane !== STATUS_LANE && lane !== MODE_LANE;

/**
 * Turns a trace into what the timeline draws: for every node the stretches of time that its status,
 * its mode and each of its program's lanes stood in one state; the empty state is "not said". Answers depend on the events alone,
 * not on how they were handed over.
 */
export interface LaneBuilder {
  append(events: readonly TraceEvent[]): void;
  /** Forgets event `to` and all after it. */
  truncate(to: Seq): void;
  /** Nodes in order of boot; within a node status, mode, then lanes as they came up. Same array while nothing changed. */
  tracks(): readonly LaneTrack[];
}

interface Track {
  readonly node: string;
  readonly lane: string;
  /** Event that brought the track up: it goes when that event goes. */
  readonly bornSeq: Seq;
  /** Starts of segments; their ends follow. */
  readonly states: string[];
  readonly fromUs: Us[];
  readonly fromSeq: Seq[];
  /** Null when it has to be made again. */
  built: LaneTrack | null;
}

interface NodeLanes {
  readonly bootSeq: Seq;
  readonly bootUs: Us;
  readonly tracks: Map<string, Track>;
}

export function createLaneBuilder(): LaneBuilder {
  const nodes = new Map<string, NodeLanes>();
  let list: readonly LaneTrack[] | null = [];

  const nodeOf = (id: string, event: TraceEvent): NodeLanes => {
    let found = nodes.get(id);
    if (found === undefined) {
      found = { bootSeq: event.seq, bootUs: event.timeUs, tracks: new Map() };
      nodes.set(id, found);
    }
    return found;
  };

  /** `before`: what held from the node's boot until now, where the first change tells it. */
  const enter = (id: string, lane: string, state: string, event: TraceEvent, before?: string): void => {
    const node = nodeOf(id, event);
    let track = node.tracks.get(lane);
    if (track === undefined) {
      track = { node: id, lane, bornSeq: event.seq, states: [], fromUs: [], fromSeq: [], built: null };
      node.tracks.set(lane, track);
      if (before !== undefined && node.bootUs < event.timeUs) begin(track, before, node.bootUs, node.bootSeq);
      list = null;
    }
    if (track.states.at(-1) === state) return;
    begin(track, state, event.timeUs, event.seq);
    list = null;
  };

  const take = (effect: Effect, event: TraceEvent): void => {
    if (effect.kind === 'become')
      enter(event.node, effect.lane, effect.to, event, effect.from === '' ? undefined : effect.from);
    else if (effect.kind === 'status') {
      enter(effect.node, STATUS_LANE, effect.status, event, 'up');
      // Memory is gone: the program's lanes stand nowhere until it says so again.
      if (effect.status === 'down')
        for (const lane of nodes.get(effect.node)!.tracks.keys())
          if (isProgramLane(lane)) enter(effect.node, lane, '', event);
    } else if (effect.kind === 'mode') enter(effect.node, MODE_LANE, effect.mode, event, '');
  };

  return {
    append(events) {
      for (const event of events) {
        if (event.kind === 'start' || event.kind === 'restart') enter(event.node, STATUS_LANE, 'up', event);
        for (const effect of event.effects) take(effect, event);
      }
    },
    truncate(to) {
      for (const [id, node] of nodes) {
        if (node.bootSeq >= to) {
          nodes.delete(id);
          list = null;
          continue;
        }
        for (const [lane, track] of node.tracks) {
          if (track.bornSeq >= to) node.tracks.delete(lane);
          else if (!cut(track, to)) continue;
          list = null;
        }
      }
    },
    tracks() {
      list ??= [...nodes.values()].flatMap((node) => inOrder(node).map(build));
      return list;
    },
  };
}

function begin(track: Track, state: string, fromUs: Us, fromSeq: Seq): void {
  track.states.push(state);
  track.fromUs.push(fromUs);
  track.fromSeq.push(fromSeq);
  track.built = null;
}

/** Answers whether anything was cut off. */
function cut(track: Track, to: Seq): boolean {
  let kept = track.fromSeq.length;
  while (kept > 0 && track.fromSeq[kept - 1]! >= to) kept--;
  if (kept === track.fromSeq.length) return false;
  track.states.length = track.fromUs.length = track.fromSeq.length = kept;
  track.built = null;
  return true;
}

const LANE_RANK: Readonly<Record<string, number>> = { [STATUS_LANE]: 0, [MODE_LANE]: 1 };

function inOrder(node: NodeLanes): Track[] {
  return [...node.tracks.values()].sort((a, b) => (LANE_RANK[a.lane] ?? 2) - (LANE_RANK[b.lane] ?? 2));
}

function build(track: Track): LaneTrack {
  track.built ??= {
    node: track.node,
    lane: track.lane,
    segments: track.states.map((state, i): LaneSegment => ({
      state,
      fromUs: track.fromUs[i]!,
      toUs: track.fromUs[i + 1] ?? Infinity,
      fromSeq: track.fromSeq[i]!,
    })),
  };
  return track.built;
}
