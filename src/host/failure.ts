import { KernelError } from '../kernel/assert.ts';
import type { FromSession } from './protocol.ts';

/** What is told where a run could not go on. */
export function failedBy(error: unknown, recoverable: boolean): FromSession {
  const what =
    error instanceof KernelError
      ? 'The run stopped at a limit.'
      : error instanceof Error && error.name === 'HostError'
        ? 'A Worker failed.'
        : 'The run stopped.';
  return { kind: 'failed', what, detail: error instanceof Error ? error.message : String(error), recoverable };
}
