import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  CountBreaker,
  handleWhen,
  SamplingBreaker,
  type CircuitBreakerPolicy,
  type IBreaker,
} from 'cockatiel';
import fc from 'fast-check';
import Opossum from 'opossum';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ms } from '../../kernel/time.ts';
import { cockatiel, cockatielConsecutive } from './programs/breaker-cockatiel.ts';
import { opossum } from './programs/breaker-opossum.ts';
import {
  ticketOf,
  type BreakerConfig,
  type BreakerState,
  type CallResult,
  type Semantics,
  type Ticket,
} from './programs/breaker-rules.ts';

/** One thing that a random run does. Calls are answered in any order, stragglers included. */
type Op =
  | { readonly do: 'call' }
  | { readonly do: 'answer'; readonly which: number; readonly result: CallResult }
  | { readonly do: 'advance'; readonly ms: number };

const RUNS = 300;
const SEED = 20_267;

const MIXED: readonly CallResult[] = ['success', 'error', 'error', 'ignored'];
/** Rarely opens, so that windows live long enough to slide. */
const MOSTLY_WELL: readonly CallResult[] = ['success', 'success', 'success', 'success', 'error'];

const op = (times: readonly number[], results: readonly CallResult[]): fc.Arbitrary<Op> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Op>({ do: 'call' }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        which: fc.nat(8),
        result: fc.constantFrom(...results),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(...times) }) },
  );
const ops = (times: readonly number[], results = MIXED): fc.Arbitrary<readonly Op[]> =>
  fc.array(op(times, results), { minLength: 10, maxLength: 120 });
/** Calls that a probe held back are let go in one instant: their order says nothing. */
const sorted = (calls: readonly number[]): number[] => [...calls].sort((a, b) => a - b);

class Ignored extends Error {}
class Failed extends Error {}

/** A call that has reached what is called, and waits for its answer. */
interface Reached {
  readonly call: number;
  readonly settle: (result: CallResult) => void;
}

/** The library under test, driven call by call. */
interface Oracle {
  fire(call: number): void;
  readonly reached: Reached[];
  readonly refused: number[];
  phase(): string;
}

/** Our breaker in the same position: a shell that admits, refuses and queues by its verdicts. */
class Ours {
  readonly reached: { readonly call: number; readonly ticket: Ticket; readonly atUs: number }[] = [];
  readonly refused: number[] = [];
  /** Each waits for the probe of the generation in which it came. */
  private waiting: { readonly call: number; readonly generation: number }[] = [];
  private readonly state: BreakerState;
  private readonly semantics: Semantics;
  private readonly config: BreakerConfig;
  nowUs: number;

  constructor(semantics: Semantics, config: BreakerConfig, nowUs: number) {
    this.semantics = semantics;
    this.config = config;
    this.nowUs = nowUs;
    this.state = semantics.initial(config, nowUs);
  }

  get phase(): string {
    return this.state.phase;
  }

  fire(call: number): void {
    const verdict = this.semantics.tryAcquire(this.state, this.config, this.nowUs);
    if (verdict === 'permitted') this.reached.push({ call, ticket: ticketOf(this.state), atUs: this.nowUs });
    else if (verdict === 'queued') this.waiting.push({ call, generation: this.state.generation });
    else this.refused.push(call);
  }

  answer(index: number, result: CallResult): void {
    const [reached] = this.reached.splice(index, 1);
    this.semantics.onResult(this.state, this.config, this.nowUs, result, this.nowUs - reached!.atUs, reached!.ticket);
    const { generation } = reached!.ticket;
    const released = this.waiting.filter((waiting) => waiting.generation === generation);
    this.waiting = this.waiting.filter((waiting) => waiting.generation !== generation);
    for (const { call } of released) this.fire(call);
  }

  advance(us: number): void {
    const target = this.nowUs + us;
    for (
      let due = this.semantics.dueUs(this.state, this.config);
      due !== null && due <= target;
      due = this.semantics.dueUs(this.state, this.config)
    ) {
      this.nowUs = due;
      this.semantics.elapsed(this.state, this.config, due);
    }
    this.nowUs = target;
  }
}

const turnMicrotasks = async (): Promise<void> => {
  for (let i = 0; i < 40; i += 1) await Promise.resolve();
};

async function compare(oracle: Oracle, ours: Ours, steps: readonly Op[]): Promise<void> {
  let calls = 0;
  for (const [index, step] of steps.entries()) {
    if (step.do === 'call') {
      oracle.fire(calls);
      ours.fire(calls);
      calls += 1;
    } else if (step.do === 'advance') {
      await vi.advanceTimersByTimeAsync(step.ms);
      ours.advance(ms(step.ms));
    } else if (ours.reached.length > 0) {
      const which = step.which % ours.reached.length;
      const { call } = ours.reached[which]!;
      const theirs = oracle.reached.findIndex((reached) => reached.call === call);
      oracle.reached.splice(theirs, 1)[0]!.settle(step.result);
      ours.answer(which, step.result);
    }
    await turnMicrotasks();
    const where = `after step ${index}, ${JSON.stringify(step)}`;
    expect(ours.phase, where).toBe(oracle.phase());
    expect(sorted(ours.reached.map(({ call }) => call)), where).toEqual(sorted(oracle.reached.map(({ call }) => call)));
    expect(sorted(ours.refused), where).toEqual(sorted(oracle.refused));
  }
}

