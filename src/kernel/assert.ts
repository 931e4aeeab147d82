/** The kernel's own promises, broken: a defect of the kernel or of the scenario, never of a program. */
export class KernelError extends Error {
  override readonly name = 'KernelError';
}

/** Left on in production: a wrong run is worse than a stopped one. Not for the hot path: the words are made each time. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new KernelError(message);
}
