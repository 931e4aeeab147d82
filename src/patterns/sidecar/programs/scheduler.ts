import type { Random } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';

/**
 * Fluent Bit, "Scheduling and retries": exponential backoff and jitter. The Nth retry waits a random
 * time between the base and the smaller of base · 2^N and the cap.
 */
export function retryRange(base: number, cap: number, retry: number): readonly [least: number, most: number] {
  let most = base;
  for (let i = 0; i < retry && most < cap; i += 1) most *= 2;
  return [base, Math.max(base, Math.min(most, cap))];
}

export function retryWaitUs(random: Random, baseMs: number, capMs: number, retry: number): Us {
  const [least, most] = retryRange(baseMs, capMs, retry);
  return random.between(ms(least), ms(most));
}

/** Retry_Limit: 0 stands for `no_limits`. The first attempt is no retry. */
export const mayRetry = (limit: number, retry: number): boolean => limit === 0 || retry <= limit;
