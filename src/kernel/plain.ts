import { LIMITS } from './limits.ts';

/**
 * Copies plain data and freezes the copy, so that no one who holds it can change what another
 * reads. Throws a TypeError that names the path where a value is not plain: state and messages
 * must survive JSON, and a worker must see exactly what an inline run sees.
 */
export function ingest<T>(value: T, what: string): T {
  return copyFrozen(value, what, 0) as T;
}

/**
 * The same for a message, without a copy of its outermost object: a program writes a message where
 * it sends it, and has no business with it afterwards. What lies in it may be a part of its state,
 * and is copied.
 */
export function ingestMessage<T extends object>(message: T, what: string): T {
  if ((message as { constructor?: unknown }).constructor !== Object) return ingest(message, what);
  const open = message as Record<string, unknown>;
  for (const key in open) {
    const item = open[key];
    if (typeof item === 'string') continue;
    // What JSON leaves out, or writes otherwise, is put right in a copy.
    if (item === undefined || key === '__proto__' || (item === 0 && Object.is(item, -0))) return ingest(message, what);
    if (typeof item === 'object' && item !== null) {
      if (Object.isFrozen(message)) return ingest(message, what);
      const copy = copyFrozen(item, key, 1);
      if (copy !== item) open[key] = copy;
    } else copyFrozen(item, key, 1);
  }
  return Object.freeze(message);
}

function copyFrozen(value: unknown, path: string, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}: plain data holds finite numbers only`);
      return value === 0 ? 0 : value;
    case 'object':
      break;
    default:
      throw new TypeError(
        `${path} is ${typeof value}: plain data holds null, booleans, numbers, strings, lists and objects`,
      );
  }
  if (value === null) return null;
  if (depth > LIMITS.depth) throw new TypeError(`${path} is nested deeper than ${LIMITS.depth} levels`);
  if (Array.isArray(value)) {
    if (isSettled(value, depth)) return value;
    const list = sameSize(value);
    for (let i = 0; i < list.length; i++) list[i] = copyFrozen(list[i], path, depth + 1);
    return Object.freeze(list);
  }
  // The look at `constructor` is fast and right for nearly all; only the rest is asked for its prototype.
  if ((value as { constructor?: unknown }).constructor !== Object) refuseInstance(value, path);
  else if (isSettled(value, depth)) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    if (key === '__proto__') throw new TypeError(`${path} has the key __proto__: plain data cannot hold it`);
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    // Strings, the commonest leaves, without a call.
    copy[key] = typeof item === 'string' ? item : copyFrozen(item, key, depth + 1);
  }
  return Object.freeze(copy);
}

/** A list to be filled in, with the room it needs: one that grows by pushing has more than twice as much. */
const sameSize = (list: readonly unknown[]): unknown[] =>
  (list as { constructor?: unknown }).constructor === Array ? list.slice() : Array.from(list);

/**
 * Whether a value is frozen and plain to its last leaf, as what came in a message is: it is passed on
 * as it is, for a copy would be the same.
 */
function isSettled(value: object, depth: number): boolean {
  if (!Object.isFrozen(value)) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isSettledItem(value[i], depth)) return false;
    return true;
  }
  if ((value as { constructor?: unknown }).constructor !== Object) return false;
  for (const key in value) {
    if (key === '__proto__' || !isSettledItem((value as Record<string, unknown>)[key], depth)) return false;
  }
  return true;
}

function isSettledItem(item: unknown, depth: number): boolean {
  switch (typeof item) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(item) && !Object.is(item, -0);
    case 'object':
      return item === null || (depth < LIMITS.depth && isSettled(item, depth + 1));
    default:
      return false;
  }
}

function refuseInstance(value: object, path: string): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`${path} is an instance of a class: plain data holds lists and objects only`);
}

/** Copies plain data for a checkpoint. Frozen parts cannot change, so they are shared. */
export function clonePlain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    const list = sameSize(value);
    for (let i = 0; i < list.length; i++) list[i] = clonePlain(list[i]);
    return list as T;
  }
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = clonePlain((value as Record<string, unknown>)[key]);
  return copy as T;
}

/** Why a program's state is not plain data, with the path; null where it is. */
export function notPlain(value: unknown, path = 'state', depth = 0): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object') return `${path} is ${typeof value}`;
  if (depth > LIMITS.depth) return `${path} is nested too deep`;
  if (!Array.isArray(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return `${path} is an instance of a class`;
  }
  for (const key in value) {
    if (key === '__proto__') return `${path} has the key __proto__`;
    const problem = notPlain((value as Record<string, unknown>)[key], `${path}.${key}`, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}
