import type { Json } from '../../kernel/json.ts';
import { LANE_A, LANE_B, laneHash, memberHash } from './fingerprint.ts';
import type { AnyModel } from './model.ts';
import { isSame } from './register.ts';

/** An operation as a live judgement keeps it. Plain data. */
export interface LiveOperation {
  /** Counts the operations of its key. */
  readonly n: number;
  readonly id: string;
  readonly client: string;
  readonly call: Json;
  /** Absent: unknown. */
  answer?: Json;
  /** `open`: no end yet. `loose`: its end will never be known, it may happen at any time or not at all. */
  fate: 'open' | 'returned' | 'loose';
}

/** One way in which all may have gone: the object's state, and who of those still under way has had effect. */
export interface Configuration {
  readonly state: Json;
  readonly placed: readonly number[];
}

/** Counts questions to the model, so that a judgement can be given up. */
export interface Meter {
  left: number;
  /** All that could be when the operation ended that fits nowhere; empty while each fits somewhere. */
  reached: readonly Configuration[];
}

/**
 * All configurations in which `wanted`, which returns now, has had effect, without it. `underWay`
 * are the operations that were called and have not returned, `wanted` among them. Others are placed
 * only where they come right before `wanted`: what can wait is placed later (Lowe's "just in time").
 * Answers null where the meter ran out.
 */
export function place(
  model: AnyModel,
  from: readonly Configuration[],
  wanted: LiveOperation,
  underWay: readonly LiveOperation[],
  meter: Meter,
): Configuration[] | null {
  const reads: LiveOperation[] = [];
  const writes: LiveOperation[] = [];
  for (const operation of underWay) {
    if (!model.reads(operation.call, operation.answer)) writes.push(operation);
    // Whether a read without an end ever happened makes no difference to anybody.
    else if (operation.fate === 'returned') reads.push(operation);
  }
  if (from.length === 1) {
    // The commonest case, without a search: it is a read, and fits where things stand.
    const { state } = from[0]!;
    const placed = withReads(model, state, from[0]!.placed, reads, meter);
    if (placed.includes(wanted.n)) return [{ state, placed: without(placed, wanted.n) }];
  }
  const loose: number[] = [];
  for (const { n, fate } of underWay) if (fate !== 'returned') loose.push(n);
  const todo = new Frontier(loose);
  const done = new Frontier(loose);
  for (const { state, placed } of from) todo.add(state, withReads(model, state, placed, reads, meter));
  for (const { state, placed } of todo.items) {
    if (meter.left <= 0) return null;
    if (placed.includes(wanted.n)) {
      done.add(state, without(placed, wanted.n));
      continue;
    }
    for (const { n, call, answer } of writes) {
      if (placed.includes(n)) continue;
      meter.left--;
      const after = model.step(state, call, answer) as Json | undefined;
      if (after !== undefined) todo.add(after, withReads(model, after, [...placed, n], reads, meter));
    }
  }
  const found = done.smallest();
  if (found.length === 0) meter.reached = todo.items;
  return found;
}

const without = (placed: readonly number[], wanted: number): readonly number[] => placed.filter((n) => n !== wanted);

/** Places all reads that fit: they change nothing, so to wait never helps. */
function withReads(
  model: AnyModel,
  state: Json,
  placed: readonly number[],
  reads: readonly LiveOperation[],
  meter: Meter,
): readonly number[] {
  let all = placed;
  for (const { n, call, answer } of reads) {
    if (placed.includes(n)) continue;
    meter.left--;
    if (model.step(state, call, answer) !== undefined) all = [...all, n];
  }
  return all;
}

/** Two are alike when they differ in nothing but loose operations. */
interface Reached {
  readonly item: Configuration;
  readonly loose: readonly number[];
  /** Those placed that are not loose. */
  readonly others: readonly number[];
  /** Another one makes it needless. */
  isNeedless: boolean;
}

/** Up to so many are looked through one by one, which costs less than their fingerprints. */
const FEW = 12;

/**
 * Configurations that were reached. Of two which differ only in loose operations, one with fewer of
 * them placed makes the other needless: it can still place the rest, and never has to.
 */
class Frontier {
  /** In order of arrival; grows while it is walked. */
  readonly items: Configuration[] = [];

  private readonly reached: Reached[] = [];
  /** By fingerprint, once there are more than a few. */
  private alike: Map<number, Reached[]> | null = null;
  private readonly loose: readonly number[];

  constructor(loose: readonly number[]) {
    this.loose = loose;
  }

  add(state: Json, placed: readonly number[]): void {
    const item = { state, placed };
    const loose = placed.length === 0 ? placed : placed.filter((n) => this.loose.includes(n));
    const others = loose.length === placed.length ? NONE : placed.filter((n) => !this.loose.includes(n));
    const entry: Reached = { item, loose, others, isNeedless: false };
    const candidates = this.candidates(entry);
    for (const other of candidates)
      if (!other.isNeedless && isAlike(other, entry) && isWithin(other.loose, loose)) return;
    for (const other of candidates)
      if (!other.isNeedless && isAlike(other, entry) && isWithin(loose, other.loose)) other.isNeedless = true;
    this.items.push(item);
    this.reached.push(entry);
    this.remember(entry);
  }

  /** Without those that another made needless. */
  smallest(): Configuration[] {
    return this.reached.filter(({ isNeedless }) => !isNeedless).map(({ item }) => item);
  }

  /** Where those that are alike must be among. */
  private candidates(entry: Reached): readonly Reached[] {
    if (this.alike === null) return this.reached;
    return this.alike.get(fingerprint(entry)) ?? [];
  }

  private remember(entry: Reached): void {
    if (this.alike === null) {
      if (this.reached.length <= FEW) return;
      this.alike = new Map();
      for (const each of this.reached) this.put(this.alike, each);
    } else this.put(this.alike, entry);
  }

  private put(alike: Map<number, Reached[]>, entry: Reached): void {
    const key = fingerprint(entry);
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [entry]);
    else list.push(entry);
  }
}

const NONE: readonly number[] = [];

/** 53 bits, what a number holds exactly; those that share one by chance are told apart by a look. */
function fingerprint({ item, others }: Reached): number {
  let a = laneHash(item.state, LANE_A);
  let b = laneHash(item.state, LANE_B);
  for (const n of others) {
    a ^= memberHash(n, LANE_A);
    b ^= memberHash(n, LANE_B);
  }
  return (a >>> 0) * 2_097_152 + (b >>> 11);
}

const isAlike = (a: Reached, b: Reached): boolean =>
  a.others.length === b.others.length && isWithin(a.others, b.others) && isSame(a.item.state, b.item.state);

const isWithin = (small: readonly number[], large: readonly number[]): boolean =>
  small.length <= large.length && small.every((n) => large.includes(n));
