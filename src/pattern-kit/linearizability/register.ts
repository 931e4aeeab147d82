import type { Json } from '../../kernel/json.ts';
import type { Model } from './model.ts';

export type RegisterCall =
  | { readonly f: 'read' }
  | { readonly f: 'write'; readonly value: Json }
  /** Answers whether it swapped. */
  | { readonly f: 'cas'; readonly from: Json; readonly to: Json };

/** One value that is read, written, and compared and swapped. A read answers the value, a write nothing. */
export function register(initial: Json = null): Model<Json, RegisterCall> {
  return {
    initial,
    step(state, call, answer) {
      switch (call.f) {
        case 'read':
          return answer === undefined || isSame(state, answer) ? state : undefined;
        case 'write':
          return call.value;
        case 'cas': {
          const swaps = isSame(state, call.from);
          if (answer !== undefined && answer !== swaps) return undefined;
          return swaps ? call.to : state;
        }
      }
    },
    reads: (call, answer) => call.f === 'read' || (call.f === 'cas' && answer === false),
    describe(call, answer) {
      switch (call.f) {
        case 'read':
          return `read → ${answer === undefined ? '?' : JSON.stringify(answer)}`;
        case 'write':
          return `write ${JSON.stringify(call.value)}`;
        case 'cas':
          return `swap ${JSON.stringify(call.from)} for ${JSON.stringify(call.to)} → ${answer === undefined ? '?' : answer === true ? 'done' : 'refused'}`;
      }
    },
  };
}

/** Equal as plain data; the order of keys does not count. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && isSame(left[key], right[key]))
  );
}
