import { ms, type Us } from '../../../kernel/time.ts';
import type { Node } from './container.ts';

/** Fluent Bit, "Monitoring": `Health_Check`. When it last went wrong, the newest last; it asks for no more. */
export interface Health {
  errors: Us[];
  /** Chunks that were given up because their retries were spent. */
  retryFailures: Us[];
}

/** HC_Errors_Count and HC_Retry_Failure_Count, default 5. */
const MOST = 5;

export const newHealth = (): Health => ({ errors: [], retryFailures: [] });

export function countFailure(node: Node, times: Us[]): void {
  times.push(node.monotonic());
  if (times.length > MOST) times.shift();
}

/** Whether fewer than five of a kind fell into the period that ends now. */
export function isHealthy(node: Node, { errors, retryFailures }: Health): boolean {
  const fromUs = node.monotonic() - ms(Number(node.settings['shipper.healthPeriodMs']));
  const many = (times: readonly Us[]): boolean => times.length === MOST && times[0]! >= fromUs;
  return !many(errors) && !many(retryFailures);
}
