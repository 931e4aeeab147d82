import type { Program } from '../kernel/program.ts';
import { loadPattern } from '../patterns/whole.ts';

/** The program of a role, or its planted bug: what a node Worker runs. */
export async function findProgram(patternId: string, program: string, mutantId: string | null): Promise<Program> {
  const pattern = await loadPattern(patternId);
  const mutant = mutantId === null ? undefined : pattern.mutants.find((candidate) => candidate.id === mutantId);
  const found = mutant?.programs[program] ?? pattern.programs[program];
  if (found === undefined) throw new Error(`${patternId} has no program "${program}".`);
  return found;
}
