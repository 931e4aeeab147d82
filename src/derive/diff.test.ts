import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { childPath, diff, same } from './diff.ts';

const paths = (set: ReadonlySet<string>): string[] => [...set].sort();

describe('diff', () => {
  it('finds nothing between equal values, whatever the order of their keys', () => {
    const changes = diff({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 });
    expect([changes.changed.size, changes.touched.size, changes.removed.size]).toEqual([0, 0, 0]);
  });

  it('names a change as deep as possible and touches all that holds it', () => {
    const changes = diff({ window: { ok: 3, failed: 1 }, opened: 0 }, { window: { ok: 3, failed: 2 }, opened: 0 });
    expect(paths(changes.changed)).toEqual(['/window/failed']);
    expect(paths(changes.touched)).toEqual(['', '/window', '/window/failed']);
  });

  it('tells what came and what went', () => {
    const changes = diff({ leader: 'a' }, { term: 2 });
    expect(paths(changes.changed)).toEqual(['/term']);
    expect(paths(changes.removed)).toEqual(['/leader']);
  });

  it('compares lists of one length place by place', () => {
    expect(paths(diff([0, 0, 1], [0, 1, 1]).changed)).toEqual(['/1']);
  });

  it('does not mark those who moved up when the head of a queue left', () => {
    const changes = diff({ queue: ['a', 'b', 'c'] }, { queue: ['b', 'c'] });
    expect(paths(changes.changed)).toEqual(['/queue']);
    expect(paths(changes.removed)).toEqual(['/queue/0']);
  });

  it('marks only the newcomer when a list grows', () => {
    const changes = diff({ log: [{ term: 1 }] }, { log: [{ term: 1 }, { term: 2 }] });
    expect(paths(changes.changed)).toEqual(['/log', '/log/1']);
  });

  it('marks the whole when a value changes its kind', () => {
    expect(paths(diff({ vote: null }, { vote: { to: 'b' } }).changed)).toEqual(['/vote']);
    expect(paths(diff(undefined, { a: 1 }).changed)).toEqual(['']);
  });

  it('escapes slashes in keys', () => {
    expect(childPath('/a', 'b/c~d')).toBe('/a/b~1c~0d');
    expect(childPath('', 3)).toBe('/3');
  });

  it('says equal exactly where JSON with sorted keys does', () => {
    const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(value, value, (a, b) => {
        const changes = diff(a, b);
        const quiet = changes.changed.size === 0 && changes.removed.size === 0;
        expect(quiet).toBe(canonical(a) === canonical(b));
        expect(same(a, b)).toBe(quiet);
        expect(diff(a, structuredClone(a)).touched.size).toBe(0);
        for (const path of changes.changed) expect(changes.touched.has(path)).toBe(true);
      }),
    );
  });
});

function canonical(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
