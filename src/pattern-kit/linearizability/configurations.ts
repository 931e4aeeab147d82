import type { Json } from '../../kernel/json.ts';
import { LANE_A, LANE_B, laneHash, memberHash } from './fingerprint.ts';
import type { AnyModel } from './model.ts';

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
  const loose = new Set(underWay.filter(({ fate }) => fate !== 'returned').map(({ n }) => n));
  const todo = new Frontier(loose);
  const done = new Frontier(loose);
  for (const { state, placed } of from) todo.add(state, withReads(model, state, placed, reads, meter));
  for (const { state, placed } of todo.items) {
    if (meter.left <= 0) return null;
    if (placed.includes(wanted.n)) {
      done.add(
        state,
        placed.filter((n) => n !== wanted.n),
      );
      continue;
    }
    for (const { n, call, answer } of writes) {
      if (placed.includes(n)) continue;
      meter.left--;
      const after = model.step(state, call, answer) as Json | undefined;
      if (after !== undefined) todo.add(after, withReads(model, after, [...placed, n], reads, meter));
    }
  }
  return done.smallest();
}

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

/**
 * Configurations that were reached. Of two which differ only in loose operations, one with fewer of
 * them placed makes the other needless: it can still place the rest, and never has to.
 */
class Frontier {
  /** In order of arrival; grows while it is walked. */
  readonly items: Configuration[] = [];

  private readonly alike = new Map<number, { readonly item: Configuration; readonly loose: readonly number[] }[]>();
  private readonly loose: ReadonlySet<number>;

  constructor(loose: ReadonlySet<number>) {
    this.loose = loose;
  }

  add(state: Json, placed: readonly number[]): void {
    const loose: number[] = [];
    let a = laneHash(state, LANE_A);
    let b = laneHash(state, LANE_B);
    for (const n of placed) {
      if (this.loose.has(n)) loose.push(n);
      else {
        a ^= memberHash(n, LANE_A);
        b ^= memberHash(n, LANE_B);
      }
    }
    // 53 bits are what a number holds exactly: plenty for the few thousand of one judgement.
    const fingerprint = (a >>> 0) * 2_097_152 + (b >>> 11);
    const alike = this.alike.get(fingerprint) ?? [];
    if (alike.some((other) => isWithin(other.loose, loose))) return;
    const item = { state, placed };
    this.items.push(item);
    this.alike.set(fingerprint, [...alike.filter((other) => !isWithin(loose, other.loose)), { item, loose }]);
  }

  /** Without those that another made needless. */
  smallest(): Configuration[] {
    return [...this.alike.values()].flatMap((alike) => alike.map(({ item }) => item));
  }
}

const isWithin = (small: readonly number[], large: readonly number[]): boolean =>
  small.length <= large.length && small.every((n) => large.includes(n));
