import { describe, expect, it } from 'vitest';
import { ms, seconds } from '../../kernel/time.ts';
import { resilience4j } from './programs/breaker-core.ts';
import { ticketOf, type BreakerConfig, type CallResult, type Ticket } from './programs/breaker-rules.ts';
import { emptyWindow, FAILED, record, SLOW, slideTo } from './programs/sliding-window.ts';

const BASE: BreakerConfig = {
  windowKind: 'count',
  windowSize: 4,
  minimumCalls: 2,
  failureRatePct: 50,
  slowCallUs: ms(100),
  slowRatePct: 100,
  waitUs: seconds(1),
  waitGrowthPct: 100,
  waitMaxUs: seconds(60),
  permittedHalfOpen: 2,
  halfOpenLimitUs: 0,
  automatic: false,
  generationCheck: false,
};

/** A breaker with a clock that is set by hand. */
function breaker(changes: Partial<BreakerConfig> = {}) {
  const config = { ...BASE, ...changes };
  const state = resilience4j.initial(config, 0);
  return {
    state,
    config,
    ask: (atUs: number) => resilience4j.tryAcquire(state, config, atUs),
    answer: (result: CallResult, atUs: number, ticket: Ticket = ticketOf(state), tookUs = 0) =>
      resilience4j.onResult(state, config, atUs, result, tookUs, ticket),
    elapse: (atUs: number) => resilience4j.elapsed(state, config, atUs),
    due: () => resilience4j.dueUs(state, config),
  };
}

function opened(changes: Partial<BreakerConfig> = {}) {
  const b = breaker(changes);
  b.answer('error', 0);
  b.answer('error', 0);
  expect(b.state.phase).toBe('OPEN');
  return b;
}

describe('the wait', () => {
  it('is over strictly after its time, and only when somebody calls', () => {
    const b = opened();
    expect([b.ask(seconds(1)), b.state.phase, b.due()]).toEqual(['refused', 'OPEN', null]);
    expect([b.ask(seconds(1) + 1), b.state.phase]).toEqual(['permitted', 'HALF_OPEN']);
  });

  it('ends by itself where that is asked for', () => {
    const b = opened({ automatic: true });
    expect(b.due()).toBe(seconds(1));
    b.elapse(seconds(1));
    expect([b.state.phase, b.state.why]).toEqual(['HALF_OPEN', 'wait is over, automatic']);
  });

  it('grows with each opening in a row, up to its limit, and starts anew after closing', () => {
    const b = opened({ waitGrowthPct: 200, waitMaxUs: seconds(3), permittedHalfOpen: 1 });
    let nowUs = 0;
    const again = (result: CallResult): number => {
      nowUs = b.state.sinceUs + b.state.waitUs + 1;
      b.ask(nowUs);
      b.answer(result, nowUs);
      return b.state.waitUs;
    };
    expect([again('error'), again('error'), again('error')]).toEqual([seconds(2), seconds(3), seconds(3)]);
    again('success');
    b.answer('error', nowUs);
    b.answer('error', nowUs);
    expect([b.state.phase, b.state.waitUs]).toEqual(['OPEN', seconds(1)]);
  });
});

describe('half-open', () => {
  it('permits so many calls and no more, and decides when they are answered', () => {
    const b = opened();
    expect([b.ask(seconds(2)), b.ask(seconds(2)), b.ask(seconds(2))]).toEqual(['permitted', 'permitted', 'refused']);
    b.answer('success', seconds(2));
    expect(b.state.phase).toBe('HALF_OPEN');
    b.answer('success', seconds(2));
    expect([b.state.phase, b.state.window.calls]).toEqual(['CLOSED', 0]);
  });

  it('opens again at its limit', () => {
    const b = opened({ halfOpenLimitUs: seconds(1) });
    b.ask(seconds(2));
    expect(b.due()).toBe(seconds(3));
    b.elapse(seconds(3));
    expect([b.state.phase, b.state.why]).toEqual(['OPEN', 'half-open limit passed']);
  });

  it('gives back the permit of an ignored error, but not to a straggler', () => {
    const b = opened();
    const early: Ticket = { generation: 1, phase: 'CLOSED' };
    b.ask(seconds(2));
    b.answer('ignored', seconds(2), early);
    expect(b.state.permits).toBe(1);
    b.answer('ignored', seconds(2));
    expect([b.state.permits, b.state.window.calls]).toEqual([2, 0]);
  });
});

describe('stragglers', () => {
  const early: Ticket = { generation: 1, phase: 'CLOSED' };

  it('count in the state that they come into', () => {
    const b = opened();
    b.ask(seconds(2));
    b.answer('success', seconds(2), early);
    b.answer('success', seconds(2), early);
    expect([b.state.phase, b.state.why]).toEqual(['CLOSED', 'both rates below threshold']);
  });

  it('are dropped with the generation check', () => {
    const b = opened({ generationCheck: true });
    b.ask(seconds(2));
    b.answer('success', seconds(2), early);
    b.answer('error', seconds(2), early);
    expect([b.state.phase, b.state.window.calls, b.state.rule]).toEqual(['HALF_OPEN', 0, 'straggler dropped']);
  });
});

describe('rates', () => {
  it('open at exactly the threshold, by failures or by slow calls, and slow is strict', () => {
    const half = breaker();
    half.answer('success', 0);
    half.answer('error', 0);
    expect([half.state.phase, half.state.why]).toEqual(['OPEN', 'failure rate reached threshold']);
    const slow = breaker({ slowRatePct: 50 });
    slow.answer('success', 0, undefined, ms(100));
    slow.answer('success', 0, undefined, ms(100));
    expect(slow.state.phase).toBe('CLOSED');
    slow.answer('success', 0, undefined, ms(100) + 1);
    slow.answer('success', 0, undefined, ms(100) + 1);
    expect([slow.state.phase, slow.state.why]).toEqual(['OPEN', 'slow call rate reached threshold']);
  });

  it('only watch in METRICS_ONLY', () => {
    const b = breaker();
    resilience4j.transitionTo(b.state, b.config, 0, 'METRICS_ONLY');
    b.answer('error', 0);
    b.answer('error', 0);
    expect([b.state.phase, b.state.rule, b.ask(0)]).toEqual([
      'METRICS_ONLY',
      'threshold reached, metrics only',
      'permitted',
    ]);
  });

  it('start anew when the window is resized, and keep counting when only a threshold moves', () => {
    const b = breaker({ minimumCalls: 4 });
    b.answer('error', 0);
    resilience4j.reconfigure(b.state, { ...b.config, failureRatePct: 90 });
    expect(b.state.window.calls).toBe(1);
    resilience4j.reconfigure(b.state, { ...b.config, windowSize: 9 });
    expect(b.state.window).toMatchObject({ calls: 0, size: 9 });
  });
});

describe('windows', () => {
  it('evict the oldest call', () => {
    const window = emptyWindow('count', 2);
    record(window, 0, true, false);
    record(window, 0, false, true);
    expect(window).toMatchObject({ calls: 2, failed: 1, slow: 1, cells: [FAILED, SLOW] });
    record(window, 0, false, false);
    expect(window).toMatchObject({ calls: 2, failed: 0, slow: 1 });
  });

  it('are aligned to whole seconds', () => {
    const window = emptyWindow('time', 2);
    record(window, ms(1_999), true, false);
    slideTo(window, ms(2_999));
    expect(window.calls).toBe(1);
    slideTo(window, ms(3_000));
    expect(window.calls).toBe(0);
  });
});
