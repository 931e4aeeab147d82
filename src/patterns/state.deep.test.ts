import { expect, it } from 'vitest';
import { checkState } from '../pattern-kit/conformance.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';

const patterns = import.meta.glob<{ default: Pattern }>('./*/index.ts', { eager: true });

/** The strongest test of going back in time, on whole runs; `npm test` does the same with how each begins. */
it.each(Object.entries(patterns))(
  '%s goes on the same when restored after every single event',
  (_path, { default: pattern }) => {
    expect(checkState(pattern, Infinity)).toEqual([]);
  },
);
