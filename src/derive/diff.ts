import type { Json, JsonObject } from '../kernel/json.ts';

/**
 * What differs between two plain values, for "what just changed". A path is the keys on the way,
 * each with a slash before it (`/window/3`); the value itself is the empty path.
 */
export interface Changes {
  /** Places whose value is new or another one, named as deep as possible. */
  readonly changed: ReadonlySet<string>;
  /** Places whose inside differs: everything in `changed`, and all that holds it. */
  readonly touched: ReadonlySet<string>;
  /** Places that are gone, as they were called before. */
  readonly removed: ReadonlySet<string>;
}

export const NO_CHANGES: Changes = { changed: new Set(), touched: new Set(), removed: new Set() };

/** The path of `key` below `parent`. Slashes and tildes in keys are escaped, as in a JSON pointer. */
export function childPath(parent: string, key: string | number): string {
  const text = String(key);
  return `${parent}/${text.includes('~') || text.includes('/') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text}`;
}

/**
 * Compares two plain values. Lists of one length are compared place by place, since a ring buffer
 * keeps its places; lists that grew or shrank are aligned at both ends first, so that taking the
 * head of a queue marks the queue and not everybody in it.
 */
export function diff(before: Json | undefined, after: Json | undefined): Changes {
  if (same(before, after)) return NO_CHANGES;
  const collector: Collector = { changed: new Set(), touched: new Set(), removed: new Set() };
  walk(before, after, '', collector);
  return collector;
}

interface Collector {
  readonly changed: Set<string>;
  readonly touched: Set<string>;
  readonly removed: Set<string>;
}

/** Answers whether anything below `path` differs. */
function walk(before: Json | undefined, after: Json | undefined, path: string, into: Collector): boolean {
  if (before === after) return false;
  let differs: boolean;
  if (isList(before) && isList(after)) differs = walkList(before, after, path, into);
  else if (isObject(before) && isObject(after)) differs = walkObject(before, after, path, into);
  else {
    into.changed.add(path);
    differs = true;
  }
  if (differs) into.touched.add(path);
  return differs;
}

function walkObject(before: JsonObject, after: JsonObject, path: string, into: Collector): boolean {
  let differs = false;
  for (const key of Object.keys(after)) {
    if (after[key] === undefined) continue;
    if (walk(before[key], after[key], childPath(path, key), into)) differs = true;
  }
  for (const key of Object.keys(before)) {
    if (before[key] === undefined || after[key] !== undefined) continue;
    into.removed.add(childPath(path, key));
    differs = true;
  }
  return differs;
}

function walkList(before: readonly Json[], after: readonly Json[], path: string, into: Collector): boolean {
  let differs = false;
  if (before.length === after.length) {
    for (let i = 0; i < after.length; i++) {
      if (walk(before[i], after[i], childPath(path, i), into)) differs = true;
    }
    return differs;
  }
  const { head, tail } = alignment(before, after);
  for (let i = head; i < after.length - tail; i++) into.changed.add(childPath(path, i));
  for (let i = head; i < before.length - tail; i++) into.removed.add(childPath(path, i));
  for (let i = head; i < after.length - tail; i++) into.touched.add(childPath(path, i));
  into.changed.add(path);
  return true;
}

/** How many items two lists share at their beginning and at their end, without counting one twice. */
function alignment(before: readonly Json[], after: readonly Json[]): { head: number; tail: number } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && same(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && same(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail++;
  return { head, tail };
}

/** Whether two plain values say the same; the order of keys does not matter. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) {
    if (!isList(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
    return true;
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const key of Object.keys(a)) if (!same(a[key], b[key])) return false;
  for (const key of Object.keys(b)) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
