import { Column } from './column.ts';
import type { Us } from './time.ts';
import type { LossReason, Message, Transit } from './trace.ts';

const LOSSES: readonly (LossReason | undefined)[] = [
  undefined,
  'loss',
  'cut',
  'reset',
  'down',
  'dropped',
  'queue full',
];

/** Every message copy of a run, in columns: what is kept of a message is its payload and a row of numbers. */
export class TransitStore {
  length = 0;

  private readonly nodes: readonly string[];
  private from = new Uint8Array(1024);
  private to = new Uint8Array(1024);
  private count = new Uint32Array(1024);
  private sentUs = new Float64Array(1024);
  private arriveUs = new Float64Array(1024);
  /** Bit 0: a request; the others: index of the loss. */
  private flags = new Uint8Array(1024);
  private messages = new Column<Message>();
  private answers = new Column<string>();
  /** Second copies, whose ids are not a sender and a count. */
  private readonly odd = new Map<number, Transit>();

  constructor(nodes: readonly string[]) {
    this.nodes = nodes;
  }

  /** `from`, `to`: indices of the nodes. `count`: the sender's; 0 for a second copy, which is kept as it is. */
  push(from: number, to: number, transit: Transit, count: number): void {
    const at = this.length++;
    if (at === this.count.length) this.grow();
    this.count[at] = count;
    this.from[at] = from;
    this.to[at] = to;
    this.sentUs[at] = transit.sentUs;
    this.arriveUs[at] = transit.arriveUs;
    this.flags[at] =
      (transit.request === true ? 1 : 0) | (transit.lost === undefined ? 0 : LOSSES.indexOf(transit.lost) << 1);
    this.messages.push(transit.message);
    this.answers.push(transit.answers);
    if (count === 0) this.odd.set(at, transit);
  }

  at(index: number): Transit {
    const odd = this.odd.get(index);
    if (odd !== undefined) return odd;
    const flags = this.flags[index]!;
    const from = this.nodes[this.from[index]!]!;
    return {
      id: `${from}#${this.count[index]!}`,
      from,
      to: this.nodes[this.to[index]!]!,
      message: this.messages.at(index)!,
      sentUs: this.sentUs[index]! satisfies Us,
      arriveUs: this.arriveUs[index]!,
      lost: LOSSES[flags >> 1],
      answers: this.answers.at(index),
      request: (flags & 1) === 1,
    };
  }

  cut(to: number): void {
    if (to >= this.length) return;
    this.length = to;
    this.messages.cut(to);
    this.answers.cut(to);
    for (const index of this.odd.keys()) if (index >= to) this.odd.delete(index);
  }

  copy(): TransitStore {
    const copy = new TransitStore(this.nodes);
    copy.length = this.length;
    copy.from = this.from.slice();
    copy.to = this.to.slice();
    copy.count = this.count.slice();
    copy.sentUs = this.sentUs.slice();
    copy.arriveUs = this.arriveUs.slice();
    copy.flags = this.flags.slice();
    copy.messages = this.messages.copy();
    copy.answers = this.answers.copy();
    for (const [index, transit] of this.odd) copy.odd.set(index, transit);
    return copy;
  }

  private grow(): void {
    const size = this.count.length * 2;
    this.from = grown(this.from, new Uint8Array(size));
    this.to = grown(this.to, new Uint8Array(size));
    this.count = grown(this.count, new Uint32Array(size));
    this.sentUs = grown(this.sentUs, new Float64Array(size));
    this.arriveUs = grown(this.arriveUs, new Float64Array(size));
    this.flags = grown(this.flags, new Uint8Array(size));
  }
}

/** A longer column with the old one at its beginning. */
export function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
