import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { ended, notes, sharePct } from './figures.ts';
import pattern from './index.ts';
import { deposit, emptyBalance, retriesLeft, withdraw } from './programs/budget.ts';

/** Linkerd's budget: 20 % of the requests of the last ten seconds, and ten retries a second. */
describe('a share of the last seconds', () => {
  const policy = { ratioPct: 20, minPerSecond: 1, ttlUs: seconds(10) };

  it('begins with what is always allowed, saved up over the window', () =>
    expect(retriesLeft(emptyBalance(), policy, 0)).toBe(10));

  it('lets five requests pay for one retry', () => {
    const balance = emptyBalance();
    for (let i = 0; i < 25; i += 1) deposit(balance, policy, ms(i * 10));
    expect(retriesLeft(balance, policy, ms(250))).toBe(15);
    for (let i = 0; i < 15; i += 1) withdraw(balance, policy, ms(300));
    expect(retriesLeft(balance, policy, ms(300))).toBe(0);
  });

  it('forgets requests and retries after its time, one tenth at a time', () => {
    const balance = emptyBalance();
    for (let i = 0; i < 10; i += 1) withdraw(balance, policy, ms(100));
    for (let i = 0; i < 5; i += 1) deposit(balance, policy, ms(2_500));
    expect([ms(9_999), seconds(10), ms(11_999), seconds(12)].map((us) => retriesLeft(balance, policy, us))).toEqual([
      1, 11, 11, 10,
    ]);
  });

  it('holds the dip down as the other budgets do, and its property sees what goes beyond it', () => {
    const scenario = { ...scenarioOf(pattern, 'dip', true), settings: { 'budget.kind': 'window' } };
    const setup = setupOf(pattern, scenario);
    const { trace, properties } = runInline(setup);
    expect(Math.round(sharePct(ended(trace, seconds(10), seconds(26))))).toBe(100);
    expect(notes(trace, 'budget spent').length).toBeGreaterThan(50);
    expect(properties.filter((each) => each.status === 'violated')).toEqual([]);
    // The same run, judged by less than was allowed in it.
    const strict = { ...setup.settings, 'window.minPerSecond': 9 };
    const judged = setup.properties.map((property) => ({
      ...property,
      step: (state: unknown, event: (typeof trace)[number], world: Parameters<typeof property.init>[0]) =>
        property.step(
          state,
          event,
          new Proxy(world, { get: (of, key) => (key === 'settings' ? strict : of[key as 'on']) }),
        ),
    }));
    const verdicts = runInline({ ...setup, properties: judged }).properties;
    expect(verdicts.find((each) => each.id === 'budget-kept')?.detail).toMatch(/retries to payments in the window/);
  });
});
