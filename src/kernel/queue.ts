import type { Action, ActionBody } from './action.ts';
import type { Json } from './json.ts';
import type { Us } from './time.ts';
import type { EventKind, Seq, Transit } from './trace.ts';

/** Ties at one instant: what comes from outside first, then messages, disk, work, timers last. */
export const CLASS = { control: 0, message: 1, disk: 2, work: 3, timer: 4 } as const;

/** Something that will happen. Never changed once queued, so checkpoints share it. */
export interface Scheduled {
  readonly timeUs: Us;
  /** (target, class, source, per-source sequence) in one exact integer below 2⁵³. */
  readonly key: number;
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

const SEQUENCES = 4294967296;

export function orderKey(target: number, cls: number, source: number, sequence: number): number {
  return (((target + 1) * 8 + cls) * 256 + (source + 1)) * SEQUENCES + sequence;
}

/** Target, class and source as one number: for the fingerprint. */
export const placeOf = (key: number): number => Math.floor(key / SEQUENCES);
/** Not `%`, which is slow for doubles: both parts are exact. */
export const sequenceOf = (key: number): number => key - Math.floor(key / SEQUENCES) * SEQUENCES;

/** A binary min-heap on (timeUs, key). Keys are unique, so the order is total. */
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
    const time = item.timeUs;
    const key = item.key;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up]!;
      if (parent.timeUs < time || (parent.timeUs === time && parent.key < key)) break;
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
    const time = item.timeUs;
    const key = item.key;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      let lower = heap[child]!;
      if (child + 1 < length) {
        const right = heap[child + 1]!;
        if (right.timeUs < lower.timeUs || (right.timeUs === lower.timeUs && right.key < lower.key)) {
          lower = right;
          child++;
        }
      }
      if (time < lower.timeUs || (time === lower.timeUs && key < lower.key)) break;
      heap[at] = lower;
      at = child;
    }
    heap[at] = item;
    return top;
  }

  /** Takes out all that match, in order of (time, key). For faults: linear. */
  removeWhere(matches: (item: Scheduled) => boolean): Scheduled[] {
    const removed = this.heap.filter(matches);
    if (removed.length === 0) return removed;
    const kept = this.heap.filter((item) => !matches(item));
    this.heap.length = 0;
    for (const item of kept) this.push(item);
    return removed.sort((a, b) => a.timeUs - b.timeUs || a.key - b.key);
  }

  /** In no order that counts: for checkpoints and inspection. */
  items(): readonly Scheduled[] {
    return this.heap.slice();
  }
}
