import type { Mutant } from '../../pattern-kit/pattern.ts';

export const mutants: readonly Mutant[] = [];