const BASE: BreakerConfig = {
  windowKind: 'count',
  windowSize: 6,
  minimumCalls: 4,
  failureRatePct: 50,
  slowCallUs: ms(60_000),
  slowRatePct: 100,
  waitUs: ms(500),
  waitGrowthPct: 100,
  waitMaxUs: ms(500),
  permittedHalfOpen: 1,
  halfOpenLimitUs: 0,
  automatic: false,
  generationCheck: false,
};

beforeEach(
  () =>
    void vi.useFakeTimers({
      now: 1_000_000,
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    }),
);
afterEach(() => void vi.useRealTimers());

function cockatielOracle(breaker: IBreaker, config: BreakerConfig): Oracle {
  const policy: CircuitBreakerPolicy = circuitBreaker(
    handleWhen((error) => !(error instanceof Ignored)),
    { halfOpenAfter: config.waitUs / 1_000, breaker },
  );
  const oracle: Oracle = {
    reached: [],
    refused: [],
    phase: () =>
      ({
        [CircuitState.Closed]: 'CLOSED',
        [CircuitState.Open]: 'OPEN',
        [CircuitState.HalfOpen]: 'HALF_OPEN',
        [CircuitState.Isolated]: 'FORCED_OPEN',
      })[policy.state],
    fire(call) {
      const action = (): Promise<void> =>
        new Promise((resolve, reject) =>
          oracle.reached.push({
            call,
            settle: (result) =>
              result === 'success' ? resolve() : reject(result === 'ignored' ? new Ignored() : new Failed()),
          }),
        );
      policy.execute(action).catch((error: unknown) => {
        if (error instanceof BrokenCircuitError) oracle.refused.push(call);
      });
    },
  };
  return oracle;
}

describe('against cockatiel 3', () => {
  const times = [1, 99, 100, 250, 499, 500, 501, 1_000, 3_000];

  it('counts like its CountBreaker', async () => {
    const property = fc.asyncProperty(
      ops(times),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(25, 50, 75),
      async (steps, size, minimum, pct) => {
        const config = { ...BASE, windowSize: size, minimumCalls: Math.min(size, minimum), failureRatePct: pct };
        const theirs = new CountBreaker({ threshold: pct / 100, size, minimumNumberOfCalls: config.minimumCalls });
        await compare(cockatielOracle(theirs, config), new Ours(cockatiel, config, ms(Date.now())), steps);
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
  });

  it('counts like its ConsecutiveBreaker', async () => {
    const property = fc.asyncProperty(ops(times), fc.integer({ min: 1, max: 5 }), async (steps, threshold) => {
      const config = { ...BASE, minimumCalls: threshold };
      await compare(
        cockatielOracle(new ConsecutiveBreaker(threshold), config),
        new Ours(cockatielConsecutive, config, ms(Date.now())),
        steps,
      );
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
  });

  it('counts like its SamplingBreaker', async () => {
    const property = fc.asyncProperty(
      ops([100, 399, 400, 600, 1_000], MOSTLY_WELL),
      fc.constantFrom(2, 5),
      fc.constantFrom(20, 25, 50),
      async (steps, windowSeconds, pct) => {
        const config = {
          ...BASE,
          windowKind: 'time' as const,
          windowSize: windowSeconds,
          minimumCalls: windowSeconds,
          failureRatePct: pct,
        };
        const theirs = new SamplingBreaker({ threshold: pct / 100, duration: windowSeconds * 1_000, minimumRps: 1 });
        await compare(cockatielOracle(theirs, config), new Ours(cockatiel, config, ms(Date.now())), steps);
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
  });
});

describe('against opossum 8', () => {
  it('opens, half-opens and closes alike', async () => {
    const property = fc.asyncProperty(
      ops([1, 50, 99, 100, 101, 250, 500, 1_000]),
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(25, 50, 75),
      async (steps, volumeThreshold, pct) => {
        const config = {
          ...BASE,
          windowKind: 'time' as const,
          windowSize: 1,
          minimumCalls: volumeThreshold,
          failureRatePct: pct,
        };
        const oracle: Oracle = {
          reached: [],
          refused: [],
          fire: (call) => void fire(call),
          phase: () => (circuit.opened ? 'OPEN' : circuit.halfOpen ? 'HALF_OPEN' : 'CLOSED'),
        };
        const circuit = new Opossum(
          (call: number) =>
            new Promise<void>((resolve, reject) =>
              oracle.reached.push({
                call,
                settle: (result) =>
                  result === 'success' ? resolve() : reject(result === 'ignored' ? new Ignored() : new Failed()),
              }),
            ),
          {
            timeout: false,
            errorThresholdPercentage: pct,
            volumeThreshold,
            rollingCountTimeout: 1_000,
            rollingCountBuckets: 10,
            resetTimeout: 500,
            errorFilter: (error: unknown) => error instanceof Ignored,
          },
        );
        const fire = (call: number): Promise<void> =>
          circuit.fire(call).catch((error: { readonly code?: string }) => {
            if (error.code === 'EOPENBREAKER') oracle.refused.push(call);
          });
        try {
          await compare(oracle, new Ours(opossum, config, ms(Date.now())), steps);
        } finally {
          circuit.shutdown();
        }
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
  });
});
