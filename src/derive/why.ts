import type { Us } from '../kernel/time.ts';
import type { Topology } from '../kernel/topology.ts';
import type { Seq, TraceEvent } from '../kernel/trace.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import { headline } from './narrate.ts';
import type { TraceIndex } from './types.ts';

/** One link of a causal chain, in words. */
export interface WhyStep {
  readonly seq: Seq;
  readonly timeUs: Us;
  /** Node it happened at; empty for what was done to the world. */
  readonly node: string;
  readonly text: string;
  /** How many plain hand-overs between this step and the one above it were left out. */
  readonly skipped: number;
}

/** Something that was wrong while the chain unfolded, at a part that took part in it. */
export interface Circumstance {
  /** The event that brought it about. */
  readonly seq: Seq;
  readonly timeUs: Us;
  readonly text: string;
}

/** A chain longer than this says where it goes on instead. */
const MOST_STEPS = 40;

/** Whether something was decided here, rather than only passed on. */
function isTelling(event: TraceEvent): boolean {
  switch (event.kind) {
    case 'action':
    case 'repair':
    case 'command':
    case 'mode':
    case 'timeout':
    case 'late':
    case 'overflow':
    case 'lost':
    case 'restart':
    case 'reset':
      return true;
    default:
      return event.effects.some(
        ({ kind }) =>
          kind === 'become' ||
          kind === 'status' ||
          kind === 'verdict' ||
          kind === 'note' ||
          kind === 'begin' ||
          kind === 'end' ||
          kind === 'lose',
      );
  }
}

/** Events from `seq` back to what had no cause, newest first. */
export function causesOf(index: TraceIndex, seq: Seq): TraceEvent[] {
  const chain: TraceEvent[] = [];
  let at = index.events[seq];
  while (at) {
    chain.push(at);
    // A cause comes before what it causes; anything else would never end.
    at = at.cause >= 0 && at.cause < at.seq ? index.events[at.cause] : undefined;
  }
  return chain;
}

/** Two events of one sort are told alike: a timer that sets itself again, a node that is asked again. */
const sortOf = (event: TraceEvent): string =>
  `${event.kind} ${event.node} ${event.tag ?? ''} ${event.transit?.message.type ?? ''}`;

/**
 * Why an event happened: the causal chain from it back to its root, newest first. Hand-overs where
 * nothing was decided, and what was told before, are left out and counted; the event itself, its
 * direct cause and the root never are.
 */
export function why(index: TraceIndex, seq: Seq, pattern: ShownPattern, topology: Topology): readonly WhyStep[] {
  const chain = causesOf(index, seq);
  const steps: WhyStep[] = [];
  const told = new Set<string>();
  let skipped = 0;
  for (const [distance, event] of chain.entries()) {
    const isRoot = distance === chain.length - 1;
    if (distance > 1 && !isRoot && (steps.length >= MOST_STEPS - 1 || !isTelling(event) || told.has(sortOf(event)))) {
      skipped += 1;
      continue;
    }
    told.add(sortOf(event));
    steps.push({
      seq: event.seq,
      timeUs: event.timeUs,
      node: event.node,
      text: headline(event, pattern, topology, (id) => index.flight(id)?.transit),
      skipped,
    });
    skipped = 0;
  }
  return steps;
}

/**
 * What was wrong at the parts that took part in a causal chain when its last event happened: the
 * chain says who asked whom, this says why the answer was what it was. Oldest first.
 */
export function circumstances(
  index: TraceIndex,
  seq: Seq,
  pattern: ShownPattern,
  topology: Topology,
): readonly Circumstance[] {
  const scene = index.sceneAt(seq);
  const involved = involvedIn(causesOf(index, seq).slice(0, MOST_STEPS));
  const found = new Map<Seq, Circumstance>();
  const add = (sinceUs: Us, isCause: (event: TraceEvent) => boolean): void => {
    for (let at = index.seqAt(sinceUs - 1) + 1; at <= seq; at += 1) {
      const event = index.events[at];
      if (!event || event.timeUs > sinceUs) return;
      if (isCause(event)) {
        found.set(at, { seq: at, timeUs: event.timeUs, text: headline(event, pattern, topology) });
        return;
      }
    }
  };
  for (const id of involved) {
    const node = scene.nodes[id];
    if (!node) continue;
    if (node.status !== 'up')
      add(node.statusSinceUs, (event) =>
        event.effects.some((effect) => effect.kind === 'status' && effect.node === id),
      );
    const tone = pattern.modes[node.mode]?.tone ?? 'ok';
    if (tone !== 'ok')
      add(node.modeSinceUs, (event) => event.effects.some((effect) => effect.kind === 'mode' && effect.node === id));
  }
  for (const [key, sinceUs] of Object.entries(scene.linkSinceUs ?? {})) {
    const [from = '', to = ''] = key.split('>');
    if (involved.has(from) && involved.has(to))
      add(sinceUs, (event) =>
        event.effects.some((effect) => effect.kind === 'link' && effect.from === from && effect.to === to),
      );
  }
  found.delete(seq);
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}

/** Nodes where the chain passed, and those that were sent something on the way. */
function involvedIn(chain: readonly TraceEvent[]): ReadonlySet<string> {
  const nodes = new Set<string>();
  for (const event of chain) {
    if (event.node !== '') nodes.add(event.node);
    if (event.transit) nodes.add(event.transit.from).add(event.transit.to);
    for (const effect of event.effects) if (effect.kind === 'send') nodes.add(effect.transit.to);
  }
  return nodes;
}
