import { FingerprintSet, LANE_A, LANE_B, laneHash, memberHash } from './fingerprint.ts';
import type { AnyModel, Operation } from './model.ts';

/** An order that the model allows, as far as it goes, and the operation that fits nowhere behind it. */
export interface Prefix {
  readonly order: readonly Operation[];
  /** Null where the order holds all that returned, or the search is still on its way. */
  readonly stuck: Operation | null;
}

/** How many longest prefixes are kept, each with another operation that got stuck. */
const KEPT = 4;
/** Stands at both ends of the list of calls and returns. */
const END = 0;

/**
 * Looks for an order of one object's operations that its model allows and that respects time: who
 * returned before another was called comes first. Depth first after Wing and Gong (1993), with
 * Lowe's (2017) memory of configurations: the set of operations placed and the state they lead to.
 *
 * Calls and returns stand in one linked list, in order of time. Any call before the first return may
 * be placed next; placing one takes it and its return out of the list, and undoing puts them back.
 * An operation that never returns has no return in the list, so nothing ever forces it to be placed.
 */
export class Search {
  /** Questions put to the model so far. */
  steps = 0;
  /** Null while undecided. */
  verdict: boolean | null = null;

  private readonly model: AnyModel;
  private readonly operations: readonly Operation[];

  /** The list. Entry `e` belongs to `operationAt[e]`; its call and return are `callOf` and `returnOf`. */
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly operationAt: Int32Array;
  private readonly callOf: Int32Array;
  private readonly returnOf: Int32Array;

  private readonly reads: Uint8Array;
  private readonly membersA: Int32Array;
  private readonly membersB: Int32Array;
  private readonly seen = new FingerprintSet();

  /** Operations placed, each with the state before it. */
  private readonly placed: Int32Array;
  private readonly before: unknown[] = [];
  private depth = 0;
  private state: unknown;
  private setA = 0;
  private setB = 0;
  /** Operations that returned and are not placed yet. */
  private left = 0;
  private entry: number;

  private longest: { readonly order: Int32Array; readonly stuck: number }[] = [];

  constructor(model: AnyModel, operations: readonly Operation[]) {
    const count = operations.length;
    this.model = model;
    this.operations = operations;
    this.state = model.initial;
    this.next = new Int32Array(2 * count + 1);
    this.previous = new Int32Array(2 * count + 1);
    this.operationAt = new Int32Array(2 * count + 1);
    this.callOf = new Int32Array(count);
    this.returnOf = new Int32Array(count);
    this.placed = new Int32Array(count);
    this.reads = Uint8Array.from(operations, ({ call, answer }) => (model.reads(call, answer) ? 1 : 0));
    this.membersA = Int32Array.from(operations, (_, n) => memberHash(n, LANE_A));
    this.membersB = Int32Array.from(operations, (_, n) => memberHash(n, LANE_B));
    this.link(operations);
    this.entry = this.next[END]!;
  }

  /** Goes on until it is decided or has put `steps` questions in all. */
  run(steps: number): boolean | null {
    while (this.verdict === null) {
      const n = this.operationAt[this.entry]!;
      if (this.left === 0) this.verdict = true;
      else if (this.steps >= steps) break;
      else if (this.entry === this.callOf[n]) this.tryToPlace(n);
      else {
        this.keepLongest(n);
        this.backtrack();
      }
    }
    return this.verdict;
  }

  /** The longest orders found so far; the whole one where there is one. */
  prefixes(): Prefix[] {
    const orderOf = (order: Int32Array): Operation[] => Array.from(order, (n) => this.operations[n]!);
    const best = this.longest[0]?.order.length ?? -1;
    if (this.left === 0 || this.depth > best)
      return [{ order: orderOf(this.placed.subarray(0, this.depth)), stuck: null }];
    return this.longest.map(({ order, stuck }) => ({ order: orderOf(order), stuck: this.operations[stuck]! }));
  }

  private link(operations: readonly Operation[]): void {
    const ends: { at: number; isReturn: boolean; n: number }[] = [];
    operations.forEach(({ id, calledAt, returnedAt }, n) => {
      if (!(returnedAt >= calledAt))
        throw new RangeError(`Operation ${id} returns at ${returnedAt}, before its call at ${calledAt}.`);
      ends.push({ at: calledAt, isReturn: false, n });
      if (returnedAt !== Infinity) ends.push({ at: returnedAt, isReturn: true, n });
    });
    // Stable: what happens at one time keeps the order of the history, calls before returns.
    ends.sort((a, b) => a.at - b.at || Number(a.isReturn) - Number(b.isReturn));
    ends.forEach(({ isReturn, n }, index) => {
      const entry = index + 1;
      this.previous[entry] = index;
      this.next[index] = entry;
      this.operationAt[entry] = n;
      if (isReturn) this.left++;
      (isReturn ? this.returnOf : this.callOf)[n] = entry;
    });
    this.previous[END] = ends.length;
    this.next[ends.length] = END;
  }

  private tryToPlace(n: number): void {
    const { call, answer } = this.operations[n]!;
    this.steps++;
    const after: unknown = this.model.step(this.state, call, answer);
    if (after === undefined) {
      this.entry = this.next[this.entry]!;
      return;
    }
    const setA = this.setA ^ this.membersA[n]!;
    const setB = this.setB ^ this.membersB[n]!;
    if (this.seen.add(setA ^ laneHash(after as never, LANE_A), setB ^ laneHash(after as never, LANE_B))) {
      this.placed[this.depth] = n;
      this.before[this.depth++] = this.state;
      this.state = after;
      this.setA = setA;
      this.setB = setB;
      this.lift(n);
      this.entry = this.next[END]!;
    } else if (this.reads[n] === 1) {
      // What came of it was seen to fail, and it changes nothing: all else here fails as well.
      this.backtrack();
    } else {
      this.entry = this.next[this.entry]!;
    }
  }

  /** Undoes placements up to one that leaves another choice. */
  private backtrack(): void {
    while (this.depth > 0) {
      const n = this.placed[--this.depth]!;
      this.state = this.before[this.depth];
      this.setA ^= this.membersA[n]!;
      this.setB ^= this.membersB[n]!;
      this.putBack(n);
      // A read that fits is placed at once: it changes nothing, so to wait never helps.
      if (this.reads[n] !== 1) {
        this.entry = this.next[this.callOf[n]!]!;
        return;
      }
    }
    this.verdict = false;
  }

  private lift(n: number): void {
    this.unlink(this.callOf[n]!);
    const back = this.returnOf[n]!;
    if (back === END) return;
    this.unlink(back);
    this.left--;
  }

  private putBack(n: number): void {
    const back = this.returnOf[n]!;
    if (back !== END) {
      this.relink(back);
      this.left++;
    }
    this.relink(this.callOf[n]!);
  }

  private unlink(entry: number): void {
    const [previous, next] = [this.previous[entry]!, this.next[entry]!];
    this.next[previous] = next;
    this.previous[next] = previous;
  }

  private relink(entry: number): void {
    this.next[this.previous[entry]!] = entry;
    this.previous[this.next[entry]!] = entry;
  }

  private keepLongest(stuck: number): void {
    const best = this.longest[0]?.order.length ?? -1;
    if (this.depth < best) return;
    if (this.depth > best) this.longest = [];
    else if (this.longest.length === KEPT || this.longest.some((prefix) => prefix.stuck === stuck)) return;
    this.longest.push({ order: this.placed.slice(0, this.depth), stuck });
  }
}
