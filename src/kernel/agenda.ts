import type { Action } from './action.ts';
import { assert } from './assert.ts';
import { isVoid } from './happen.ts';
import { hashValue } from './hash.ts';
import type { KernelNode } from './node.ts';
import { CLASS, EventQueue, placeOf, type Scheduled } from './queue.ts';
import type { Us } from './time.ts';
import type { EventKind, Seq } from './trace.ts';

/** What is next: the scenario's actions, which are known from the start, and what the run itself scheduled. */
export class Agenda {
  /** How many actions have taken effect. */
  nextAction = 0;

  private readonly actions: readonly Action[];
  private queue = new EventQueue();
  /** The event found to be next, neither void nor held, and nothing has happened since. */
  private live: Scheduled | null = null;

  constructor(actions: readonly Action[]) {
    this.actions = actions;
  }

  get size(): number {
    return this.queue.size;
  }

  push(item: Scheduled): void {
    this.queue.push(item);
  }

  /** In no order that counts. */
  items(): readonly Scheduled[] {
    return this.queue.items();
  }

  /** Takes scheduled events out, in order. */
  removeWhere(matches: (item: Scheduled) => boolean): Scheduled[] {
    return this.queue.removeWhere(matches);
  }

  restore(items: readonly Scheduled[], nextAction: number): void {
    this.queue = new EventQueue();
    for (const item of items) this.queue.push(item);
    this.nextAction = nextAction;
    this.live = null;
  }

  /** Time of the next event; Infinity when there is none. */
  nextUs(nodes: readonly KernelNode[]): Us {
    const item = this.peek(nodes);
    const actionUs = this.actions[this.nextAction]?.atUs ?? Infinity;
    return item !== undefined && item.timeUs < actionUs ? item.timeUs : actionUs;
  }

  /** The next event, off the agenda. */
  take(nodes: readonly KernelNode[], nowUs: Us): Scheduled {
    // Whoever asked `nextUs()` has looked at it already.
    const item = this.live ?? this.peek(nodes);
    // What happens now may make it void.
    this.live = null;
    const action = this.actions[this.nextAction];
    // Actions come first at their instant: they are the world's, and the world sorts before nodes.
    if (action !== undefined && (item === undefined || action.atUs <= item.timeUs)) {
      const place = placeOf(-1, CLASS.control, -1);
      const sequence = this.nextAction++;
      const timeUs = Math.max(action.atUs, nowUs);
      return worldItem(timeUs, place, sequence, 'action', -1, { action, repair: undefined }, hashValue(action));
    }
    assert(item !== undefined, 'The run is over: ask nextUs() before begin().');
    this.queue.pop();
    return item;
  }

  /** Void events (replaced timers, earlier lives) are dropped without a trace; those of paused nodes are held. */
  private peek(nodes: readonly KernelNode[]): Scheduled | undefined {
    if (this.live !== null) return this.live;
    for (;;) {
      const item = this.queue.peek();
      if (item === undefined) return undefined;
      const node = item.node < 0 ? undefined : nodes[item.node]!;
      if (node === undefined || !isVoid(item, node)) {
        if (node?.status !== 'paused') return (this.live = item);
        node.held.push(item);
      }
      this.queue.pop();
    }
  }
}

/** An event of the world itself. Written out, as all that is scheduled: one shape keeps the queue fast. */
export const worldItem = (
  timeUs: Us,
  place: number,
  sequence: number,
  kind: EventKind,
  cause: Seq,
  deed: Scheduled['deed'],
  hash = 0,
): Scheduled => ({
  timeUs,
  place,
  sequence,
  kind,
  node: -1,
  cause,
  transit: undefined,
  tag: undefined,
  data: undefined,
  hash,
  deed,
  life: 0,
  token: 0,
});
