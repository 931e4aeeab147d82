import type { Mutant } from '../../pattern-kit/pattern.ts';
import { resilience4j, type CoreState } from './programs/breaker-core.ts';
import type { Semantics } from './programs/breaker-rules.ts';
import { breakerWith, KINDS } from './programs/breaker.ts';
import { emptyWindow } from './programs/sliding-window.ts';
import { payLaterWith } from './programs/pay-later.ts';
import { shoppers } from './programs/shoppers.ts';

/** The true breaker with some of its functions replaced. */
const breakerBut = (changed: Partial<Semantics<CoreState>>) => ({
  breaker: breakerWith({ ...KINDS, resilience4j: { ...resilience4j, ...changed } }),
});

export const mutants: readonly Mutant[] = [
  {
    id: 'evict-newest',
    title: 'Evicts the wrong call',
    explain:
      'When the ring of calls is full, it overwrites the newest call instead of the oldest. Old successes stay and hide new failures.',
    breaks: 'opens-when-due',
    preset: 'hang',
    programs: breakerBut({
      onResult(state, ...rest) {
        const { window } = state;
        if (window.kind === 'count' && window.calls === window.size)
          window.next = (window.next + window.size - 1) % window.size;
        resilience4j.onResult(state, ...rest);
      },
    }),
  },
  {
    id: 'reset-on-open',
    title: 'Empties its window when it opens',
    explain: 'It starts afresh in every state, open included, so nobody can see any more why it opened.',
    breaks: 'open-shows-why',
    preset: 'hang',
    programs: breakerBut({
      onResult(state, ...rest) {
        const before = state.phase;
        resilience4j.onResult(state, ...rest);
        if (before !== 'OPEN' && state.phase === 'OPEN') state.window = emptyWindow('count', state.window.size);
      },
    }),
  },
  {
    id: 'greater-than',
    title: 'Compares with > instead of ≥',
    explain:
      'Exactly 50 % failures do not open it. With a small window that is the most common rate of a sick service.',
    breaks: 'opens-when-due',
    preset: 'hang',
    // In a window of 10 calls, "more than 50 %" and "at least 51 %" are the same.
    programs: breakerBut({
      onResult: (state, config, ...rest) =>
        resilience4j.onResult(state, { ...config, failureRatePct: config.failureRatePct + 1 }, ...rest),
    }),
  },
  {
    id: 'leaked-permit',
    title: 'Loses the permit of an ignored error',
    explain:
      'A declined card is ignored half-open, but its permit is not given back. After a few of them no call is let through any more.',
    breaks: 'recovers',
    preset: 'neither',
    programs: breakerBut({
      onResult(state, config, nowUs, result, ...rest) {
        if (result !== 'ignored') resilience4j.onResult(state, config, nowUs, result, ...rest);
      },
    }),
  },
  {
    id: 'stays-open',
    title: 'Lets calls pass without going half-open',
    explain: 'After the wait it admits calls but forgets to change its state: it is open and calls all the same.',
    breaks: 'no-call-while-open',
    preset: 'hang',
    programs: breakerBut({
      tryAcquire(state, config, nowUs) {
        if (state.phase === 'OPEN' && nowUs > state.sinceUs + state.waitUs) return 'permitted';
        return resilience4j.tryAcquire(state, config, nowUs);
      },
    }),
  },
  {
    id: 'flood',
    title: 'Does not count half-open calls',
    explain: 'Half-open it lets everything through, and floods a service that has barely recovered.',
    breaks: 'probes-bounded',
    preset: 'hang',
    programs: breakerBut({
      tryAcquire(state, config, nowUs) {
        const verdict = resilience4j.tryAcquire(state, config, nowUs);
        if (state.phase === 'HALF_OPEN') state.permits = config.permittedHalfOpen;
        return verdict;
      },
    }),
  },
  {
    id: 'impatient',
    title: 'Measures the wait from the first failure',
    explain: 'The wait begins when the trouble began instead of when it opened, so it tests again too early.',
    breaks: 'open-lasts',
    preset: 'hang',
    programs: breakerBut({
      onResult(state, config, nowUs, result, durationUs, ticket) {
        resilience4j.onResult(state, config, nowUs, result, durationUs, ticket);
        if (state.phase === 'OPEN' && state.sinceUs === nowUs) state.sinceUs -= durationUs;
      },
    }),
  },
  {
    id: 'half-open-closes-early',
    title: 'One success closes it',
    explain: 'The first good answer half-open closes the circuit, without waiting for the other permitted calls.',
    breaks: 'opens-when-due',
    preset: 'hang',
    programs: breakerBut({
      onResult(state, config, nowUs, result, durationUs, ticket) {
        if (state.phase === 'HALF_OPEN') state.minimum = 1;
        resilience4j.onResult(state, config, nowUs, result, durationUs, ticket);
      },
    }),
  },
  {
    id: 'new-key',
    title: 'A new key for each attempt',
    explain:
      'The pay-later queue makes up a key whenever it tries to settle an order. If the first charge went through after all, the card is charged twice.',
    breaks: 'one-charge',
    preset: 'hang',
    programs: { payLater: payLaterWith((pending, node) => `${pending.idemKey}-at-${node.now()}`) },
  },
  {
    id: 'timeout-is-refusal',
    title: 'Takes a timeout for a refusal',
    explain: 'A shopper who hears nothing in time is told that the order failed. It may have been charged, or will be.',
    breaks: 'refused-not-charged',
    preset: 'hang',
    programs: {
      shoppers: {
        ...shoppers,
        replies: {
          answered(node, state, reply, operation: { readonly order: number }) {
            const told =
              reply.type === 'timeout'
                ? {
                    type: 'OrderResult' as const,
                    order: operation.order,
                    status: 'rejected' as const,
                    reason: 'no answer',
                  }
                : reply;
            shoppers.replies!['answered']!(node, state, told, operation);
          },
        },
      },
    },
  },
];
