import type { Action, ActionBody } from './action.ts';
import type { Json } from './json.ts';
import type { Us } from './time.ts';
import type { EventKind, Seq, Transit } from './trace.ts';

/** Ties at one instant: what comes from outside first, then messages, disk, work, timers last. */
export const CLASS = { control: 0, message: 1, disk: 2, work: 3, timer: 4 } as const;

/** Something that will happen. Never changed once queued, so checkpoints share it. */
export interface Scheduled {
  readonly timeUs: Us;
  /** (target, class, source) as one number, and the source's own sequence: what orders one instant. */
  readonly place: number;
  readonly sequence: number;
  readonly kind: EventKind;
  /** Index of the node; −1: the world. */
  readonly node: number;
  readonly cause: Seq;
  readonly transit: Transit | undefined;
  /** Timer name, request id, work / disk tag, command, mode. */
  readonly tag: string | undefined;
  readonly data: Json | undefined;
  /** Hash of what it carries. */
  readonly hash: number;
  /** The world's own: an action of the scenario, or the bodies that undo one. */
  readonly deed: { readonly action: Action; readonly repair: readonly ActionBody[] | undefined } | undefined;
  /** Boot count of the node when it was scheduled; work, timers and disk of an earlier life are void. */
  readonly life: number;
  /** Timers: which setting of the name; disk: how many writes the sync covers; messages: index of the transit. */
  readonly token: number;
}

/** Node −1 is the world, which comes before all nodes. */
export function placeOf(target: number, cls: number, source: number): number {
  return ((target + 1) * 8 + cls) * 256 + (source + 1);
}

/** The total order of events. No two are equal. */
function before(a: Scheduled, b: Scheduled): boolean {
  if (a.timeUs !== b.timeUs) return a.timeUs < b.timeUs;
  return a.place !== b.place ? a.place < b.place : a.sequence < b.sequence;
}

/** A binary min-heap on (timeUs, place, sequence). */
export class EventQueue {
  private readonly heap: Scheduled[];

  constructor(items: readonly Scheduled[] = []) {
    this.heap = items.slice();
  }

  get size(): number {
    return this.heap.length;
  }

  peek(): Scheduled | undefined {
    return this.heap[0];
  }

  push(item: Scheduled): void {
    const heap = this.heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up]!;
      if (before(parent, item)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = item;
  }

  pop(): Scheduled | undefined {
    const heap = this.heap;
    const top = heap[0];
    const item = heap.pop();
    if (top === undefined || item === undefined || heap.length === 0) return top;
    const length = heap.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      let lower = heap[child]!;
      if (child + 1 < length) {
        const right = heap[child + 1]!;
        if (before(right, lower)) {
          lower = right;
          child++;
        }
      }
      if (before(item, lower)) break;
      heap[at] = lower;
      at = child;
    }
    heap[at] = item;
    return top;
  }

  /** Takes out all that match, in order. For faults: linear. */
  removeWhere(matches: (item: Scheduled) => boolean): Scheduled[] {
    const removed = this.heap.filter(matches);
    if (removed.length === 0) return removed;
    const kept = this.heap.filter((item) => !matches(item));
    this.heap.length = 0;
    for (const item of kept) this.push(item);
    return removed.sort((a, b) => (before(a, b) ? -1 : 1));
  }

  /** In no order that counts: for checkpoints and inspection. */
  items(): readonly Scheduled[] {
    return this.heap.slice();
  }
}
