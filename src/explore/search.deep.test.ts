import { expect, test } from 'vitest';
import { scenarioOf } from '../pattern-kit/setup.ts';
import { patternMetas } from '../patterns/registry.ts';
import { loadPattern } from '../patterns/whole.ts';
import { searchTrouble } from './search.ts';

/** Schedules a bug may stay hidden for. */
const TRIES = 60;

const patterns = await Promise.all(patternMetas.map(({ id }) => loadPattern(id)));

/** Planted bugs that break a safety property: what else random faults may break as well. */
const planted = patterns.flatMap((pattern) =>
  pattern.mutants
    .filter(({ breaks }) => pattern.properties.some(({ id, kind }) => id === breaks && kind === 'always'))
    .map((mutant) => [pattern.meta.id, mutant.id, pattern, mutant] as const),
);

test.each(planted)(
  '%s: the search finds %s, with no action too many',
  { timeout: 300_000 },
  (_, id, pattern, mutant) => {
    const trouble = { kind: 'property', id: mutant.breaks } as const;
    const scenario = { ...scenarioOf(pattern, mutant.preset), mutant: id };
    const { found } = searchTrouble(pattern, scenario, { trouble, first: 1, tries: TRIES });
    expect(found?.what).toMatchObject({ kind: 'property', id: mutant.breaks });
    const { actions } = found!.scenario;
    for (let i = 0; i < actions.length; i++) {
      const fewer = { ...found!.scenario, actions: actions.toSpliced(i, 1) };
      expect(searchTrouble(pattern, fewer, { trouble, first: 1, tries: 0 }).found, `without ${i}`).toBeNull();
    }
  },
);
