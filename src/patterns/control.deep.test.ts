import { describe, expect, it } from 'vitest';
import { checkControl } from '../pattern-kit/conformance.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';

const patterns = import.meta.glob<{ default: Pattern }>('./*/index.ts', { eager: true });

/** The commonest mistake is a wrong "correct" program: a thousand seeds of random faults, in portions. */
describe.each(Object.entries(patterns))('%s', (_path, { default: pattern }) => {
  it.each(Array.from({ length: 10 }, (_, i) => i * 100))(
    'holds every safety property, seeds %i and the next 99',
    (from) => {
      expect(checkControl(pattern, from, from + 100)).toEqual([]);
    },
  );
});
