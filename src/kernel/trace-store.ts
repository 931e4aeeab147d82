import type { Action } from './action.ts';
import { Column } from './column.ts';
import type { PackedEffect, PackedEffects } from './effect-list.ts';
import { KINDS } from './kinds.ts';
import type { Us } from './time.ts';
import type { Effect, Seq, TraceEvent } from './trace.ts';
import { grown, TransitStore } from './transit-store.ts';

const NO_EFFECTS: readonly Effect[] = [];

const isList = (packed: PackedEffect | readonly PackedEffect[]): packed is readonly PackedEffect[] =>
  Array.isArray(packed);

/**
 * The trace of a run, in columns: an event is an object only while somebody looks at it. That is a
 * fraction of the memory of an array of events, and keeps the collector out of the hot path.
 */
export class TraceStore {
  length = 0;
  readonly transits: TransitStore;

  private readonly nodes: readonly string[];
  private times = new Float64Array(1024);
  private causes = new Int32Array(1024);
  private kinds = new Uint8Array(1024);
  /** Index of the node; 255: none. */
  private places = new Uint8Array(1024);
  /** Index of the message handled; −1: none. */
  private carried = new Int32Array(1024);
  /** How many transits there were after the event: what `cut` goes by. */
  private sent = new Int32Array(1024);
  private tags = new Column<string>();
  private effects = new Column<Exclude<PackedEffects, undefined>>();
  private readonly actions = new Map<Seq, Action>();

  constructor(nodes: readonly string[], transits = new TransitStore(nodes)) {
    this.nodes = nodes;
    this.transits = transits;
  }

  /** `kind`: its code. `node`: its index, −1 for none. `carried`: index of its transit, or −1. */
  push(
    timeUs: Us,
    kind: number,
    node: number,
    cause: Seq,
    carried: number,
    tag: string | undefined,
    action: Action | undefined,
    effects: PackedEffects,
  ): void {
    const at = this.length++;
    if (at === this.times.length) this.grow();
    this.times[at] = timeUs;
    this.causes[at] = cause;
    this.kinds[at] = kind;
    this.places[at] = node < 0 ? 255 : node;
    this.carried[at] = carried;
    this.sent[at] = this.transits.length;
    this.tags.push(tag);
    this.effects.push(effects);
    if (action !== undefined) this.actions.set(at, action);
  }

  /** The event; throws a RangeError outside the trace. */
  at(seq: Seq): TraceEvent {
    if (!(seq >= 0 && seq < this.length))
      throw new RangeError(`There is no event ${seq}: the trace has ${this.length}.`);
    const carried = this.carried[seq]!;
    return {
      seq,
      timeUs: this.times[seq]!,
      kind: KINDS[this.kinds[seq]!]!,
      node: this.nodes[this.places[seq]!] ?? '',
      cause: this.causes[seq]!,
      transit: carried < 0 ? undefined : this.transits.at(carried),
      tag: this.tags.at(seq),
      action: this.actions.get(seq),
      effects: this.unpack(this.effects.at(seq)),
    };
  }

  slice(from: Seq = 0, to: Seq = this.length): TraceEvent[] {
    const events: TraceEvent[] = [];
    for (let seq = from; seq < to; seq++) events.push(this.at(seq));
    return events;
  }

  /** How many events lie strictly before a time. */
  countBefore(timeUs: Us): Seq {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle]! < timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  timeAt(seq: Seq): Us {
    return this.times[seq] ?? 0;
  }

  /** Keeps the first `to` events. */
  cut(to: Seq): void {
    if (to >= this.length) return;
    this.transits.cut(to === 0 ? 0 : this.sent[to - 1]!);
    this.length = to;
    this.tags.cut(to);
    this.effects.cut(to);
    for (const seq of this.actions.keys()) if (seq >= to) this.actions.delete(seq);
  }

  /** A copy of the first `to` events, for a branch: what they carry is shared. */
  copy(to: Seq): TraceStore {
    const copy = new TraceStore(this.nodes, this.transits.copy());
    copy.length = this.length;
    copy.times = this.times.slice();
    copy.causes = this.causes.slice();
    copy.kinds = this.kinds.slice();
    copy.places = this.places.slice();
    copy.carried = this.carried.slice();
    copy.sent = this.sent.slice();
    copy.tags = this.tags.copy();
    copy.effects = this.effects.copy();
    for (const [seq, action] of this.actions) copy.actions.set(seq, action);
    copy.cut(to);
    return copy;
  }

  private unpack(packed: PackedEffects): readonly Effect[] {
    if (packed === undefined) return NO_EFFECTS;
    return isList(packed) ? packed.map((effect) => this.whole(effect)) : [this.whole(packed)];
  }

  private whole(effect: PackedEffect): Effect {
    return typeof effect === 'number' ? { kind: 'send', transit: this.transits.at(effect) } : effect;
  }

  private grow(): void {
    const size = this.times.length * 2;
    this.times = grown(this.times, new Float64Array(size));
    this.kinds = grown(this.kinds, new Uint8Array(size));
    this.causes = grown(this.causes, new Int32Array(size));
    this.places = grown(this.places, new Uint8Array(size));
    this.carried = grown(this.carried, new Int32Array(size));
    this.sent = grown(this.sent, new Int32Array(size));
  }
}
