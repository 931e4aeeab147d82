import { describe, expect, it } from 'vitest';
import { runInline } from '../kernel/inline.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import { seconds } from '../kernel/time.ts';
import { scenarioOf, setupOf, vocabularyOf } from '../pattern-kit/setup.ts';
import breaker from '../patterns/circuit-breaker/index.ts';
import election from '../patterns/leader-election/index.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import { decodeLink, encodeScenario } from '../scenario/link.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { searchTrouble, type SearchProgress } from './search.ts';

const anyProperty = { trouble: { kind: 'property', id: null }, first: 1, tries: 30 } as const;

const brokenIn = (pattern: Pattern, scenario: Scenario): string[] =>
  runInline(setupOf(pattern, scenario), { keepTrace: false })
    .properties.filter(({ kind, status }) => kind === 'always' && status === 'violated')
    .map(({ id }) => id);

/** A planted bug in the scenario where the suite catches it. */
function planted(id: string): Scenario {
  const { preset } = election.mutants.find((mutant) => mutant.id === id)!;
  return { ...scenarioOf(election, preset), mutant: id };
}

describe('searching for a property that breaks', () => {
  it('finds a planted bug that the scenario alone does not show, with no fault too many, as a link', async () => {
    const scenario = planted('count-twice');
    expect(brokenIn(election, scenario)).toEqual([]);
    const progress: SearchProgress[] = [];
    const { found, tried } = searchTrouble(election, scenario, {
      ...anyProperty,
      onProgress: (now) => progress.push(now),
    });
    const { what, scenario: shown, before } = found!;
    expect(brokenIn(election, shown)).toContain(what.id);
    for (let i = 0; i < shown.actions.length; i++)
      expect(
        brokenIn(election, { ...shown, actions: shown.actions.toSpliced(i, 1) }),
        `without action ${i}`,
      ).not.toContain(what.id);
    expect(shown.actions.length).toBeLessThan(before);
    expect(progress.at(-1)).toEqual({ tried, left: shown.actions.length });
    const vocabulary = vocabularyOf(election);
    const { scenario: opened } = await decodeLink(await encodeScenario(shown, vocabulary), async () => vocabulary);
    expect(runInline(setupOf(election, opened!)).fingerprint).toBe(runInline(setupOf(election, shown)).fingerprint);
  });

  it('takes away from the scenario itself what its own failure does not need', () => {
    const scenario = planted('skip-log-check');
    const { found } = searchTrouble(election, scenario, anyProperty);
    expect(found).toMatchObject({ schedule: null, what: { kind: 'property', id: 'leader-completeness' } });
    expect(found!.scenario).toMatchObject({ mutant: 'skip-log-check', seed: scenario.seed });
  });

  it('finds nothing where the programs are right, and the same each time', () => {
    const scenario = { ...scenarioOf(breaker), untilUs: seconds(8) };
    const search = () => searchTrouble(breaker, scenario, { ...anyProperty, tries: 20 });
    expect(search()).toEqual({ tried: 20, found: null });
    expect(search()).toEqual(search());
  });
});

describe('searching for the worst of a goal', () => {
  const scenario = { ...scenarioOf(breaker, undefined, false), untilUs: seconds(10) };
  const worst = (first: number) =>
    searchTrouble(breaker, scenario, { trouble: { kind: 'goal', id: 'goodput' }, first, tries: 15 }).found!;

  it('keeps of the worst schedule the faults that do most of it, with the figures of both sides', () => {
    const found = worst(1);
    const { what } = found;
    if (what.kind !== 'goal') throw new Error('a goal was asked for');
    expect(what.value).toBeLessThan(what.calm! * 0.8);
    expect(what.other).not.toBeNull();
    expect(found.scenario.seed).toBe(scenario.seed);
    expect(found.scenario.actions.length).toBeLessThan(found.before + 1);
    expect(worst(1)).toEqual(found);
  });

  it('does not compare with a side where what is broken does not stand', () => {
    const on = { ...scenarioOf(breaker), untilUs: seconds(6), actions: [] };
    const crash = { kind: 'crash', node: 'payment-breaker', atUs: seconds(1) } as const;
    const { found } = searchTrouble(
      breaker,
      { ...on, actions: [crash] },
      { trouble: { kind: 'goal', id: 'goodput' }, first: 1, tries: 0 },
    );
    expect(found).toMatchObject({ schedule: null, what: { other: null } });
  });

  it('counts what is measured only where faults are, from nothing', () => {
    const goals = [
      {
        id: 'crashes',
        title: 'Crashes',
        unit: '',
        better: 'lower' as const,
        measure: {
          kind: 'own' as const,
          start: () => {
            let crashes = 0;
            return ({ effects }: TraceEvent) =>
              effects.some((effect) => effect.kind === 'status' && effect.status === 'down') ? ++crashes : null;
          },
        },
      },
    ];
    const { found } = searchTrouble(
      { ...breaker, goals },
      { ...scenario, untilUs: seconds(4) },
      { trouble: { kind: 'goal', id: 'crashes' }, first: 1, tries: 10 },
    );
    expect(found?.what).toMatchObject({ kind: 'goal', calm: null });
    expect(found?.scenario.actions.every(({ kind }) => kind === 'crash' || kind === 'killPod')).toBe(true);
  });

  it('refuses a goal that there is not', () => {
    const options = { trouble: { kind: 'goal', id: 'happiness' }, first: 1, tries: 1 } as const;
    expect(() => searchTrouble(breaker, scenario, options)).toThrow('happiness');
  });
});
