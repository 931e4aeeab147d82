import {
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  fullJitterGenerator,
  noJitterGenerator,
  type GeneratorFn,
} from 'cockatiel';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backoff, envoyWait, grown, type BackoffKind, type BackoffPolicy } from './programs/backoff.ts';
import { FRACTIONS, type Decorrelated } from './programs/decorrelated.ts';

/** The waits of npm's cockatiel beside ours, for the same random numbers. */
const RUNS = 400;
const SEED = 20_268;

afterEach(() => vi.restoreAllMocks());

/** Waits that cockatiel makes, in ms, when `Math.random` answers these numbers. */
function theirs<S>(
  generator: GeneratorFn<S>,
  initialDelay: number,
  maxDelay: number,
  randoms: readonly number[],
): number[] {
  const next = randoms.slice();
  vi.spyOn(Math, 'random').mockImplementation(() => next.shift() ?? 0);
  let backoff = new ExponentialBackoff({ generator, initialDelay, maxDelay, exponent: 2 }).next();
  const waits: number[] = [];
  for (let i = 0; i < randoms.length; i += 1) {
    waits.push(backoff.duration);
    backoff = backoff.next(undefined);
  }
  return waits;
}

const policyOf = (kind: BackoffKind, baseUs: number, maxUs: number): BackoffPolicy => ({
  kind,
  baseUs,
  maxUs,
  multiplierPct: 200,
});

const delays = { initial: fc.integer({ min: 1, max: 2_000 }), max: fc.integer({ min: 1, max: 60_000 }) };
const draws = fc.array(fc.integer({ min: 0, max: FRACTIONS - 1 }), { minLength: 1, maxLength: 8 });

describe('beside cockatiel', () => {
  it('doubles as it does without jitter', () => {
    fc.assert(
      fc.property(delays.initial, delays.max, fc.integer({ min: 1, max: 12 }), (initial, max, count) => {
        const ours = Array.from({ length: count }, (_, i) => grown(policyOf('envoy', initial, max), i + 1));
        expect(ours).toEqual(theirs(noJitterGenerator, initial, max, Array<number>(count).fill(0)));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("draws what it calls full jitter as Envoy's rule does", () => {
    fc.assert(
      fc.property(delays.initial, delays.max, draws, (initial, max, drawn) => {
        const randoms = drawn.map((each) => each / FRACTIONS);
        const ours = randoms.map(
          (r, i) => envoyWait(policyOf('envoy', initial, max), i + 1, (n) => Math.floor(r * n)).waitUs,
        );
        expect(ours).toEqual(theirs(fullJitterGenerator, initial, max, randoms));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('comes within half a percent of its decorrelated jitter, from integer tables', () => {
    let worst = 0;
    fc.assert(
      fc.property(delays.initial, delays.max, draws, (initial, max, drawn) => {
        const policy = policyOf('decorrelated', initial * 1_000, max * 1_000);
        let memory: Decorrelated | null = null;
        const ours = drawn.map((each, i) => {
          const wait = backoff(policy, i + 1, memory, () => each);
          memory = wait.memory;
          expect(wait.waitUs).toBeGreaterThanOrEqual(wait.lowUs);
          expect(wait.waitUs).toBeLessThanOrEqual(wait.highUs);
          return wait.waitUs / 1_000;
        });
        const expected = theirs(
          decorrelatedJitterGenerator,
          initial,
          max,
          drawn.map((each) => each / FRACTIONS),
        );
        for (const [i, wait] of ours.entries()) {
          // A wait is the difference of two values of a curve that doubles: its error is measured by the curve.
          const curveMs = (initial * grown(policyOf('envoy', 1, 1_000_000), i + 2)) / 1.4;
          const error = Math.abs(wait - expected[i]!) / curveMs;
          worst = Math.max(worst, error);
          expect(error, `wait ${i + 1}: ${wait} and ${expected[i]}`).toBeLessThan(0.005);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(worst).toBeGreaterThan(0);
  });
});
